//! A snapshot as text: the independent copy that a locked school year keeps.
//!
//! A header line in JSON; then each table that has subjects: `=unit`, a JSON line with its columns and the cell where
//! each mostly comes from, and a line a subject: key, usual sheet row, cells. A cell that comes from elsewhere says so
//! in front: `@import.row.sheet.column:`. An empty cell is a fact that nobody stated.

use std::fmt::Write as _;

use junheng_domain::{
    Column, CountyCode, ImportInfo, ImportNo, Level, MeasureId, Origin, SchoolYear, Snapshot, Table,
};
use serde::{Deserialize, Serialize};

use crate::fold::Folding;
use crate::{StoreError, cells};

#[derive(Serialize, Deserialize)]
struct Header {
    county: CountyCode,
    year: SchoolYear,
    imports: Vec<ImportInfo>,
}

#[derive(Serialize, Deserialize)]
struct ColumnHead {
    measure: MeasureId,
    import: ImportNo,
    sheet: u16,
    column: u16,
}

pub(crate) fn write(snapshot: &Snapshot) -> Result<String, StoreError> {
    let json = |e| StoreError::unreadable("snapshot", e);
    let header =
        Header { county: snapshot.county.clone(), year: snapshot.year, imports: snapshot.imports.clone() };
    let mut text = serde_json::to_string(&header).map_err(json)?;
    text.push('\n');
    for level in Level::ALL {
        let table = snapshot.table(level);
        if table.subjects.is_empty() {
            continue;
        }
        let heads: Vec<ColumnHead> =
            table.columns.iter().map(|(measure, column)| head(measure, column)).collect();
        text.push_str(&format!("={}\n{}\n", level.as_str(), serde_json::to_string(&heads).map_err(json)?));
        for row in 0..table.subjects.len() {
            push_row(&mut text, table, &heads, row);
        }
    }
    Ok(text)
}

/// Where the first fact of the column comes from; most others follow it.
fn head(measure: &MeasureId, column: &Column) -> ColumnHead {
    let first = (0..column.numbers.len()).find_map(|row| column.origin(row)).unwrap_or_default();
    ColumnHead { measure: measure.clone(), import: first.import, sheet: first.sheet, column: first.column }
}

fn push_row(text: &mut String, table: &Table, heads: &[ColumnHead], row: usize) {
    let usual_row =
        table.columns.values().iter().find_map(|column| column.origin(row)).map_or(0, |origin| origin.row);
    // Writing to a String cannot fail.
    let _ = write!(text, "{}\t{usual_row}", cells::subject_key(&table.subjects[row]));
    for (column, head) in table.columns.values().iter().zip(heads) {
        text.push('\t');
        let Some(origin) = column.origin(row) else { continue };
        if origin != usual(head, usual_row) {
            let Origin { import, row, sheet, column } = origin;
            let _ = write!(text, "@{}.{row}.{sheet}.{column}:", import.0);
        }
        cells::push_cell(text, column.text(row), column.numbers[row]);
    }
    text.push('\n');
}

fn usual(head: &ColumnHead, row: u32) -> Origin {
    Origin { import: head.import, row, sheet: head.sheet, column: head.column }
}

pub(crate) fn read(text: &str) -> Result<Snapshot, StoreError> {
    let bad = || StoreError::Unreadable("snapshot text".to_owned());
    let json = |e| StoreError::unreadable("snapshot", e);
    let mut lines = text.split_terminator('\n');
    let header: Header = serde_json::from_str(lines.next().ok_or_else(bad)?).map_err(json)?;
    let mut folding = Folding::default();
    let (mut heads, mut slots) = (Vec::<ColumnHead>::new(), Vec::new());
    while let Some(line) = lines.next() {
        if line.starts_with('=') {
            heads = serde_json::from_str(lines.next().ok_or_else(bad)?).map_err(json)?;
            slots = heads.iter().map(|head| folding.slot(&head.measure)).collect();
            continue;
        }
        let mut parts = line.split('\t');
        let (level, row) = folding.row(parts.next().ok_or_else(bad)?)?;
        let usual_row = parts.next().and_then(|part| part.parse().ok()).ok_or_else(bad)?;
        for (head, slot) in heads.iter().zip(&slots) {
            let part = parts.next().ok_or_else(bad)?;
            if part.is_empty() {
                continue;
            }
            let (origin, value) = match part.strip_prefix('@') {
                Some(rest) => read_origin(rest).ok_or_else(bad)?,
                None => (usual(head, usual_row), part),
            };
            folding.put(level, row, *slot, &cells::parse_cell(value)?, origin);
        }
    }
    Ok(folding.finish(header.county, header.year, header.imports))
}

fn read_origin(text: &str) -> Option<(Origin, &str)> {
    let (origin, value) = text.split_once(':')?;
    let mut parts = origin.split('.');
    let origin = Origin {
        import: ImportNo(parts.next()?.parse().ok()?),
        row: parts.next()?.parse().ok()?,
        sheet: parts.next()?.parse().ok()?,
        column: parts.next()?.parse().ok()?,
    };
    Some((origin, value))
}

#[cfg(test)]
mod tests {
    use junheng_domain::{Fact, Number, SchoolCode, SnapshotBuilder, Stage, Subject, Value};

    use super::*;

    #[test]
    fn a_snapshot_is_read_back_from_its_text() {
        let county = CountyCode::new("140481").unwrap();
        let mut builder = SnapshotBuilder::new(county, SchoolYear::parse("2026").unwrap());
        let school = |code: &str| SchoolCode::new(code).unwrap();
        let origin = |import, row, sheet, column| Origin { import: ImportNo(import), row, sheet, column };
        for (subject, measure, value, origin) in [
            (Subject::County, "government.plan", Value::text("有\t据"), origin(1, 2, 0, 1)),
            (Subject::School(school("b")), "name", Value::text("第二小学"), origin(1, 4, 1, 1)),
            (Subject::School(school("a")), "name", Value::text("@1.2.3.4:x"), origin(2, 9, 1, 1)),
            (
                Subject::School(school("a")),
                "area",
                Value::Number(Number::parse("0.5").unwrap()),
                origin(1, 3, 1, 2),
            ),
            (Subject::Unit(school("a"), Stage::Junior), "pupils", Value::Missing, origin(1, 3, 2, 2)),
        ] {
            builder.put(Fact { subject, measure: MeasureId::new(measure).unwrap(), value, origin });
        }
        let snapshot = builder.build();
        let text = write(&snapshot).unwrap();
        assert_eq!(read(&text).unwrap(), snapshot);
        assert_eq!(write(&read(&text).unwrap()).unwrap(), text);
        assert!(read("{}").is_err());
        assert!(read(&text[..text.len() - 6]).is_err(), "a text that was cut is refused");
    }
}
