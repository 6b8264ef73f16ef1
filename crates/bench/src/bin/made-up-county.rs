//! Fills a data folder with a made-up county and somebody of its bureau, who signs in as `load` by a link of
//! `junheng people link`, for load tests: `made-up-county FOLDER SCHOOLS YEARS`.
#![allow(clippy::print_stderr, reason = "a program for developers tells them what is wrong")]

use std::path::Path;
use std::process::ExitCode;

use junheng_app::{Area, Branch, NewPersonForm, Office, Operator, Policy, Post, Role, SecondFactorRule};
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
    runtime.block_on(async {
        filled::save(folder, None, years).await?;
        register(folder).await
    })
}

/// An officer of the bureau. Since all of the county is made up, no second factor is asked for.
async fn register(folder: &Path) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let office = Office::open(folder, None, None).await?;
    let operator = Operator::at_the_machine(filled::BY);
    let (proof, at) = (operator.proof(), filled::AT);
    let policy = Policy { second_factor: SecondFactorRule::Optional, ..Policy::default() };
    office.set_policy(&operator.permit(), &proof, &policy, at).await?;
    let form = NewPersonForm { login: "load", name: "Load", phone: "" };
    let person = office.add_person(&operator.permit(), form, at).await?;
    let post = Post { role: Role::BureauOfficer, area: Area::of(Branch::County) };
    office.grant(&operator.permit(), &proof, (&person, &post), ("", ""), at).await?;
    Ok(())
}
