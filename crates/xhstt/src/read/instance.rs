//! One instance: its parts in the order in which they refer to each other.

use junheng_domain::Severity;

use super::constraints::Lists;
use super::xml::Element;
use super::{Notes, constraints, events, metadata, resources, times};
use crate::model::{Instance, LeftOut};

/// Reads an instance; nothing when a time, resource or event of it cannot be trusted.
pub(super) fn instance(element: &Element, id: &str, notes: &mut Notes) -> Option<Instance> {
    notes.unknown_below(element, &["MetaData", "Times", "Resources", "Events", "Constraints"]);
    let mut instance = Instance { id: id.to_owned(), metadata: metadata(element), ..Instance::default() };
    let parts = ["Times", "Resources", "Events"].map(|part| {
        let found = element.child(part);
        if found.is_none() {
            notes.missing(element, part);
        }
        found
    });
    let [Some(of_times), Some(of_resources), Some(of_events)] = parts else { return None };
    let times = times::read(of_times, &mut instance, notes);
    let resources = resources::read(of_resources, &mut instance, notes);
    let (times, resources) = (times?, resources?);
    let events = events::read(of_events, &mut instance, &times, &resources, notes)?;
    let mut lists = Lists { times, resources, events, work: 0 };
    for constraint in element.named("Constraints").flat_map(|list| &list.children) {
        let read = constraints::constraint(constraint, &instance, &mut lists, notes);
        match read {
            Some(read) => instance.constraints.push(read),
            None => instance.left_out.push(left_out(constraint, notes)),
        }
    }
    Some(instance)
}

fn left_out(element: &Element, notes: &mut Notes) -> LeftOut {
    let id = element.id.clone().unwrap_or_default();
    notes.add(Severity::Warning, "xhstt-constraint-left-out", element, |f| f.with_value(id.clone()));
    LeftOut { kind: element.name.clone(), id, line: element.line }
}
