//! Not available and breaks.

use junheng_timetable::rules::{Holder, NotAvailable};

use super::Tell;
use crate::weeks::{Week, Weeks, count};

pub(crate) fn check(weeks: &Weeks<'_>, rule: &NotAvailable, tell: &mut Tell<'_>) {
    match rule.holder {
        Holder::Teacher(id) => taken(&weeks.teachers[id.index()], rule, tell),
        Holder::Room(id) => taken(&weeks.rooms[id.index()], rule, tell),
        Holder::Group(id) => {
            for atom in &weeks.problem.group(id).atoms {
                taken(&weeks.atoms[atom.index()], rule, tell);
            }
        }
        Holder::Everybody => {
            for placed in weeks.all() {
                let slots = weeks.grid().taken(placed.place.slot, placed.lesson.length);
                let inside = slots.filter(|slot| rule.slots.contains(*slot)).count();
                tell.lessons(count(inside), [placed.id]);
            }
        }
    }
}

fn taken(week: &Week, rule: &NotAvailable, tell: &mut Tell<'_>) {
    for slot in rule.slots.iter() {
        let lessons = &week.slots[slot.index()];
        tell.lessons(u32::from(!lessons.is_empty()), lessons.clone());
    }
}
