//! A solution laid out for judging: the meets of each event, and where each resource is when.

use crate::model::{Instance, Meet, Selection};

pub(super) struct Timetable<'i> {
    pub(super) instance: &'i Instance,
    /// Those of the solution, and for each event that they do not fill a remainder at no time of its own.
    meets: Vec<Meet>,
    of_event: Vec<Vec<usize>>,
    /// The meets of each resource, with the slot that it takes there.
    of_resource: Vec<Vec<(usize, usize)>>,
}

impl<'i> Timetable<'i> {
    pub(super) fn new(instance: &'i Instance, meets: &[Meet]) -> Self {
        let mut timetable = Self {
            instance,
            meets: Vec::with_capacity(meets.len()),
            of_event: vec![Vec::new(); instance.events.len()],
            of_resource: vec![Vec::new(); instance.resources.len()],
        };
        for meet in meets {
            timetable.add(meet.clone());
        }
        for (position, event) in instance.events.iter().enumerate() {
            let placed =
                timetable.meets_of(position).fold(0, |sum: u32, meet| sum.saturating_add(meet.duration));
            if placed < event.duration {
                let resources = instance.slots(event).iter().map(|slot| slot.given).collect();
                let duration = event.duration - placed;
                timetable.add(Meet { event: position, duration, time: event.time, resources });
            }
        }
        timetable
    }

    fn add(&mut self, meet: Meet) {
        let position = self.meets.len();
        self.of_event[meet.event].push(position);
        for (slot, resource) in meet.resources.iter().enumerate() {
            if let Some(resource) = resource {
                self.of_resource[*resource].push((position, slot));
            }
        }
        self.meets.push(meet);
    }

    pub(super) fn meets_of(&self, event: usize) -> impl Iterator<Item = &Meet> {
        self.of_event[event].iter().map(|meet| &self.meets[*meet])
    }

    /// The meets in which a resource takes part, once for each slot that it takes.
    pub(super) fn attended_by(&self, resource: usize) -> impl Iterator<Item = (&Meet, usize)> {
        self.of_resource[resource].iter().map(|(meet, slot)| (&self.meets[*meet], *slot))
    }

    /// How many meets a resource attends at each time. What lasts beyond the last time counts up to it.
    pub(super) fn attendance(&self, resource: usize) -> Vec<u64> {
        let mut counts = vec![0; self.instance.times.len()];
        for (meet, _) in self.attended_by(resource) {
            for time in self.times_of(meet) {
                counts[time] += 1;
            }
        }
        counts
    }

    /// The times that a meet covers.
    pub(super) fn times_of(&self, meet: &Meet) -> std::ops::Range<usize> {
        let length = usize::try_from(meet.duration).unwrap_or(usize::MAX);
        let end = |start: usize| start.saturating_add(length).min(self.instance.times.len());
        meet.time.map_or(0..0, |start| start..end(start))
    }

    /// The slots of an event that have a role.
    pub(super) fn slots_of(&self, event: usize, role: &str) -> Vec<usize> {
        let slots = self.instance.slots(&self.instance.events[event]);
        slots.iter().enumerate().filter(|(_, slot)| slot.role == Some(role)).map(|(at, _)| at).collect()
    }

    /// What a whole event counts for the resource in a slot.
    pub(super) fn workload(&self, event: usize, slot: usize) -> u32 {
        let event = &self.instance.events[event];
        self.instance.slots(event).get(slot).map_or(event.duration, |slot| slot.workload)
    }

    /// Which times are selected.
    pub(super) fn times(&self, selection: &Selection) -> Vec<bool> {
        let selected = selection.all(|group| &self.instance.time_groups[group].times);
        marked(&selected, self.instance.times.len())
    }

    /// Which resources are selected.
    pub(super) fn resources(&self, selection: &Selection) -> Vec<bool> {
        let selected = selection.all(|group| &self.instance.resource_groups[group].resources);
        marked(&selected, self.instance.resources.len())
    }
}

fn marked(positions: &[usize], length: usize) -> Vec<bool> {
    let mut marks = vec![false; length];
    for position in positions {
        marks[*position] = true;
    }
    marks
}
