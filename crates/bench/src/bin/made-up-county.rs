//! Fills a data folder with a made-up county, for load tests: `made-up-county FOLDER SCHOOLS YEARS`.
#![allow(clippy::print_stderr, reason = "a program for developers tells them what is wrong")]

use std::path::Path;
use std::process::ExitCode;

use junheng_testkit::filled;
use junheng_testkit::nation::{Shape, snapshots};

const SEED: u64 = 7;
const LAST_YEAR: u16 = 2026;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, schools, years] = words.as_slice() else { return usage() };
    let (Ok(schools), Ok(years)) = (schools.parse::<u32>(), years.parse::<u16>()) else { return usage() };
    match fill(Path::new(folder), schools, years) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("made-up-county: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: made-up-county FOLDER SCHOOLS YEARS");
    ExitCode::from(2)
}

fn fill(folder: &Path, schools: u32, years: u16) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let first = LAST_YEAR.saturating_sub(years.saturating_sub(1));
    let years = (first..=LAST_YEAR).flat_map(|year| snapshots(&Shape::county(SEED, schools, year)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(filled::save(folder, None, years))
}
