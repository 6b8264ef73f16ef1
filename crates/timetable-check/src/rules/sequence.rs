//! Consecutive, grouped and ordered lessons.

use junheng_timetable::rules::{Order, Sequence};

use super::Tell;
use crate::weeks::{Placed, Weeks};

pub(crate) fn check(weeks: &Weeks<'_>, rule: &Sequence, tell: &mut Tell<'_>) {
    let (first, second) = (weeks.of(&rule.first), weeks.of(&rule.second));
    if matches!(rule.order, Order::Grouped) {
        let all: Vec<Placed<'_>> = first.into_iter().chain(second).collect();
        if all.len() == rule.first.len() + rule.second.len() {
            tell.lessons(u32::from(!grouped(weeks, &all)), ids(&all));
        }
        return;
    }
    for one in &first {
        for other in &second {
            let kept = match rule.order {
                Order::Consecutive | Order::Grouped => follows(weeks, one, other),
                Order::Ordered => one.day < other.day || (one.day == other.day && one.end <= other.start),
                Order::OrderedIfSameDay => one.day != other.day || one.end <= other.start,
            };
            tell.lessons(u32::from(!kept), [one.id, other.id]);
        }
    }
}

fn ids(lessons: &[Placed<'_>]) -> Vec<junheng_timetable::LessonId> {
    lessons.iter().map(|placed| placed.id).collect()
}

/// Whether the second begins when the first ends, breaks apart.
fn follows(weeks: &Weeks<'_>, first: &Placed<'_>, second: &Placed<'_>) -> bool {
    first.day == second.day
        && first.end <= second.start
        && weeks.only_breaks(first.day, first.end, second.start)
}

/// Whether the lessons follow each other in the order of their starts.
fn grouped(weeks: &Weeks<'_>, lessons: &[Placed<'_>]) -> bool {
    let mut sorted = lessons.to_vec();
    sorted.sort_by_key(|placed| placed.place.slot);
    sorted.windows(2).all(|two| follows(weeks, &two[0], &two[1]))
}
