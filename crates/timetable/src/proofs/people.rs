//! Somebody's lessons against the slots that they can take: periods are matched with slots, and when some stay without one, the
//! lessons that compete for the same too few slots are the proof (Hall's theorem).

use super::starts::Starts;
use super::{Contradiction, Reason, lessons_by_person, periods, smallest};
use crate::grid::{Slot, SlotSet};
use crate::ids::{LessonId, RuleId};
use crate::problem::Problem;
use crate::rules::Person;

pub(super) fn too_full(problem: &Problem, starts: &Starts<'_>) -> Vec<Contradiction> {
    let mut found: Vec<Contradiction> = Vec::new();
    for (person, lessons) in lessons_by_person(problem) {
        let placeable = |id: &LessonId| !starts.of(*id, starts.rules_of(*id)).is_empty();
        let lessons: Vec<LessonId> = lessons.into_iter().filter(placeable).collect();
        let slots: Vec<SlotSet> =
            lessons.iter().map(|id| starts.taken_by(*id, starts.rules_of(*id))).collect();
        let Some(rivals) = rivals(problem, &lessons, &slots) else { continue };
        if !found.iter().any(|known| known.lessons == rivals) {
            found.push(proof(problem, starts, person, rivals));
        }
    }
    found
}

fn proof(problem: &Problem, starts: &Starts<'_>, person: Person, lessons: Vec<LessonId>) -> Contradiction {
    let needed = periods(problem, &lessons);
    let available = |rules: &[RuleId]| {
        let mut slots = problem.grid.no_slots();
        for lesson in &lessons {
            let own: Vec<RuleId> =
                starts.rules_of(*lesson).iter().copied().filter(|rule| rules.contains(rule)).collect();
            slots.extend(&starts.taken_by(*lesson, &own));
        }
        slots.len()
    };
    let mut rules: Vec<RuleId> = lessons.iter().flat_map(|id| starts.rules_of(*id)).copied().collect();
    rules.sort_unstable();
    rules.dedup();
    let rules = smallest(rules, |rules| available(rules) < needed);
    let available = available(&rules);
    Contradiction { reason: Reason::TooManyLessons, person: Some(person), lessons, rules, needed, available }
}

/// A matching of periods with slots.
struct Matching<'s> {
    /// For each period the slots that it can take: those of its lesson.
    choices: Vec<&'s SlotSet>,
    /// For each slot the period that has it.
    taken: Vec<Option<usize>>,
}

impl Matching<'_> {
    /// Finds a slot for a period, moving others; `tried` marks the slots that were asked.
    fn place(&mut self, period: usize, tried: &mut [bool]) -> bool {
        let slots: Vec<Slot> = self.choices[period].iter().collect();
        for slot in slots.into_iter().map(Slot::index) {
            if tried[slot] {
                continue;
            }
            tried[slot] = true;
            let free = match self.taken[slot] {
                None => true,
                Some(other) => self.place(other, tried),
            };
            if free {
                self.taken[slot] = Some(period);
                return true;
            }
        }
        false
    }
}

/// Lessons that together can take fewer slots than they have periods; `None` when each period finds its slot.
fn rivals(problem: &Problem, lessons: &[LessonId], slots: &[SlotSet]) -> Option<Vec<LessonId>> {
    let count = problem.grid.slot_count();
    let mut matching = Matching { choices: Vec::new(), taken: vec![None; count] };
    let mut lesson_of_period = Vec::new();
    for (index, lesson) in lessons.iter().enumerate() {
        for _ in 0..problem.lesson(*lesson).length {
            let period = matching.choices.len();
            matching.choices.push(&slots[index]);
            lesson_of_period.push(index);
            let mut tried = vec![false; count];
            if !matching.place(period, &mut tried) {
                return Some(competing(&matching, &lesson_of_period, &tried, lessons, period));
            }
        }
    }
    None
}

/// The lessons that hold the slots which a period without a slot asked for, and its own.
fn competing(
    matching: &Matching<'_>,
    lesson_of_period: &[usize],
    tried: &[bool],
    lessons: &[LessonId],
    period: usize,
) -> Vec<LessonId> {
    let holders =
        tried.iter().zip(&matching.taken).filter(|(tried, _)| **tried).filter_map(|(_, period)| *period);
    let mut indices: Vec<usize> = holders.chain([period]).map(|period| lesson_of_period[period]).collect();
    indices.sort_unstable();
    indices.dedup();
    indices.into_iter().map(|index| lessons[index]).collect()
}
