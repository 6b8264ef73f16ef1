//! Same room: lessons that stay in their room when one follows the other.

use crate::ids::LessonId;

/// Each two of the lessons that touch each other on a day are in the same room. Broken once by each two that are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameRoom {
    pub lessons: Vec<LessonId>,
}
