//! How far a search is, and the best timetable so far.

use junheng_timetable::Cost;

use crate::state::{Pick, State};

/// How far a search is. Costs are those of the best timetable, as the search counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Progress {
    /// Lessons without a place.
    pub unplaced: usize,
    /// Breaches of rules of weight 100 among the placed lessons.
    pub hard: u64,
    pub soft: Cost,
    /// Changes to the timetable so far.
    pub work: u64,
}

impl Progress {
    /// Whether everything is placed and no rule of weight 100 is broken.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.unplaced == 0 && self.hard == 0
    }
}

/// The best timetable so far.
#[derive(Debug, Clone)]
pub(crate) struct Best {
    pub(crate) unplaced: usize,
    pub(crate) hard: i64,
    pub(crate) soft: i64,
    pub(crate) starts: Vec<u16>,
    pub(crate) picks: Vec<Pick>,
}

impl Best {
    pub(crate) fn of(state: &State<'_>) -> Self {
        let (starts, picks) = state.seats();
        Self { unplaced: state.unplaced, hard: state.hard, soft: state.soft, starts, picks }
    }

    /// Breaches that must not be, and lessons without a place.
    pub(crate) fn missing(&self) -> i64 {
        self.hard + i64::try_from(self.unplaced).unwrap_or(i64::MAX)
    }

    pub(crate) fn is_beaten_by(&self, state: &State<'_>) -> bool {
        (state.unplaced, state.hard, state.soft) < (self.unplaced, self.hard, self.soft)
    }
}
