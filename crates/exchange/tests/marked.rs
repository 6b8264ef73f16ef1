//! The marked copy of a user's own file.
#![allow(clippy::unwrap_used, reason = "a helper of tests may fail the test")]

mod common;

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use common::measures;
use junheng_exchange::template::{Expected, TemplateOptions, write};
use junheng_exchange::{Mapping, Source, marked_copy};
use junheng_labels::Lang;

const MAPPING: &str = r#"
schema = 1
id = "m"
school_code = "any"
[[table]]
school = "学校代码"
stage = "primary"
[[table.column]]
measure = "pupils"
[[table.column]]
measure = "teachers"
"#;

fn marked(name: &str, bytes: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let source = Source::trusted(&path);
    let mapping = Mapping::read("m.toml", MAPPING).unwrap();
    let reading = source.read_by_mapping(&mapping, &measures()).unwrap();
    assert!(!reading.acceptable());
    let mut out = Cursor::new(Vec::new());
    marked_copy(&source, &reading.findings, Lang::Zh, &mut out).unwrap();
    out.into_inner()
}

#[test]
fn a_workbook_keeps_its_values_and_gains_a_column_of_errors() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in (0..).zip(["学校代码", "在校学生数", "专任教师数"]) {
        sheet.write_string(0, column, header).unwrap();
    }
    sheet.write_string(1, 0, "A").unwrap().write_number(1, 1, 12.5).unwrap();
    sheet
        .write_string(2, 0, "=B")
        .unwrap()
        .write_string(2, 1, "十")
        .unwrap()
        .write_number(2, 2, 3.0)
        .unwrap();
    let copy = marked("县.xlsx", &book.save_to_buffer().unwrap());
    let mut copy: Xlsx<_> = Xlsx::new(Cursor::new(copy)).unwrap();
    let range = copy.worksheet_range_at(0).unwrap().unwrap();
    let at = |row, column| range.get_value((row, column)).cloned().unwrap_or(Data::Empty);
    assert_eq!(at(0, 3), Data::String("错误原因".into()));
    assert_eq!(at(1, 1), Data::Float(12.5));
    assert_eq!(at(2, 0), Data::String("=B".into()));
    assert!(at(1, 3).to_string().starts_with("B2: “在校学生数”应为整数"), "{}", at(1, 3));
    assert!(at(2, 3).to_string().starts_with("B3: “在校学生数”应为数字"), "{}", at(2, 3));
}

#[test]
fn a_csv_file_gains_a_first_column_of_errors() {
    let copy = marked("县.csv", "学校代码,在校学生数,专任教师数\nA,1,2\n=B,-1,2\n".as_bytes());
    let text = String::from_utf8(copy).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "\u{feff}错误原因,学校代码,在校学生数,专任教师数");
    assert_eq!(lines[1], ",A,1,2");
    assert!(
        lines[2].starts_with("B3: “在校学生数”不能是负数") && lines[2].ends_with(",'=B,'-1,2"),
        "{}",
        lines[2]
    );
}

#[test]
fn a_marked_template_can_be_corrected_and_imported_again() {
    let standard = common::standard();
    let mut template = Cursor::new(Vec::new());
    let school = junheng_domain::SchoolCode::new("2114000001").unwrap();
    let unit = junheng_domain::Subject::Unit(school, junheng_domain::Stage::Primary);
    let wrong = common::snapshot(&[(unit, "kind", junheng_domain::Value::text("大学"))]);
    let options = TemplateOptions { prefill: Some(&wrong), ..TemplateOptions::default() };
    write(&standard, &options, &mut template).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("县.xlsx");
    std::fs::write(&path, template.into_inner()).unwrap();
    let read = |path: &std::path::Path| {
        Source::trusted(path).read_template(&[&standard], Expected::default()).unwrap()
    };
    let first = read(&path);
    assert!(!first.acceptable());
    let mut copy = Cursor::new(Vec::new());
    marked_copy(&Source::trusted(&path), &first.findings, Lang::Zh, &mut copy).unwrap();
    let copied = folder.path().join("标注.xlsx");
    std::fs::write(&copied, copy.into_inner()).unwrap();
    let second = read(&copied);
    let codes = |reading: &junheng_exchange::Reading| {
        reading.findings.iter().map(|finding| finding.code.clone()).collect::<Vec<_>>()
    };
    assert_eq!(codes(&first).iter().filter(|code| *code == "code-unknown").count(), 1);
    assert_eq!(second.counts, first.counts);
    assert_eq!(codes(&second).iter().filter(|code| *code == "code-unknown").count(), 1);
}
