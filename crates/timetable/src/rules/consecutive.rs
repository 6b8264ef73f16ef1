//! Consecutive, grouped and ordered lessons.

use crate::ids::LessonId;

/// How lessons follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// The second begins when the first ends, on the same day; breaks do not part them.
    Consecutive,
    /// Two or three stand side by side on the same day in any order; breaks do not part them.
    Grouped,
    /// The second begins after the first has ended, in the same week.
    Ordered,
    /// If they are on the same day, the second begins after the first has ended.
    OrderedIfSameDay,
}

/// Lessons in an order. Each of `first` is put to each of `second`, except for [`Order::Grouped`], where all of both
/// stand side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    pub first: Vec<LessonId>,
    pub second: Vec<LessonId>,
    pub order: Order,
}
