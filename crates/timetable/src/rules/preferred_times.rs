//! Preferred times: lessons that begin only in given slots, or that stay within given slots.

use super::Selection;
use crate::grid::SlotSet;

/// Each of the lessons begins in one of the slots. Broken once by each lesson that does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferredStarts {
    pub lessons: Selection,
    pub slots: SlotSet,
    /// Fixed by the school for good: an engine that betters a timetable leaves it.
    pub locked: bool,
}

/// Each of the lessons stays within the slots. Broken by each period outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferredSlots {
    pub lessons: Selection,
    pub slots: SlotSet,
}
