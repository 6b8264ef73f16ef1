//! Solutions: which meets an event was split into, when they are, and who takes part.

use std::collections::HashMap;

use junheng_domain::Severity;

use super::xml::Element;
use super::{Ids, Notes, metadata};
use crate::model::{Instance, Meet, Slot, Solution, SolutionGroup};

/// Reads a group; solutions that cannot be trusted are told and left out.
pub(super) fn group(element: &Element, instances: &[Instance], notes: &mut Notes) -> SolutionGroup {
    notes.unknown_below(element, &["MetaData", "Solution"]);
    let mut solutions = Vec::new();
    for one in element.named("Solution") {
        match solution(one, instances, notes) {
            Some(solution) => solutions.push(solution),
            None => notes.add(Severity::Error, "xhstt-solution-left-out", one, |f| {
                f.with_value(one.reference.clone().unwrap_or_default())
            }),
        }
    }
    SolutionGroup { id: element.id.clone().unwrap_or_default(), metadata: metadata(element), solutions }
}

fn solution(element: &Element, instances: &[Instance], notes: &mut Notes) -> Option<Solution> {
    notes.unknown_below(element, &["Description", "RunningTime", "MetaData", "Events", "Report"]);
    let by_id: Ids = instances.iter().enumerate().map(|(at, instance)| (instance.id.clone(), at)).collect();
    let at = notes.reference(element, &by_id)?;
    let instance = &instances[at];
    let ids = SolutionIds {
        events: positions(instance.events.iter().map(|event| &event.id)),
        times: positions(instance.times.iter().map(|time| &time.id)),
        resources: positions(instance.resources.iter().map(|resource| &resource.id)),
    };
    let mut meets = Vec::new();
    let mut sound = true;
    let mut placed: HashMap<usize, u64> = HashMap::new();
    for one in element.below("Events", "Event") {
        let Some(meet) = meet(one, instance, &ids, notes) else {
            sound = false;
            continue;
        };
        let total = placed.entry(meet.event).or_default();
        *total += u64::from(meet.duration);
        if *total > u64::from(instance.events[meet.event].duration) {
            notes.add(Severity::Error, "xhstt-meets-too-long", one, |f| {
                f.with_value(instance.events[meet.event].id.clone())
            });
            sound = false;
        }
        meets.push(meet);
    }
    sound.then(|| Solution { instance: at, meets, claimed: claimed(element) })
}

struct SolutionIds {
    events: Ids,
    times: Ids,
    resources: Ids,
}

fn positions<'i>(ids: impl Iterator<Item = &'i String>) -> Ids {
    ids.enumerate().map(|(at, id)| (id.clone(), at)).collect()
}

fn claimed(element: &Element) -> Option<(u64, u64)> {
    let report = element.child("Report")?;
    let value = |name| report.text_of(name)?.parse().ok();
    Some((value("InfeasibilityValue")?, value("ObjectiveValue")?))
}

fn meet(element: &Element, instance: &Instance, ids: &SolutionIds, notes: &mut Notes) -> Option<Meet> {
    notes.unknown_below(element, &["Duration", "Time", "Resources", "ResourceGroups"]);
    let position = notes.reference(element, &ids.events)?;
    let event = &instance.events[position];
    let duration = notes.number_if_any(element, "Duration")?.unwrap_or(event.duration);
    if duration == 0 {
        notes.add(Severity::Error, "xhstt-number-expected", element, |f| f.with_value("0"));
        return None;
    }
    let own_time = notes.references(element.named("Time"), &ids.times)?.first().copied();
    if let (Some(given), Some(own)) = (event.time, own_time)
        && given != own
    {
        differs(element, &instance.times[own].id, notes);
        return None;
    }
    let slots = instance.slots(event);
    let mut resources: Vec<_> = slots.iter().map(|slot| slot.given).collect();
    for one in element.below("Resources", "Resource") {
        take(one, &slots, &mut resources, ids, notes)?;
    }
    Some(Meet { event: position, duration, time: own_time.or(event.time), resources })
}

/// Gives the resource that an element names to the slot of its role.
fn take(
    element: &Element,
    slots: &[Slot<'_>],
    resources: &mut [Option<usize>],
    ids: &SolutionIds,
    notes: &mut Notes,
) -> Option<()> {
    let resource = notes.reference(element, &ids.resources)?;
    let role = element.text_of("Role");
    let Some(at) = slots.iter().position(|slot| slot.role == role && role.is_some()) else {
        // A resource given beforehand may be repeated without a role.
        if role.is_none() && resources.contains(&Some(resource)) {
            return Some(());
        }
        notes.add(Severity::Error, "xhstt-role-unknown", element, |f| f.with_value(role.unwrap_or_default()));
        return None;
    };
    if slots[at].given.is_some_and(|given| given != resource) {
        differs(element, element.reference.as_deref().unwrap_or_default(), notes);
        return None;
    }
    resources[at] = Some(resource);
    Some(())
}

fn differs(element: &Element, value: &str, notes: &mut Notes) {
    notes.add(Severity::Error, "xhstt-given-differs", element, |f| f.with_value(value));
}
