//! Preferred rooms and home rooms.

use crate::ids::{GroupId, LessonId, RoomId, SubjectId, TagId, TeacherId};

/// Which lessons a rule about rooms means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomNeed {
    Lesson(LessonId),
    Subject(SubjectId),
    Tag(TagId),
    SubjectAndTag(SubjectId, TagId),
    /// Lessons with this one teacher alone for which no other rule wants a room.
    HomeOfTeacher(TeacherId),
    /// Lessons with this one group alone for which no other rule wants a room.
    HomeOfGroup(GroupId),
}

/// Each of the lessons is in one of the rooms. Broken once by each lesson that is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferredRooms {
    pub need: RoomNeed,
    pub rooms: Vec<RoomId>,
    /// Fixed by the school for good: an engine that betters a timetable leaves it.
    pub locked: bool,
}
