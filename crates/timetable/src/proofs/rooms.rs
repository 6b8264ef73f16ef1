//! Lessons that need one of some rooms against the slots in which these rooms are free.

use super::{Contradiction, Reason, hard, periods, smallest};
use crate::ids::{LessonId, RoomId, RuleId};
use crate::problem::{Lesson, Problem};
use crate::rules::{Holder, Kind, RoomNeed};

/// The rooms that a lesson must be in one of, and the rule that says so.
struct Need {
    lesson: LessonId,
    rule: RuleId,
    rooms: Vec<RoomId>,
}

fn concerns(need: RoomNeed, id: LessonId, lesson: &Lesson) -> bool {
    match need {
        RoomNeed::Lesson(named) => named == id,
        RoomNeed::Subject(subject) => lesson.subject == subject,
        RoomNeed::Tag(tag) => lesson.tags.contains(&tag),
        RoomNeed::SubjectAndTag(subject, tag) => lesson.subject == subject && lesson.tags.contains(&tag),
        // Homes only hold when nothing else is wanted, so they prove nothing by themselves.
        RoomNeed::HomeOfTeacher(_) | RoomNeed::HomeOfGroup(_) => false,
    }
}

fn needs(problem: &Problem) -> Vec<Need> {
    let mut needs = Vec::new();
    for (rule, kind) in hard(problem) {
        let Kind::PreferredRooms(wanted) = kind else { continue };
        if wanted.rooms.iter().any(|room| problem.room(*room).is_virtual()) {
            continue;
        }
        let mut rooms = wanted.rooms.clone();
        rooms.sort_unstable();
        let lessons = problem.active_lessons().filter(|(id, lesson)| concerns(wanted.need, *id, lesson));
        needs.extend(lessons.map(|(lesson, _)| Need { lesson, rule, rooms: rooms.clone() }));
    }
    needs
}

/// How many slots the rooms are free in all, when only these rules hold.
fn free(problem: &Problem, rooms: &[RoomId], rules: &[RuleId]) -> usize {
    let blocked = |room: RoomId| {
        let mut slots = problem.grid.no_slots();
        for rule in rules {
            match &problem.rule(*rule).kind {
                Kind::NotAvailable(rule)
                    if matches!(rule.holder, Holder::Everybody) || rule.holder == Holder::Room(room) =>
                {
                    slots.extend(&rule.slots);
                }
                _ => {}
            }
        }
        slots.len()
    };
    rooms.iter().map(|room| problem.grid.slot_count() - blocked(*room)).sum()
}

pub(super) fn too_few(problem: &Problem) -> Vec<Contradiction> {
    let needs = needs(problem);
    let mut kinds: Vec<&[RoomId]> = needs.iter().map(|need| need.rooms.as_slice()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let blocks: Vec<RuleId> =
        hard(problem).filter(|(_, kind)| matches!(kind, Kind::NotAvailable(_))).map(|(id, _)| id).collect();
    let mut found = Vec::new();
    for rooms in kinds {
        let within = |need: &&Need| need.rooms.iter().all(|room| rooms.binary_search(room).is_ok());
        let mut lessons: Vec<(LessonId, RuleId)> =
            needs.iter().filter(within).map(|need| (need.lesson, need.rule)).collect();
        lessons.sort_unstable();
        lessons.dedup_by_key(|(lesson, _)| *lesson);
        let (lessons, mut rules): (Vec<LessonId>, Vec<RuleId>) = lessons.into_iter().unzip();
        let (needed, available) = (periods(problem, &lessons), free(problem, rooms, &blocks));
        if needed > available {
            rules.extend(smallest(blocks.clone(), |rules| free(problem, rooms, rules) < needed));
            rules.sort_unstable();
            rules.dedup();
            let reason = Reason::TooFewRooms;
            found.push(Contradiction { reason, person: None, lessons, rules, needed, available });
        }
    }
    found
}
