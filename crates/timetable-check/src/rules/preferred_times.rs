//! Preferred starts and slots.

use junheng_timetable::rules::{PreferredSlots, PreferredStarts};

use super::Tell;
use crate::weeks::{Weeks, count};

pub(crate) fn starts(weeks: &Weeks<'_>, rule: &PreferredStarts, tell: &mut Tell<'_>) {
    for placed in weeks.of(&rule.lessons.lessons(weeks.problem)) {
        tell.lessons(u32::from(!rule.slots.contains(placed.place.slot)), [placed.id]);
    }
}

pub(crate) fn slots(weeks: &Weeks<'_>, rule: &PreferredSlots, tell: &mut Tell<'_>) {
    for placed in weeks.of(&rule.lessons.lessons(weeks.problem)) {
        let taken = weeks.grid().taken(placed.place.slot, placed.lesson.length);
        tell.lessons(count(taken.filter(|slot| !rule.slots.contains(*slot)).count()), [placed.id]);
    }
}
