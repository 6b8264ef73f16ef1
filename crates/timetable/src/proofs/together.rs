//! Lessons that must begin at the same time although nothing lets them, and lessons whose order goes round in a circle.

use super::starts::Starts;
use super::{Contradiction, Reason, hard, smallest};
use crate::grid::SlotSet;
use crate::ids::{LessonId, RuleId};
use crate::problem::Problem;
use crate::rules::{Kind, NotOverlapping, Order, Person, Same};

/// The lessons that a rule puts at the same time.
fn tied<'p>(problem: &'p Problem, kind: &'p Kind) -> Vec<LessonId> {
    match kind {
        Kind::SameStart(rule) if rule.same == Same::Time => {
            rule.lessons.iter().copied().filter(|id| problem.lesson(*id).active).collect()
        }
        _ => Vec::new(),
    }
}

/// The sets of lessons that these rules put at the same time, each sorted.
fn bundles(problem: &Problem, rules: &[RuleId]) -> Vec<Vec<LessonId>> {
    let mut bundles: Vec<Vec<LessonId>> = Vec::new();
    for rule in rules {
        let mut bundle = tied(problem, &problem.rule(*rule).kind);
        let joined = |other: &Vec<LessonId>| other.iter().any(|lesson| bundle.contains(lesson));
        let (with, without): (Vec<_>, Vec<_>) = std::mem::take(&mut bundles).into_iter().partition(joined);
        bundle.extend(with.into_iter().flatten());
        bundle.sort_unstable();
        bundle.dedup();
        bundles = without;
        bundles.push(bundle);
    }
    bundles
}

pub(super) fn impossible(problem: &Problem, starts: &Starts<'_>) -> Vec<Contradiction> {
    let ties: Vec<RuleId> =
        hard(problem).filter(|(_, kind)| tied(problem, kind).len() > 1).map(|(id, _)| id).collect();
    let proofs = bundles(problem, &ties).into_iter().filter_map(|bundle| {
        let own =
            |rule: &&RuleId| tied(problem, &problem.rule(**rule).kind).iter().all(|id| bundle.contains(id));
        let ties: Vec<RuleId> = ties.iter().filter(own).copied().collect();
        one_person(problem, &ties, &bundle).or_else(|| no_common_start(problem, starts, ties, bundle))
    });
    proofs.collect()
}

/// Whether these rules put all of some lessons at the same time.
fn tie(problem: &Problem, rules: &[RuleId], lessons: &[LessonId]) -> bool {
    bundles(problem, rules).iter().any(|bundle| lessons.iter().all(|lesson| bundle.contains(lesson)))
}

/// Somebody who is in both lessons.
pub(super) fn shared(problem: &Problem, one: LessonId, other: LessonId) -> Option<Person> {
    let (one, other) = (problem.lesson(one), problem.lesson(other));
    let teacher = one.teachers.iter().find(|teacher| other.teachers.contains(teacher));
    let atom = || one.atoms.iter().find(|atom| other.atoms.binary_search(atom).is_ok());
    teacher.map(|id| Person::Teacher(*id)).or_else(|| atom().map(|id| Person::Atom(*id)))
}

/// Two lessons at the same time that share somebody, or that a rule keeps apart.
fn one_person(problem: &Problem, ties: &[RuleId], bundle: &[LessonId]) -> Option<Contradiction> {
    let apart: Vec<(RuleId, &[LessonId])> = hard(problem)
        .filter_map(|(id, kind)| match kind {
            Kind::NotOverlapping(NotOverlapping::Lessons(lessons)) => Some((id, lessons.as_slice())),
            _ => None,
        })
        .collect();
    let pairs =
        bundle.iter().enumerate().flat_map(|(at, one)| bundle[at + 1..].iter().map(|two| (*one, *two)));
    pairs.into_iter().find_map(|(one, two)| {
        let person = shared(problem, one, two);
        let rule = apart.iter().find(|(_, set)| set.contains(&one) && set.contains(&two));
        if person.is_none() && rule.is_none() {
            return None;
        }
        let lessons = vec![one, two];
        let mut rules = smallest(ties.to_vec(), |rules| tie(problem, rules, &lessons));
        if person.is_none() {
            rules.extend(rule.map(|(id, _)| *id));
            rules.sort_unstable();
        }
        let reason = Reason::TogetherAndApart;
        Some(Contradiction { reason, person, lessons, rules, needed: 2, available: 1 })
    })
}

