//! A nation: 200 000 schools with both stages' seven indicators, in memory and from the same CSV file as the peers.

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use junheng_assess::{Assessment, Rules, assess_all};
use junheng_domain::{ImportInfo, ImportNo, SchoolYear, Snapshot};
use junheng_exchange::columnar::{self, Flat};
use junheng_standards::Measures;
use junheng_testkit::nation::Shape;
use junheng_testkit::nation_csv;

use crate::compare::compare;
use crate::peers::{self, NationReport};
use crate::setting;
use crate::timing::{best_of, line, shown};

const SEED: u64 = 1;
const TIMES: u32 = 7;

pub(crate) fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    let shape = Shape::nation(SEED);
    let csv = made(folder, &shape)?;
    let (rules, measures) = (setting::resources()?, setting::measures()?);
    println!(
        "nation: {} counties, {} schools, {} bytes of CSV",
        shape.counties,
        shape.schools,
        csv.metadata()?.len()
    );

    let loaded = snapshots(read(&csv, &measures)?)?;
    let (in_memory, assessments) = best_of(TIMES, || assess_all(&loaded, &rules));
    let (from_csv, result) = best_of(TIMES, || csv_to_verdicts(&csv, &measures, &rules));
    drop(result?);
    let (reading, flat) = best_of(TIMES, || read(&csv, &measures));
    drop(flat?);
    let (outcomes, ()) = best_of(1, || assessments.iter().for_each(|county| _ = county.outcome()));
    println!(
        "ours: in memory {}, from CSV {} (reading {}), outcomes of all counties besides {}",
        shown(in_memory),
        shown(from_csv),
        shown(reading),
        shown(outcomes)
    );

    for script in ["nation_polars.py", "nation_duckdb.py"] {
        let units = folder.join(format!("{script}.units.csv"));
        let coefficients = folder.join(format!("{script}.coefficients.csv"));
        let arguments = [&csv, Path::new("--units"), &units, Path::new("--coefficients"), &coefficients];
        let report: NationReport = peers::run(script, &arguments)?;
        let comparison = compare(&assessments, &units, &coefficients)?;
        println!(
            "{} ({} threads, {} units): {} units and {} coefficients compared, {} differ, {} ties decided exactly",
            report.peer,
            report.threads,
            report.units,
            comparison.units,
            comparison.coefficients,
            comparison.different,
            comparison.ties,
        );
        if comparison.different > 0 {
            return Err("the results are not equal: the times say nothing".into());
        }
        println!("{}", line("nation, data in memory", in_memory, &report.peer, report.in_memory));
        println!("{}", line("nation, CSV to verdicts", from_csv, &report.peer, report.from_csv));
    }
    Ok(())
}

/// Our own part alone, many times over.
pub(crate) fn profile() -> Result<(), Box<dyn Error>> {
    let rules = setting::resources()?;
    let shape = Shape::nation(SEED);
    let loaded: Vec<Arc<Snapshot>> = junheng_testkit::nation::snapshots(&shape).map(Arc::new).collect();
    let (in_memory, _) = best_of(60 * TIMES, || assess_all(&loaded, &rules));
    println!("ours: in memory {}", shown(in_memory));
    Ok(())
}

/// Our own way from the file to the verdicts, many times over.
pub(crate) fn profile_csv(folder: &Path) -> Result<(), Box<dyn Error>> {
    let csv = made(folder, &Shape::nation(SEED))?;
    let (rules, measures) = (setting::resources()?, setting::measures()?);
    let (from_csv, result) = best_of(2 * TIMES, || csv_to_verdicts(&csv, &measures, &rules));
    drop(result?);
    println!("ours: from CSV {}", shown(from_csv));
    Ok(())
}

fn made(folder: &Path, shape: &Shape) -> Result<PathBuf, Box<dyn Error>> {
    let path = folder.join(format!("nation-{SEED}-{}.csv", shape.schools));
    nation_csv::write(shape, &mut BufWriter::new(File::create(&path)?))?;
    Ok(path)
}

fn read(csv: &Path, measures: &Measures) -> Result<Flat, Box<dyn Error>> {
    let info = ImportInfo {
        no: ImportNo(0),
        name: csv.display().to_string(),
        sha256: String::new(),
        sheets: vec!["nation".to_owned()],
        by: String::new(),
        at: String::new(),
    };
    Ok(columnar::read_flat(&std::fs::read(csv)?, &info, SchoolYear::parse("2026")?, measures))
}

fn snapshots(flat: Flat) -> Result<Vec<Arc<Snapshot>>, Box<dyn Error>> {
    if flat.rows_refused > 0 {
        return Err(format!("{} rows were refused", flat.rows_refused).into());
    }
    Ok(flat.snapshots.into_iter().map(Arc::new).collect())
}

fn csv_to_verdicts(
    csv: &Path,
    measures: &Measures,
    rules: &Arc<Rules>,
) -> Result<Vec<Assessment>, Box<dyn Error>> {
    Ok(assess_all(&snapshots(read(csv, measures)?)?, rules))
}
