//! At once: how many lessons of a set run at the same time.

use super::Bound;
use crate::grid::SlotSet;
use crate::ids::LessonId;

/// In each of the slots at least, or at most, so many of the lessons run. Broken once for each slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtOnce {
    pub lessons: Vec<LessonId>,
    pub slots: SlotSet,
    pub count: Bound,
    /// For a lower limit: slots in which none of them runs do not count.
    pub allow_empty_slots: bool,
}
