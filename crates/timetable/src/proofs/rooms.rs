//! Rooms: lessons without a room that fits them, and lessons that need one of some rooms against the slots in which these
//! are free.

use super::matching::{Wish, rivals};
use super::starts::Starts;
use super::{Contradiction, Reason, hard, periods, smallest};
use crate::grid::SlotSet;
use crate::ids::{LessonId, RoomId, RuleId};
use crate::problem::{Lesson, Problem};
use crate::rules::{Holder, Kind, RoomNeed};

/// The rooms that a lesson must be in one of, and the rules that say so.
struct Need {
    lesson: LessonId,
    rules: Vec<RuleId>,
    /// Sorted; those of all rules, and of these the ones that hold its pupils.
    named: Vec<RoomId>,
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

/// The rooms that all of some rules leave a lesson.
fn named(problem: &Problem, rules: &[RuleId]) -> Vec<RoomId> {
    let lists = rules.iter().filter_map(|rule| match &problem.rule(*rule).kind {
        Kind::PreferredRooms(wanted) => Some(&wanted.rooms),
        _ => None,
    });
    let all = (0..problem.rooms.len()).map(RoomId::at);
    lists.fold(all.collect(), |rooms, list| rooms.into_iter().filter(|room| list.contains(room)).collect())
}

fn holds(problem: &Problem, room: RoomId, lesson: LessonId) -> bool {
    let pupils = problem.pupils(problem.lesson(lesson));
    problem.room(room).capacity.is_none_or(|capacity| pupils <= capacity)
}

fn needs(problem: &Problem) -> Vec<Need> {
    let mut rules: Vec<Vec<RuleId>> = vec![Vec::new(); problem.lessons.len()];
    for (rule, kind) in hard(problem) {
        let Kind::PreferredRooms(wanted) = kind else { continue };
        let lessons = problem.active_lessons().filter(|(id, lesson)| concerns(wanted.need, *id, lesson));
        lessons.for_each(|(lesson, _)| rules[lesson.index()].push(rule));
    }
    let wanted = rules.into_iter().enumerate().filter(|(_, rules)| !rules.is_empty());
    let needs = wanted.map(|(index, rules)| {
        let (lesson, named) = (LessonId::at(index), named(problem, &rules));
        let rooms = named.iter().copied().filter(|room| holds(problem, *room, lesson)).collect();
        Need { lesson, rules, named, rooms }
    });
    needs.collect()
}

/// A lesson whose rules leave it no room, or none that holds its pupils.
fn none_fits(problem: &Problem, need: &Need) -> Option<Contradiction> {
    if !need.rooms.is_empty() {
        return None;
    }
    let fits = |room: &RoomId| holds(problem, *room, need.lesson);
    let none = |rules: &[RuleId]| !named(problem, rules).iter().any(fits);
    let rules = smallest(need.rules.clone(), none);
    let largest = |rooms: &[RoomId]| rooms.iter().filter_map(|room| problem.room(*room).capacity).max();
    let (reason, needed, available) = match largest(&need.named) {
        None => (Reason::NoRoom, 1, 0),
        Some(seats) => {
            let pupils = problem.pupils(problem.lesson(need.lesson));
            (Reason::RoomsTooSmall, pupils as usize, seats as usize)
        }
    };
    let lessons = vec![need.lesson];
    Some(Contradiction { reason, person: None, lessons, rules, needed, available })
}

/// For each slot how many of the rooms are free, when only these rules hold.
fn free(problem: &Problem, rooms: &[RoomId], rules: &[RuleId]) -> Vec<usize> {
    let blocked = |room: RoomId| -> SlotSet {
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
        slots
    };
    let mut free = vec![rooms.len(); problem.grid.slot_count()];
    for room in rooms {
        blocked(*room).iter().for_each(|slot| free[slot.index()] -= 1);
    }
    free
}

pub(super) fn too_few(problem: &Problem, starts: &Starts<'_>) -> Vec<Contradiction> {
    let needs = needs(problem);
    let mut found: Vec<Contradiction> = needs.iter().filter_map(|need| none_fits(problem, need)).collect();
    let real = |need: &&Need| {
        let is_real = !need.rooms.iter().any(|room| problem.room(*room).is_virtual());
        is_real && !need.rooms.is_empty() && !starts.allowed(need.lesson).is_empty()
    };
    let needs: Vec<&Need> = needs.iter().filter(real).collect();
    let mut kinds: Vec<&[RoomId]> = needs.iter().map(|need| need.rooms.as_slice()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let blocks: Vec<RuleId> =
        hard(problem).filter(|(_, kind)| matches!(kind, Kind::NotAvailable(_))).map(|(id, _)| id).collect();
    for rooms in kinds {
        let within = |need: &&&Need| need.rooms.iter().all(|room| rooms.binary_search(room).is_ok());
        let of_kind: Vec<&Need> = needs.iter().filter(within).copied().collect();
        let proof = kind_too_small(problem, starts, rooms, &of_kind, &blocks);
        if let Some(proof) = proof.filter(|proof| !found.iter().any(|one| one.lessons == proof.lessons)) {
            found.push(proof);
        }
    }
    found
}

/// Lessons of one kind of rooms that need more periods than these rooms are free when the lessons can be.
fn kind_too_small(
    problem: &Problem,
    starts: &Starts<'_>,
    rooms: &[RoomId],
    needs: &[&Need],
    blocks: &[RuleId],
) -> Option<Contradiction> {
    let places: Vec<Vec<usize>> = needs
        .iter()
        .map(|need| starts.taken(need.lesson).iter().map(|slot| slot.index()).collect())
        .collect();
    let wishes: Vec<Wish<'_>> = needs
        .iter()
        .zip(&places)
        .map(|(need, places)| Wish {
            lesson: need.lesson,
            units: problem.lesson(need.lesson).length as usize,
            places,
        })
        .collect();
    let lessons = rivals(&wishes, &free(problem, rooms, blocks))?;
    let needed = periods(problem, &lessons);
    let available = |rules: &[RuleId]| -> usize {
        let free = free(problem, rooms, rules);
        starts.taken_by_all(&lessons, rules).iter().map(|slot| free[slot.index()]).sum()
    };
    let mut all = starts.rules_of_all(&lessons);
    all.extend(blocks);
    all.sort_unstable();
    all.dedup();
    let mut rules = smallest(all, |rules| available(rules) < needed);
    // Whether rules leave a lesson nothing but these rooms.
    let leave = |need: &Need, rules: &[RuleId]| {
        let mut left = named(problem, rules).into_iter().filter(|room| holds(problem, *room, need.lesson));
        left.all(|room| rooms.binary_search(&room).is_ok())
    };
    let needs: Vec<&&Need> = needs.iter().filter(|need| lessons.contains(&need.lesson)).collect();
    for need in &needs {
        rules.extend(smallest(need.rules.clone(), |rules| leave(need, rules)));
    }
    rules.sort_unstable();
    rules.dedup();
    // A rule kept for one lesson may do for another as well.
    let rules = smallest(rules, |rules| {
        let own = |need: &Need| -> Vec<RuleId> {
            rules.iter().copied().filter(|rule| need.rules.contains(rule)).collect()
        };
        available(rules) < needed && needs.iter().all(|need| leave(need, &own(need)))
    });
    let available = available(&rules);
    Some(Contradiction { reason: Reason::TooFewRooms, person: None, lessons, rules, needed, available })
}
