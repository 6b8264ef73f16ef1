//! A snapshot: all facts of one county in one school year, as columns.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::{
    Columns, CountyCode, Fact, ImportInfo, ImportNo, Level, MeasureId, Number, Numbers, Origin, SchoolCode,
    SchoolYear, SheetRows, Stage, Subject, Value,
};

/// The facts of one county in one school year. One table a [`Level`]; a row is a subject, a column a measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    pub county: CountyCode,
    pub year: SchoolYear,
    /// The files and edits that the facts came from, by number.
    pub imports: Vec<ImportInfo>,
    tables: [Table; 5],
    units: UnitRows,
}

/// The rows of the unit table that belong to each stage, in the order of [`Stage::ALL`].
type UnitRows = [Arc<[u32]>; Stage::ALL.len()];

/// The facts of one level. Rows are sorted by subject.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub subjects: Vec<Subject>,
    pub columns: Columns,
}

/// One measure of all subjects of a table, in the table's row order.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// The nearest double of each number; `NaN` where the fact is missing or not a number. [`Number`] recovers the
    /// decimal.
    pub numbers: Numbers,
    /// Codes and texts; empty when the column has none.
    pub texts: Vec<Option<Arc<str>>>,
    /// The cell behind each fact; `None` where nothing was reported at all. Empty when `source` tells it.
    pub origins: Vec<Option<Origin>>,
    /// Set when all facts stand in one column of one sheet, so that large tables need not keep each cell.
    pub source: Option<ColumnSource>,
}

/// The sheet column behind a whole [`Column`].
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnSource {
    pub import: ImportNo,
    pub sheet: u16,
    pub column: u16,
    /// The sheet row of each row of the table; shared by all its columns.
    pub rows: Arc<[u32]>,
}

impl ColumnSource {
    fn origin(&self, row: usize) -> Option<Origin> {
        let row = *self.rows.get(row)?;
        Some(Origin { import: self.import, row, sheet: self.sheet, column: self.column })
    }
}

/// Columns are equal when they hold the same facts from the same cells.
impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        let bits = |column: &Self| column.numbers.iter().map(|n| n.to_bits()).collect::<Vec<_>>();
        let origins =
            |column: &Self| (0..column.numbers.len()).map(|row| column.origin(row)).collect::<Vec<_>>();
        bits(self) == bits(other) && self.texts == other.texts && origins(self) == origins(other)
    }
}

impl Column {
    pub(crate) fn with_rows(rows: usize) -> Self {
        Self { numbers: vec![f64::NAN; rows].into(), origins: vec![None; rows], ..Self::default() }
    }

    pub(crate) fn set(&mut self, row: usize, value: &Value, origin: Origin) {
        if let Some(source) = self.source.take() {
            self.origins = (0..self.numbers.len()).map(|row| source.origin(row)).collect();
        }
        self.origins[row] = Some(origin);
        self.put(row, value);
    }

    /// The value in a row.
    #[must_use]
    pub fn value(&self, row: usize) -> Value {
        if let Some(Some(text)) = self.texts.get(row) {
            return Value::Text(text.clone());
        }
        match self.numbers.get(row) {
            Some(number) if !number.is_nan() => {
                Number::from_cell(*number).map_or(Value::Missing, Value::Number)
            }
            _ => Value::Missing,
        }
    }

    /// Whether nothing is known in a row.
    #[must_use]
    pub fn is_missing(&self, row: usize) -> bool {
        self.text(row).is_none() && self.numbers.get(row).is_none_or(|number| number.is_nan())
    }

    /// Whether the value in a row is this one.
    #[must_use]
    pub fn says(&self, row: usize, value: &Value) -> bool {
        match value {
            Value::Missing => self.is_missing(row),
            Value::Number(number) => {
                self.text(row).is_none() && self.numbers.get(row) == Some(&number.approx())
            }
            Value::Text(text) => self.text(row) == Some(text),
        }
    }

    /// The code or text in a row.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<&str> {
        self.texts.get(row)?.as_deref()
    }

    /// The cell that the fact in a row came from.
    #[must_use]
    pub fn origin(&self, row: usize) -> Option<Origin> {
        match &self.source {
            Some(source) => source.origin(row),
            None => self.origins.get(row).copied().flatten(),
        }
    }
}

