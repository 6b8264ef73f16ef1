//! Slots and rooms that a set of lessons occupies.

use std::collections::BTreeSet;

use junheng_timetable::rules::{LessonsInSlots, OccupiedRooms, OccupiedSlots};

use super::Tell;
use crate::weeks::{Weeks, count};

pub(crate) fn slots(weeks: &Weeks<'_>, rule: &OccupiedSlots, tell: &mut Tell<'_>) {
    let placed = weeks.of(&rule.lessons);
    let taken = placed.iter().flat_map(|placed| weeks.grid().taken(placed.place.slot, placed.lesson.length));
    let occupied: BTreeSet<_> = taken.filter(|slot| rule.slots.contains(*slot)).collect();
    let missed = rule.count.missed_by(count(occupied.len()));
    tell.lessons(u32::from(missed > 0), rule.lessons.clone());
}

pub(crate) fn lessons(weeks: &Weeks<'_>, rule: &LessonsInSlots, tell: &mut Tell<'_>) {
    let mut inside = weeks.of(&rule.lessons);
    inside.retain(|placed| {
        weeks.grid().taken(placed.place.slot, placed.lesson.length).any(|slot| rule.slots.contains(slot))
    });
    let missed = count(inside.len()) > rule.most;
    tell.lessons(u32::from(missed), inside.iter().map(|placed| placed.id).collect::<Vec<_>>());
}

pub(crate) fn rooms(weeks: &Weeks<'_>, rule: &OccupiedRooms, tell: &mut Tell<'_>) {
    let placed = weeks.of(&rule.lessons);
    let rooms: BTreeSet<_> = placed.iter().filter_map(|placed| placed.place.room).collect();
    tell.lessons(u32::from(count(rooms.len()) > rule.most), rule.lessons.clone());
}
