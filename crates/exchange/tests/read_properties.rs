//! Whatever the bytes, reading ends with an account; and what sound files hold is what others read in them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use calamine::{Data, Reader, Xlsx};
use junheng_domain::Severity;
use junheng_exchange::read::{Area, Cell, Event, FileSummary, Limits, Row, SheetInfo, read_bytes};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

#[derive(Debug, Default, PartialEq)]
struct Heard {
    sheets: Vec<SheetInfo>,
    rows: Vec<(u16, Row)>,
    errors: Vec<String>,
    codes: Vec<String>,
}

fn hear(bytes: &[u8], name: &str) -> (Heard, FileSummary) {
    hear_within(&Limits::default(), bytes, name)
}

fn hear_within(limits: &Limits, bytes: &[u8], name: &str) -> (Heard, FileSummary) {
    let mut heard = Heard::default();
    let summary = read_bytes(bytes, name, limits, &mut |event| {
        match event {
            Event::Sheet(info) => heard.sheets.push(info),
            Event::Row(sheet, row) => heard.rows.push((sheet, row)),
            Event::Finding(finding) => {
                if finding.severity == Severity::Error {
                    heard.errors.push(finding.code.clone());
                }
                heard.codes.push(finding.code);
            }
        }
        ControlFlow::Continue(())
    });
    (heard, summary.unwrap())
}

/// Each reading is counted rightly, and one that did not reach the end says why.
fn check_account(bytes: &[u8], name: &str) {
    let (heard, summary) = hear(bytes, name);
    let counted: u32 = summary.sheets.iter().map(|sheet| sheet.rows).sum();
    assert_eq!(counted as usize, heard.rows.len());
    assert_eq!(summary.bytes, bytes.len() as u64);
    assert_eq!(summary.sha256.len(), 64);
    assert!(summary.complete || !heard.errors.is_empty(), "a refusal has its finding");
    for pair in heard.rows.windows(2) {
        assert!((pair[0].0, pair[0].1.number) < (pair[1].0, pair[1].1.number), "rows rise");
    }
}

fn sample_workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let day = ExcelDateTime::from_ymd(2026, 9, 1).unwrap();
    let sheet = workbook.add_worksheet().set_name("学校").unwrap();
    sheet.merge_range(0, 1, 0, 3, "生均指标", &Format::new()).unwrap();
    sheet.write(1, 0, "第一小学 & <a>").unwrap().write(1, 1, 4.2).unwrap().write(1, 2, true).unwrap();
    sheet.write_with_format(2, 0, &day, &date).unwrap();
    sheet.write(2, 3, Formula::new("=B2*2").set_result("8.4")).unwrap();
    sheet.write(3, 5, "_x000D_ 换行\n").unwrap();
    sheet.set_row_hidden(3).unwrap();
    sheet.set_column_hidden(4).unwrap();
    workbook.add_worksheet().set_name("second").unwrap().write(0, 0, -1e-7).unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_sheet_too_large_to_be_kept_is_read_as_one_that_is_kept() {
    let keeps_nothing = Limits { child_memory_bytes: 0, ..Limits::default() };
    let bytes = sample_workbook();
    assert_eq!(hear_within(&keeps_nothing, &bytes, "a.xlsx"), hear(&bytes, "a.xlsx"));
}

/// A cell as calamine sees it.
fn as_calamine(cell: &Cell) -> Data {
    match cell {
        Cell::Empty | Cell::Unvalued => Data::Empty,
        Cell::Number(number) => Data::Float(*number),
        Cell::Text(text) => Data::String(text.to_string()),
        Cell::Bool(truth) => Data::Bool(*truth),
        Cell::Date(moment) => Data::Float(moment.serial),
        Cell::Error(text) => Data::String(text.to_string()),
    }
}

fn check_against_calamine(bytes: &[u8]) {
    let (heard, summary) = hear(bytes, "a.xlsx");
    assert!(summary.complete, "{:?}", heard.errors);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = workbook.sheet_names();
    assert_eq!(heard.sheets.iter().map(|sheet| sheet.name.clone()).collect::<Vec<_>>(), names);
    for (index, name) in names.iter().enumerate() {
        let range = workbook.worksheet_range(name).unwrap();
        let ours: Vec<((u32, u32), Data)> = heard
            .rows
            .iter()
            .filter(|(sheet, _)| usize::from(*sheet) == index)
            .flat_map(|(_, row)| {
                let cells = row.cells.iter().enumerate().filter(|(_, cell)| **cell != Cell::Empty);
                cells.map(|(column, cell)| {
                    ((row.number - 1, u32::try_from(column).unwrap()), as_calamine(cell))
                })
            })
            .collect();
        let (first_row, first_column) = range.start().unwrap_or_default();
        let theirs: Vec<((u32, u32), Data)> = range
            .used_cells()
            .map(|(row, column, value)| {
                let place =
                    (first_row + u32::try_from(row).unwrap(), first_column + u32::try_from(column).unwrap());
                (
                    place,
                    if let Data::DateTime(date) = value { Data::Float(date.as_f64()) } else { value.clone() },
                )
            })
            .filter(|(_, value)| *value != Data::String(String::new()))
            .collect();
        assert_eq!(ours, theirs);
    }
}

#[test]
fn a_sound_workbook_is_read_as_calamine_reads_it() {
    check_against_calamine(&sample_workbook());
}

