//! A small catalogue of measures, and files as tables of text.
#![allow(dead_code, reason = "each test binary uses its part of this module")]
#![allow(clippy::unwrap_used, reason = "a helper of tests may fail the test")]

use std::ops::ControlFlow;

use junheng_domain::{
    CountyCode, Fact, MeasureId, Origin, SchoolYear, Snapshot, SnapshotBuilder, Subject, Value, Wording,
};
use junheng_exchange::read::{Area, Cell, Event, FileSummary, Format, Limits, Row, SheetInfo, read_bytes};
use junheng_exchange::{Intake, Mapping, Reading};
use junheng_standards::{Measures, Source, Standard, StandardId, Status};

const MEASURES: &str = include_str!("measures.toml");

pub(crate) fn measures() -> Measures {
    Measures::read("measures.toml", MEASURES).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// The events of a sheet whose cells are separated by `|`; a cell written `#5` is a number cell.
pub(crate) fn sheet(name: &str, text: &str) -> Vec<Event> {
    sheet_with(SheetInfo { name: name.into(), ..SheetInfo::default() }, text)
}

pub(crate) fn sheet_with(info: SheetInfo, text: &str) -> Vec<Event> {
    let cell = |text: &str| match text.trim() {
        "" => Cell::Empty,
        number if number.starts_with('#') && number[1..].parse::<f64>().is_ok() => {
            Cell::Number(number[1..].parse().unwrap())
        }
        text => Cell::text(text),
    };
    let row = |(line, text): (usize, &str)| Row {
        number: u32::try_from(line + 1).unwrap(),
        cells: text.split('|').map(cell).collect(),
        hidden: false,
    };
    let rows = text.trim_matches('\n').lines().enumerate().map(row);
    let rows = rows.filter(|row| row.cells.iter().any(|cell| !cell.is_blank()));
    std::iter::once(Event::Sheet(info)).chain(rows.map(|row| Event::Row(0, row))).collect()
}

pub(crate) fn merged(first_row: u32, first_column: u16, last_row: u32, last_column: u16) -> Area {
    Area { first_row, first_column, last_row, last_column }
}

pub(crate) fn summary() -> FileSummary {
    FileSummary { format: Format::Xlsx, bytes: 1, sha256: "0".into(), sheets: Vec::new(), complete: true }
}

pub(crate) fn read(mapping: &str, events: Vec<Event>) -> Reading {
    let mapping = Mapping::read("mapping.toml", mapping).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let measures = measures();
    let mut intake = Intake::by_mapping("county.xlsx", &mapping, &measures);
    for event in events {
        intake.take(event);
    }
    let reading = intake.finish(&summary());
    let counts = reading.counts;
    assert_eq!(counts.read, counts.kept + counts.refused + counts.skipped(), "{counts:?}");
    reading
}

/// All values, a line a row: `school A r3: pupils=10 books=`.
pub(crate) fn facts(reading: &Reading) -> Vec<String> {
    let mut lines = Vec::new();
    for batch in &reading.batches {
        for row in batch.iter() {
            let values = batch.columns.iter().zip(row.values).map(|((id, _), value)| format!("{id}={value}"));
            let county = row.county.map(|county| format!("{county}:")).unwrap_or_default();
            lines.push(format!(
                "{county}{} r{}: {}",
                row.subject,
                row.row,
                values.collect::<Vec<_>>().join(" ")
            ));
        }
    }
    lines.sort();
    lines
}

/// All findings, a line each: `error number-expected 学校!C5`.
pub(crate) fn findings(reading: &Reading) -> Vec<String> {
    let line = |finding: &junheng_domain::Finding| {
        let cell = finding.place.cell();
        format!("{:?} {} {}", finding.severity, finding.code, cell).trim().to_lowercase()
    };
    reading.findings.iter().map(line).collect()
}

/// A standard that judges nothing and knows all measures of [`measures`].
pub(crate) fn standard() -> Standard {
    Standard {
        id: StandardId("test/standard".into()),
        version: "3".into(),
        hash: String::new(),
        wording: Wording { zh: "试验标准".into(), en: "Test standard".into() },
        source: Source { document: "文件".into(), number: "1号".into(), status: Status::Local },
        valid_from: None,
        valid_to: None,
        params: Vec::new(),
        split_weights: std::collections::BTreeMap::new(),
        pupils: MeasureId::new("pupils").unwrap(),
        scope: Vec::new(),
        groups: Vec::new(),
        indicators: Vec::new(),
        composites: Vec::new(),
        measures: measures(),
    }
}

pub(crate) fn snapshot(facts: &[(Subject, &str, Value)]) -> Snapshot {
    let year = SchoolYear::parse("2026").unwrap();
    let mut builder = SnapshotBuilder::new(CountyCode::new("140481").unwrap(), year);
    for (subject, measure, value) in facts {
        builder.put(Fact {
            subject: subject.clone(),
            measure: MeasureId::new(measure).unwrap(),
            value: value.clone(),
            origin: Origin::default(),
        });
    }
    builder.build()
}

/// The facts of a reading as a snapshot.
pub(crate) fn as_snapshot(reading: &Reading) -> Snapshot {
    let mut facts = Vec::new();
    for batch in &reading.batches {
        for row in batch.iter() {
            let cells = batch.columns.iter().zip(row.values);
            facts.extend(cells.map(|((id, _), value)| (row.subject.clone(), id.clone(), value.clone())));
        }
    }
    let facts: Vec<_> =
        facts.iter().map(|(subject, id, value)| (subject.clone(), id.as_str(), value.clone())).collect();
    snapshot(&facts)
}

/// Feeds the bytes of a file to an intake.
pub(crate) fn take_bytes(bytes: &[u8], name: &str, mut intake: Intake<'_>) -> Reading {
    let summary = read_bytes(bytes, name, &Limits::default(), &mut |event| {
        intake.take(event);
        ControlFlow::Continue(())
    });
    let reading = intake.finish(&summary.unwrap());
    let counts = reading.counts;
    assert_eq!(counts.read, counts.kept + counts.refused + counts.skipped(), "{counts:?}");
    reading
}
