//! Same start: lessons that begin at the same time, on the same day, or in the same period.

use crate::ids::LessonId;

/// What the starts have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// Day and period.
    Time,
    Day,
    Period,
}

/// Broken once by each two lessons that differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameStart {
    pub lessons: Vec<LessonId>,
    pub same: Same,
}
