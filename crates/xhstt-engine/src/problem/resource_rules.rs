//! The rules on resources: parts that watch when a resource is busy.

use junheng_xhstt::{Limits, Rule, Selection};

use super::compile::{Draft, position};
use super::monitor::{Function, PartKind};

const UNBOUNDED: Limits = Limits { minimum: 0, maximum: None };

/// Positions that the bits of a part hold.
const BITS: usize = 128;

pub(super) fn add(draft: &mut Draft<'_>, function: Function, rule: &Rule) {
    match rule {
        Rule::AvoidClashes { resources } => {
            for resource in selected(draft, resources) {
                let monitor = draft.monitor(function, UNBOUNDED, false);
                draft.clashes[resource].push(monitor);
            }
        }
        Rule::AvoidUnavailableTimes { resources, times } => {
            let times = times.all(|group| &draft.instance.time_groups[group].times);
            for resource in selected(draft, resources) {
                let monitor = draft.monitor(function, UNBOUNDED, false);
                let part = draft.part(PartKind::Unavailable, monitor, UNBOUNDED);
                for time in &times {
                    draft.busy.push((resource, *time, (part, 0)));
                    let (hard, _) = function.alone(1);
                    if hard > 0 {
                        draft.unavailable[resource].push((*time, hard));
                    }
                }
            }
        }
        Rule::LimitIdleTimes { resources, time_groups, limits } => {
            for resource in selected(draft, resources) {
                let monitor = draft.monitor(function, *limits, true);
                watch_groups(draft, resource, time_groups, monitor, |times| {
                    if times.len() <= BITS {
                        (PartKind::Idle, UNBOUNDED)
                    } else {
                        let times = times.iter().map(|time| position(*time)).collect();
                        (PartKind::WideIdle { resource: position(resource), times }, UNBOUNDED)
                    }
                });
            }
        }
        Rule::ClusterBusyTimes { resources, time_groups, limits } => {
            for resource in selected(draft, resources) {
                let monitor = draft.monitor(function, *limits, true);
                watch_groups(draft, resource, time_groups, monitor, |_| (PartKind::Cluster, UNBOUNDED));
            }
        }
        Rule::LimitBusyTimes { resources, time_groups, limits } => {
            for resource in selected(draft, resources) {
                let monitor = draft.monitor(function, UNBOUNDED, false);
                watch_groups(draft, resource, time_groups, monitor, |_| (PartKind::Busy, *limits));
            }
        }
        Rule::LimitWorkload { resources, limits } => {
            for resource in selected(draft, resources) {
                let monitor = draft.monitor(function, *limits, true);
                draft.workloads[resource].push(monitor);
            }
        }
        // Rules on events are added by the caller.
        _ => {}
    }
}

fn selected(draft: &Draft<'_>, resources: &Selection) -> Vec<usize> {
    resources.all(|group| &draft.instance.resource_groups[group].resources)
}

fn watch_groups(
    draft: &mut Draft<'_>,
    resource: usize,
    time_groups: &[usize],
    monitor: u32,
    kind: impl Fn(&[usize]) -> (PartKind, Limits),
) {
    for group in time_groups {
        let instance = draft.instance;
        let times = &instance.time_groups[*group].times;
        let (kind, limits) = kind(times);
        let part = draft.part(kind, monitor, limits);
        for (at, time) in times.iter().enumerate() {
            draft.busy.push((resource, *time, (part, u8::try_from(at % BITS).unwrap_or(0))));
        }
    }
}
