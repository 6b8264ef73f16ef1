//! Somebody's periods against what is wished of days and of periods a day.

use super::Shortfall;
use crate::ids::{LessonId, RuleId, TagId};
use crate::problem::Problem;
use crate::proofs::days::days_of;
use crate::proofs::starts::Starts;
use crate::proofs::{Reason, lessons_by_person, periods};
use crate::rules::{Bound, Kind, Person, Rule, Whom};
use crate::weight::Cost;

/// Whose days or hours a rule looks at, and by which tag it counts.
fn looked_at(kind: &Kind) -> Option<(Whom, Option<TagId>)> {
    match kind {
        Kind::DaysPerWeek(rule) => Some((rule.whom, None)),
        Kind::HoursPerDay(rule) => Some((rule.whom, rule.tag)),
        _ => None,
    }
}

/// Whether a rule about all periods limits those with a tag too.
fn limits_a_part(rule: &Rule) -> bool {
    rule.weight.is_hard()
        && match &rule.kind {
            Kind::DaysPerWeek(rule) => matches!(rule.days, Bound::AtMost(_)),
            Kind::HoursPerDay(rule) => matches!(rule.hours, Bound::AtMost(_)),
            _ => false,
        }
}

pub(super) fn too_few(problem: &Problem, starts: &Starts<'_>) -> Vec<Shortfall> {
    let mut rules: Vec<Vec<(RuleId, Option<TagId>)>> =
        vec![Vec::new(); problem.teachers.len() + problem.atoms.len()];
    let index = |person: Person| match person {
        Person::Teacher(id) => id.index(),
        Person::Atom(id) => problem.teachers.len() + id.index(),
    };
    for (id, rule) in problem.active_rules() {
        let Some((whom, tag)) = looked_at(&rule.kind) else { continue };
        whom.people(problem).into_iter().for_each(|person| rules[index(person)].push((id, tag)));
    }
    let mut found = Vec::new();
    for (person, lessons) in lessons_by_person(problem) {
        let own = &rules[index(person)];
        let is_wished = |id: &RuleId| !problem.rule(*id).weight.is_hard();
        let mut tags: Vec<Option<TagId>> =
            own.iter().filter(|(id, _)| is_wished(id)).map(|(_, tag)| *tag).collect();
        tags.sort_unstable();
        tags.dedup();
        for tag in tags {
            let counts = |id: &LessonId| {
                !starts.allowed(*id).is_empty()
                    && tag.is_none_or(|tag| problem.lesson(*id).tags.contains(&tag))
            };
            let lessons: Vec<LessonId> = lessons.iter().copied().filter(counts).collect();
            let about = own
                .iter()
                .filter(|(id, own)| *own == tag || own.is_none() && limits_a_part(problem.rule(*id)));
            let rules = about.map(|(id, _)| *id).collect();
            let week = Week { problem, room: room(problem, starts, &lessons), rules };
            found.extend(week.shortfall(person, lessons));
        }
    }
    found
}

/// How many periods of some lessons each day can take.
fn room(problem: &Problem, starts: &Starts<'_>, lessons: &[LessonId]) -> Vec<usize> {
    let grid = &problem.grid;
    let mut taken = grid.no_slots();
    let mut wanted = vec![0; grid.days().len()];
    for lesson in lessons {
        let own = starts.taken(*lesson);
        days_of(problem, [&own])
            .into_iter()
            .for_each(|day| wanted[day] += problem.lesson(*lesson).length as usize);
        taken.extend(&own);
    }
    let mut free = vec![0; grid.days().len()];
    taken.iter().for_each(|slot| free[grid.day_of(slot)] += 1);
    free.into_iter().zip(wanted).map(|(free, wanted): (usize, usize)| free.min(wanted)).collect()
}

/// The days of somebody, how many periods each can take, and the rules about them.
struct Week<'p> {
    problem: &'p Problem,
    room: Vec<usize>,
    rules: Vec<RuleId>,
}

