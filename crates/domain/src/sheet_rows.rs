//! Rows of a sheet laid over the facts that are known, column by column.

use std::sync::Arc;

use crate::snapshot::{Column, ColumnSource, Table};
use crate::{ImportNo, Level, MeasureId, Number, Origin, Subject, Value};

/// Rows of one sheet about subjects of one level, all with the same measures.
#[derive(Debug, Clone)]
pub struct SheetRows<'a> {
    pub level: Level,
    pub import: ImportNo,
    /// Index into [`crate::ImportInfo::sheets`].
    pub sheet: u16,
    /// Each measure with its column in the sheet, counted from 0.
    pub columns: &'a [(MeasureId, u16)],
    pub rows: Vec<SheetRow<'a>>,
}

/// What a sheet's row says of a subject.
#[derive(Debug, Clone, Copy)]
pub struct SheetRow<'a> {
    /// Of the level of its [`SheetRows`].
    pub subject: &'a Subject,
    /// From 1, as a spreadsheet counts.
    pub row: u32,
    /// In the order of [`SheetRows::columns`]; what is not there is missing.
    pub values: &'a [Value],
}

impl Table {
    /// Lays the rows over what is known. Of two rows about one subject the later holds.
    pub(crate) fn state<'a>(&mut self, sheet: &'a SheetRows<'a>) {
        self.make_room(sheet);
        let mut stated: Vec<Option<&SheetRow<'a>>> = vec![None; self.subjects.len()];
        for row in &sheet.rows {
            if let Some(place) = self.row(row.subject) {
                stated[place] = Some(row);
            }
        }
        // When the rows speak of every subject, a column need not keep the cell of each fact.
        let all_rows: Option<Arc<[u32]>> = stated.iter().map(|row| row.map(|row| row.row)).collect();
        let at = |column, row| Origin { import: sheet.import, row, sheet: sheet.sheet, column };
        for (measure, column) in sheet.columns {
            match &all_rows {
                Some(rows) => {
                    let known = self.columns.get_or_insert_with(measure, Column::default);
                    known.hold_rows(at(*column, 0), rows.clone());
                }
                None => {
                    self.columns.get_or_insert_with(measure, || Column::with_rows(stated.len()));
                }
            }
        }
        // Row by row, as the values lie in memory.
        let place_of = |id: &MeasureId| sheet.columns.iter().rposition(|(measure, _)| measure == id);
        let known = self.columns.iter_mut().filter_map(|(id, known)| Some((place_of(id)?, known)));
        let mut known: Vec<(usize, &mut Column)> = known.collect();
        for (place, row) in stated.iter().enumerate().filter_map(|(place, row)| Some((place, (*row)?))) {
            for (index, known) in &mut known {
                let value = row.values.get(*index).unwrap_or(&Value::Missing);
                match all_rows {
                    Some(_) => known.put(place, value),
                    None => known.set(place, value, at(sheet.columns[*index].1, row.row)),
                }
            }
        }
    }

    /// Adds the subjects that are not known, so that all stand sorted.
    fn make_room(&mut self, sheet: &SheetRows<'_>) {
        let new = sheet.rows.iter().map(|row| row.subject).filter(|subject| self.row(subject).is_none());
        let mut new: Vec<&Subject> = new.collect();
        if new.is_empty() {
            return;
        }
        new.sort_unstable();
        new.dedup();
        // Where each row of the longer table comes from.
        let mut origins: Vec<Option<usize>> = Vec::with_capacity(self.subjects.len() + new.len());
        let mut known = self.subjects.iter().enumerate().peekable();
        for subject in &new {
            while let Some((row, _)) = known.next_if(|(_, known)| known < subject) {
                origins.push(Some(row));
            }
            origins.push(None);
        }
        origins.extend(known.map(|(row, _)| Some(row)));
        let mut fresh = new.into_iter().cloned();
        let subjects = origins
            .iter()
            .filter_map(|row| row.map_or_else(|| fresh.next(), |row| self.subjects.get(row).cloned()));
        self.subjects = subjects.collect();
        for column in self.columns.values_mut() {
            *column = column.moved(&origins);
        }
    }
}

impl Column {
    /// The column with its rows in other places; `None` is a row that nothing is known of.
    fn moved(&self, from: &[Option<usize>]) -> Self {
        let numbers = from.iter().map(|row| row.map_or(f64::NAN, |row| self.numbers[row])).collect();
        let origins = from.iter().map(|row| row.and_then(|row| self.origin(row))).collect();
        let text = |row: usize| self.texts.get(row).cloned().flatten();
        let texts = if self.texts.is_empty() {
            Vec::new()
        } else {
            from.iter().map(|row| row.and_then(text)).collect()
        };
        Self { numbers, texts, origins, source: None }
    }

    /// From now on there are these rows, and the cell of each is the one of its sheet row.
    fn hold_rows(&mut self, place: Origin, rows: Arc<[u32]>) {
        let Origin { import, sheet, column, .. } = place;
        self.numbers.resize(rows.len(), f64::NAN);
        self.origins = Vec::new();
        self.source = Some(ColumnSource { import, sheet, column, rows });
    }

