//! Wishes that cannot all be kept: counted before any search, each with what it costs in every timetable that places all lessons and
//! keeps what must hold. Together they are a bound that no timetable goes below. None found does not mean that all can be kept.

mod days;
mod hours;
mod times;

use super::Reason;
use super::starts::Starts;
use crate::ids::{LessonId, RuleId};
use crate::problem::Problem;
use crate::rules::{Kind, Person};
use crate::weight::{Cost, Weight};

/// Wishes of which some are broken in every timetable. No breach is counted in two of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// [`Reason::TooFewDays`], [`Reason::TooFewHours`], [`Reason::TooFewLessons`] or [`Reason::TooManyLessons`].
    pub reason: Reason,
    /// Whose week it is.
    pub person: Option<Person>,
    pub lessons: Vec<LessonId>,
    /// The wishes; each of them costs something, or makes others cost more.
    pub rules: Vec<RuleId>,
    /// How much is needed to keep them all, and how much there is: days for [`Reason::TooFewDays`], periods else, and lessons where their
    /// starts are wished.
    pub needed: usize,
    pub available: usize,
    /// What their breaches cost at least.
    pub least: Cost,
}

/// What is found by counting days, periods and slots, in the order of [`Reason`].
#[must_use]
pub fn shortfalls(problem: &Problem) -> Vec<Shortfall> {
    let starts = Starts::new(problem);
    let mut found = days::too_few(problem, &starts);
    found.extend(hours::too_few(problem, &starts));
    found.extend(times::too_few(problem, &starts));
    found.sort_by_key(|one| one.reason);
    found
}

/// A soft total that no whole timetable goes below.
#[must_use]
pub fn least_cost(problem: &Problem) -> Cost {
    shortfalls(problem).into_iter().map(|one| one.least).sum()
}

/// The rules in force that are only wished.
fn wished(problem: &Problem) -> impl Iterator<Item = (RuleId, Weight, &Kind)> {
    let soft = problem.active_rules().filter(|(_, rule)| !rule.weight.is_hard());
    soft.map(|(id, rule)| (id, rule.weight, &rule.kind))
}
