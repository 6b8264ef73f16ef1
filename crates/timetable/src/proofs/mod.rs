//! Contradictions found before any search: each is proved, with the smallest set of lessons and rules that makes it.
//! None found does not mean that there is an answer.

mod apart;
mod days;
mod matching;
mod people;
mod rooms;
mod starts;
mod together;
mod wishes;

use crate::ids::{LessonId, RuleId};
use crate::problem::Problem;
use crate::rules::{Kind, Person};
use starts::Starts;

pub use wishes::{Shortfall, least_cost, shortfalls};

/// Why a problem has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A lesson has no slot in which it may begin.
    NoStart,
    /// Lessons that must begin at the same time have no start in common.
    NoCommonStart,
    /// Two lessons that must begin at the same time share somebody, or must be apart.
    TogetherAndApart,
    /// Each of some lessons must come after another of them.
    GoesRound,
    /// Lessons of one person need more periods than their slots have.
    TooManyLessons,
    /// Somebody has more lessons of several periods than runs of so many free periods.
    TooFewRuns,
    /// Lessons of which no two can be at once need more periods than their slots have.
    NeverAtOnce,
    /// The rules about its rooms leave a lesson none.
    NoRoom,
    /// The pupils of a lesson fit into none of its rooms.
    RoomsTooSmall,
    /// Lessons that need one of some rooms take more periods than these rooms are free.
    TooFewRooms,
    /// Lessons that must be days apart do not fit into the week.
    TooFewDays,
    /// Somebody has more periods than the allowed days and periods a day make.
    TooFewHours,
    /// Rules ask for more days or periods of somebody than there are lessons.
    TooFewLessons,
}

impl Reason {
    /// Its name in labels and in machine-readable answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoStart => "no-start",
            Self::NoCommonStart => "no-common-start",
            Self::TogetherAndApart => "together-and-apart",
            Self::GoesRound => "goes-round",
            Self::TooManyLessons => "too-many-lessons",
            Self::TooFewRuns => "too-few-runs",
            Self::NeverAtOnce => "never-at-once",
            Self::NoRoom => "no-room",
            Self::RoomsTooSmall => "rooms-too-small",
            Self::TooFewRooms => "too-few-rooms",
            Self::TooFewDays => "too-few-days",
            Self::TooFewHours => "too-few-hours",
            Self::TooFewLessons => "too-few-lessons",
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
    /// How much is needed, and how much there is: periods, days for [`Reason::TooFewDays`], lessons for
    /// [`Reason::TooFewRuns`], pupils for [`Reason::RoomsTooSmall`].
    pub needed: usize,
    pub available: usize,
}

/// All contradictions that are found fast, in the order of [`Reason`]. A lesson without a start is not counted again.
#[must_use]
pub fn contradictions(problem: &Problem) -> Vec<Contradiction> {
    let starts = Starts::new(problem);
    let mut found = starts.none();
    found.extend(together::impossible(problem, &starts));
    found.extend(together::circles(problem));
    found.extend(people::too_full(problem, &starts));
    found.extend(apart::too_many(problem, &starts, &found));
    found.extend(rooms::too_few(problem, &starts));
    found.extend(days::too_few(problem, &starts));
    found.extend(days::too_few_hours(problem, &starts));
    found.extend(days::too_few_lessons(problem));
    found.sort_by_key(|one| one.reason);
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
