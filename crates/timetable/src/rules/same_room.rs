//! Same room: lessons that share a room, always or when one follows the other.

use crate::ids::LessonId;

/// Broken once by each two lessons in different rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameRoom {
    pub lessons: Vec<LessonId>,
    /// Only for two that follow each other on a day.
    pub only_if_consecutive: bool,
}
