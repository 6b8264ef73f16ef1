//! Locks every placed lesson at its slot and room. FET refuses a file that says the same twice, so what a rule of the problem
//! already says is not repeated.

use junheng_timetable::rules::{RoomNeed, Selection};
use junheng_timetable::{Kind, LessonId, Placement, Problem, Solution};

use super::super::text::Text;
use super::{basic_rule, lessons};

pub(super) fn write(text: &mut Text, problem: &Problem, solution: &Solution, rooms: bool) {
    for (id, placement) in solution.placed().filter(|(id, _)| problem.lesson(*id).active) {
        if rooms {
            lock_room(text, problem, id, placement);
        } else if !starts_there(problem, id, placement) {
            lessons::one_start(&mut basic_rule(text, problem), id, placement.slot, false);
        }
    }
}

fn lock_room(text: &mut Text, problem: &Problem, id: LessonId, placement: &Placement) {
    let Some(room) = placement.room.filter(|_| !is_there(problem, id, placement)) else { return };
    basic_rule(text, problem).write("ActivityPreferredRoom", |element| {
        element.field("Activity_Id", element.number_of(id));
        element.field("Room", &problem.room(room).name);
        if !placement.real_rooms.is_empty() {
            element.field("Number_of_Real_Rooms", placement.real_rooms.len());
        }
        for real in &placement.real_rooms {
            element.field("Real_Room", &problem.room(*real).name);
        }
        element.field("Permanently_Locked", false);
    });
}

/// Whether a rule already names this start for this lesson alone.
fn starts_there(problem: &Problem, id: LessonId, placement: &Placement) -> bool {
    problem.rules.iter().any(|rule| match &rule.kind {
        Kind::PreferredStarts(rule) => {
            rule.lessons == Selection::These(vec![id])
                && rule.slots.len() == 1
                && rule.slots.contains(placement.slot)
        }
        _ => false,
    })
}

/// Whether a rule already names this room for this lesson alone.
fn is_there(problem: &Problem, id: LessonId, placement: &Placement) -> bool {
    problem.rules.iter().any(|rule| match &rule.kind {
        Kind::PreferredRooms(rule) => {
            rule.need == RoomNeed::Lesson(id)
                && rule.rooms.len() == 1
                && Some(rule.rooms[0]) == placement.room
        }
        _ => false,
    })
}
