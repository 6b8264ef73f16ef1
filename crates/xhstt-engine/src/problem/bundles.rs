//! Bundles: events that required links force to the same times are one thing for the search.

use std::rc::Rc;

use junheng_xhstt::{Instance, Limits, Rule};

use super::monitor::Function;

/// Linked events of one duration, with all their resources.
#[derive(Debug, Default)]
pub(crate) struct Bundle {
    pub(crate) events: Vec<usize>,
    pub(crate) duration: u32,
    pub(crate) given_time: Option<usize>,
    /// Resources given beforehand, of all events.
    pub(crate) fixed: Vec<u32>,
    /// What the bundle counts for each of them, in workload units.
    pub(crate) fixed_workload: Vec<i64>,
    pub(crate) open: Vec<OpenSlot>,
    pub(crate) split_rules: Vec<SplitRule>,
    /// The durations that the parts have at first.
    pub(crate) first_split: Vec<u32>,
    /// Whether another way to split is as good where it is required.
    pub(crate) is_flexible: bool,
    /// The longest part worth trying.
    pub(crate) longest: u32,
    /// The given resource with the most hours, on whose timetable swaps are made.
    pub(crate) anchor: Option<u32>,
}

/// A place for which a resource is to be chosen.
#[derive(Debug)]
pub(crate) struct OpenSlot {
    pub(crate) event: usize,
    /// Position among the slots of the event.
    pub(crate) slot: usize,
    /// Who may be chosen, the best suited only.
    pub(crate) domain: Vec<u32>,
    /// What the rules that are costed choice by choice ask.
    pub(crate) rules: Vec<SlotRule>,
    /// What an hour counts towards the workload of who takes it, in workload units.
    pub(crate) workload: i64,
}

/// A rule on who takes a slot: somebody (`preferred` is none), or one of those marked.
#[derive(Debug)]
pub(crate) struct SlotRule {
    pub(crate) function: Function,
    pub(crate) preferred: Option<Rc<[bool]>>,
}

/// A rule on the durations of the parts.
#[derive(Debug)]
pub(crate) struct SplitRule {
    pub(crate) function: Function,
    pub(crate) kind: SplitKind,
}

#[derive(Debug)]
pub(crate) enum SplitKind {
    Split { duration: Limits, amount: Limits },
    Distribute { duration: u32, amount: Limits },
}

/// The longest event that is searched for; others stay without times.
const LONGEST_EVENT: u32 = 200;

/// Groups the events; those that cannot be searched for are in no bundle.
pub(crate) fn bundles(instance: &Instance) -> Vec<Vec<usize>> {
    let mut leader: Vec<usize> = (0..instance.events.len()).collect();
    for constraint in instance.constraints.iter().filter(|constraint| constraint.required) {
        if let Rule::LinkEvents { groups } = &constraint.rule {
            for group in groups {
                join(instance, &instance.event_groups[*group].events, &mut leader);
            }
        }
    }
    let mut members = vec![Vec::new(); instance.events.len()];
    for (position, event) in instance.events.iter().enumerate() {
        if event.duration <= LONGEST_EVENT {
            members[find(&leader, position)].push(position);
        }
    }
    members.retain(|events| !events.is_empty());
    members
}

/// Joins a linked group when its events can run as one.
fn join(instance: &Instance, events: &[usize], leader: &mut [usize]) {
    let Some(first) = events.first() else { return };
    let alike = |event: &usize| {
        let (one, other) = (&instance.events[*event], &instance.events[*first]);
        one.duration == other.duration && one.time == other.time
    };
    if events.iter().all(alike) {
        for event in events {
            let (low, high) = (find(leader, *first), find(leader, *event));
            leader[low.max(high)] = low.min(high);
        }
    }
}

fn find(leader: &[usize], mut event: usize) -> usize {
    while leader[event] != event {
        event = leader[event];
    }
    event
}

impl SplitRule {
    /// The cost of parts of these durations, as a pair of hard and soft.
    pub(crate) fn cost(&self, durations: impl Iterator<Item = u32> + Clone) -> (i64, i64) {
        let sum = match &self.kind {
            SplitKind::Split { duration, amount } => {
                let odd = durations.clone().filter(|one| duration.excess(u64::from(*one)) > 0).count();
                let number = i64::try_from(durations.count()).unwrap_or(i64::MAX);
                let odd = i64::try_from(odd).unwrap_or(i64::MAX) * self.function.share(1);
                odd + self.function.share(super::monitor::excess(*amount, number))
            }
            SplitKind::Distribute { duration, amount } => {
                let number = durations.filter(|one| one == duration).count();
                let number = i64::try_from(number).unwrap_or(i64::MAX);
                self.function.share(super::monitor::excess(*amount, number))
            }
        };
        let cost = self.function.cost(sum);
        if self.function.required { (cost, 0) } else { (0, cost) }
    }
}
