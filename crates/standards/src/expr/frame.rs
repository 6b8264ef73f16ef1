//! What formulas are evaluated over: rows of subjects, columns of measures, and the subjects below each row.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use junheng_domain::{Exact, Level, MeasureId, Stage};

/// A value of the language.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Missing,
    Number(Exact),
    Code(Arc<str>),
    Truth(bool),
}

/// Rows to evaluate over: one row a subject, one column a measure.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    pub rows: usize,
    pub columns: BTreeMap<MeasureId, FrameColumn>,
    /// The subjects below each row (classes and rooms of a school, schools and units of a county).
    pub children: BTreeMap<Collection, Children>,
    /// The standard's parameters as set for this run.
    pub params: BTreeMap<String, Value>,
    /// What `stage` says in a frame of one stage. In a frame of several stages it is `None`, and a text column with the
    /// id `stage` says it row by row.
    pub stage: Option<Stage>,
    /// The same subjects one school year before, row by row; what `last(…)` reads.
    pub last: Option<Box<Frame>>,
}

impl Frame {
    /// The stage of a row, as its code.
    pub(super) fn stage_of(&self, row: usize) -> Option<&str> {
        self.stage.map(Stage::as_str).or_else(|| self.text(row, STAGE.as_ref()?))
    }

    /// The code or text of a measure in a row.
    pub(super) fn text(&self, row: usize, measure: &MeasureId) -> Option<&str> {
        self.columns.get(measure)?.texts.get(row)?.as_deref()
    }
}

static STAGE: LazyLock<Option<MeasureId>> = LazyLock::new(|| MeasureId::new("stage").ok());

/// One measure of all rows.
#[derive(Debug, Clone, Default)]
pub struct FrameColumn {
    /// Nearest doubles; `NaN` is missing.
    pub numbers: Vec<f64>,
    /// Codes; empty when the column has none.
    pub texts: Vec<Option<Arc<str>>>,
    /// Exact values of the rows whose number is not a plain decimal, such as a shared room area that was split.
    pub exact: BTreeMap<usize, Exact>,
}

/// What `count`, `sum`, `min`, `max`, `all`, `any` run over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Collection {
    Schools,
    Units,
    Classes,
    Rooms,
}

impl Collection {
    pub const ALL: [Self; 4] = [Self::Schools, Self::Units, Self::Classes, Self::Rooms];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schools => "schools",
            Self::Units => "units",
            Self::Classes => "classes",
            Self::Rooms => "rooms",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|collection| collection.as_str() == text)
    }

    /// The level of its members.
    #[must_use]
    pub fn level(self) -> Level {
        match self {
            Self::Schools => Level::School,
            Self::Units => Level::Unit,
            Self::Classes => Level::Class,
            Self::Rooms => Level::Room,
        }
    }

    /// Whether a subject of this level has such members.
    pub(super) fn is_below(self, level: Level) -> bool {
        match level {
            Level::County => true,
            Level::School => self != Self::Schools,
            Level::Unit => matches!(self, Self::Classes | Self::Rooms),
            Level::Class | Level::Room => false,
        }
    }
}

/// The child rows of each row: `ranges[row]` indexes `frame`.
#[derive(Debug, Clone, Default)]
pub struct Children {
    pub frame: Frame,
    pub ranges: Vec<Range<usize>>,
}
