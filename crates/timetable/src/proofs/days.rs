//! Days and hours: lessons that must be days apart, and people whose lessons exceed, or fall short of, their days and hours.

use super::matching::{Wish, rivals};
use super::starts::Starts;
use super::{Contradiction, Reason, hard, lessons_by_person, periods, smallest};
use crate::grid::SlotSet;
use crate::ids::{LessonId, RuleId, TagId};
use crate::problem::Problem;
use crate::rules::{Bound, HoursPerDay, Kind, Person, Whom};

/// Lessons that must be days apart, against the days on which they can begin.
pub(super) fn too_few(problem: &Problem, starts: &Starts<'_>) -> Vec<Contradiction> {
    let apart = hard(problem).filter_map(|(id, kind)| match kind {
        Kind::DaysBetween(rule) => match rule.days {
            Bound::AtLeast(apart) if apart > 0 => Some((id, apart as usize, rule.lessons.as_slice())),
            _ => None,
        },
        _ => None,
    });
    let proofs = apart.filter_map(|(id, apart, lessons)| {
        let can = |lesson: &LessonId| problem.lesson(*lesson).active && !starts.allowed(*lesson).is_empty();
        let lessons: Vec<LessonId> = lessons.iter().copied().filter(can).collect();
        let lessons = if apart == 1 { rivals_for_days(problem, starts, &lessons)? } else { lessons };
        let needed = (lessons.len().saturating_sub(1)) * apart + 1;
        let available =
            |rules: &[RuleId]| (chosen(&days(problem, starts, &lessons, rules), apart) - 1) * apart + 1;
        let all = starts.rules_of_all(&lessons);
        if lessons.len() < 2 || available(&all) >= needed {
            return None;
        }
        let mut rules = smallest(all, |rules| available(rules) < needed);
        // Without such rules the week itself is too short.
        let available = if rules.is_empty() { problem.grid.days().len() } else { available(&rules) };
        rules.push(id);
        rules.sort_unstable();
        Some(Contradiction { reason: Reason::TooFewDays, person: None, lessons, rules, needed, available })
    });
    proofs.collect()
}

/// Lessons that must all be on different days and can begin on fewer.
fn rivals_for_days(problem: &Problem, starts: &Starts<'_>, lessons: &[LessonId]) -> Option<Vec<LessonId>> {
    let places: Vec<Vec<usize>> =
        lessons.iter().map(|lesson| days_of(problem, [starts.allowed(*lesson)])).collect();
    let wishes: Vec<Wish<'_>> = lessons
        .iter()
        .zip(&places)
        .map(|(lesson, places)| Wish { lesson: *lesson, units: 1, places })
        .collect();
    rivals(&wishes, &vec![1; problem.grid.days().len()])
}

/// The days on which any of some lessons can begin when only these rules hold.
fn days(problem: &Problem, starts: &Starts<'_>, lessons: &[LessonId], rules: &[RuleId]) -> Vec<usize> {
    let sets: Vec<SlotSet> = lessons.iter().map(|lesson| starts.of(*lesson, rules)).collect();
    days_of(problem, &sets)
}

/// The days of some slots, in order.
pub(super) fn days_of<'s>(problem: &Problem, sets: impl IntoIterator<Item = &'s SlotSet>) -> Vec<usize> {
    let slots = sets.into_iter().flat_map(SlotSet::iter);
    let mut days: Vec<usize> = slots.map(|slot| problem.grid.day_of(slot)).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// How many of some days can be chosen so far apart: always the next that is far enough.
pub(super) fn chosen(days: &[usize], apart: usize) -> usize {
    let mut count = 0;
    let mut next = 0;
    for day in days {
        if *day >= next {
            count += 1;
            next = day + apart;
        }
    }
    count.max(1)
}

/// Whose days and hours a rule limits from above, and by which tag it counts.
fn limit(kind: &Kind) -> Option<(Whom, Option<TagId>)> {
    match kind {
        Kind::DaysPerWeek(rule) if matches!(rule.days, Bound::AtMost(_)) => Some((rule.whom, None)),
        Kind::HoursPerDay(HoursPerDay { whom, tag, hours: Bound::AtMost(_), .. }) => Some((*whom, *tag)),
        _ => None,
    }
}

/// Somebody's lessons, and how many periods of them fit into the week by the limits of days and hours.
struct Load<'p> {
    problem: &'p Problem,
    starts: &'p Starts<'p>,
    lessons: Vec<LessonId>,
}

