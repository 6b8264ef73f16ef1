//! Days between lessons: the lessons of a course spread over the week, or kept close.

use super::Bound;
use crate::ids::LessonId;

/// Each two of the lessons have so many days between their days: 1 means on different days. Broken, for each two, by
/// the days that are missing or too many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaysBetween {
    pub lessons: Vec<LessonId>,
    pub days: Bound,
    /// Two that stand on the same day after all follow each other without a gap; this holds whatever the weight.
    pub consecutive_if_same_day: bool,
}