impl Table {
    /// The row of a subject.
    #[must_use]
    pub fn row(&self, subject: &Subject) -> Option<usize> {
        self.subjects.binary_search(subject).ok()
    }

    /// The value of a measure in a row; missing when the table has no such column.
    #[must_use]
    pub fn value(&self, row: usize, measure: &MeasureId) -> Value {
        self.columns.get(measure).map_or(Value::Missing, |column| column.value(row))
    }

    /// The rows that belong to a school: rows are sorted by subject, so they stand together.
    #[must_use]
    pub fn rows_of_school(&self, school: &SchoolCode) -> std::ops::Range<usize> {
        let start = self.subjects.partition_point(|subject| subject.school() < Some(school));
        let end = self.subjects.partition_point(|subject| subject.school() <= Some(school));
        start..end
    }
}

impl Snapshot {
    #[must_use]
    pub fn table(&self, level: Level) -> &Table {
        &self.tables[level as usize]
    }

    /// The rows of the unit table that belong to a stage.
    #[must_use]
    pub fn units_of(&self, stage: Stage) -> &Arc<[u32]> {
        &self.units[stage as usize]
    }

    #[must_use]
    pub fn value(&self, subject: &Subject, measure: &MeasureId) -> Value {
        let table = self.table(subject.level());
        table.row(subject).map_or(Value::Missing, |row| table.value(row, measure))
    }

    #[must_use]
    pub fn origin(&self, subject: &Subject, measure: &MeasureId) -> Option<Origin> {
        let table = self.table(subject.level());
        table.columns.get(measure)?.origin(table.row(subject)?)
    }

    #[must_use]
    pub fn import(&self, no: ImportNo) -> Option<&ImportInfo> {
        self.imports.iter().find(|import| import.no == no)
    }

    /// Changes one fact of a subject that the snapshot knows. Returns whether it did.
    pub fn set(&mut self, subject: &Subject, measure: &MeasureId, value: &Value, origin: Origin) -> bool {
        let table = &mut self.tables[subject.level() as usize];
        let Some(row) = table.row(subject) else { return false };
        let rows = table.subjects.len();
        table.columns.get_or_insert_with(measure, || Column::with_rows(rows)).set(row, value, origin);
        true
    }

    /// Lays the rows of a sheet over what is known: they hold, and what they do not mention stays.
    pub fn state(&mut self, rows: &SheetRows<'_>) {
        self.tables[rows.level as usize].state(rows);
        if rows.level == Level::Unit {
            self.units = unit_rows(&self.tables[Level::Unit as usize]);
        }
    }

    /// All facts, by level, subject and measure.
    pub fn facts(&self) -> impl Iterator<Item = Fact> + '_ {
        self.tables.iter().flat_map(|table| {
            table.subjects.iter().enumerate().flat_map(move |(row, subject)| {
                table.columns.iter().filter_map(move |(measure, column)| {
                    let origin = column.origin(row)?;
                    Some(Fact {
                        subject: subject.clone(),
                        measure: measure.clone(),
                        value: column.value(row),
                        origin,
                    })
                })
            })
        })
    }

    /// A snapshot in which nothing is known yet.
    #[must_use]
    pub fn empty(county: CountyCode, year: SchoolYear) -> Self {
        Self { county, year, imports: Vec::new(), tables: Default::default(), units: UnitRows::default() }
    }

    /// A snapshot from finished columns, for readers that build them directly.
    ///
    /// # Panics
    /// When the subjects of a table are not sorted and unique, or a column is not as long as its table.
    #[must_use]
    pub fn from_tables(
        county: CountyCode,
        year: SchoolYear,
        imports: Vec<ImportInfo>,
        tables: [Table; 5],
    ) -> Self {
        for table in &tables {
            assert!(table.subjects.is_sorted_by(|a, b| a < b), "subjects are sorted and unique");
            assert!(
                table.columns.values().iter().all(|column| column.numbers.len() == table.subjects.len()),
                "columns are as long as their table"
            );
        }
        let units = unit_rows(&tables[Level::Unit as usize]);
        Self { county, year, imports, tables, units }
    }
}

