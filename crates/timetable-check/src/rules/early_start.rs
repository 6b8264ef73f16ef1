//! Early start.

use junheng_timetable::rules::EarlyStart;

use super::Tell;
use crate::weeks::{Week, Weeks, count};

/// Free periods before the first lesson of a day that are not blocked; `None` for a day without lessons.
fn late(weeks: &Weeks<'_>, week: &Week, day: usize) -> Option<usize> {
    let (first, _) = week.span(weeks.grid(), day)?;
    Some((0..first).filter(|period| !week.is_blocked(weeks.grid(), day, *period)).count())
}

pub(crate) fn check(weeks: &Weeks<'_>, rule: &EarlyStart, tell: &mut Tell<'_>) {
    for (person, week) in weeks.people(rule.whom) {
        let mut second = 0;
        for day in 0..weeks.grid().days().len() {
            match late(weeks, week, day) {
                None | Some(0) => {}
                Some(1) => second += 1,
                Some(_) => tell.person(1, person, Some(day)),
            }
        }
        tell.person(count(second).saturating_sub(rule.most_second_period), person, None);
    }
}
