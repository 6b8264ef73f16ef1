//! Gaps of a day or a week.

use junheng_timetable::rules::{MaxGaps, Span};

use super::Tell;
use crate::weeks::Weeks;

pub(crate) fn check(weeks: &Weeks<'_>, rule: &MaxGaps, tell: &mut Tell<'_>) {
    let grid = weeks.grid();
    for (person, week) in weeks.people(rule.whom) {
        let gaps: Vec<u32> = (0..grid.days().len()).map(|day| week.gaps(grid, day)).collect();
        match rule.per {
            Span::Week => tell.person(gaps.iter().sum::<u32>().saturating_sub(rule.most), person, None),
            Span::Day => {
                for (day, gaps) in gaps.into_iter().enumerate() {
                    tell.person(gaps.saturating_sub(rule.most), person, Some(day));
                }
            }
        }
    }
}
