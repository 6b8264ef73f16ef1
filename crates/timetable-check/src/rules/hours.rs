//! Hours of a day, in all and in a row.

use junheng_timetable::TagId;
use junheng_timetable::rules::{Bound, HoursInARow, HoursPerDay};

use super::Tell;
use crate::weeks::{Week, Weeks, count};

/// For each period of a day whether it is taken by a lesson with the tag, or by any when there is none.
fn counted(weeks: &Weeks<'_>, week: &Week, day: usize, tag: Option<TagId>) -> Vec<bool> {
    let counts = |lessons: &Vec<_>| match tag {
        None => !lessons.is_empty(),
        Some(tag) => lessons.iter().any(|lesson| weeks.has_tag(*lesson, tag)),
    };
    week.day(weeks.grid(), day).iter().map(counts).collect()
}

pub(crate) fn per_day(weeks: &Weeks<'_>, rule: &HoursPerDay, tell: &mut Tell<'_>) {
    for (person, week) in weeks.people(rule.whom) {
        for day in 0..weeks.grid().days().len() {
            let hours = counted(weeks, week, day, rule.tag).into_iter().filter(|taken| *taken).count();
            let spared = hours == 0 && rule.allow_empty_days && matches!(rule.hours, Bound::AtLeast(_));
            let missed = rule.hours.missed_by(count(hours)) > 0 && !spared;
            tell.person(u32::from(missed), person, Some(day));
        }
    }
}

pub(crate) fn in_a_row(weeks: &Weeks<'_>, rule: &HoursInARow, tell: &mut Tell<'_>) {
    for (person, week) in weeks.people(rule.whom) {
        for day in 0..weeks.grid().days().len() {
            let periods = counted(weeks, week, day, rule.tag);
            for run in periods.split(|taken| !taken).filter(|run| count(run.len()) > rule.most) {
                tell.person(u32::from(!run.is_empty()), person, Some(day));
            }
        }
    }
}
