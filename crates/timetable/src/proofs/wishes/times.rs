//! Lessons with wished slots, of which one person can have only one at a time: what does not fit beside the rest of a week is broken.

use std::cmp::Reverse;

use super::{Shortfall, wished};
use crate::grid::{Slot, SlotSet};
use crate::ids::{LessonId, RuleId};
use crate::problem::Problem;
use crate::proofs::matching::{Wish, shortages};
use crate::proofs::starts::Starts;
use crate::proofs::{Reason, lessons_by_person};
use crate::rules::{Kind, Person, Selection};
use crate::weight::{Cost, Weight};

/// Where a rule wishes a lesson to be: it is broken when the lesson begins elsewhere, or by each period elsewhere.
#[derive(Clone, Copy)]
struct Wished<'p> {
    rule: RuleId,
    weight: Weight,
    slots: &'p SlotSet,
    by_period: bool,
}

pub(super) fn too_few(problem: &Problem, starts: &Starts<'_>) -> Vec<Shortfall> {
    let people = lessons_by_person(problem);
    let mut all: Vec<Vec<Wished<'_>>> = vec![Vec::new(); problem.lessons.len()];
    for (rule, weight, kind) in wished(problem) {
        let (selection, slots, by_period): (&Selection, _, _) = match kind {
            Kind::PreferredStarts(rule) => (&rule.lessons, &rule.slots, false),
            Kind::PreferredSlots(rule) => (&rule.lessons, &rule.slots, true),
            _ => continue,
        };
        for lesson in selection.lessons(problem) {
            all[lesson.index()].push(Wished { rule, weight, slots, by_period });
        }
    }
    all.iter_mut().for_each(|wishes| wishes.sort_by_key(|one| one.weight));
    let mut found = Vec::new();
    // Of each lesson the heaviest wish, then the next, so that none is looked at twice.
    while all.iter().any(|wishes| !wishes.is_empty()) {
        let open = all.iter_mut().map(Vec::pop).collect();
        found.extend(outside(problem, starts, &people, open));
    }
    found
}

/// People one after the other, those first whose wishes cost most; a wish counts for one of them.
fn outside(
    problem: &Problem,
    starts: &Starts<'_>,
    people: &[(Person, Vec<LessonId>)],
    mut open: Vec<Option<Wished<'_>>>,
) -> Vec<Shortfall> {
    let mut worst: Vec<(&(Person, Vec<LessonId>), Cost)> =
        people.iter().filter_map(|one| Some((one, of_person(problem, starts, one, &open)?.least))).collect();
    worst.sort_by_key(|(_, least)| Reverse(*least));
    let mut found = Vec::new();
    for (person, _) in worst {
        if let Some(left) = of_person(problem, starts, person, &open) {
            left.lessons.iter().for_each(|lesson| open[lesson.index()] = None);
            found.push(left);
        }
    }
    found
}

/// Somebody's lessons that do not all fit into their wished slots beside the other lessons; `open` has the wish of each lesson.
fn of_person(
    problem: &Problem,
    starts: &Starts<'_>,
    (person, lessons): &(Person, Vec<LessonId>),
    open: &[Option<Wished<'_>>],
) -> Option<Shortfall> {
    let wish_of = |lesson: LessonId| open[lesson.index()];
    if !lessons.iter().any(|lesson| wish_of(*lesson).is_some()) {
        return None;
    }
    // What must stand somewhere comes first, so that a place which it needs is not counted; then the heaviest wishes.
    let mut order = lessons.clone();
    order.sort_by_key(|lesson| wish_of(*lesson).map(|wish| Reverse(wish.weight)));
    let places: Vec<Vec<usize>> = order
        .iter()
        .map(|lesson| {
            let wish = wish_of(*lesson);
            let by_start = wish.is_some_and(|wish| !wish.by_period);
            let own = if by_start { starts.allowed(*lesson).clone() } else { starts.taken(*lesson) };
            let fits = |slot: &Slot| wish.is_none_or(|wish| wish.slots.contains(*slot));
            own.iter().filter(fits).map(Slot::index).collect()
        })
        .collect();
    let units = |lesson: LessonId| match wish_of(lesson) {
        Some(Wished { by_period: false, .. }) => 1,
        _ => problem.lesson(lesson).length as usize,
    };
    let wishes: Vec<Wish<'_>> = order
        .iter()
        .zip(&places)
        .map(|(lesson, places)| Wish { lesson: *lesson, units: units(*lesson), places })
        .collect();
    let mut least = Cost::NONE;
    let (mut short, mut rivals) = (0, Vec::new());
    for shortage in shortages(&wishes, &vec![1; problem.grid.slot_count()]) {
        if let Some(wish) = wish_of(shortage.lesson) {
            least += wish.weight.times(1);
            short += 1;
            rivals.extend(shortage.rivals);
        }
    }
    if least == Cost::NONE {
        return None;
    }
    rivals.retain(|lesson| wish_of(*lesson).is_some());
    rivals.sort_unstable();
    rivals.dedup();
    let mut rules: Vec<RuleId> = rivals.iter().filter_map(|lesson| Some(wish_of(*lesson)?.rule)).collect();
    rules.sort_unstable();
    rules.dedup();
    let needed: usize = rivals.iter().map(|lesson| units(*lesson)).sum();
    Some(Shortfall {
        reason: Reason::TooManyLessons,
        person: Some(*person),
        lessons: rivals,
        rules,
        needed,
        available: needed - short,
        least,
    })
}
