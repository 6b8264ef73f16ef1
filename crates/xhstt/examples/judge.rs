//! Judges every solution of the archives named on the command line: `cargo run -p junheng-xhstt --example judge FILE`.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    for path in std::env::args().skip(1) {
        let reading = junheng_xhstt::read(&std::fs::read_to_string(&path)?);
        assert_eq!(junheng_xhstt::read(&junheng_xhstt::write(&reading.archive)).archive, reading.archive);
        for finding in reading.findings {
            println!("{} {} {:?} {:?}", finding.code, finding.place, finding.value, finding.args);
        }
        for group in &reading.archive.solution_groups {
            for solution in &group.solutions {
                let instance = &reading.archive.instances[solution.instance];
                let cost = junheng_xhstt::evaluate(instance, solution).cost;
                println!("{path} {} {} {} {}", instance.id, group.id, cost.infeasibility, cost.objective);
            }
        }
    }
    Ok(())
}
