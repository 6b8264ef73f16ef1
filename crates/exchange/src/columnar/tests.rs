//! Flat files: what is read, what is refused, and that the parallel reader tells each cell.

use junheng_domain::{ImportNo, Level, MeasureId, Origin, SchoolCode, Stage, Subject, Value, Wording};
use junheng_standards::{Aggregation, Measure, MeasureKind, Sharing, Unit};

use super::*;

fn measures() -> Measures {
    let mut measures = Measures::default();
    for (name, whole) in [("pupils", true), ("teaching_area", false)] {
        let id = MeasureId::new(name).unwrap();
        let measure = Measure {
            id: id.clone(),
            wording: Wording { zh: name.to_owned(), en: name.to_owned() },
            level: Level::Unit,
            kind: MeasureKind::Number { unit: Unit::default(), whole },
            sharing: Sharing::None,
            aggregation: Aggregation::Sum,
            code_aliases: std::collections::BTreeMap::new(),
            aliases: Vec::new(),
            personal: false,
            note: None,
        };
        measures.by_id.insert(id, measure);
    }
    measures
}

fn read(text: &str) -> Flat {
    let info = ImportInfo {
        no: ImportNo(0),
        name: "flat.csv".to_owned(),
        sha256: String::new(),
        sheets: vec!["flat.csv".to_owned()],
        by: String::new(),
        at: String::new(),
    };
    read_flat(text.as_bytes(), &info, SchoolYear::parse("2026").unwrap(), &measures())
}

fn codes(flat: &Flat) -> Vec<(&str, String)> {
    flat.findings.iter().map(|finding| (finding.code.as_str(), finding.place.cell())).collect()
}

#[test]
fn rows_in_any_order_become_one_snapshot_a_county_with_their_cells() {
    let flat = read(
        "\u{feff}county,school,stage,pupils,teaching_area\r\n\
         b,2,junior,300,1500.5\r\na,1,primary,100,\r\n\r\nb,1,小学,0,7\n",
    );
    assert_eq!(codes(&flat), []);
    assert_eq!((flat.rows_kept, flat.rows_refused), (3, 0));
    let counties: Vec<&str> = flat.snapshots.iter().map(|snapshot| snapshot.county.as_str()).collect();
    assert_eq!(counties, ["a", "b"]);
    let unit = |school: &str, stage| Subject::Unit(SchoolCode::new(school).unwrap(), stage);
    let area = MeasureId::new("teaching_area").unwrap();
    let b = &flat.snapshots[1];
    assert_eq!(b.table(Level::Unit).subjects, [unit("1", Stage::Primary), unit("2", Stage::Junior)]);
    assert_eq!(b.value(&unit("2", Stage::Junior), &area).to_string(), "1500.5");
    let origin = b.origin(&unit("1", Stage::Primary), &area);
    assert_eq!(origin, Some(Origin { import: ImportNo(0), row: 5, sheet: 0, column: 4 }));
    assert_eq!(flat.snapshots[0].value(&unit("1", Stage::Primary), &area), Value::Missing);
}

#[test]
fn a_row_with_anything_wrong_is_refused_with_its_cell() {
    let check = |row: &str, code: &str, cell: &str| {
        let flat = read(&format!("county,school,stage,pupils,teaching_area\na,1,primary,1,1\n{row}\n"));
        assert_eq!(codes(&flat), [(code, cell.to_owned())], "{row}");
        assert_eq!((flat.rows_kept, flat.rows_refused), (1, 1), "{row}");
    };
    check("a,2,primary,1e3,5", "flat-not-a-number", "D3");
    check("a,2,primary,10.5,5", "flat-not-whole", "D3");
    check("a,2,primary,10,-5", "flat-negative", "E3");
    check("a,2,primary,1234567890123456,5", "flat-too-many-digits", "D3");
    check("a,2,primary,10", "flat-row-length", "D3");
    check("a,2,primary,10,5,6", "flat-row-length", "E3");
    check("a,2,kindergarten,10,5", "flat-stage", "3");
    check("a,,primary,10,5", "flat-code", "3");
    check(",2,primary,10,5", "flat-code", "3");
    check("a,1,primary,10,5", "flat-unit-twice", "3");
}

#[test]
fn a_header_without_a_key_reads_nothing() {
    let flat = read("county,school,pupils\na,1,5\n");
    assert_eq!(codes(&flat), [("flat-column-missing", "1".to_owned())]);
    assert_eq!(codes(&read("county,school,stage\n")), [("flat-no-measures", "1".to_owned())]);
    assert_eq!(codes(&read("county,school,stage,pupils,pupils\n")), [("flat-column-twice", "E1".to_owned())]);
    let noted = read("county,school,stage,pupils,colour\na,1,primary,5,red\n");
    assert_eq!(codes(&noted), [("flat-column-unknown", "E1".to_owned())]);
    assert_eq!(noted.rows_kept, 1);
    assert!(is_flat(b"school,county,pupils,stage") && !is_flat(b"school,pupils"));
}

#[test]
fn a_file_of_many_chunks_keeps_every_row() {
    let mut text = String::from("county,school,stage,pupils,teaching_area\n");
    for row in 0..60_000 {
        text.push_str(&format!("{},{row:06},primary,{},{}.5\n", row % 7, row % 900 + 1, row));
    }
    let flat = read(&text);
    assert_eq!((flat.rows_kept, flat.snapshots.len()), (60_000, 7));
    let area = MeasureId::new("teaching_area").unwrap();
    for row in [0_u32, 1, 29_999, 59_999] {
        let subject = Subject::Unit(SchoolCode::new(&format!("{row:06}")).unwrap(), Stage::Primary);
        let snapshot = &flat.snapshots[row as usize % 7];
        assert_eq!(snapshot.value(&subject, &area).to_string(), format!("{row}.5"));
        assert_eq!(snapshot.origin(&subject, &area).map(|origin| origin.row), Some(row + 2));
    }
}

#[test]
fn findings_beyond_a_thousand_are_counted() {
    let mut text = String::from("county,school,stage,pupils\n");
    text.push_str(&"a,1,primary,x\n".repeat(1_500));
    let flat = read(&text);
    assert_eq!(flat.rows_refused, 1_500);
    assert_eq!(flat.findings.len(), 1_001);
    assert_eq!(flat.findings[1_000].args, [("count".to_owned(), "500".to_owned())]);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let mut bytes = b"county,school,stage,pupils,teaching_area\na,1,primary,5,6\n".to_vec();
        bytes.extend(body);
        read(&String::from_utf8_lossy(&bytes));
    }
}