#[test]
fn merged_areas_and_hidden_parts_are_told() {
    let (heard, summary) = hear(&sample_workbook(), "a.xlsx");
    let area = Area { first_row: 0, first_column: 1, last_row: 0, last_column: 3 };
    assert_eq!(heard.sheets[0].merged, [area]);
    assert_eq!(heard.sheets[0].hidden_columns, [(4, 4)]);
    assert_eq!(heard.codes, ["formula-may-be-stale", "columns-hidden", "rows-hidden"]);
    assert_eq!(summary.sheets[0].hidden_rows, 1);
    assert_eq!(summary.sheets[0].formulas, 1);
    let day = heard.rows.iter().find(|(_, row)| row.number == 3).map(|(_, row)| row.cells[0].clone());
    assert!(matches!(day, Some(Cell::Date(moment)) if moment.iso().as_deref() == Some("2026-09-01")));
}

#[test]
fn the_visitor_can_stop_the_reading() {
    let bytes = sample_workbook();
    let mut events = 0;
    let summary = read_bytes(&bytes, "a.xlsx", &Limits::default(), &mut |_| {
        events += 1;
        ControlFlow::Break(())
    });
    assert!(!summary.unwrap().complete);
    assert_eq!(events, 1);
}

fn value() -> impl Strategy<Value = Option<Cell>> {
    prop_oneof![
        Just(None),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(|n| Some(Cell::Number(n))),
        "[a-z中文〇&<>\"_x0-9 ]{0,12}".prop_map(|text| Some(Cell::text(text.trim()))),
        any::<bool>().prop_map(|truth| Some(Cell::Bool(truth))),
    ]
}

proptest! {
    #[test]
    fn any_workbook_is_read_as_calamine_reads_it(
        rows in prop::collection::vec(prop::collection::vec(value(), 0..6), 0..12),
    ) {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, cells) in (0..).zip(&rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Some(Cell::Number(number)) => drop(sheet.write(row, column, *number).unwrap()),
                    Some(Cell::Text(text)) => drop(sheet.write(row, column, text.as_ref()).unwrap()),
                    Some(Cell::Bool(truth)) => drop(sheet.write(row, column, *truth).unwrap()),
                    _ => {}
                }
            }
        }
        check_against_calamine(&workbook.save_to_buffer().unwrap());
    }

    #[test]
    fn any_bytes_get_an_account(
        bytes in prop::collection::vec(any::<u8>(), 0..2000),
        name in prop::sample::select(vec!["a.xlsx", "a.csv", "a", "a.xls"]),
    ) {
        check_account(&bytes, name);
    }

    #[test]
    fn any_text_gets_an_account(text in "[a,;\"\r\n\t0中 ]{0,300}") {
        check_account(text.as_bytes(), "a.csv");
    }

    #[test]
    fn a_workbook_with_broken_bytes_gets_an_account(
        breaks in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        kept in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let mut bytes = sample_workbook();
        for (at, byte) in breaks {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(kept.index(bytes.len()));
        }
        check_account(&bytes, "a.xlsx");
    }

    #[test]
    fn a_sheet_of_any_markup_gets_an_account(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "<row>", "<row r=\"1\">", "<row r=\"9\" hidden=\"1\">", "</row>", "<c>", "<c r=\"B1\" t=\"s\">", "<c r=\"A9\" s=\"1\">",
                "<c t=\"inlineStr\">", "</c>", "<v>", "</v>", "1", "0", "-1", "<f>", "</f>", "<is><t>", "</t></is>", "&amp;", "&x;",
                "<!--", "-->", "<![CDATA[", "]]>", "<?a?>", "<", ">", "\"", "=", "/>", "</sheetData>", "<mergeCell ref=\"A1:B2\"/>",
            ]),
            0..60,
        ),
    ) {
        check_account(&with_sheet(&pieces.concat()), "a.xlsx");
    }

    #[test]
    fn sound_text_is_read_as_the_csv_crate_reads_it(
        rows in prop::collection::vec(prop::collection::vec("[a,\"\r\n中 ]{0,6}", 3), 1..20),
        with_mark in any::<bool>(),
    ) {
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        writer.write_record(["x", "y", "z"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let mut bytes = if with_mark { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
        bytes.extend(writer.into_inner().unwrap());
        let (heard, summary) = hear(&bytes, "a.csv");
        prop_assert!(summary.complete);
        prop_assert!(heard.codes.is_empty(), "{:?}", heard.codes);
        for (row, number) in rows.iter().zip(2_u32..) {
            let found = heard.rows.iter().find(|(_, found)| found.number == number);
            let is_blank = row.iter().all(|field| field.trim().is_empty());
            prop_assert_eq!(found.is_none(), is_blank);
            for (index, field) in row.iter().enumerate() {
                let cell = found.and_then(|(_, row)| row.cells.get(index));
                let expected = if field.is_empty() { None } else { Some(Cell::text(field)) };
                let cell = cell.filter(|cell| **cell != Cell::Empty).cloned();
                prop_assert!(is_blank || cell == expected, "{:?} {:?}", cell, expected);
            }
        }
    }
}

/// The smallest workbook around this content of its sheet.
fn with_sheet(content: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in [
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"s\" id=\"a\"/></sheets></workbook>".to_owned()),
        (
            "xl/_rels/workbook.xml.rels",
            "<R><Relationship Id=\"a\" Type=\"t/worksheet\" Target=\"s.xml\"/></R>".to_owned(),
        ),
        ("xl/s.xml", format!("<worksheet><sheetData>{content}</sheetData></worksheet>")),
    ] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(part.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
