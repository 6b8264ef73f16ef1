//! Whatever is imported and taken back leaves no trace in the facts: from the file to the store and back.
//!
//! The test program reads the files for itself, as `junheng` does; so it has a main function of its own.
#![allow(clippy::unwrap_used, reason = "a helper of tests may fail the test")]

use std::path::Path;
use std::process::ExitCode;

use junheng_app::{
    Checked, FileToRead, ImportOptions, Kind, Office, Operator, READER, read_year, serve_reader,
};
use junheng_domain::{ImportNo, Snapshot};
use libtest_mimic::{Arguments, Trial};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const MAPPING: &str = r#"
schema = 1
id = "property"
school_code = "any"
county = { column = "county" }
[[table]]
school = "school"
stage = { column = "stage" }
[[table.column]]
measure = "name"
[[table.column]]
measure = "pupils"
[[table.column]]
measure = "teaching_area"
"#;

const COUNTY: &str = "140499";
const STANDARD: &str = "national/quality-balance-2017";
const AT: &str = "2026-11-21T08:00:00+08:00";

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|word| word == READER) {
        return serve_reader(words);
    }
    let trial = Trial::test("import_and_undo_leave_the_facts_as_they_were", || Ok(undo_is_identity()?));
    libtest_mimic::run(&Arguments::from_args(), vec![trial]).exit_code()
}

fn undo_is_identity() -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let check = |(first, second): (String, String)| {
        runtime.block_on(story(&first, &second));
        Ok(())
    };
    runner.run(&(table(), table()), check).map_err(|failure| failure.to_string())
}

/// A small CSV file. Some rows are wrong, some are of another county, some are too short, some say what others do.
fn table() -> impl Strategy<Value = String> {
    let county = prop_oneof![9 => Just(COUNTY), 1 => Just("140481")];
    let stage = prop_oneof![Just("primary"), Just("junior")];
    let name = prop_oneof![Just(""), Just("First"), Just("Second")];
    let pupils = prop_oneof![Just(""), Just("0"), Just("7"), Just("120"), Just("many")];
    let area = prop_oneof![Just(""), Just("0.5"), Just("300")];
    let row = (county, "[A-D]", stage, name, pupils, area).prop_map(
        |(county, school, stage, name, pupils, area)| {
            format!("{county},{school},{stage},{name},{pupils},{area}\n")
        },
    );
    let row = prop_oneof![12 => row, 1 => Just(format!("{COUNTY},A\n"))];
    prop::collection::vec(row, 0..8).prop_map(|rows| {
        std::iter::once("county,school,stage,name,pupils,teaching_area\n".to_owned()).chain(rows).collect()
    })
}

/// Imports both files, then takes back and brings back each of them.
async fn story(first: &str, second: &str) {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(&folder.path().join("data"), None, Some(COUNTY)).await.unwrap();
    let Some(one) = import(&office, folder.path(), first).await else { return };
    let after_one = facts(&office).await;
    let Some(two) = import(&office, folder.path(), second).await else { return };
    let after_two = facts(&office).await;
    let permit = Operator::at_the_machine("tester").report();
    for (no, undone) in [(two, Some(&after_one)), (one, None)] {
        office.undo(&permit, no.0, AT, "tried").await.unwrap();
        if let Some(expected) = undone {
            assert_eq!(&facts(&office).await, expected, "import {} taken back", no.0);
        }
        office.redo(&permit, no.0, AT, "tried").await.unwrap();
        assert_eq!(facts(&office).await, after_two, "import {} brought back", no.0);
    }
}

async fn facts(office: &Office) -> Snapshot {
    office.snapshot(&Operator::at_the_machine("tester").see(), read_year("2026").unwrap()).await.unwrap()
}

/// Imports a file with all that is sound in it; `None` when that is nothing new.
async fn import(office: &Office, folder: &Path, text: &str) -> Option<ImportNo> {
    let (path, mapping) = (folder.join("county.csv"), folder.join("mapping.toml"));
    std::fs::write(&path, text).unwrap();
    std::fs::write(&mapping, MAPPING).unwrap();
    let reader = std::env::current_exe().unwrap();
    let file = FileToRead { path: &path, mapping: Some(&mapping), reader: &reader, progress: &|_| () };
    let permit = Operator::at_the_machine("tester").report();
    let (standard, year) = (office.standard(STANDARD).unwrap(), read_year("2026").unwrap());
    let checked = office.check_import(&permit, &file, &standard, year).await.unwrap();
    every_row_is_accounted_for(&checked, text);
    let options = ImportOptions { skip_refused: true, allow_large_change: true, again: true, why: "" };
    match office.save_import(&permit, checked, options, AT).await {
        Ok(receipt) => Some(receipt.no),
        Err(trouble) => {
            assert_eq!(trouble.kind(), Kind::Refused, "{trouble}");
            None
        }
    }
}

fn every_row_is_accounted_for(checked: &Checked, text: &str) {
    let counts = checked.reading.counts;
    assert_eq!(usize::try_from(counts.read).unwrap(), text.lines().count() - 1, "{text}");
    assert_eq!(counts.read, counts.kept + counts.refused + counts.skipped(), "{counts:?}");
    assert!(checked.unchanged() <= counts.kept, "{counts:?}");
}
