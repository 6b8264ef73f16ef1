//! What formulas are evaluated over: rows of subjects, columns of measures, and the subjects below each row.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use junheng_domain::{Exact, Level, MeasureId, Stage};

use super::{Buffer, wide};

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

    /// Makes every column as long as the frame: what was not filled is missing.
    pub fn pad(&mut self) {
        let rows = self.rows;
        self.columns.iter_mut().for_each(|column| column.pad(rows));
    }

    /// Whether all numbers are plain decimals and none is negative: then how far doubles can be off in one row does
    /// not depend on what the other rows hold.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let plain = |column: &FrameColumn| column.exact.is_empty() && !any_negative(&column.numbers);
        self.columns.iter().all(plain) && self.children.values().all(|children| children.frame.is_plain())
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
    pub numbers: Buffer,
    /// Codes; empty when the column has none.
    pub texts: Vec<Option<Arc<str>>>,
    /// Exact values of the rows whose number is not a plain decimal, such as a shared room area that was split.
    pub exact: BTreeMap<usize, Exact>,
}

impl FrameColumn {
    /// Makes it longer by rows of which nothing is known.
    pub fn pad(&mut self, rows: usize) {
        self.numbers.resize(rows, f64::NAN);
        if !self.texts.is_empty() {
            self.texts.resize(rows, None);
        }
    }

    /// Adds the rows of another column below the first `rows` ones.
    pub fn append(&mut self, rows: usize, other: Self) {
        self.pad(rows);
        self.numbers.extend_from_slice(&other.numbers);
        if !other.texts.is_empty() {
            self.texts.resize(rows, None);
            self.texts.extend(other.texts);
        }
        self.exact.extend(other.exact.into_iter().map(|(row, value)| (rows + row, value)));
    }
}

pub(super) fn any_negative(numbers: &[f64]) -> bool {
    // Without leaving early, so that it runs on whole vectors.
    wide(move || numbers.iter().fold(false, |negative, value| negative | (*value < 0.0)))
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
    /// Columns of different measures, of which nothing was reported yet.
    #[must_use]
    pub fn of(ids: &Arc<[MeasureId]>) -> Self {
        Self { columns: vec![None; ids.len()], ids: ids.clone() }
    }

    #[must_use]
    pub fn ids(&self) -> Arc<[MeasureId]> {
        self.ids.clone()
    }

    /// The column of the measure in this place of the ids, made when there is none yet.
    ///
    /// # Panics
    /// When there is no such place.
    pub fn at(&mut self, place: usize) -> &mut FrameColumn {
        self.columns[place].get_or_insert_default()
    }

    /// The column of a measure, made when there is none yet.
    pub fn entry(&mut self, id: &MeasureId) -> &mut FrameColumn {
        if self.place(id).is_none() {
            self.insert(id.clone(), FrameColumn::default());
        }
        let place = self.place(id).unwrap_or_default();
        self.at(place)
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

    fn iter(&self) -> impl Iterator<Item = &FrameColumn> {
        self.columns.iter().flatten()
    }

    fn iter_mut(&mut self) -> impl Iterator<Item = &mut FrameColumn> {
        self.columns.iter_mut().flatten()
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
