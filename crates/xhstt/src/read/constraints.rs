//! The sixteen kinds of constraints. One that cannot be read whole is left out whole.

use junheng_domain::Severity;

use super::events::EventIds;
use super::resources::ResourceIds;
use super::times::TimeIds;
use super::xml::Element;
use super::{Ids, Notes, name_of};
use crate::model::{Constraint, Instance, OrderedPair, Rule, Selection, SpreadGroup};

/// Steps that judging one solution may take for all constraints of an instance: some seconds.
const MOST_WORK: u64 = 2_000_000_000;

/// What constraints refer to.
pub(super) struct Lists {
    pub(super) times: TimeIds,
    pub(super) resources: ResourceIds,
    pub(super) events: EventIds,
    /// Steps that judging the constraints read so far takes.
    pub(super) work: u64,
}

const COMMON: [&str; 5] = ["Name", "Required", "Weight", "CostFunction", "AppliesTo"];

/// Reads a constraint; nothing when it is not understood, which was told.
pub(super) fn constraint(
    element: &Element,
    instance: &Instance,
    lists: &mut Lists,
    notes: &mut Notes,
) -> Option<Constraint> {
    let id = notes.id(element);
    let required = notes.truth(element, "Required");
    let weight = notes.number(element, "Weight");
    let cost_function = notes.cost_function(element);
    let empty = Element::default();
    let applies_to = element.child("AppliesTo").unwrap_or_else(|| {
        notes.missing(element, "AppliesTo");
        &empty
    });
    let rule = rule(element, applies_to, lists, notes)?;
    let id = id?.to_owned();
    lists.work = lists.work.saturating_add(instance.work(&rule));
    if lists.work > MOST_WORK {
        notes.add(Severity::Error, "xhstt-too-large", element, |f| f.with_arg("limit", MOST_WORK));
        return None;
    }
    let name = name_of(element, &id);
    Some(Constraint { id, name, required: required?, weight: weight?, cost_function: cost_function?, rule })
}

/// Tells of tags that the kind does not have.
fn known(element: &Element, own: &[&str], notes: &mut Notes) {
    notes.unknown_below(element, &[&COMMON[..], own].concat());
}

const GROUPED_TIMES: [&str; 3] = ["TimeGroups", "Minimum", "Maximum"];

fn rule(element: &Element, applies_to: &Element, lists: &Lists, notes: &mut Notes) -> Option<Rule> {
    let events = |notes: &mut Notes| lists.events(applies_to, notes);
    let groups = |notes: &mut Notes| lists.event_groups(applies_to, notes);
    let resources = |notes: &mut Notes| lists.resources(applies_to, notes);
    Some(match element.name.as_str() {
        "AssignResourceConstraint" => {
            known(element, &["Role"], notes);
            Rule::AssignResource { events: events(notes)?, role: notes.text(element, "Role")?.to_owned() }
        }
        "AssignTimeConstraint" => {
            known(element, &[], notes);
            Rule::AssignTime { events: events(notes)? }
        }
        "SplitEventsConstraint" => {
            known(element, &["MinimumDuration", "MaximumDuration", "MinimumAmount", "MaximumAmount"], notes);
            Rule::SplitEvents {
                events: events(notes)?,
                duration: notes.limits(element, "MinimumDuration", "MaximumDuration")?,
                amount: notes.limits(element, "MinimumAmount", "MaximumAmount")?,
            }
        }
        "DistributeSplitEventsConstraint" => {
            known(element, &["Duration", "Minimum", "Maximum"], notes);
            Rule::DistributeSplitEvents {
                events: events(notes)?,
                duration: notes.number(element, "Duration")?,
                amount: notes.limits(element, "Minimum", "Maximum")?,
            }
        }
        "PreferResourcesConstraint" => {
            known(element, &["Resources", "ResourceGroups", "Role"], notes);
            Rule::PreferResources {
                events: events(notes)?,
                role: notes.text(element, "Role")?.to_owned(),
                resources: lists.resources(element, notes)?,
            }
        }
        "PreferTimesConstraint" => {
            known(element, &["Times", "TimeGroups", "Duration"], notes);
            Rule::PreferTimes {
                events: events(notes)?,
                times: lists.times(element, notes)?,
                duration: notes.number_if_any(element, "Duration")?,
            }
        }
        "AvoidSplitAssignmentsConstraint" => {
            known(element, &["Role"], notes);
            let role = notes.text(element, "Role")?.to_owned();
            Rule::AvoidSplitAssignments { groups: groups(notes)?, role }
        }
        "SpreadEventsConstraint" => {
            known(element, &["TimeGroups"], notes);
            Rule::SpreadEvents { groups: groups(notes)?, spread: lists.spread(element, notes)? }
        }
        "LinkEventsConstraint" => {
            known(element, &[], notes);
            Rule::LinkEvents { groups: groups(notes)? }
        }
        "OrderEventsConstraint" => {
            known(element, &[], notes);
            Rule::OrderEvents { pairs: lists.pairs(applies_to, notes)? }
        }
        "AvoidClashesConstraint" => {
            known(element, &[], notes);
            Rule::AvoidClashes { resources: resources(notes)? }
        }
        "AvoidUnavailableTimesConstraint" => {
            known(element, &["Times", "TimeGroups"], notes);
            Rule::AvoidUnavailableTimes { resources: resources(notes)?, times: lists.times(element, notes)? }
        }
        "LimitIdleTimesConstraint" => {
            known(element, &GROUPED_TIMES, notes);
            let limits = notes.limits(element, "Minimum", "Maximum")?;
            let time_groups = lists.time_groups(element, notes)?;
            Rule::LimitIdleTimes { resources: resources(notes)?, time_groups, limits }
        }
        "ClusterBusyTimesConstraint" => {
            known(element, &GROUPED_TIMES, notes);
            let limits = notes.limits(element, "Minimum", "Maximum")?;
            let time_groups = lists.time_groups(element, notes)?;
            Rule::ClusterBusyTimes { resources: resources(notes)?, time_groups, limits }
        }
        "LimitBusyTimesConstraint" => {
            known(element, &GROUPED_TIMES, notes);
            let limits = notes.limits(element, "Minimum", "Maximum")?;
            let time_groups = lists.time_groups(element, notes)?;
            Rule::LimitBusyTimes { resources: resources(notes)?, time_groups, limits }
        }
        "LimitWorkloadConstraint" => {
            known(element, &["Minimum", "Maximum"], notes);
            let limits = notes.limits(element, "Minimum", "Maximum")?;
            Rule::LimitWorkload { resources: resources(notes)?, limits }
        }
        _ => {
            notes.add(Severity::Error, "xhstt-constraint-unknown", element, |f| {
                f.with_value(element.name.clone())
            });
            return None;
        }
    })
}