impl Load<'_> {
    /// How many periods a week these rules leave for the lessons.
    fn room(&self, rules: &[RuleId]) -> usize {
        let grid = &self.problem.grid;
        let (mut days, mut hours) = (grid.days().len(), grid.periods().len());
        for rule in rules {
            match &self.problem.rule(*rule).kind {
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
        let mut free = vec![0; grid.days().len()];
        for slot in self.starts.taken_by_all(&self.lessons, rules).iter() {
            free[grid.day_of(slot)] += 1;
        }
        let mut by_day: Vec<usize> = free.into_iter().map(|free: usize| free.min(hours)).collect();
        by_day.sort_unstable_by(|one, other| other.cmp(one));
        by_day.iter().take(days).sum()
    }
}

/// People whose lessons do not fit into their days and daily hours.
pub(super) fn too_few_hours(problem: &Problem, starts: &Starts<'_>) -> Vec<Contradiction> {
    let limits: Vec<(RuleId, Vec<Person>, Option<TagId>)> = hard(problem)
        .filter_map(|(id, kind)| limit(kind).map(|(whom, tag)| (id, whom.people(problem), tag)))
        .collect();
    let mut found: Vec<Contradiction> = Vec::new();
    for (person, lessons) in lessons_by_person(problem) {
        let own: Vec<(RuleId, Option<TagId>)> = limits
            .iter()
            .filter(|(_, people, _)| people.contains(&person))
            .map(|(id, _, tag)| (*id, *tag))
            .collect();
        let mut tags: Vec<Option<TagId>> = own.iter().map(|(_, tag)| *tag).collect();
        tags.sort_unstable();
        tags.dedup();
        for tag in tags {
            let limits = own.iter().filter(|(_, own)| own.is_none() || *own == tag).map(|(id, _)| *id);
            let limits: Vec<RuleId> = limits.collect();
            let counts = |id: &LessonId| {
                !starts.allowed(*id).is_empty()
                    && tag.is_none_or(|tag| problem.lesson(*id).tags.contains(&tag))
            };
            let load = Load { problem, starts, lessons: lessons.iter().copied().filter(counts).collect() };
            if let Some(proof) = overloaded(&load, &limits, person)
                && !found.iter().any(|known| known.lessons == proof.lessons)
            {
                found.push(proof);
            }
        }
    }
    found
}

fn overloaded(load: &Load<'_>, limits: &[RuleId], person: Person) -> Option<Contradiction> {
    let needed = periods(load.problem, &load.lessons);
    let mut rules = limits.to_vec();
    rules.extend(load.starts.rules_of_all(&load.lessons));
    if load.room(&rules) >= needed {
        return None;
    }
    let rules = smallest(rules, |rules| load.room(rules) < needed);
    // What holds without any limit of days and hours is told as lessons that are too many.
    if !rules.iter().any(|rule| limits.contains(rule)) {
        return None;
    }
    let available = load.room(&rules);
    let (reason, lessons) = (Reason::TooFewHours, load.lessons.clone());
    Some(Contradiction { reason, person: Some(person), lessons, rules, needed, available })
}

/// People of whom rules ask for more days or hours than they have lessons for.
pub(super) fn too_few_lessons(problem: &Problem) -> Vec<Contradiction> {
    let asked: Vec<(RuleId, &Kind, Vec<Person>)> = hard(problem)
        .filter_map(|(id, kind)| {
            let whom = match kind {
                Kind::DaysPerWeek(rule) if matches!(rule.days, Bound::AtLeast(_)) => rule.whom,
                Kind::HoursPerDay(rule) if rule.tag.is_none() && matches!(rule.hours, Bound::AtLeast(_)) => {
                    rule.whom
                }
                _ => return None,
            };
            Some((id, kind, whom.people(problem)))
        })
        .collect();
    let mut found = Vec::new();
    for (person, lessons) in lessons_by_person(problem) {
        let rules: Vec<RuleId> =
            asked.iter().filter(|(.., people)| people.contains(&person)).map(|(id, ..)| *id).collect();
        let given = periods(problem, &lessons);
        if least(problem, &rules) > given {
            let rules = smallest(rules, |rules| least(problem, rules) > given);
            let (reason, needed) = (Reason::TooFewLessons, least(problem, &rules));
            found.push(Contradiction {
                reason,
                person: Some(person),
                lessons,
                rules,
                needed,
                available: given,
            });
        }
    }
    found
}

/// How many periods rules about the least of days and hours ask of somebody who has lessons.
fn least(problem: &Problem, rules: &[RuleId]) -> usize {
    let (mut days, mut hours, mut each_day) = (1, 1, false);
    for rule in rules {
        match &problem.rule(*rule).kind {
            Kind::DaysPerWeek(rule) => {
                if let Bound::AtLeast(least) = rule.days {
                    days = days.max(least as usize);
                }
            }
            Kind::HoursPerDay(rule) => {
                if let Bound::AtLeast(least) = rule.hours {
                    hours = hours.max(least as usize);
                    each_day |= !rule.allow_empty_days && least > 0;
                }
            }
            _ => {}
        }
    }
    // A day of school is each day of the week for those who may have none without lessons.
    let days = if each_day { problem.grid.days().len() } else { days };
    days * hours
}
