//! Days and hours: lessons that must be days apart, and people whose lessons exceed their days and daily hours.

use super::{Contradiction, Reason, hard, lessons_by_person, periods, smallest};
use crate::ids::{LessonId, RuleId};
use crate::problem::Problem;
use crate::rules::{Bound, Kind, Person};

pub(super) fn too_few(problem: &Problem) -> Vec<Contradiction> {
    let week = problem.grid.days().len();
    let mut found = Vec::new();
    for (id, kind) in hard(problem) {
        let Kind::DaysBetween(rule) = kind else { continue };
        let Bound::AtLeast(apart) = rule.days else { continue };
        let active = |lesson: &LessonId| problem.lesson(*lesson).active;
        let lessons: Vec<LessonId> = rule.lessons.iter().copied().filter(active).collect();
        let needed = lessons.len().saturating_sub(1).saturating_mul(apart as usize).saturating_add(1);
        if lessons.len() > 1 && needed > week {
            let reason = Reason::TooFewDays;
            found.push(Contradiction {
                reason,
                person: None,
                lessons,
                rules: vec![id],
                needed,
                available: week,
            });
        }
    }
    found
}

/// Whether a rule limits the days or the daily hours of a person.
fn limits(problem: &Problem, kind: &Kind, person: Person) -> bool {
    let whom = match kind {
        Kind::DaysPerWeek(rule) if matches!(rule.days, Bound::AtMost(_)) => rule.whom,
        Kind::HoursPerDay(rule) if rule.tag.is_none() && matches!(rule.hours, Bound::AtMost(_)) => rule.whom,
        _ => return false,
    };
    whom.people(problem).contains(&person)
}

/// How many periods a week these rules leave.
fn capacity(problem: &Problem, rules: &[RuleId]) -> usize {
    let (mut days, mut hours) = (problem.grid.days().len(), problem.grid.periods().len());
    for rule in rules {
        match &problem.rule(*rule).kind {
            Kind::DaysPerWeek(rule) => {
                if let Bound::AtMost(most) = rule.days {
                    days = days.min(most as usize);
                }
            }
            Kind::HoursPerDay(rule) => {
                if let Bound::AtMost(most) = rule.hours {
                    hours = hours.min(most as usize);
                }
            }
            _ => {}
        }
    }
    days * hours
}

pub(super) fn too_few_hours(problem: &Problem) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for (person, lessons) in lessons_by_person(problem) {
        let needed = periods(problem, &lessons);
        let limiting = hard(problem).filter(|(_, kind)| limits(problem, kind, person));
        let rules: Vec<RuleId> = limiting.map(|(id, _)| id).collect();
        if !rules.is_empty() && capacity(problem, &rules) < needed {
            let rules = smallest(rules, |rules| capacity(problem, rules) < needed);
            let available = capacity(problem, &rules);
            let (reason, person) = (Reason::TooFewHours, Some(person));
            found.push(Contradiction { reason, person, lessons, rules, needed, available });
        }
    }
    found
}
