//! Where each lesson may begin, by the rules of weight 100 that concern it alone.

use super::{Contradiction, Reason, hard, smallest};
use crate::grid::SlotSet;
use crate::ids::{LessonId, RuleId};
use crate::problem::Problem;
use crate::rules::{Holder, Kind};

pub(super) struct Starts<'p> {
    problem: &'p Problem,
    /// For each lesson the rules that keep it out of slots, and the slots in which it may begin.
    rules: Vec<Vec<RuleId>>,
    allowed: Vec<SlotSet>,
}

impl<'p> Starts<'p> {
    pub(super) fn new(problem: &'p Problem) -> Self {
        let mut rules = vec![Vec::new(); problem.lessons.len()];
        for (id, kind) in hard(problem) {
            for lesson in concerned(problem, kind) {
                rules[lesson.index()].push(id);
            }
        }
        let mut starts = Self { problem, rules, allowed: Vec::new() };
        let lessons = (0..problem.lessons.len()).map(LessonId::at);
        starts.allowed = lessons.map(|id| starts.of(id, starts.rules_of(id))).collect();
        starts
    }

    pub(super) fn rules_of(&self, lesson: LessonId) -> &[RuleId] {
        &self.rules[lesson.index()]
    }

    /// The rules that keep any of some lessons out of slots.
    pub(super) fn rules_of_all(&self, lessons: &[LessonId]) -> Vec<RuleId> {
        let mut rules: Vec<RuleId> = lessons.iter().flat_map(|id| self.rules_of(*id)).copied().collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// The slots in which a lesson may begin.
    pub(super) fn allowed(&self, lesson: LessonId) -> &SlotSet {
        &self.allowed[lesson.index()]
    }

    /// The active lessons that may begin somewhere.
    pub(super) fn placeable(&self) -> impl Iterator<Item = LessonId> + '_ {
        self.problem.active_lessons().map(|(id, _)| id).filter(|id| !self.allowed(*id).is_empty())
    }

    /// The slots in which a lesson may begin when only these of all rules hold.
    pub(super) fn of(&self, lesson: LessonId, rules: &[RuleId]) -> SlotSet {
        let grid = &self.problem.grid;
        let length = self.problem.lesson(lesson).length;
        let own: Vec<&RuleId> = self.rules_of(lesson).iter().filter(|rule| rules.contains(rule)).collect();
        let mut allowed = grid.no_slots();
        for start in grid.slots().filter(|start| grid.rest_of_day(*start) >= length as usize) {
            let fits = |id: &&RuleId| match &self.problem.rule(**id).kind {
                Kind::NotAvailable(rule) => !grid.taken(start, length).any(|slot| rule.slots.contains(slot)),
                Kind::PreferredStarts(rule) => rule.slots.contains(start),
                Kind::PreferredSlots(rule) => grid.taken(start, length).all(|slot| rule.slots.contains(slot)),
                _ => true,
            };
            if own.iter().all(fits) {
                allowed.insert(start);
            }
        }
        allowed
    }

    /// The slots that a lesson takes when it begins in these.
    pub(super) fn taken_from(&self, lesson: LessonId, starts: &SlotSet) -> SlotSet {
        let grid = &self.problem.grid;
        let mut taken = grid.no_slots();
        for start in starts.iter() {
            grid.taken(start, self.problem.lesson(lesson).length).for_each(|slot| taken.insert(slot));
        }
        taken
    }

    /// The slots that a lesson can take.
    pub(super) fn taken(&self, lesson: LessonId) -> SlotSet {
        self.taken_from(lesson, self.allowed(lesson))
    }

    /// The slots that any of some lessons can take when only these rules hold.
    pub(super) fn taken_by_all(&self, lessons: &[LessonId], rules: &[RuleId]) -> SlotSet {
        let mut taken = self.problem.grid.no_slots();
        for lesson in lessons {
            taken.extend(&self.taken_from(*lesson, &self.of(*lesson, rules)));
        }
        taken
    }

    /// Lessons that have no start.
    pub(super) fn none(&self) -> Vec<Contradiction> {
        let lessons = self.problem.active_lessons().map(|(id, _)| id);
        lessons
            .filter(|id| self.allowed(*id).is_empty())
            .map(|id| Contradiction {
                reason: Reason::NoStart,
                person: None,
                lessons: vec![id],
                rules: smallest(self.rules_of(id).to_vec(), |rules| self.of(id, rules).is_empty()),
                needed: 1,
                available: 0,
            })
            .collect()
    }
}

/// The active lessons that a rule keeps out of slots.
fn concerned(problem: &Problem, kind: &Kind) -> Vec<LessonId> {
    let all_that = |fits: &dyn Fn(&crate::problem::Lesson) -> bool| -> Vec<LessonId> {
        problem.active_lessons().filter(|(_, lesson)| fits(lesson)).map(|(id, _)| id).collect()
    };
    match kind {
        Kind::PreferredStarts(rule) => rule.lessons.lessons(problem),
        Kind::PreferredSlots(rule) => rule.lessons.lessons(problem),
        Kind::NotAvailable(rule) => match rule.holder {
            Holder::Everybody => all_that(&|_| true),
            Holder::Teacher(teacher) => all_that(&|lesson| lesson.teachers.contains(&teacher)),
            Holder::Group(group) => {
                all_that(&|lesson| lesson.groups.iter().any(|own| problem.overlap(*own, group)))
            }
            Holder::Room(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}
