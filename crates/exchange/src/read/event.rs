//! What reading a file yields: sheets, rows of cells, and findings, in the order of the file.

use junheng_domain::Finding;
use serde::{Deserialize, Serialize};

use super::Moment;

/// One cell as the file holds it. Nothing is guessed: a number stored as text stays text.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    #[default]
    Empty,
    Number(f64),
    Text(Box<str>),
    Bool(bool),
    /// A number with a date or time format.
    Date(Moment),
    /// An error value such as `#N/A`, as the file writes it.
    Error(Box<str>),
    /// A formula whose result the file does not hold. It is neither blank nor zero.
    Unvalued,
}

impl Cell {
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// Whether the cell holds nothing; a text of blanks only counts as nothing.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(char::is_whitespace),
            _ => false,
        }
    }
}

/// A rectangle of cells, counted from 0, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    pub first_row: u32,
    pub first_column: u16,
    pub last_row: u32,
    pub last_column: u16,
}

/// What is known of a sheet before its rows. A CSV file has one sheet, named as the file without its extension.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SheetInfo {
    pub name: String,
    pub hidden: bool,
    /// Merged areas: only the first cell of each holds a value.
    pub merged: Vec<Area>,
    /// Hidden columns as ranges from 0, ends included.
    pub hidden_columns: Vec<(u16, u16)>,
}

/// A row that holds at least one cell with a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// From 1, as a spreadsheet counts; in a CSV file the number of the record, the header being 1.
    pub number: u32,
    /// Dense from column 0 to the last cell with a value.
    pub cells: Vec<Cell>,
    pub hidden: bool,
}

/// One step of reading. A sheet's rows follow it in rising order; empty rows are left out and counted.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Sheet(SheetInfo),
    /// A row of the sheet with this index, counted from 0 in the order of [`Event::Sheet`].
    Row(u16, Row),
    Finding(Finding),
}

/// How a file is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    Xlsx,
    Csv,
    /// Not one that is read; a finding says so.
    Other,
}

/// What was read of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SheetCount {
    pub name: String,
    /// Rows delivered.
    pub rows: u32,
    /// Rows that the file writes but that hold no value.
    pub blank_rows: u32,
    /// Rows not delivered because of a finding of severity error.
    pub refused_rows: u32,
    /// Hidden rows among those delivered.
    pub hidden_rows: u32,
    /// Cells with a value.
    pub cells: u64,
    /// Cells with a formula.
    pub formulas: u64,
}

/// The account of a whole reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSummary {
    pub format: Format,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Lower-case hex SHA-256 of the file; empty when it is larger than the limit.
    pub sha256: String,
    pub sheets: Vec<SheetCount>,
    /// Whether the file was read to its end. When not, a finding of severity error says why, or the visitor stopped;
    /// rows delivered before must then not be taken.
    pub complete: bool,
}