/// Lessons at the same time that have no start in common.
fn no_common_start(
    problem: &Problem,
    starts: &Starts<'_>,
    ties: Vec<RuleId>,
    bundle: Vec<LessonId>,
) -> Option<Contradiction> {
    let common = |lessons: &[LessonId], rules: &[RuleId]| {
        let sets: Vec<SlotSet> = lessons.iter().map(|id| starts.of(*id, rules)).collect();
        problem.grid.slots().any(|slot| sets.iter().all(|set| set.contains(slot)))
    };
    let mut lessons: Vec<LessonId> =
        bundle.into_iter().filter(|id| !starts.allowed(*id).is_empty()).collect();
    let all = starts.rules_of_all(&lessons);
    if lessons.len() < 2 || common(&lessons, &all) {
        return None;
    }
    let mut at = 0;
    while at < lessons.len() {
        let mut fewer = lessons.clone();
        fewer.remove(at);
        if common(&fewer, &all) { at += 1 } else { lessons = fewer }
    }
    let mut rules = smallest(starts.rules_of_all(&lessons), |rules| !common(&lessons, rules));
    rules.extend(smallest(ties, |rules| tie(problem, rules, &lessons)));
    rules.sort_unstable();
    let reason = Reason::NoCommonStart;
    Some(Contradiction { reason, person: None, lessons, rules, needed: 1, available: 0 })
}

/// Lessons each of which comes after the one before, and the first after the last.
pub(super) fn circles(problem: &Problem) -> Vec<Contradiction> {
    let mut after: Vec<Vec<(LessonId, RuleId)>> = vec![Vec::new(); problem.lessons.len()];
    for (id, kind) in hard(problem) {
        let Kind::Sequence(rule) = kind else { continue };
        if !matches!(rule.order, Order::Ordered | Order::Consecutive) {
            continue;
        }
        let active = |lesson: &&LessonId| problem.lesson(**lesson).active;
        for first in rule.first.iter().filter(active) {
            after[first.index()].extend(rule.second.iter().filter(active).map(|second| (*second, id)));
        }
    }
    let mut done = vec![false; problem.lessons.len()];
    let lessons = (0..problem.lessons.len()).map(LessonId::at);
    lessons.filter_map(|lesson| circle(&after, &mut done, lesson)).collect()
}

/// Follows the lessons that come after one, and finds the way back to one that was passed; `done` marks those of which
/// nothing is to be found any more.
fn circle(after: &[Vec<(LessonId, RuleId)>], done: &mut [bool], from: LessonId) -> Option<Contradiction> {
    // The way so far: each lesson, the rule that led to it, and how many of those after it were tried.
    let mut way: Vec<(LessonId, Option<RuleId>, usize)> = vec![(from, None, 0)];
    while let Some((lesson, _, tried)) = way.last_mut() {
        let next = after[lesson.index()].get(*tried).copied().filter(|_| !done[lesson.index()]);
        *tried += 1;
        let Some((next, rule)) = next else {
            done[lesson.index()] = true;
            way.pop();
            continue;
        };
        if let Some(at) = way.iter().position(|(passed, ..)| *passed == next) {
            let round = &way[at..];
            let lessons: Vec<LessonId> = round.iter().map(|(lesson, ..)| *lesson).collect();
            let mut rules: Vec<RuleId> =
                round.iter().skip(1).filter_map(|(_, rule, _)| *rule).chain([rule]).collect();
            rules.sort_unstable();
            rules.dedup();
            way.iter().for_each(|(lesson, ..)| done[lesson.index()] = true);
            let (needed, reason) = (lessons.len(), Reason::GoesRound);
            return Some(Contradiction { reason, person: None, lessons, rules, needed, available: 0 });
        }
        if !done[next.index()] {
            way.push((next, Some(rule), 0));
        }
    }
    None
}
