//! Somebody's lessons against the slots that they can take, and longer lessons against the runs of periods that are long enough.

use super::matching::{Wish, rivals};
use super::starts::Starts;
use super::{Contradiction, Reason, lessons_by_person, periods, smallest};
use crate::grid::SlotSet;
use crate::ids::{LessonId, RuleId};
use crate::problem::Problem;
use crate::rules::Person;

pub(super) fn too_full(problem: &Problem, starts: &Starts<'_>) -> Vec<Contradiction> {
    let mut found: Vec<Contradiction> = Vec::new();
    for (person, lessons) in lessons_by_person(problem) {
        let lessons: Vec<LessonId> =
            lessons.into_iter().filter(|id| !starts.allowed(*id).is_empty()).collect();
        let proof = competing(problem, starts, person, &lessons)
            .or_else(|| in_one_go(problem, starts, person, &lessons));
        let Some(proof) = proof else { continue };
        if !found.iter().any(|known| known.lessons == proof.lessons) {
            found.push(proof);
        }
    }
    found
}

/// Lessons that need more periods than the slots that they can take.
fn competing(
    problem: &Problem,
    starts: &Starts<'_>,
    person: Person,
    lessons: &[LessonId],
) -> Option<Contradiction> {
    let places: Vec<Vec<usize>> =
        lessons.iter().map(|id| starts.taken(*id).iter().map(|slot| slot.index()).collect()).collect();
    let wishes: Vec<Wish<'_>> = lessons
        .iter()
        .zip(&places)
        .map(|(id, places)| Wish { lesson: *id, units: problem.lesson(*id).length as usize, places })
        .collect();
    let lessons = rivals(&wishes, &vec![1; problem.grid.slot_count()])?;
    let needed = periods(problem, &lessons);
    let available = |rules: &[RuleId]| starts.taken_by_all(&lessons, rules).len();
    let rules = smallest(starts.rules_of_all(&lessons), |rules| available(rules) < needed);
    let (reason, available) = (Reason::TooManyLessons, available(&rules));
    Some(Contradiction { reason, person: Some(person), lessons, rules, needed, available })
}

/// How many lessons of a length fit one after the other into the slots of a set, day by day.
fn fitting(problem: &Problem, slots: &SlotSet, length: usize) -> usize {
    let grid = &problem.grid;
    let mut fitting = 0;
    for day in 0..grid.days().len() {
        let mut run = 0;
        for period in 0..grid.periods().len() {
            let free = grid.slot(day, period).is_some_and(|slot| slots.contains(slot));
            run = if free { run + 1 } else { 0 };
            if run == length {
                fitting += 1;
                run = 0;
            }
        }
    }
    fitting
}

/// Lessons of several periods of which there are more than runs of so many periods in the slots that they can take.
fn in_one_go(
    problem: &Problem,
    starts: &Starts<'_>,
    person: Person,
    lessons: &[LessonId],
) -> Option<Contradiction> {
    let length_of = |id: &LessonId| problem.lesson(*id).length as usize;
    let mut lengths: Vec<usize> = lessons.iter().map(length_of).filter(|length| *length > 1).collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths.into_iter().find_map(|length| {
        let lessons: Vec<LessonId> = lessons.iter().copied().filter(|id| length_of(id) >= length).collect();
        let available = |rules: &[RuleId]| fitting(problem, &starts.taken_by_all(&lessons, rules), length);
        let (needed, rules) = (lessons.len(), starts.rules_of_all(&lessons));
        if available(&rules) >= needed {
            return None;
        }
        let rules = smallest(rules, |rules| available(rules) < needed);
        let (reason, available) = (Reason::TooFewRuns, available(&rules));
        Some(Contradiction { reason, person: Some(person), lessons, rules, needed, available })
    })
}
