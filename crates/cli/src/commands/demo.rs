//! `demo`: the sample county, from its workbooks to its verdict.

use std::path::{Path, PathBuf};

use junheng_app::{FileToRead, ImportOptions, NewEntry, Office, Operator, write_filled};
use junheng_domain::SchoolYear;
use junheng_testkit::county::{SampleCounty, Standing, sample};

use super::{Desk, assess, people};
use crate::args::{Format, Output};
use crate::failure::Failure;
use crate::page::print;

const STANDARD: &str = "national/quality-balance-2017";
/// Where the sample county lives, when no folder is named.
const FOLDER: &str = "junheng-demo";

pub(crate) async fn run(desk: &Desk) -> Result<(), Failure> {
    let county = sample();
    let desk = at_the_sample(desk);
    let folder = desk.folder().to_owned();
    let office = prepared(&desk).await?;
    let Some(year) = county.years().last() else { return Ok(()) };
    let judging = junheng_app::Judging { standard: STANDARD, params: &[] };
    let judged = office.assess(&desk.operator.see(), year, judging).await?;
    assess::page(&desk, &[&judged.assessment])?.emit(&Output { format: Format::Table, out: None })?;
    say(&desk, "demo.next", &[("folder", &folder.display().to_string())])
}

/// The desk of the sample county, in its own folder unless one is named.
pub(crate) fn at_the_sample(desk: &Desk) -> Desk {
    let mut global = desk.global.clone();
    global.folder = global.folder.or_else(|| Some(PathBuf::from(FOLDER)));
    global.county = Some(sample().code.to_string());
    // The invented county is filled by nobody who works at this machine.
    let nobody = || Operator::at_the_machine(&desk.say("demo.operator", &[]));
    let operator = if global.operator.is_some() { desk.operator.clone() } else { nobody() };
    Desk { global, operator, ..*desk }
}

/// The office of the sample county, filled if there is nothing yet.
pub(crate) async fn prepared(desk: &Desk) -> Result<Office, Failure> {
    let county = sample();
    let folder = desk.folder().to_owned();
    let office = desk.office_or_new().await?;
    if office.years(&desk.operator.see()).await?.is_empty() {
        fill(desk, &office, &county, &folder).await?;
        people::register_sample(desk, &office).await?;
    } else {
        say(desk, "demo.there", &[("folder", &folder.display().to_string())])?;
    }
    Ok(office)
}

fn say(desk: &Desk, key: &str, args: &[(&str, &str)]) -> Result<(), Failure> {
    print(format!("{}\n", desk.say(key, args)).as_bytes())
}

/// Writes each school year's workbook as the county would hand it in, and imports it.
async fn fill(desk: &Desk, office: &Office, county: &SampleCounty, folder: &Path) -> Result<(), Failure> {
    let workbooks = folder.join("workbooks");
    std::fs::create_dir_all(&workbooks).map_err(|error| Failure::file(&workbooks, &error))?;
    for year in county.years() {
        let workbook = workbooks.join(format!("qinghe-{year}.xlsx"));
        write_filled(&*office.standard(STANDARD)?, &county.snapshot(year), desk.lang, &workbook)?;
        import(desk, office, &workbook, year).await?;
        for entry in county.entries(year) {
            let status = match entry.standing {
                Standing::Met => "met",
                Standing::NotMet => "not_met",
            };
            let new = NewEntry {
                standard: STANDARD,
                year,
                indicator: entry.indicator,
                status,
                points: None,
                evidence: entry.evidence,
                seen: None,
            };
            office.enter(&desk.operator.report(), new, &desk.now()).await?;
        }
    }
    // No such telephone exists: 0000 is no area.
    office.set_county_card(&desk.operator.settle(), county.name, "0000 1234567", &desk.now()).await?;
    for (event, reason) in county.school_events_with_reasons() {
        let change = junheng_app::SchoolChange {
            kind: event.kind,
            year: event.year,
            from: event.from.as_str(),
            to: event.to.as_str(),
            share: &event.share.to_string(),
            why: reason,
        };
        office.record_school_change(&desk.operator.settle(), &change, &desk.now()).await?;
    }
    Ok(())
}

async fn import(desk: &Desk, office: &Office, workbook: &Path, year: SchoolYear) -> Result<(), Failure> {
    let reader = std::env::current_exe().map_err(Failure::internal)?;
    let file = FileToRead { path: workbook, mapping: None, reader: &reader, progress: &|_| () };
    let standard = office.standard(STANDARD)?;
    let permit = desk.operator.report();
    let checked = office.check_import(&permit, &file, &standard, year).await?;
    let receipt = office.save_import(&permit, checked, ImportOptions::default(), &desk.now()).await?;
    let counts = receipt.checked.reading.counts;
    say(
        desk,
        "demo.imported",
        &[
            ("file", &workbook.display().to_string()),
            ("no", &receipt.no.0.to_string()),
            ("rows", &counts.kept.to_string()),
            ("facts", &receipt.checked.difference.facts.added.to_string()),
        ],
    )
}
