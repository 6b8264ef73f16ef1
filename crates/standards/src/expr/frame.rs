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
    pub columns: Columns,
    /// The subjects below each row (classes and rooms of a school, schools and units of a county).
    pub children: BTreeMap<Collection, Children>,
    /// The standard's parameters as set for this run; all frames of a run share them.
    pub params: Arc<BTreeMap<String, Value>>,
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

/// The columns of a frame, by measure.
///
/// Many frames have the same measures: they share the list of ids. A frame has few enough that looking through them is
/// the quickest way to find one.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    ids: Arc<[MeasureId]>,
    /// One an id; `None` where nothing was reported.
    columns: Vec<Option<FrameColumn>>,
}

impl Columns {
    /// The columns of different measures, in the order of `ids`; `None` where nothing was reported.
    #[must_use]
    pub fn of(ids: &Arc<[MeasureId]>, columns: impl Iterator<Item = Option<FrameColumn>>) -> Self {
        Self {
            columns: columns.chain(std::iter::repeat_with(|| None)).take(ids.len()).collect(),
            ids: ids.clone(),
        }
    }

    #[must_use]
    pub fn get(&self, id: &MeasureId) -> Option<&FrameColumn> {
        self.columns[self.place(id)?].as_ref()
    }

    #[must_use]
    pub fn get_mut(&mut self, id: &MeasureId) -> Option<&mut FrameColumn> {
        let place = self.place(id)?;
        self.columns[place].as_mut()
    }

    #[must_use]
    pub fn contains(&self, id: &MeasureId) -> bool {
        self.get(id).is_some()
    }

    /// Puts a column in, for the one that the measure had.
    pub fn insert(&mut self, id: MeasureId, column: FrameColumn) {
        if let Some(place) = self.place(&id) {
            self.columns[place] = Some(column);
        } else {
            self.ids = self.ids.iter().cloned().chain([id]).collect();
            self.columns.push(Some(column));
        }
    }

    fn place(&self, id: &MeasureId) -> Option<usize> {
        self.ids.iter().position(|known| std::ptr::eq(known.as_str(), id.as_str()) || known == id)
    }
}

impl Extend<(MeasureId, FrameColumn)> for Columns {
    fn extend<T: IntoIterator<Item = (MeasureId, FrameColumn)>>(&mut self, columns: T) {
        columns.into_iter().for_each(|(id, column)| self.insert(id, column));
    }
}

impl FromIterator<(MeasureId, FrameColumn)> for Columns {
    fn from_iter<T: IntoIterator<Item = (MeasureId, FrameColumn)>>(columns: T) -> Self {
        let mut all = Self::default();
        all.extend(columns);
        all
    }
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
