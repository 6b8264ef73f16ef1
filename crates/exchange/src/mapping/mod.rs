//! Mapping files: how the columns of a foreign workbook or CSV file become measures (`docs/mapping-format.md`).

mod arithmetic;
mod file;

use junheng_domain::{CountyCode, Exact, Level, MeasureId, Stage};

pub use arithmetic::{Arithmetic, ArithmeticError};

/// A checked mapping file.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    pub id: String,
    pub version: String,
    pub school_code: SchoolCodeRule,
    pub county: CountySource,
    /// Texts and numbers that mean "not reported", in every column.
    pub missing: Vec<String>,
    pub tables: Vec<TableMapping>,
}

/// What a school code must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SchoolCodeRule {
    /// Ten digits (学校标识码); others give a warning.
    #[default]
    National,
    Any,
}

/// Where the county of a row comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CountySource {
    /// The county that the user works in.
    #[default]
    Given,
    Fixed(CountyCode),
    Column(ColumnRef),
}

/// A column, by the text of its header or by its letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnRef {
    Header(String),
    /// From 0 (column A).
    Index(u16),
}

/// One kind of row and how its columns are read.
#[derive(Debug, Clone, PartialEq)]
pub struct TableMapping {
    /// Names of its sheets; empty for the first visible sheet with rows.
    pub sheets: Vec<String>,
    /// Header rows, from 1, that are joined; empty when they are to be found.
    pub header_rows: Vec<u32>,
    pub first_row: Option<u32>,
    pub level: Level,
    pub school: Option<ColumnRef>,
    pub stage: StageSource,
    pub item: Option<ColumnRef>,
    pub only: Vec<Filter>,
    pub ignore: Vec<String>,
    pub ignore_others: bool,
    pub missing: Vec<String>,
    pub columns: Vec<ColumnMapping>,
}

/// Where the stage of a row comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageSource {
    /// Rows are not of one stage; single columns may be.
    None,
    Fixed(Stage),
    Column {
        column: ColumnRef,
        /// What each text means; `None` skips the row.
        values: Vec<(String, Option<Stage>)>,
        /// Whether texts that are not listed skip the row instead of refusing it.
        skip_others: bool,
    },
}

/// A condition that a row must fulfil to be taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    pub column: ColumnRef,
    pub test: FilterTest,
}

#[derive(Debug, Clone, PartialEq)]
pub enum FilterTest {
    In(Vec<String>),
    NotIn(Vec<String>),
}

/// One measure and where its values come from.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnMapping {
    pub measure: MeasureId,
    pub source: ColumnSource,
    pub stage: Option<Stage>,
    /// The level that the value is reported of, when it is not the measure's own.
    pub of: Option<Level>,
    pub unit: Option<String>,
    pub scale: Option<Exact>,
    pub values: Vec<(String, String)>,
    pub missing: Vec<String>,
    pub optional: bool,
    /// Without a value the row is refused.
    pub required: bool,
    /// A blank gives a warning; the required columns of templates.
    pub wanted: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ColumnSource {
    /// By the measure's id, names and aliases.
    Measure,
    Column(ColumnRef),
    Computed {
        arithmetic: Arithmetic,
        missing: WhenMissing,
    },
}

/// What a computed value is when operands are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenMissing {
    /// Missing as soon as one operand is.
    #[default]
    Missing,
    /// Missing operands count as zero, unless all are missing.
    Skip,
}
