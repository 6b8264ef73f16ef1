//! Templates: written, filled in, read back.
#![allow(clippy::unwrap_used, reason = "a helper of tests may fail the test")]

mod common;

use std::io::Cursor;

use common::{findings, snapshot, standard, take_bytes};
use junheng_domain::{
    CountyCode, ItemCode, Level, Number, SchoolCode, SchoolYear, Snapshot, Stage, Subject, Value,
};
use junheng_exchange::template::{Expected, TemplateOptions, write};
use junheng_exchange::{Intake, Reading};
use junheng_labels::Lang;
use proptest::prelude::*;

fn export(snapshot: &Snapshot, lang: Lang) -> Vec<u8> {
    let options = TemplateOptions {
        lang: Some(lang),
        year: Some(snapshot.year),
        county: Some(snapshot.county.clone()),
        prefill: Some(snapshot),
    };
    let mut out = Cursor::new(Vec::new());
    write(&standard(), &options, &mut out).unwrap();
    out.into_inner()
}

fn import(bytes: &[u8], expected: Expected) -> Reading {
    let standard = standard();
    take_bytes(bytes, "county.xlsx", Intake::by_template("county.xlsx", &[&standard], expected))
}

fn year(text: &str) -> Option<SchoolYear> {
    SchoolYear::parse(text).ok()
}

/// Every fact of one has the same value in the other.
fn same_facts(one: &Snapshot, other: &Snapshot) {
    for (from, to) in [(one, other), (other, one)] {
        for fact in from.facts() {
            assert_eq!(
                to.value(&fact.subject, &fact.measure),
                fact.value,
                "{} {}",
                fact.subject,
                fact.measure
            );
        }
    }
}

fn county() -> Snapshot {
    let school = |code: &str| SchoolCode::new(code).unwrap();
    let number = |text: &str| Value::Number(Number::parse(text).unwrap());
    let unit = Subject::Unit(school("2114000001"), Stage::Primary);
    let class = Subject::Class(school("2114000001"), Stage::Primary, ItemCode::new("1班").unwrap());
    let room = Subject::Room(school("2114000001"), ItemCode::new("音乐1").unwrap());
    snapshot(&[
        (Subject::School(school("2114000001")), "name", Value::text("=第一小学")),
        (Subject::School(school("2114000001")), "kind", Value::text("nine_year")),
        (Subject::School(school("2114000001")), "teaching_area", number("1234.56")),
        (Subject::School(school("2114000002")), "name", Value::text("第二小学")),
        (unit.clone(), "pupils", number("120")),
        (unit.clone(), "teachers", number("0")),
        (unit, "equipment", number("0.1")),
        (Subject::Unit(school("2114000001"), Stage::Junior), "pupils", number("981")),
        (class, "class_pupils", number("45")),
        (room, "room_area", number("96.5")),
        (Subject::County, "salary", number("95000")),
    ])
}

#[test]
fn an_exported_county_comes_back_unchanged() {
    let county = county();
    for lang in [Lang::Zh, Lang::En] {
        let expected = Expected { year: year("2026"), county: Some(county.county.clone()) };
        let reading = import(&export(&county, lang), expected);
        assert!(reading.acceptable(), "{:#?}", reading.findings);
        same_facts(&county, &common::as_snapshot(&reading));
        assert_eq!(reading.profile.id, "template:test/standard");
        assert_eq!(reading.counts.samples, 5, "a sample row a sheet");
        assert_eq!(reading.batches.len(), Level::ALL.len());
    }
}

#[test]
fn a_template_made_for_something_else_is_refused() {
    let bytes = export(&county(), Lang::Zh);
    let other_year = Expected { year: year("2027"), county: None };
    assert!(findings(&import(&bytes, other_year))[0].starts_with("error template-year"));
    let other_county = Expected { year: None, county: CountyCode::new("110101").ok() };
    assert!(findings(&import(&bytes, other_county))[0].starts_with("error template-county"));
    let mut newer = standard();
    newer.version = "4".into();
    let reading = take_bytes(&bytes, "c.xlsx", Intake::by_template("c.xlsx", &[&newer], Expected::default()));
    assert!(findings(&reading)[0].starts_with("error template-version"));
    assert_eq!(reading.counts.kept, 0);
}

#[test]
fn a_workbook_that_is_no_template_is_told_so() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, "学校").unwrap();
    let reading = import(&book.save_to_buffer().unwrap(), Expected::default());
    assert_eq!(findings(&reading), ["error template-not-recognised"]);
}

#[test]
fn the_same_template_is_written_twice_with_the_same_bytes() {
    assert!(export(&county(), Lang::Zh) == export(&county(), Lang::Zh));
}

#[test]
fn every_built_in_standard_has_a_template_that_is_recognised() {
    let library = junheng_standards::Library::builtin().unwrap();
    for listed in library.list() {
        let standard = library.get(&listed.id.0).unwrap();
        for lang in [Lang::Zh, Lang::En] {
            let mut out = Cursor::new(Vec::new());
            let options =
                TemplateOptions { lang: Some(lang), year: year("2026"), ..TemplateOptions::default() };
            write(&standard, &options, &mut out).unwrap();
            let standards = [&*standard];
            let intake = Intake::by_template("empty.xlsx", &standards, Expected::default());
            let reading = take_bytes(&out.into_inner(), "empty.xlsx", intake);
            assert!(reading.acceptable(), "{}: {:#?}", listed.id.0, reading.findings);
            assert_eq!(reading.counts.read, reading.counts.samples, "{}", listed.id.0);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_numbers_survive_the_round_trip(
        values in prop::collection::vec((0_u64..1_000_000_000, 0_u32..4, any::<bool>()), 1..20)
    ) {
        let facts: Vec<_> = values.iter().enumerate().map(|(index, (digits, places, missing))| {
            let school = SchoolCode::new(&format!("{}", 2_114_000_000_u64 + index as u64)).unwrap();
            let text = format!("{digits:05}");
            let (whole, fraction) = text.split_at(text.len() - *places as usize);
            let number = Number::parse(&format!("{whole}.{fraction}")).unwrap();
            let value = if *missing { Value::Missing } else { Value::Number(number) };
            (Subject::Unit(school, Stage::Junior), "teaching_area", value)
        }).collect();
        let before = snapshot(&facts);
        let reading = import(&export(&before, Lang::Zh), Expected::default());
        prop_assert!(reading.acceptable());
        same_facts(&before, &common::as_snapshot(&reading));
    }
}
