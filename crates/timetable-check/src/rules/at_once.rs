//! How many lessons of a set run at the same time.

use junheng_timetable::rules::{AtOnce, Bound};

use super::Tell;
use crate::weeks::{Weeks, count};

pub(crate) fn check(weeks: &Weeks<'_>, rule: &AtOnce, tell: &mut Tell<'_>) {
    let placed = weeks.of(&rule.lessons);
    for slot in rule.slots.iter() {
        let running: Vec<_> = placed
            .iter()
            .filter(|placed| {
                weeks.grid().taken(placed.place.slot, placed.lesson.length).any(|taken| taken == slot)
            })
            .map(|placed| placed.id)
            .collect();
        let spared = running.is_empty() && rule.allow_empty_slots && matches!(rule.count, Bound::AtLeast(_));
        let missed = rule.count.missed_by(count(running.len())) > 0 && !spared;
        tell.lessons(u32::from(missed), running);
    }
}
