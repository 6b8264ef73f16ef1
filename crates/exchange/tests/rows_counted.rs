//! Each row of a file is counted once, whatever becomes of it.
#![allow(clippy::unwrap_used, reason = "a helper of tests may fail the test")]

mod common;

use std::ops::ControlFlow;

use common::{measures, read, sheet, snapshot};
use junheng_domain::{Number, SchoolCode, Stage, Subject, Value};
use junheng_exchange::read::{Limits, read_bytes};
use junheng_exchange::{Intake, Mapping, Reading, RowTally, difference};

const UNITS: &str = r#"
schema = 1
id = "units"
school_code = "any"
[[table]]
school = "学校代码"
stage = { column = "学段" }
[[table.column]]
measure = "name"
[[table.column]]
measure = "pupils"
"#;

/// Both tables read the same sheet.
const TWO_TABLES: &str = r#"
schema = 1
id = "two"
school_code = "any"
[[table]]
level = "school"
school = "学校代码"
ignore_others = true
[[table.column]]
measure = "name"
[[table]]
school = "学校代码"
stage = { column = "学段" }
ignore_others = true
[[table.column]]
measure = "pupils"
"#;

fn read_csv(mapping: &str, text: &str) -> Reading {
    let mapping = Mapping::read("mapping.toml", mapping).unwrap();
    let measures = measures();
    let mut intake = Intake::by_mapping("county.csv", &mapping, &measures);
    let summary = read_bytes(text.as_bytes(), "county.csv", &Limits::default(), &mut |event| {
        intake.take(event);
        ControlFlow::Continue(())
    });
    intake.finish(&summary.unwrap())
}

#[test]
fn rows_that_the_reader_refuses_are_read_and_refused() {
    let check = |mapping: &str, text: &str, [rows, kept, refused, skipped]: [u32; 4]| {
        let counts = read_csv(mapping, text).counts;
        assert_eq!(
            [counts.read, counts.kept, counts.refused, counts.skipped()],
            [rows, kept, refused, skipped]
        );
        assert_eq!(counts.read, counts.kept + counts.refused + counts.skipped());
    };
    let header = "学校代码,学校名称,学段,在校学生数\n";
    check(UNITS, &format!("{header}A,甲,小学,1\n"), [1, 1, 0, 0]);
    check(UNITS, &format!("{header}A,甲,小学,1\nB,乙\nC,丙,小学,3,4,5\n"), [3, 1, 2, 0]);
    check(UNITS, &format!("{header}A,甲,小学,x\nB,乙\n合计,,,9\n"), [3, 0, 2, 1]);
    check(TWO_TABLES, &format!("{header}A,甲,小学,1\nB,乙\n"), [4, 2, 2, 0]);
}

#[test]
fn a_row_that_feeds_a_school_and_its_stage_is_unchanged_only_when_both_are() {
    let school = |code: &str| Subject::School(SchoolCode::new(code).unwrap());
    let unit = |code: &str| Subject::Unit(SchoolCode::new(code).unwrap(), Stage::Primary);
    let known = snapshot(&[
        (school("A"), "name", Value::text("甲")),
        (unit("A"), "pupils", Value::Number(Number::from(1))),
        (school("B"), "name", Value::text("乙")),
        (unit("B"), "pupils", Value::Number(Number::from(2))),
        (school("C"), "name", Value::text("丙")),
    ]);
    let table = "学校代码|学校名称|学段|在校学生数\nA|甲|小学|1\nB|乙|小学|3\nC|丙|小学|4\nD|丁|小学|5";
    let of = |mapping: &str| difference(&read(mapping, sheet("表", table)), &known).rows;
    assert_eq!(of(UNITS), RowTally { new: 1, changed: 2, unchanged: 1 });
    assert_eq!(of(TWO_TABLES), RowTally { new: 3, changed: 1, unchanged: 4 }, "each table counts its rows");
}
