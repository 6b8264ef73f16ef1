//! What was read of a file by a mapping or template: values by subject, the account of its rows, and findings.

use junheng_domain::{CountyCode, Finding, Level, MeasureId, Severity, Stage, Subject, Value};

/// The outcome of reading one file. It may be stored only when [`Reading::acceptable`].
#[derive(Debug, Clone, Default)]
pub struct Reading {
    pub file: FileIdentity,
    pub sheets: Vec<String>,
    pub batches: Vec<Batch>,
    pub findings: Vec<Finding>,
    pub counts: Counts,
    pub profile: Profile,
    /// The file was read to its end.
    pub complete: bool,
}

/// What names a file for good.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileIdentity {
    /// Without its folder.
    pub name: String,
    /// Lower-case hex of its bytes.
    pub sha256: String,
    pub bytes: u64,
}

/// The mapping or template by which a file was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// The mapping's id, or `template:` and the standard's id.
    pub id: String,
    pub version: String,
}

/// The account of rows: `read = kept + refused + skipped()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub read: u32,
    pub kept: u32,
    pub refused: u32,
    /// Rows that the mapping's `only` or `stage` leave out.
    pub filtered: u32,
    /// Rows of totals.
    pub totals: u32,
    /// Rows marked as samples.
    pub samples: u32,
    /// Notes below the table: 填报人, 注 …
    pub footers: u32,
    /// Rows without a value in a mapped column.
    pub blank: u32,
    /// Rows that repeat another one with the same values.
    pub repeated: u32,
}

impl Counts {
    #[must_use]
    pub fn skipped(&self) -> u32 {
        self.filtered + self.totals + self.samples + self.footers + self.blank + self.repeated
    }
}

impl Reading {
    /// Whether nothing stands against taking the file: it was read whole and no finding is an error.
    #[must_use]
    pub fn acceptable(&self) -> bool {
        self.complete && self.findings.iter().all(|finding| finding.severity < Severity::Error)
    }

    /// Values that were reported, missing ones included.
    #[must_use]
    pub fn values(&self) -> usize {
        self.batches.iter().map(|batch| batch.values.len()).sum()
    }
}

/// Rows of one level from one sheet, with the same measures from the same columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    pub level: Level,
    /// The stage, when the mapping gives the same one to all rows.
    pub stage: Option<Stage>,
    /// Index into [`Reading::sheets`].
    pub sheet: u16,
    /// The mapping's table that read the rows. A table counts each of its rows once, also when they feed several
    /// batches.
    pub table: u16,
    /// Each measure with the column it came from, counted from 0; a computed one has its first operand's.
    pub columns: Vec<(MeasureId, u16)>,
    subjects: Vec<Subject>,
    counties: Vec<Option<CountyCode>>,
    rows: Vec<u32>,
    values: Vec<Value>,
}

/// A row of the file as it is counted: once for each table that reads it, in however many batches it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId {
    pub sheet: u16,
    pub table: u16,
    pub row: u32,
}

/// One row of a [`Batch`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BatchRow<'b> {
    /// `None`: the county that the user works in.
    pub county: Option<&'b CountyCode>,
    pub subject: &'b Subject,
    /// From 1, as a spreadsheet counts.
    pub row: u32,
    /// In the order of [`Batch::columns`].
    pub values: &'b [Value],
}

impl Batch {
    #[must_use]
    pub fn new(
        level: Level,
        stage: Option<Stage>,
        (sheet, table): (u16, u16),
        columns: Vec<(MeasureId, u16)>,
    ) -> Self {
        Self {
            level,
            stage,
            sheet,
            table,
            columns,
            subjects: Vec::new(),
            counties: Vec::new(),
            rows: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Adds a row with one value a column.
    pub fn push(
        &mut self,
        county: Option<CountyCode>,
        subject: Subject,
        row: u32,
        values: impl IntoIterator<Item = Value>,
    ) {
        self.subjects.push(subject);
        self.counties.push(county);
        self.rows.push(row);
        self.values.extend(values);
        self.values.resize(self.rows.len() * self.columns.len(), Value::Missing);
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row with this index, which must be below [`Self::len`].
    #[must_use]
    pub fn row(&self, index: usize) -> BatchRow<'_> {
        let width = self.columns.len();
        BatchRow {
            county: self.counties[index].as_ref(),
            subject: &self.subjects[index],
            row: self.rows[index],
            values: &self.values[index * width..(index + 1) * width],
        }
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = BatchRow<'_>> + '_ {
        (0..self.len()).map(|index| self.row(index))
    }

    /// What tells this row of the file from all others that are counted.
    #[must_use]
    pub fn row_id(&self, row: u32) -> RowId {
        RowId { sheet: self.sheet, table: self.table, row }
    }

    /// Keeps the rows for whose number and county the test holds.
    pub fn retain(&mut self, keep: impl Fn(BatchRow<'_>) -> bool) {
        if self.iter().all(&keep) {
            return;
        }
        let mut kept = Self::new(self.level, self.stage, (self.sheet, self.table), self.columns.clone());
        for row in self.iter().filter(|row| keep(*row)) {
            kept.push(row.county.cloned(), row.subject.clone(), row.row, row.values.iter().cloned());
        }
        *self = kept;
    }
}
