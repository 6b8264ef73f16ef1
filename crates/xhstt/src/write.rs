//! From an archive back to text. What the reader left out is not in it.

mod constraints;
mod pen;

use crate::model::{Archive, Event, Instance, Metadata, Solution, TimeGroupKind};
use pen::Pen;

/// Writes an archive. Read again it is the same.
#[must_use]
pub fn write(archive: &Archive) -> String {
    let mut pen = Pen::new();
    pen.inside("HighSchoolTimetableArchive", archive.id.as_deref(), |pen| {
        metadata(pen, &archive.metadata);
        pen.list("Instances", &archive.instances, instance);
        pen.list("SolutionGroups", &archive.solution_groups, |pen, group| {
            pen.inside("SolutionGroup", Some(&group.id), |pen| {
                metadata(pen, &group.metadata);
                for one in &group.solutions {
                    solution(pen, &archive.instances[one.instance], one);
                }
            });
        });
    });
    pen.text()
}

fn metadata(pen: &mut Pen, metadata: &Metadata) {
    if !metadata.0.is_empty() {
        pen.inside("MetaData", None, |pen| {
            for (tag, text) in &metadata.0 {
                pen.leaf(tag, text);
            }
        });
    }
}

fn instance(pen: &mut Pen, instance: &Instance) {
    pen.inside("Instance", Some(&instance.id), |pen| {
        metadata(pen, &instance.metadata);
        pen.inside("Times", None, |pen| times(pen, instance));
        pen.inside("Resources", None, |pen| resources(pen, instance));
        pen.inside("Events", None, |pen| events(pen, instance));
        pen.list("Constraints", &instance.constraints, |pen, one| {
            constraints::constraint(pen, instance, one);
        });
    });
}

fn times(pen: &mut Pen, instance: &Instance) {
    let tag = |kind| match kind {
        TimeGroupKind::Week => "Week",
        TimeGroupKind::Day => "Day",
        TimeGroupKind::Other => "TimeGroup",
    };
    pen.list("TimeGroups", &instance.time_groups, |pen, group| {
        pen.inside(tag(group.kind), Some(&group.id), |pen| pen.leaf("Name", &group.name));
    });
    let within = groups_of(instance.times.len(), instance.time_groups.iter().map(|group| &group.times));
    for (time, groups) in instance.times.iter().zip(within) {
        pen.inside("Time", Some(&time.id), |pen| {
            pen.leaf("Name", &time.name);
            pen.list("TimeGroups", &groups, |pen, group| {
                let group = &instance.time_groups[*group];
                pen.reference(tag(group.kind), &group.id);
            });
        });
    }
}

fn resources(pen: &mut Pen, instance: &Instance) {
    let type_of = |pen: &mut Pen, resource_type: Option<usize>| {
        if let Some(position) = resource_type {
            pen.reference("ResourceType", &instance.resource_types[position].id);
        }
    };
    pen.list("ResourceTypes", &instance.resource_types, |pen, one| {
        pen.inside("ResourceType", Some(&one.id), |pen| pen.leaf("Name", &one.name));
    });
    pen.list("ResourceGroups", &instance.resource_groups, |pen, group| {
        pen.inside("ResourceGroup", Some(&group.id), |pen| {
            pen.leaf("Name", &group.name);
            type_of(pen, group.resource_type);
        });
    });
    let members = instance.resource_groups.iter().map(|group| &group.resources);
    let within = groups_of(instance.resources.len(), members);
    for (resource, groups) in instance.resources.iter().zip(within) {
        pen.inside("Resource", Some(&resource.id), |pen| {
            pen.leaf("Name", &resource.name);
            type_of(pen, resource.resource_type);
            pen.list("ResourceGroups", &groups, |pen, group| {
                pen.reference("ResourceGroup", &instance.resource_groups[*group].id);
            });
        });
    }
}

fn events(pen: &mut Pen, instance: &Instance) {
    pen.list("EventGroups", &instance.event_groups, |pen, group| {
        let tag = if group.is_course { "Course" } else { "EventGroup" };
        pen.inside(tag, Some(&group.id), |pen| pen.leaf("Name", &group.name));
    });
    let within = groups_of(instance.events.len(), instance.event_groups.iter().map(|group| &group.events));
    for (one, groups) in instance.events.iter().zip(within) {
        pen.inside("Event", Some(&one.id), |pen| event(pen, instance, one, &groups));
    }
}

fn event(pen: &mut Pen, instance: &Instance, event: &Event, groups: &[usize]) {
    pen.leaf("Name", &event.name);
    pen.leaf("Duration", &event.duration.to_string());
    pen.number_if_any("Workload", event.workload);
    let is_course = |group: &&usize| instance.event_groups[**group].is_course;
    let courses: Vec<_> = groups.iter().filter(is_course).collect();
    // The format has one course for an event; further ones are kept as groups that they also are.
    if let Some(first) = courses.first() {
        pen.reference("Course", &instance.event_groups[**first].id);
    }
    if let Some(time) = event.time {
        pen.reference("Time", &instance.times[time].id);
    }
    pen.list("Resources", &event.resources, |pen, needed| {
        let id = needed.resource.map(|resource| instance.resources[resource].id.as_str());
        pen.inside_reference("Resource", id, |pen| {
            if let Some(role) = &needed.role {
                pen.leaf("Role", role);
            }
            if let Some(position) = needed.resource_type {
                pen.reference("ResourceType", &instance.resource_types[position].id);
            }
            pen.number_if_any("Workload", needed.workload);
        });
    });
    pen.list("ResourceGroups", &event.resource_groups, |pen, group| {
        pen.reference("ResourceGroup", &instance.resource_groups[*group].id);
    });
    let others: Vec<_> = groups.iter().filter(|group| courses.first() != Some(group)).collect();
    pen.list("EventGroups", &others, |pen, group| {
        pen.reference("EventGroup", &instance.event_groups[**group].id);
    });
}

fn solution(pen: &mut Pen, instance: &Instance, solution: &Solution) {
    pen.inside_reference("Solution", Some(&instance.id), |pen| {
        pen.list("Events", &solution.meets, |pen, meet| {
            let event = &instance.events[meet.event];
            pen.inside_reference("Event", Some(&event.id), |pen| {
                pen.leaf("Duration", &meet.duration.to_string());
                if let Some(time) = meet.time {
                    pen.reference("Time", &instance.times[time].id);
                }
                let slots = instance.slots(event);
                let chosen = slots.iter().zip(&meet.resources).filter(|(slot, _)| slot.given.is_none());
                let chosen: Vec<_> =
                    chosen.filter_map(|(slot, taken)| Some((slot.role?, (*taken)?))).collect();
                pen.list("Resources", &chosen, |pen, (role, resource)| {
                    let id = &instance.resources[*resource].id;
                    pen.inside_reference("Resource", Some(id), |pen| pen.leaf("Role", role));
                });
            });
        });
        if let Some((infeasibility, objective)) = solution.claimed {
            pen.inside("Report", None, |pen| {
                pen.leaf("InfeasibilityValue", &infeasibility.to_string());
                pen.leaf("ObjectiveValue", &objective.to_string());
            });
        }
    });
}

/// For each member the groups that it is in.
fn groups_of<'g>(members: usize, groups: impl Iterator<Item = &'g Vec<usize>>) -> Vec<Vec<usize>> {
    let mut within = vec![Vec::new(); members];
    for (position, group) in groups.enumerate() {
        for member in group {
            within[*member].push(position);
        }
    }
    within
}
