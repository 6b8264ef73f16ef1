//! Gaps between lessons of a set that stand on the same day.

use super::Bound;
use crate::ids::LessonId;

/// Each two of the lessons that stand on the same day have at least, or at most, so many periods between them. Broken, for
/// each two, by the periods that are missing or too many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapsBetween {
    pub lessons: Vec<LessonId>,
    pub periods: Bound,
}
