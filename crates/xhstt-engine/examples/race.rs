//! Solves the first instance of an archive for so many processor seconds and tells what was found:
//! `cargo run --release -p junheng-xhstt-engine --example race FILE SECONDS SEED`.

use std::error::Error;
use std::time::{Duration, Instant};

use junheng_xhstt_engine::{Options, solve};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [path, seconds, seed] = words.as_slice() else { return Err("FILE SECONDS SEED".into()) };
    let limit = Duration::from_secs(seconds.parse()?);
    let archive = junheng_xhstt::read(&std::fs::read_to_string(path)?).archive;
    let instance = archive.instances.first().ok_or("no instance")?;
    let begin = Instant::now();
    let mut last = (u64::MAX, u64::MAX);
    let options = Options {
        seed: seed.parse()?,
        effort: std::env::var("EFFORT").ok().and_then(|text| text.parse().ok()),
    };
    let answer = solve(instance, 0, options, &mut |progress| {
        let now = (progress.infeasibility, progress.objective);
        if now != last {
            last = now;
            println!("{:7.2} s {:>12} {} {}", begin.elapsed().as_secs_f64(), progress.work, now.0, now.1);
        }
        begin.elapsed() < limit
    })?;
    let verdict = junheng_xhstt::evaluate(instance, &answer.solution);
    for (at, constraint) in instance.constraints.iter().enumerate() {
        let cost: u64 =
            verdict.breaches.iter().filter(|breach| breach.constraint == at).map(|b| b.cost).sum();
        if cost > 0 {
            println!("  {} {} {} {cost}", constraint.rule.kind(), constraint.id, constraint.required);
        }
    }
    let cost = verdict.cost;
    println!("{} {:?} judged {} {}", instance.id, answer.progress, cost.infeasibility, cost.objective);
    Ok(())
}
