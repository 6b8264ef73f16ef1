//! Not overlapping: lessons that are not given at the same time, though they share nobody.

use crate::ids::{LessonId, TagId};

/// Which lessons keep apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotOverlapping {
    /// Each two of the lessons. Broken, for each two, by the periods that they share.
    Lessons(Vec<LessonId>),
    /// Each two lessons with two different of these tags.
    Tags(Vec<TagId>),
}
