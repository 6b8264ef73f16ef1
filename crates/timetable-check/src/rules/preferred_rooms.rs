//! Preferred rooms and home rooms.

use junheng_timetable::rules::{Kind, PreferredRooms, RoomNeed};
use junheng_timetable::{Lesson, LessonId};

use super::Tell;
use crate::weeks::Weeks;

pub(crate) fn check(weeks: &Weeks<'_>, rule: &PreferredRooms, tell: &mut Tell<'_>) {
    for placed in weeks.all().filter(|placed| concerns(weeks, rule.need, placed.id, placed.lesson)) {
        let fits = placed.place.room.is_some_and(|room| rule.rooms.contains(&room));
        tell.lessons(u32::from(!fits), [placed.id]);
    }
}

fn concerns(weeks: &Weeks<'_>, need: RoomNeed, id: LessonId, lesson: &Lesson) -> bool {
    match need {
        RoomNeed::HomeOfTeacher(teacher) => lesson.teachers == [teacher] && !is_wanted(weeks, id, lesson),
        RoomNeed::HomeOfGroup(group) => {
            weeks.is_for_group_alone(lesson, group) && !is_wanted(weeks, id, lesson)
        }
        need => names(need, id, lesson),
    }
}

/// Whether a need that is no home names the lesson.
fn names(need: RoomNeed, id: LessonId, lesson: &Lesson) -> bool {
    match need {
        RoomNeed::Lesson(named) => named == id,
        RoomNeed::Subject(subject) => lesson.subject == subject,
        RoomNeed::Tag(tag) => lesson.tags.contains(&tag),
        RoomNeed::SubjectAndTag(subject, tag) => lesson.subject == subject && lesson.tags.contains(&tag),
        RoomNeed::HomeOfTeacher(_) | RoomNeed::HomeOfGroup(_) => false,
    }
}

/// Whether another rule wants a room for the lesson.
fn is_wanted(weeks: &Weeks<'_>, id: LessonId, lesson: &Lesson) -> bool {
    weeks.problem.active_rules().any(|(_, rule)| match &rule.kind {
        Kind::PreferredRooms(rule) => names(rule.need, id, lesson),
        _ => false,
    })
}
