//! Gaps between lessons with given tags.

use junheng_timetable::rules::TagGaps;

use super::Tell;
use crate::weeks::{Week, Weeks, count};

/// Where lessons with either tag begin and end on a day, in order: (start, end, has first, has second).
fn runs(weeks: &Weeks<'_>, week: &Week, day: usize, rule: &TagGaps) -> Vec<(usize, usize, bool, bool)> {
    let mut runs = Vec::new();
    let mut last = None;
    for lessons in week.day(weeks.grid(), day) {
        for lesson in lessons.iter().filter(|lesson| last != Some(**lesson)) {
            let first = weeks.has_tag(*lesson, rule.first);
            let second = rule.second.map_or(first, |tag| weeks.has_tag(*lesson, tag));
            if let Some(placed) = weeks.get(*lesson).filter(|_| first || second) {
                runs.push((placed.start, placed.end, first, second));
            }
        }
        last = lessons.last().copied();
    }
    runs
}

pub(crate) fn check(weeks: &Weeks<'_>, rule: &TagGaps, tell: &mut Tell<'_>) {
    for (person, week) in weeks.people(rule.whom) {
        for day in 0..weeks.grid().days().len() {
            let runs = runs(weeks, week, day, rule);
            let mut short = 0;
            for (index, (_, end, first, _)) in runs.iter().enumerate() {
                let next = runs[index + 1..].iter().find(|(start, _, _, second)| *second && start >= end);
                short +=
                    usize::from(*first && next.is_some_and(|(start, ..)| count(start - end) < rule.least));
            }
            tell.person(count(short), person, Some(day));
        }
    }
}
