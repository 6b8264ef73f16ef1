//! The events of an instance and the groups they are in.

use super::resources::ResourceIds;
use super::times::TimeIds;
use super::xml::Element;
use super::{Ids, Notes, name_of};
use crate::model::{Event, EventGroup, EventResource, Instance};
use junheng_domain::Severity;

/// Places that resources take in all events together.
const MOST_SLOTS: usize = 2_000_000;

pub(super) struct EventIds {
    pub(super) events: Ids,
    pub(super) groups: Ids,
}

/// Reads `Events` into the instance; nothing when an event cannot be trusted.
pub(super) fn read(
    element: &Element,
    instance: &mut Instance,
    times: &TimeIds,
    resources: &ResourceIds,
    notes: &mut Notes,
) -> Option<EventIds> {
    notes.unknown_below(element, &["EventGroups", "Event"]);
    let mut ids = EventIds { events: Ids::new(), groups: Ids::new() };
    let mut sound = true;
    for group in element.named("EventGroups").flat_map(|list| &list.children) {
        match notes.register(group, instance.event_groups.len(), &mut ids.groups) {
            Some(id) => instance.event_groups.push(EventGroup {
                name: name_of(group, &id),
                id,
                is_course: group.name == "Course",
                events: Vec::new(),
            }),
            None => sound = false,
        }
    }
    for event in element.named("Event") {
        sound &= read_event(event, instance, times, resources, &mut ids, notes).is_some();
    }
    let slots: usize = instance.events.iter().map(|event| instance.slot_count(event)).sum();
    if slots > MOST_SLOTS {
        notes.add(Severity::Error, "xhstt-too-large", element, |f| f.with_arg("limit", MOST_SLOTS));
        return None;
    }
    sound.then_some(ids)
}

fn read_event(
    element: &Element,
    instance: &mut Instance,
    times: &TimeIds,
    resources: &ResourceIds,
    ids: &mut EventIds,
    notes: &mut Notes,
) -> Option<()> {
    notes.unknown_below(
        element,
        &[
            "Name",
            "Color",
            "Duration",
            "Workload",
            "Course",
            "Time",
            "Resources",
            "ResourceGroups",
            "EventGroups",
        ],
    );
    let position = instance.events.len();
    let id = notes.register(element, position, &mut ids.events)?;
    let name = name_of(element, &id);
    let duration = notes.number(element, "Duration");
    let workload = notes.number_if_any(element, "Workload");
    let time = notes.references(element.named("Time"), &times.times);
    let needed: Option<Vec<_>> =
        element.below("Resources", "Resource").map(|needed| resource(needed, resources, notes)).collect();
    let groups = notes.references(element.below("ResourceGroups", "ResourceGroup"), &resources.groups);
    let listed = element.named("EventGroups").flat_map(|list| &list.children);
    let within = notes.references(element.named("Course").chain(listed), &ids.groups);
    let duration = duration?;
    if duration == 0 {
        notes.add(Severity::Error, "xhstt-number-expected", element, |f| f.with_value("0"));
        return None;
    }
    for group in within? {
        let members = &mut instance.event_groups[group].events;
        if members.last() != Some(&position) {
            members.push(position);
        }
    }
    instance.events.push(Event {
        id,
        name,
        duration,
        workload: workload?,
        time: time?.first().copied(),
        resources: needed?,
        resource_groups: groups?,
    });
    Some(())
}

fn resource(element: &Element, ids: &ResourceIds, notes: &mut Notes) -> Option<EventResource> {
    notes.unknown_below(element, &["Role", "ResourceType", "Workload"]);
    let resource = match &element.reference {
        Some(_) => Some(notes.reference(element, &ids.resources)?),
        None => None,
    };
    let role = element.text_of("Role").map(str::to_owned);
    if resource.is_none() && role.is_none() {
        notes.missing(element, "Role");
        return None;
    }
    Some(EventResource {
        role,
        resource,
        resource_type: notes.references(element.named("ResourceType"), &ids.types)?.first().copied(),
        workload: notes.number_if_any(element, "Workload")?,
    })
}