fn unit_rows(units: &Table) -> UnitRows {
    let mut rows = [const { Vec::new() }; Stage::ALL.len()];
    for (row, subject) in (0_u32..).zip(&units.subjects) {
        if let Some(stage) = subject.stage() {
            rows[stage as usize].push(row);
        }
    }
    rows.map(Into::into)
}

/// Collects facts in any order; the last fact of a subject and measure holds.
#[derive(Debug)]
pub struct SnapshotBuilder {
    county: CountyCode,
    year: SchoolYear,
    imports: Vec<ImportInfo>,
    facts: Vec<Fact>,
}

impl SnapshotBuilder {
    #[must_use]
    pub fn new(county: CountyCode, year: SchoolYear) -> Self {
        Self { county, year, imports: Vec::new(), facts: Vec::new() }
    }

    pub fn import(&mut self, info: ImportInfo) -> &mut Self {
        self.imports.push(info);
        self
    }

    pub fn put(&mut self, fact: Fact) -> &mut Self {
        self.facts.push(fact);
        self
    }

    #[must_use]
    pub fn build(self) -> Snapshot {
        let mut tables: [Table; 5] = Default::default();
        let mut subjects: [BTreeSet<&Subject>; 5] = Default::default();
        for fact in &self.facts {
            subjects[fact.subject.level() as usize].insert(&fact.subject);
        }
        for (table, subjects) in tables.iter_mut().zip(subjects) {
            table.subjects = subjects.into_iter().cloned().collect();
        }
        let mut snapshot = Snapshot::from_tables(self.county, self.year, self.imports, tables);
        for fact in &self.facts {
            snapshot.set(&fact.subject, &fact.measure, &fact.value, fact.origin);
        }
        snapshot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(school: &str, stage: crate::Stage) -> Subject {
        Subject::Unit(SchoolCode::new(school).unwrap(), stage)
    }

    #[test]
    fn the_last_fact_holds_and_missing_is_not_zero() {
        let pupils = MeasureId::new("pupils").unwrap();
        let books = MeasureId::new("books").unwrap();
        let subject = unit("b", crate::Stage::Primary);
        let mut builder =
            SnapshotBuilder::new(CountyCode::new("140481").unwrap(), SchoolYear::parse("2026").unwrap());
        for (measure, value, row) in [
            (&pupils, Value::Number(10.into()), 5),
            (&pupils, Value::Number(Number::ZERO), 6),
            (&books, Value::Missing, 6),
        ] {
            builder.put(Fact {
                subject: subject.clone(),
                measure: measure.clone(),
                value,
                origin: Origin { row, ..Origin::default() },
            });
        }
        let snapshot = builder.build();
        assert_eq!(snapshot.value(&subject, &pupils), Value::Number(Number::ZERO));
        assert_eq!(snapshot.origin(&subject, &pupils).unwrap().row, 6);
        assert_eq!(snapshot.value(&subject, &books), Value::Missing);
        assert!(snapshot.origin(&subject, &books).is_some(), "a blank that was reported has its cell");
        assert_eq!(snapshot.value(&unit("c", crate::Stage::Primary), &books), Value::Missing);
        assert_eq!(snapshot.facts().count(), 2);
    }

    #[test]
    fn a_column_from_one_sheet_column_tells_its_cells_and_takes_a_change() {
        let source =
            ColumnSource { import: ImportNo(3), sheet: 0, column: 4, rows: Arc::from(vec![2, 3].as_slice()) };
        let mut column =
            Column { numbers: vec![1.0, f64::NAN].into(), source: Some(source), ..Column::default() };
        let same = Column {
            origins: vec![column.origin(0), column.origin(1)],
            source: None,
            numbers: column.numbers.clone(),
            texts: Vec::new(),
        };
        assert_eq!(column, same);
        assert_eq!(column.origin(1), Some(Origin { import: ImportNo(3), row: 3, sheet: 0, column: 4 }));
        let edit = Origin { import: ImportNo(5), ..Origin::default() };
        column.set(1, &Value::Number(7.into()), edit);
        assert_eq!((column.origin(0).map(|origin| origin.row), column.origin(1)), (Some(2), Some(edit)));
    }
}
