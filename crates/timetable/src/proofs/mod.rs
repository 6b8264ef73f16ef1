//! Contradictions found before any search: each is proved, with the smallest set of lessons and rules that makes it.
//! None found does not mean that there is an answer.

mod days;
mod people;
mod rooms;
mod starts;

use crate::ids::{LessonId, RuleId};
use crate::problem::Problem;
use crate::rules::{Kind, Person};
use starts::Starts;

/// Why a problem has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A lesson has no slot in which it may begin.
    NoStart,
    /// Lessons of one person need more periods than their slots have.
    TooManyLessons,
    /// Lessons that need one of some rooms take more periods than these rooms are free.
    TooFewRooms,
    /// Lessons that must be days apart do not fit into the week.
    TooFewDays,
    /// Somebody has more periods than the allowed days and periods a day make.
    TooFewHours,
}

impl Reason {
    /// Its name in labels and in machine-readable answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoStart => "no-start",
            Self::TooManyLessons => "too-many-lessons",
            Self::TooFewRooms => "too-few-rooms",
            Self::TooFewDays => "too-few-days",
            Self::TooFewHours => "too-few-hours",
        }
    }
}

/// A proof that a problem has no answer. Without any one of its rules, or enough of its lessons, the proof falls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    pub reason: Reason,
    /// Whose week is too full.
    pub person: Option<Person>,
    pub lessons: Vec<LessonId>,
    /// The rules to relax, any of them.
    pub rules: Vec<RuleId>,
    /// How much is needed, and how much there is: periods, or days for [`Reason::TooFewDays`].
    pub needed: usize,
    pub available: usize,
}

/// All contradictions that are found fast, in the order of [`Reason`]. A lesson without a start is not counted again.
#[must_use]
pub fn contradictions(problem: &Problem) -> Vec<Contradiction> {
    let starts = Starts::new(problem);
    let mut found = starts.none();
    found.extend(people::too_full(problem, &starts));
    found.extend(rooms::too_few(problem));
    found.extend(days::too_few(problem));
    found.extend(days::too_few_hours(problem));
    found
}

/// The rules in force of weight 100.
fn hard(problem: &Problem) -> impl Iterator<Item = (RuleId, &Kind)> {
    problem.active_rules().filter(|(_, rule)| rule.weight.is_hard()).map(|(id, rule)| (id, &rule.kind))
}

/// Leaves out each rule without which `still_holds`, so that every one that stays is needed.
fn smallest(mut rules: Vec<RuleId>, still_holds: impl Fn(&[RuleId]) -> bool) -> Vec<RuleId> {
    let mut index = 0;
    while index < rules.len() {
        let mut fewer = rules.clone();
        fewer.remove(index);
        if still_holds(&fewer) {
            rules = fewer;
        } else {
            index += 1;
        }
    }
    rules
}

/// The lessons of each person, in the order of people: teachers, then atoms.
fn lessons_by_person(problem: &Problem) -> Vec<(Person, Vec<LessonId>)> {
    let mut teachers = vec![Vec::new(); problem.teachers.len()];
    let mut atoms = vec![Vec::new(); problem.atoms.len()];
    for (id, lesson) in problem.active_lessons() {
        lesson.teachers.iter().for_each(|teacher| teachers[teacher.index()].push(id));
        lesson.atoms.iter().for_each(|atom| atoms[atom.index()].push(id));
    }
    let teachers = teachers.into_iter().enumerate();
    let atoms = atoms.into_iter().enumerate();
    let teachers =
        teachers.map(|(index, lessons)| (Person::Teacher(crate::ids::TeacherId::at(index)), lessons));
    let atoms = atoms.map(|(index, lessons)| (Person::Atom(crate::ids::AtomId::at(index)), lessons));
    teachers.chain(atoms).filter(|(_, lessons)| !lessons.is_empty()).collect()
}

/// How many periods some lessons take.
fn periods(problem: &Problem, lessons: &[LessonId]) -> usize {
    lessons.iter().map(|id| problem.lesson(*id).length as usize).sum()
}
