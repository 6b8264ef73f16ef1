//! The answer: for each lesson a slot and, where one is needed, a room.

use crate::grid::Slot;
use crate::ids::{LessonId, RoomId};

/// Where a lesson stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// Its first slot.
    pub slot: Slot,
    pub room: Option<RoomId>,
    /// For a virtual room the real rooms that it takes, one of each set, when they are known; else empty.
    pub real_rooms: Vec<RoomId>,
}

impl Placement {
    #[must_use]
    pub fn new(slot: Slot, room: Option<RoomId>) -> Self {
        Self { slot, room, real_rooms: Vec::new() }
    }
}

/// Placements by lesson; a lesson without one is not placed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Solution {
    placements: Vec<Option<Placement>>,
}

impl Solution {
    /// No lesson of so many placed.
    #[must_use]
    pub fn empty(lessons: usize) -> Self {
        Self { placements: vec![None; lessons] }
    }

    pub fn place(&mut self, lesson: LessonId, placement: Placement) {
        if lesson.index() >= self.placements.len() {
            self.placements.resize(lesson.index() + 1, None);
        }
        self.placements[lesson.index()] = Some(placement);
    }

    #[must_use]
    pub fn get(&self, lesson: LessonId) -> Option<&Placement> {
        self.placements.get(lesson.index())?.as_ref()
    }

    /// The placed lessons in order.
    pub fn placed(&self) -> impl Iterator<Item = (LessonId, &Placement)> {
        let numbered = self.placements.iter().enumerate();
        numbered.filter_map(|(index, place)| Some((LessonId::at(index), place.as_ref()?)))
    }
}
