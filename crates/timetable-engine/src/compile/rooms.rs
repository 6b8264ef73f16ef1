//! Which rooms each lesson may take, and what each costs.

use std::collections::HashMap;

use junheng_timetable::rules::{Holder, Kind, PreferredRooms, RoomNeed};
use junheng_timetable::{Lesson, LessonId, Problem, RoomId, Weight};

use super::{by_day, priced};
use crate::model::{Choice, Model, NONE, Space};

pub(super) fn choose(problem: &Problem, model: &mut Model) {
    model.rooms = problem.rooms.iter().map(|room| space(room, model.days)).collect();
    for (_, rule) in priced(problem) {
        let Kind::NotAvailable(closed) = &rule.kind else { continue };
        let spaces = match closed.holder {
            Holder::Room(room) => std::slice::from_mut(&mut model.rooms[room.index()]),
            _ => continue,
        };
        for space in spaces {
            if rule.weight.is_hard() {
                let days = by_day(problem, &closed.slots);
                space.blocked.iter_mut().zip(days).for_each(|(known, day)| *known |= day);
            } else {
                space.costs.resize(problem.grid.slot_count(), 0);
                closed
                    .slots
                    .iter()
                    .for_each(|slot| space.costs[slot.index()] += i64::from(rule.weight.units()));
            }
        }
    }
    let needs = needs(problem);
    for member in &mut model.members {
        let lesson = &problem.lessons[member.lesson as usize];
        member.rooms = choices(problem, lesson, &needs[member.lesson as usize]);
    }
}

fn space(room: &junheng_timetable::Room, days: usize) -> Space {
    let ids = |set: &Vec<RoomId>| set.iter().map(|id| id.0).collect();
    Space {
        building: room.building.map_or(NONE, |id| id.0),
        blocked: vec![0; days],
        costs: Vec::new(),
        sets: room.sets.iter().map(ids).collect(),
    }
}

type Need<'p> = (&'p PreferredRooms, Weight);

/// For each lesson the rules that want a room for it.
fn needs(problem: &Problem) -> Vec<Vec<Need<'_>>> {
    let mut needs: Vec<Vec<Need<'_>>> = vec![Vec::new(); problem.lessons.len()];
    let mut by_subject: HashMap<u32, Vec<LessonId>> = HashMap::new();
    let mut by_tag: HashMap<u32, Vec<LessonId>> = HashMap::new();
    for (id, lesson) in problem.active_lessons() {
        by_subject.entry(lesson.subject.0).or_default().push(id);
        lesson.tags.iter().for_each(|tag| by_tag.entry(tag.0).or_default().push(id));
    }
    let wanted = problem.active_rules().filter_map(|(_, rule)| match &rule.kind {
        Kind::PreferredRooms(need) => Some((need, rule.weight)),
        _ => None,
    });
    let wanted: Vec<Need<'_>> = wanted.collect();
    for (need, weight) in &wanted {
        let lessons: Vec<LessonId> = match need.need {
            RoomNeed::Lesson(id) if problem.lesson(id).active => vec![id],
            RoomNeed::Subject(subject) => by_subject.get(&subject.0).cloned().unwrap_or_default(),
            RoomNeed::Tag(tag) => by_tag.get(&tag.0).cloned().unwrap_or_default(),
            RoomNeed::SubjectAndTag(subject, tag) => {
                let marked = by_tag.get(&tag.0).cloned().unwrap_or_default();
                marked.into_iter().filter(|id| problem.lesson(*id).subject == subject).collect()
            }
            _ => Vec::new(),
        };
        lessons.iter().for_each(|id| needs[id.index()].push((need, *weight)));
    }
    let homeless: Vec<bool> = needs.iter().map(Vec::is_empty).collect();
    for (id, lesson) in problem.active_lessons().filter(|(id, _)| homeless[id.index()]) {
        let is_home = |need: &PreferredRooms| match need.need {
            RoomNeed::HomeOfTeacher(teacher) => lesson.teachers == [teacher],
            RoomNeed::HomeOfGroup(group) => lesson.groups == [group],
            _ => false,
        };
        needs[id.index()].extend(wanted.iter().filter(|(need, _)| is_home(need)));
    }
    needs
}

/// Rooms that keep every rule of weight 100 if there are any, else all that a rule names, and none.
fn choices(problem: &Problem, lesson: &Lesson, needs: &[Need<'_>]) -> Vec<Choice> {
    if needs.is_empty() {
        return Vec::new();
    }
    let mut named: Vec<RoomId> = needs.iter().flat_map(|(need, _)| need.rooms.iter().copied()).collect();
    named.sort_unstable();
    named.dedup();
    let large =
        |room: RoomId| problem.room(room).capacity.is_none_or(|capacity| problem.pupils(lesson) <= capacity);
    let choice = |room: Option<RoomId>| {
        let broken = needs.iter().filter(|(need, _)| room.is_none_or(|room| !need.rooms.contains(&room)));
        let (mut hard, mut soft) = (0, 0);
        for (_, weight) in broken {
            if weight.is_hard() {
                hard += 1;
            } else {
                soft += i64::from(weight.units());
            }
        }
        Choice { room: room.map_or(NONE, |room| room.0), hard, soft, first: 0, equals: 1 }
    };
    let rooms = named.into_iter().filter(|room| large(*room)).map(Some).chain([None]);
    let mut choices: Vec<Choice> = rooms.map(choice).collect();
    if choices.iter().any(|choice| choice.hard == 0) {
        choices.retain(|choice| choice.hard == 0);
    }
    choices.sort_by_key(|choice| (choice.hard, choice.soft, choice.room));
    let price = |choice: &Choice| (choice.hard, choice.soft);
    let mut first = 0;
    for group in choices.chunk_by_mut(|one, other| price(one) == price(other)) {
        let equals = group.len();
        group.iter_mut().for_each(|choice| (choice.first, choice.equals) = (first, equals));
        first += equals;
    }
    choices
}