impl Lists {
    fn events(&self, element: &Element, notes: &mut Notes) -> Option<Selection> {
        notes.unknown_below(element, &["EventGroups", "Events"]);
        let groups = notes.references(element.below("EventGroups", "EventGroup"), &self.events.groups);
        let members = notes.references(element.below("Events", "Event"), &self.events.events);
        Some(Selection { groups: groups?, members: members? })
    }

    fn event_groups(&self, element: &Element, notes: &mut Notes) -> Option<Vec<usize>> {
        notes.unknown_below(element, &["EventGroups"]);
        let found = notes.references(element.below("EventGroups", "EventGroup"), &self.events.groups)?;
        Some(unique(found))
    }

    fn resources(&self, element: &Element, notes: &mut Notes) -> Option<Selection> {
        let groups = element.below("ResourceGroups", "ResourceGroup");
        let groups = notes.references(groups, &self.resources.groups);
        let members = notes.references(element.below("Resources", "Resource"), &self.resources.resources);
        Some(Selection { groups: groups?, members: members? })
    }

    fn times(&self, element: &Element, notes: &mut Notes) -> Option<Selection> {
        let groups = notes.references(element.below("TimeGroups", "TimeGroup"), &self.times.groups);
        let members = notes.references(element.below("Times", "Time"), &self.times.times);
        Some(Selection { groups: groups?, members: members? })
    }

    fn time_groups(&self, element: &Element, notes: &mut Notes) -> Option<Vec<usize>> {
        notes.references(element.below("TimeGroups", "TimeGroup"), &self.times.groups)
    }

    fn spread(&self, element: &Element, notes: &mut Notes) -> Option<Vec<SpreadGroup>> {
        let one = |group: &Element| {
            let limits = notes.limits(group, "Minimum", "Maximum");
            Some(SpreadGroup { time_group: notes.reference(group, &self.times.groups)?, limits: limits? })
        };
        let found: Vec<_> = element.below("TimeGroups", "TimeGroup").map(one).collect();
        found.into_iter().collect()
    }

    fn pairs(&self, applies_to: &Element, notes: &mut Notes) -> Option<Vec<OrderedPair>> {
        let end = |pair: &Element, name: &str, ids: &Ids, notes: &mut Notes| match pair.child(name) {
            Some(event) => notes.reference(event, ids),
            None => {
                notes.missing(pair, name);
                None
            }
        };
        let one = |pair: &Element| {
            let first = end(pair, "FirstEvent", &self.events.events, notes);
            let second = end(pair, "SecondEvent", &self.events.events, notes);
            let separation = notes.limits(pair, "MinSeparation", "MaxSeparation");
            Some(OrderedPair { first: first?, second: second?, separation: separation? })
        };
        let found: Vec<_> = applies_to.below("EventPairs", "EventPair").map(one).collect();
        found.into_iter().collect()
    }
}

fn unique(mut positions: Vec<usize>) -> Vec<usize> {
    let mut seen = std::collections::HashSet::new();
    positions.retain(|position| seen.insert(*position));
    positions
}
