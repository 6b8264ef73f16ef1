//! Lessons of which no two can be at once, held to the same few slots: of teachers, classes and rules together.

use std::collections::BTreeMap;

use super::starts::Starts;
use super::together::shared;
use super::{Contradiction, Reason, hard, periods, smallest};
use crate::grid::SlotSet;
use crate::ids::{LessonId, RuleId};
use crate::problem::Problem;
use crate::rules::{Kind, NotOverlapping};

/// So many lessons are looked at together: as many as a word has bits.
const MOST_LESSONS: usize = 64;

/// Which lessons rules keep apart.
struct Apart<'p> {
    problem: &'p Problem,
    /// For each lesson the rules that keep it apart from others, in order.
    of: Vec<Vec<RuleId>>,
}

impl<'p> Apart<'p> {
    fn new(problem: &'p Problem) -> Self {
        let mut rules = vec![Vec::new(); problem.lessons.len()];
        for (id, kind) in hard(problem) {
            let Kind::NotOverlapping(NotOverlapping::Lessons(lessons)) = kind else { continue };
            lessons.iter().for_each(|lesson| rules[lesson.index()].push(id));
        }
        Self { problem, of: rules }
    }

    /// The rules that keep two lessons apart.
    fn rules(&self, one: LessonId, other: LessonId) -> impl Iterator<Item = RuleId> + '_ {
        let others = &self.of[other.index()];
        self.of[one.index()].iter().filter(|rule| others.binary_search(rule).is_ok()).copied()
    }

    fn are(&self, one: LessonId, other: LessonId) -> bool {
        shared(self.problem, one, other).is_some() || self.rules(one, other).next().is_some()
    }

    /// The smallest set of rules that keeps any two of some lessons apart which share nobody.
    fn rules_of(&self, lessons: &[LessonId]) -> Vec<RuleId> {
        let pairs = lessons
            .iter()
            .enumerate()
            .flat_map(|(at, one)| lessons[..at].iter().map(move |two| (*one, *two)));
        let alone = |pair: &(LessonId, LessonId)| shared(self.problem, pair.0, pair.1).is_none();
        let pairs: Vec<(LessonId, LessonId)> = pairs.filter(alone).collect();
        let mut rules: Vec<RuleId> = pairs.iter().flat_map(|(one, two)| self.rules(*one, *two)).collect();
        rules.sort_unstable();
        rules.dedup();
        smallest(rules, |rules| {
            pairs.iter().all(|(one, two)| self.rules(*one, *two).any(|rule| rules.contains(&rule)))
        })
    }
}

/// For each set of slots that some lesson is held to, the lessons that are held to a part of it.
fn held(problem: &Problem, starts: &Starts<'_>) -> Vec<(SlotSet, Vec<LessonId>)> {
    let mut by_slots: BTreeMap<Vec<u16>, Vec<LessonId>> = BTreeMap::new();
    for lesson in starts.placeable() {
        let slots: Vec<u16> = starts.taken(lesson).iter().map(|slot| slot.0).collect();
        by_slots.entry(slots).or_default().push(lesson);
    }
    let sets: Vec<SlotSet> = by_slots
        .keys()
        .map(|slots| {
            let mut set = problem.grid.no_slots();
            slots.iter().for_each(|slot| set.insert(crate::grid::Slot(*slot)));
            set
        })
        .collect();
    let within = |set: &SlotSet, other: &SlotSet| other.iter().all(|slot| set.contains(slot));
    let all = sets.iter().map(|set| {
        let parts = sets.iter().zip(by_slots.values()).filter(|(other, _)| within(set, other));
        let mut lessons: Vec<LessonId> = parts.flat_map(|(_, lessons)| lessons.iter().copied()).collect();
        lessons.sort_unstable();
        (set.clone(), lessons)
    });
    all.collect()
}

/// For each of some lessons those that cannot be at once with it, a bit each.
fn rivals(apart: &Apart<'_>, lessons: &[LessonId]) -> Vec<u64> {
    let of = |one: &LessonId| {
        let rival =
            |(at, other): (usize, &LessonId)| u64::from(one != other && apart.are(*one, *other)) << at;
        lessons.iter().enumerate().map(rival).fold(0, |all, bit| all | bit)
    };
    lessons.iter().map(of).collect()
}

/// Lessons that no two of can be at once: after the first, each that fits to all before, those with the most rivals first.
fn clique(rivals: &[u64], first: usize) -> Vec<usize> {
    let near = rivals[first];
    let mut order: Vec<usize> = (0..rivals.len()).filter(|at| near >> at & 1 == 1).collect();
    order.sort_by_key(|at| std::cmp::Reverse((rivals[*at] & near).count_ones()));
    let mut chosen = vec![first];
    let mut fitting = near;
    for at in order {
        if fitting >> at & 1 == 1 {
            chosen.push(at);
            fitting &= rivals[at];
        }
    }
    chosen
}

pub(super) fn too_many(
    problem: &Problem,
    starts: &Starts<'_>,
    known: &[Contradiction],
) -> Vec<Contradiction> {
    let apart = Apart::new(problem);
    let mut found: Vec<Contradiction> = Vec::new();
    for (slots, lessons) in held(problem, starts) {
        let told = |lesson: &LessonId| known.iter().chain(&found).any(|one| one.lessons.contains(lesson));
        let lessons: Vec<LessonId> = lessons.into_iter().filter(|lesson| !told(lesson)).collect();
        if lessons.len() > MOST_LESSONS || periods(problem, &lessons) <= slots.len() {
            continue;
        }
        let rivals = rivals(&apart, &lessons);
        let cliques = (0..lessons.len())
            .map(|first| clique(&rivals, first).into_iter().map(|at| lessons[at]).collect::<Vec<LessonId>>());
        let too_many = cliques.filter(|clique| periods(problem, clique) > slots.len());
        if let Some(clique) = too_many.min_by_key(Vec::len) {
            found.push(proof(problem, starts, &apart, clique));
        }
    }
    found
}

fn proof(problem: &Problem, starts: &Starts<'_>, apart: &Apart<'_>, clique: Vec<LessonId>) -> Contradiction {
    let mut lessons = clique;
    let all = starts.rules_of_all(&lessons);
    let fits = |lessons: &[LessonId], rules: &[RuleId]| {
        periods(problem, lessons) <= starts.taken_by_all(lessons, rules).len()
    };
    let mut at = 0;
    while at < lessons.len() {
        let mut fewer = lessons.clone();
        fewer.remove(at);
        if fits(&fewer, &all) { at += 1 } else { lessons = fewer }
    }
    lessons.sort_unstable();
    let mut rules = smallest(starts.rules_of_all(&lessons), |rules| !fits(&lessons, rules));
    let (needed, available) = (periods(problem, &lessons), starts.taken_by_all(&lessons, &rules).len());
    rules.extend(apart.rules_of(&lessons));
    rules.sort_unstable();
    Contradiction { reason: Reason::NeverAtOnce, person: None, lessons, rules, needed, available }
}
