//! Beginning or ending the day: lessons that are the first, or the last, of a day.

use super::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    Begins,
    Ends,
}

/// Whose day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOf {
    /// Of all pupils of the lesson.
    Pupils,
    /// Of all teachers of the lesson.
    Teachers,
}

/// Broken once by each lesson of the selection that does not begin or end the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayEdge {
    pub lessons: Selection,
    pub edge: Edge,
    pub day_of: DayOf,
}