impl Week<'_> {
    fn shortfall(&self, person: Person, lessons: Vec<LessonId>) -> Option<Shortfall> {
        let given = periods(self.problem, &lessons);
        let by_periods = self.least_by_periods(&self.rules);
        let least = by_periods.get(given).copied().flatten().filter(|least| *least > Cost::NONE)?;
        let costs_more = |rule: &RuleId| {
            let others: Vec<RuleId> = self.rules.iter().copied().filter(|other| other != rule).collect();
            self.least_by_periods(&others)[given].is_none_or(|without| without < least)
        };
        let is_wished = |id: &&RuleId| !self.problem.rule(**id).weight.is_hard();
        let rules = self.rules.iter().filter(is_wished).copied().filter(costs_more).collect();
        let free = |(_, least): &(usize, &Option<Cost>)| **least == Some(Cost::NONE);
        let most = by_periods.iter().enumerate().take(given).rfind(free);
        let fewest = by_periods.iter().enumerate().skip(given).find(free);
        let (reason, needed, available) = match (most, fewest) {
            (_, Some((fewest, _))) => (Reason::TooFewLessons, fewest, given),
            (most, None) => (Reason::TooFewHours, given, most.map_or(0, |(most, _)| most)),
        };
        Some(Shortfall { reason, person: Some(person), lessons, rules, needed, available, least })
    }

    /// For each number of periods what these rules cost at least when somebody has so many; `None` where they cannot be had.
    fn least_by_periods(&self, rules: &[RuleId]) -> Vec<Option<Cost>> {
        let all: usize = self.room.iter().sum();
        let days = self.room.len();
        // By the days that have lessons, and the periods so far.
        let mut least = vec![vec![None; all + 1]; days + 1];
        least[0][0] = Some(Cost::NONE);
        for room in &self.room {
            let by_load: Vec<Option<Cost>> = (0..=*room).map(|load| self.day(rules, load)).collect();
            let mut next = vec![vec![None; all + 1]; days + 1];
            for (used, periods, before) in known(&least) {
                for (load, cost) in by_load.iter().enumerate() {
                    let Some(cost) = cost else { continue };
                    lower(&mut next[used + usize::from(load > 0)][periods + load], before + *cost);
                }
            }
            least = next;
        }
        let mut by_periods = vec![None; all + 1];
        for (used, periods, before) in known(&least) {
            if let Some(cost) = self.days(rules, used) {
                lower(&mut by_periods[periods], before + cost);
            }
        }
        by_periods
    }

    /// What a day with so many periods costs; `None` when it must not be.
    fn day(&self, rules: &[RuleId], load: usize) -> Option<Cost> {
        let load = u32::try_from(load).unwrap_or(u32::MAX);
        self.cost(rules, |kind| match kind {
            Kind::HoursPerDay(rule) => {
                let spared = load == 0 && rule.allow_empty_days && matches!(rule.hours, Bound::AtLeast(_));
                u32::from(rule.hours.missed_by(load) > 0 && !spared)
            }
            _ => 0,
        })
    }

    /// What so many days with lessons cost; `None` when they must not be.
    fn days(&self, rules: &[RuleId], used: usize) -> Option<Cost> {
        let used = u32::try_from(used).unwrap_or(u32::MAX);
        self.cost(rules, |kind| match kind {
            Kind::DaysPerWeek(rule) => rule.days.missed_by(used),
            _ => 0,
        })
    }

    fn cost(&self, rules: &[RuleId], breaches: impl Fn(&Kind) -> u32) -> Option<Cost> {
        let costs = rules.iter().map(|id| {
            let rule = self.problem.rule(*id);
            let breaches = breaches(&rule.kind);
            (breaches == 0 || !rule.weight.is_hard()).then(|| rule.weight.times(breaches))
        });
        costs.sum()
    }
}

/// What is known by days and periods.
fn known(least: &[Vec<Option<Cost>>]) -> impl Iterator<Item = (usize, usize, Cost)> + '_ {
    least.iter().enumerate().flat_map(|(used, by_periods)| {
        by_periods.iter().enumerate().filter_map(move |(periods, cost)| Some((used, periods, (*cost)?)))
    })
}

fn lower(known: &mut Option<Cost>, cost: Cost) {
    *known = Some(known.map_or(cost, |known| known.min(cost)));
}
