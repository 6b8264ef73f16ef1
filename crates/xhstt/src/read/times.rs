//! The times of an instance and the groups they are in.

use super::xml::Element;
use super::{Ids, Notes, name_of};
use crate::model::{Instance, Time, TimeGroup, TimeGroupKind};

pub(super) struct TimeIds {
    pub(super) times: Ids,
    pub(super) groups: Ids,
}

/// Reads `Times` into the instance; nothing when a time cannot be trusted.
pub(super) fn read(element: &Element, instance: &mut Instance, notes: &mut Notes) -> Option<TimeIds> {
    notes.unknown_below(element, &["TimeGroups", "Time"]);
    let mut sound = true;
    let mut groups = Ids::new();
    for group in element.named("TimeGroups").flat_map(|list| &list.children) {
        let kind = match group.name.as_str() {
            "Week" => TimeGroupKind::Week,
            "Day" => TimeGroupKind::Day,
            _ => TimeGroupKind::Other,
        };
        match notes.register(group, instance.time_groups.len(), &mut groups) {
            Some(id) => {
                let name = name_of(group, &id);
                instance.time_groups.push(TimeGroup { id, name, kind, times: Vec::new() });
            }
            None => sound = false,
        }
    }
    let mut times = Ids::new();
    for time in element.named("Time") {
        notes.unknown_below(time, &["Name", "Week", "Day", "TimeGroups"]);
        let position = instance.times.len();
        let Some(id) = notes.register(time, position, &mut times) else {
            sound = false;
            continue;
        };
        let name = name_of(time, &id);
        instance.times.push(Time { id, name });
        let listed = time.named("TimeGroups").flat_map(|list| &list.children);
        match notes.references(time.named("Week").chain(time.named("Day")).chain(listed), &groups) {
            Some(within) => {
                for group in within {
                    let members = &mut instance.time_groups[group].times;
                    if members.last() != Some(&position) {
                        members.push(position);
                    }
                }
            }
            None => sound = false,
        }
    }
    sound.then_some(TimeIds { times, groups })
}
