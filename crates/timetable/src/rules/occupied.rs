//! Slots and rooms occupied by a set of lessons.

use super::Bound;
use crate::grid::SlotSet;
use crate::ids::LessonId;

/// The lessons take at least, or at most, so many of the given slots. Broken once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OccupiedSlots {
    pub lessons: Vec<LessonId>,
    pub slots: SlotSet,
    pub count: Bound,
}

/// At most so many of the lessons stand, wholly or in part, in the given slots. Broken once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonsInSlots {
    pub lessons: Vec<LessonId>,
    pub slots: SlotSet,
    pub most: u32,
}

/// The lessons take at most so many different rooms. Broken once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OccupiedRooms {
    pub lessons: Vec<LessonId>,
    pub most: u32,
}
