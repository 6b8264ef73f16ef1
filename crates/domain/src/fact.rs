//! Facts: what a workbook says of a subject, with the cell that says it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{ItemCode, MeasureId, Number, SchoolCode, Stage};

/// What a fact is about. The school year and the county stand outside, on the [`crate::Snapshot`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    County,
    School(SchoolCode),
    /// A stage of a school: the unit of assessment.
    Unit(SchoolCode, Stage),
    Class(SchoolCode, Stage, ItemCode),
    Room(SchoolCode, ItemCode),
}

/// The kinds of [`Subject`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    County,
    School,
    Unit,
    Class,
    Room,
}

impl Level {
    pub const ALL: [Self; 5] = [Self::County, Self::School, Self::Unit, Self::Class, Self::Room];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::School => "school",
            Self::Unit => "unit",
            Self::Class => "class",
            Self::Room => "room",
        }
    }
}

impl Subject {
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::County => Level::County,
            Self::School(_) => Level::School,
            Self::Unit(..) => Level::Unit,
            Self::Class(..) => Level::Class,
            Self::Room(..) => Level::Room,
        }
    }

    #[must_use]
    pub fn school(&self) -> Option<&SchoolCode> {
        match self {
            Self::County => None,
            Self::School(school)
            | Self::Unit(school, _)
            | Self::Class(school, ..)
            | Self::Room(school, _) => Some(school),
        }
    }

    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        match self {
            Self::Unit(_, stage) | Self::Class(_, stage, _) => Some(*stage),
            Self::County | Self::School(_) | Self::Room(..) => None,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::County => write!(f, "county"),
            Self::School(school) => write!(f, "{school}"),
            Self::Unit(school, stage) => write!(f, "{school}/{stage}"),
            Self::Class(school, stage, class) => write!(f, "{school}/{stage}/{class}"),
            Self::Room(school, room) => write!(f, "{school}/room/{room}"),
        }
    }
}

/// The three states of a fact: a value, zero (a value too), or missing. Missing is never zero.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Missing,
    Number(Number),
    /// A code of the measure's list, or free text such as a name.
    Text(Arc<str>),
}

impl Value {
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    #[must_use]
    pub fn number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Missing | Self::Text(_) => None,
        }
    }
}

/// As a cell would show it; missing is the empty text.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => Ok(()),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.pad(text),
        }
    }
}

/// The number of an import within its county, from 1; 0 is used for data read without a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImportNo(pub u32);

/// The cell that a fact came from. `row` counts from 1 as a spreadsheet does, `column` from 0 (A), `sheet` indexes
/// [`ImportInfo::sheets`]. A derived or hand-entered fact has row 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Origin {
    pub import: ImportNo,
    pub row: u32,
    pub sheet: u16,
    pub column: u16,
}

/// What is known of the file, or the edit, that facts came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportInfo {
    pub no: ImportNo,
    /// File name without its folder, or a description of an edit.
    pub name: String,
    /// Lower-case hex SHA-256 of the file's bytes; empty for an edit.
    pub sha256: String,
    pub sheets: Vec<String>,
    /// Who imported it, as the audit names them.
    pub by: String,
    /// When, RFC 3339 with offset; empty when it was not stored.
    pub at: String,
}

/// One measure of one subject in one school year, with its source.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    pub subject: Subject,
    pub measure: MeasureId,
    pub value: Value,
    pub origin: Origin,
}
