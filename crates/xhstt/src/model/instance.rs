//! A timetabling question: times, resources, events, and the constraints between them.

use super::{Constraint, Metadata, Rule, Selection};

/// One question of an archive. All positions (`usize`) point into the lists of this instance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Instance {
    pub id: String,
    pub metadata: Metadata,
    /// In the order of the week: a meet of two hours covers a time and the next in this list.
    pub times: Vec<Time>,
    pub time_groups: Vec<TimeGroup>,
    pub resource_types: Vec<ResourceType>,
    pub resource_groups: Vec<ResourceGroup>,
    pub resources: Vec<Resource>,
    pub event_groups: Vec<EventGroup>,
    pub events: Vec<Event>,
    pub constraints: Vec<Constraint>,
    /// Constraints that were not understood and so bind nobody.
    pub left_out: Vec<LeftOut>,
}

/// A constraint that was left out, as the file names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub kind: String,
    pub id: String,
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeGroupKind {
    Week,
    Day,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeGroup {
    pub id: String,
    pub name: String,
    pub kind: TimeGroupKind,
    /// Ascending.
    pub times: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceType {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceGroup {
    pub id: String,
    pub name: String,
    pub resource_type: Option<usize>,
    /// Ascending.
    pub resources: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    pub id: String,
    pub name: String,
    pub resource_type: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventGroup {
    pub id: String,
    pub name: String,
    /// A `Course` of the file.
    pub is_course: bool,
    /// Ascending.
    pub events: Vec<usize>,
}

/// Lessons to be placed: `duration` hours in all, which a solution may split into meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub id: String,
    pub name: String,
    pub duration: u32,
    /// What the event counts for a resource that serves it, when it is not its duration.
    pub workload: Option<u32>,
    /// Given beforehand.
    pub time: Option<usize>,
    pub resources: Vec<EventResource>,
    /// Groups of which every resource attends.
    pub resource_groups: Vec<usize>,
}

/// A resource that an event needs: given beforehand, or to be chosen for a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventResource {
    pub role: Option<String>,
    pub resource: Option<usize>,
    pub resource_type: Option<usize>,
    pub workload: Option<u32>,
}

/// A place in an event that a resource takes. The members of an event's resource groups follow its own resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot<'i> {
    pub role: Option<&'i str>,
    pub given: Option<usize>,
    pub resource_type: Option<usize>,
    /// Of the whole event.
    pub workload: u32,
}

impl Instance {
    /// The places of an event that resources take.
    #[must_use]
    pub fn slots<'i>(&'i self, event: &'i Event) -> Vec<Slot<'i>> {
        let own = event.resources.iter().map(|needed| Slot {
            role: needed.role.as_deref(),
            given: needed.resource,
            resource_type: needed.resource_type,
            workload: needed.workload.or(event.workload).unwrap_or(event.duration),
        });
        let members = event.resource_groups.iter().flat_map(|group| &self.resource_groups[*group].resources);
        let attending = members.map(|resource| Slot {
            role: None,
            given: Some(*resource),
            resource_type: self.resources[*resource].resource_type,
            workload: event.workload.unwrap_or(event.duration),
        });
        own.chain(attending).collect()
    }

    /// The number of places, without making them.
    #[must_use]
    pub fn slot_count(&self, event: &Event) -> usize {
        let members = |group: &usize| self.resource_groups[*group].resources.len();
        event.resources.len() + event.resource_groups.iter().map(members).sum::<usize>()
    }
    /// About how many steps judging a solution by a rule takes.
    #[must_use]
    pub fn work(&self, rule: &Rule) -> u64 {
        let instance = self;
        let in_events =
            |groups: &[usize]| groups.iter().map(|g| instance.event_groups[*g].events.len()).sum::<usize>();
        let in_times =
            |groups: &[usize]| groups.iter().map(|g| instance.time_groups[*g].times.len()).sum::<usize>();
        let in_resources = |of: &Selection| {
            let members = |group: &usize| instance.resource_groups[*group].resources.len();
            of.groups.iter().map(members).sum::<usize>() + of.members.len()
        };
        let times = instance.times.len();
        let (points, each) = match rule {
            Rule::AssignResource { events, .. }
            | Rule::AssignTime { events }
            | Rule::SplitEvents { events, .. }
            | Rule::DistributeSplitEvents { events, .. } => {
                (in_events(&events.groups) + events.members.len(), 1)
            }
            Rule::PreferResources { events, resources, .. } => {
                (in_events(&events.groups) + events.members.len() + in_resources(resources), 1)
            }
            Rule::PreferTimes { events, times, .. } => {
                (in_events(&events.groups) + events.members.len() + in_times(&times.groups), 1)
            }
            Rule::AvoidSplitAssignments { groups, .. } => (in_events(groups), 1),
            Rule::SpreadEvents { groups, spread } => (in_events(groups), spread.len() + 1),
            Rule::LinkEvents { groups } => (in_events(groups), times),
            Rule::OrderEvents { pairs } => (pairs.len(), 1),
            Rule::AvoidClashes { resources } => (in_resources(resources), times),
            Rule::AvoidUnavailableTimes { resources, times: avoided } => {
                (in_resources(resources), times + in_times(&avoided.groups) + avoided.members.len())
            }
            Rule::LimitIdleTimes { resources, time_groups, .. }
            | Rule::ClusterBusyTimes { resources, time_groups, .. }
            | Rule::LimitBusyTimes { resources, time_groups, .. } => {
                (in_resources(resources), times + time_groups.len() + in_times(time_groups))
            }
            Rule::LimitWorkload { resources, .. } => (in_resources(resources), 1),
        };
        (points as u64).saturating_mul(each as u64)
    }
}
