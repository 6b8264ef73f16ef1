//! The judge: what a solution costs, rule by rule and point by point. It shares no code with any search.

mod assign_resource;
mod assign_time;
mod avoid_clashes;
mod avoid_split_assignments;
mod avoid_unavailable_times;
mod cluster_busy_times;
mod cost;
mod distribute_split_events;
#[cfg(test)]
mod fixture;
mod limit_busy_times;
mod limit_idle_times;
mod limit_workload;
mod link_events;
mod order_events;
mod prefer_resources;
mod prefer_times;
mod split_events;
mod spread_events;
mod timetable;

use crate::model::{Instance, Rule, Selection, Solution};
pub use cost::Cost;
use timetable::Timetable;

/// What a constraint is applied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    Event(usize),
    EventGroup(usize),
    /// Position among the pairs of the constraint.
    Pair(usize),
    Resource(usize),
}

/// A constraint that does not hold at a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Position among the constraints of the instance.
    pub constraint: usize,
    pub point: Point,
    /// The sum of the deviations.
    pub deviation: u64,
    /// With the weight in it.
    pub cost: u64,
}

/// What a solution costs and why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    pub cost: Cost,
    /// In the order of the constraints.
    pub breaches: Vec<Breach>,
}

/// Judges a solution of this instance.
#[must_use]
pub fn evaluate(instance: &Instance, solution: &Solution) -> Verdict {
    let timetable = Timetable::new(instance, &solution.meets);
    let mut verdict = Verdict::default();
    for (position, constraint) in instance.constraints.iter().enumerate() {
        for (point, deviations) in deviations(&timetable, &constraint.rule) {
            let cost = cost::cost(constraint, &deviations);
            if cost > 0 {
                let deviation = deviations.iter().fold(0, |sum: u64, one| sum.saturating_add(*one));
                verdict.cost.add(constraint.required, cost);
                verdict.breaches.push(Breach { constraint: position, point, deviation, cost });
            }
        }
    }
    verdict
}

/// The deviations of a rule at each of its points: the one list of all rules.
fn deviations(timetable: &Timetable<'_>, rule: &Rule) -> Vec<(Point, Vec<u64>)> {
    let at_events = |events: &Selection, of: &dyn Fn(usize) -> Vec<u64>| {
        let all = events.all(|group| &timetable.instance.event_groups[group].events);
        all.into_iter().map(|event| (Point::Event(event), of(event))).collect()
    };
    let at_groups = |groups: &[usize], of: &dyn Fn(&[usize]) -> Vec<u64>| {
        let members = |group: usize| &timetable.instance.event_groups[group].events;
        groups.iter().map(|group| (Point::EventGroup(*group), of(members(*group)))).collect()
    };
    let at_resources = |resources: &Selection, of: &dyn Fn(usize) -> Vec<u64>| {
        let all = resources.all(|group| &timetable.instance.resource_groups[group].resources);
        all.into_iter().map(|resource| (Point::Resource(resource), of(resource))).collect()
    };
    match rule {
        Rule::AssignResource { events, role } => {
            at_events(events, &|event| assign_resource::deviations(timetable, event, role))
        }
        Rule::AssignTime { events } => at_events(events, &|event| assign_time::deviations(timetable, event)),
        Rule::SplitEvents { events, duration, amount } => {
            at_events(events, &|event| split_events::deviations(timetable, event, *duration, *amount))
        }
        Rule::DistributeSplitEvents { events, duration, amount } => at_events(events, &|event| {
            distribute_split_events::deviations(timetable, event, *duration, *amount)
        }),
        Rule::PreferResources { events, role, resources } => {
            let preferred = timetable.resources(resources);
            at_events(events, &|event| prefer_resources::deviations(timetable, event, role, &preferred))
        }
        Rule::PreferTimes { events, times, duration } => {
            let preferred = timetable.times(times);
            at_events(events, &|event| prefer_times::deviations(timetable, event, &preferred, *duration))
        }
        Rule::AvoidSplitAssignments { groups, role } => {
            at_groups(groups, &|events| avoid_split_assignments::deviations(timetable, events, role))
        }
        Rule::SpreadEvents { groups, spread } => {
            at_groups(groups, &|events| spread_events::deviations(timetable, events, spread))
        }
        Rule::LinkEvents { groups } => {
            at_groups(groups, &|events| link_events::deviations(timetable, events))
        }
        Rule::OrderEvents { pairs } => {
            let of = |(at, pair)| (Point::Pair(at), order_events::deviations(timetable, pair));
            pairs.iter().enumerate().map(of).collect()
        }
        Rule::AvoidClashes { resources } => {
            at_resources(resources, &|resource| avoid_clashes::deviations(timetable, resource))
        }
        Rule::AvoidUnavailableTimes { resources, times } => {
            let avoided = timetable.times(times);
            at_resources(resources, &|one| avoid_unavailable_times::deviations(timetable, one, &avoided))
        }
        Rule::LimitIdleTimes { resources, time_groups, limits } => at_resources(resources, &|resource| {
            limit_idle_times::deviations(timetable, resource, time_groups, *limits)
        }),
        Rule::ClusterBusyTimes { resources, time_groups, limits } => at_resources(resources, &|resource| {
            cluster_busy_times::deviations(timetable, resource, time_groups, *limits)
        }),
        Rule::LimitBusyTimes { resources, time_groups, limits } => at_resources(resources, &|resource| {
            limit_busy_times::deviations(timetable, resource, time_groups, *limits)
        }),
        Rule::LimitWorkload { resources, limits } => {
            at_resources(resources, &|resource| limit_workload::deviations(timetable, resource, *limits))
        }
    }
}
