//! Lessons with wished slots, of which one person can have only one at a time.

use super::{Shortfall, wished};
use crate::grid::{Slot, SlotSet};
use crate::ids::{LessonId, RuleId};
use crate::problem::Problem;
use crate::proofs::matching::{Wish, most_placed};
use crate::proofs::starts::Starts;
use crate::proofs::{Reason, lessons_by_person};
use crate::rules::{Kind, Person};
use crate::weight::{Cost, Weight};

/// Where lessons are wished: a breach for each lesson that begins elsewhere, or for each period elsewhere.
struct Wished<'p> {
    rule: RuleId,
    weight: Weight,
    lessons: Vec<LessonId>,
    slots: &'p SlotSet,
    by_period: bool,
}

pub(super) fn too_few(problem: &Problem, starts: &Starts<'_>) -> Vec<Shortfall> {
    let people = lessons_by_person(problem);
    let wishes = wished(problem).filter_map(|(rule, weight, kind)| {
        let (lessons, slots, by_period) = match kind {
            Kind::PreferredStarts(rule) => (&rule.lessons, &rule.slots, false),
            Kind::PreferredSlots(rule) => (&rule.lessons, &rule.slots, true),
            _ => return None,
        };
        Some(Wished { rule, weight, lessons: lessons.lessons(problem), slots, by_period })
    });
    wishes.flat_map(|wish| outside(problem, starts, &people, &wish)).collect()
}

/// Those first who break the wish most often; each lesson counts for one of them.
fn outside(
    problem: &Problem,
    starts: &Starts<'_>,
    people: &[(Person, Vec<LessonId>)],
    wish: &Wished<'_>,
) -> Vec<Shortfall> {
    let mut open = vec![false; problem.lessons.len()];
    wish.lessons.iter().for_each(|lesson| open[lesson.index()] = true);
    let of = |(person, lessons): &(Person, Vec<LessonId>), open: &[bool]| {
        let (own, others) = lessons.iter().partition(|lesson| open[lesson.index()]);
        of_person(problem, starts, *person, own, others, wish)
    };
    let mut worst: Vec<_> = people.iter().filter_map(|one| Some((one, of(one, &open)?.least))).collect();
    worst.sort_by_key(|(_, least)| std::cmp::Reverse(*least));
    let mut found = Vec::new();
    for (person, _) in worst {
        if let Some(left) = of(person, &open) {
            left.lessons.iter().for_each(|lesson| open[lesson.index()] = false);
            found.push(left);
        }
    }
    found
}

/// Somebody's lessons with the wish, as far as they do not fit into its slots beside the other lessons.
fn of_person(
    problem: &Problem,
    starts: &Starts<'_>,
    person: Person,
    lessons: Vec<LessonId>,
    others: Vec<LessonId>,
    wish: &Wished<'_>,
) -> Option<Shortfall> {
    if lessons.is_empty() {
        return None;
    }
    let length = |lesson: LessonId| problem.lesson(lesson).length as usize;
    let units = |lesson: LessonId| if wish.by_period { length(lesson) } else { 1 };
    let slots = |lesson: LessonId| {
        let own = if wish.by_period { starts.taken(lesson) } else { starts.allowed(lesson).clone() };
        own.iter().filter(|slot| wish.slots.contains(*slot)).map(Slot::index).collect::<Vec<usize>>()
    };
    let all_slots = |lesson: LessonId| starts.taken(lesson).iter().map(Slot::index).collect();
    // The others come first, so that a place which one of them needs is not counted.
    let others = others.into_iter().map(|lesson| (lesson, length(lesson), all_slots(lesson)));
    let wished = lessons.iter().map(|lesson| (*lesson, units(*lesson), slots(*lesson)));
    let all: Vec<(LessonId, usize, Vec<usize>)> = others.chain(wished).collect();
    let wishes: Vec<Wish<'_>> =
        all.iter().map(|(lesson, units, places)| Wish { lesson: *lesson, units: *units, places }).collect();
    let (others, wished) = wishes.split_at(wishes.len() - lessons.len());
    let most = most_placed(&[others, wished], &vec![1; problem.grid.slot_count()]);
    let (needed, available) = (wished.iter().map(|wish| wish.units).sum(), most[1]);
    let least = wish.weight.times(u32::try_from(needed - available).unwrap_or(u32::MAX));
    let (reason, rules) = (Reason::TooManyLessons, vec![wish.rule]);
    (least > Cost::NONE).then_some(Shortfall {
        reason,
        person: Some(person),
        lessons,
        rules,
        needed,
        available,
        least,
    })
}