    /// Puts a value in a row and leaves its cell as it is.
    pub(crate) fn put(&mut self, row: usize, value: &Value) {
        self.numbers[row] = value.number().map_or(f64::NAN, Number::approx);
        if let Value::Text(text) = value {
            self.texts.resize(self.numbers.len(), None);
            self.texts[row] = Some(text.clone());
        } else if let Some(slot) = self.texts.get_mut(row) {
            *slot = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CountyCode, Fact, ImportInfo, SchoolCode, SchoolYear, Snapshot, SnapshotBuilder};

    fn school(code: &str) -> Subject {
        Subject::School(SchoolCode::new(code).unwrap())
    }

    fn measures(ids: &[&str]) -> Vec<(MeasureId, u16)> {
        (1..).zip(ids).map(|(column, id)| (MeasureId::new(id).unwrap(), column)).collect()
    }

    /// One import: its measures, then its rows. `.` is a missing value, a letter a text.
    type Layer<'l> = (&'l [&'l str], &'l [(&'l str, &'l [&'l str])]);

    fn value(text: &str) -> Value {
        match Number::parse(text) {
            Ok(number) => Value::Number(number),
            Err(_) if text == "." => Value::Missing,
            Err(_) => Value::text(text),
        }
    }

    /// Lays the layers over each other, and puts their facts one by one: both must know the same.
    fn check(layers: &[Layer<'_>]) {
        let (county, year) = (CountyCode::new("140481").unwrap(), SchoolYear::parse("2026").unwrap());
        let mut stated = Snapshot::empty(county.clone(), year);
        let mut one_by_one = SnapshotBuilder::new(county, year);
        for (no, (ids, rows)) in (1..).zip(layers) {
            let (import, columns) = (ImportNo(no), measures(ids));
            let info = ImportInfo {
                no: import,
                name: String::new(),
                sha256: String::new(),
                sheets: Vec::new(),
                by: String::new(),
                at: String::new(),
            };
            stated.imports.push(info.clone());
            one_by_one.import(info);
            let read: Vec<(Subject, u32, Vec<Value>)> = (2..)
                .zip(*rows)
                .map(|(row, (code, cells))| {
                    (school(code), row, cells.iter().map(|text| value(text)).collect())
                })
                .collect();
            let rows =
                read.iter().map(|(subject, row, values)| SheetRow { subject, row: *row, values }).collect();
            stated.state(&SheetRows { level: Level::School, import, sheet: 0, columns: &columns, rows });
            for (subject, row, values) in &read {
                for ((measure, column), value) in columns.iter().zip(values) {
                    let origin = Origin { import, row: *row, sheet: 0, column: *column };
                    let (subject, measure, value) = (subject.clone(), measure.clone(), value.clone());
                    one_by_one.put(Fact { subject, measure, value, origin });
                }
            }
        }
        assert_eq!(stated, one_by_one.build());
    }

    #[test]
    fn stated_rows_know_what_their_facts_one_by_one_know() {
        let first: Layer<'_> =
            (&["pupils", "kind"], &[("b", &["1", "x"]), ("a", &["2", "."]), ("d", &[".", "y"])]);
        let all_again: Layer<'_> = (&["pupils"], &[("d", &["4"]), ("b", &["."]), ("a", &["6"])]);
        let fewer: Layer<'_> = (&["kind", "area"], &[("b", &["z", "7.5"])]);
        let others: Layer<'_> = (&["area"], &[("e", &["1"]), ("c", &["2"]), ("0", &["3"]), ("b", &["."])]);
        let twice: Layer<'_> = (&["pupils"], &[("a", &["8"]), ("a", &["9"])]);
        for layers in [
            vec![first],
            vec![first, all_again],
            vec![first, fewer],
            vec![first, others, all_again],
            vec![others, first, fewer, twice],
            vec![twice, first],
        ] {
            check(&layers);
        }
    }

    #[test]
    fn rows_about_every_subject_share_their_sheet_rows() {
        let mut snapshot =
            Snapshot::empty(CountyCode::new("140481").unwrap(), SchoolYear::parse("2026").unwrap());
        let (columns, subjects) = (measures(&["pupils", "area"]), [school("b"), school("a")]);
        let values = [value("1"), value("2")];
        let rows = (5..).zip(&subjects).map(|(row, subject)| SheetRow { subject, row, values: &values });
        let sheet = SheetRows {
            level: Level::School,
            import: ImportNo(3),
            sheet: 1,
            columns: &columns,
            rows: rows.collect(),
        };
        snapshot.state(&sheet);
        let table = snapshot.table(Level::School);
        assert!(table.columns.values().iter().all(|column| column.origins.is_empty()));
        let area = MeasureId::new("area").unwrap();
        assert_eq!(
            snapshot.origin(&subjects[0], &area),
            Some(Origin { import: ImportNo(3), row: 5, sheet: 1, column: 2 })
        );
    }
}
