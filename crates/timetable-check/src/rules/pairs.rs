//! Rules that put each two lessons of a set beside each other.

use junheng_timetable::rules::{Bound, DaysBetween, GapsBetween, NotOverlapping, Same, SameRoom, SameStart};

use super::Tell;
use crate::weeks::{Placed, Weeks, count};

/// Each two placed lessons.
fn each_two<'a>(lessons: &[Placed<'a>], mut look: impl FnMut(&Placed<'a>, &Placed<'a>)) {
    for (index, second) in lessons.iter().enumerate() {
        for first in &lessons[..index] {
            look(first, second);
        }
    }
}

/// How many periods lie between two lessons of a day; 0 when they touch or overlap.
fn between(one: &Placed<'_>, other: &Placed<'_>) -> usize {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    second.start.saturating_sub(first.end)
}

fn touch(one: &Placed<'_>, other: &Placed<'_>) -> bool {
    one.day == other.day && (one.end == other.start || other.end == one.start)
}

pub(crate) fn days_between(weeks: &Weeks<'_>, rule: &DaysBetween, tell: &mut Tell<'_>) {
    each_two(&weeks.of(&rule.lessons), |one, other| {
        let missed = rule.days.missed_by(count(one.day.abs_diff(other.day)));
        tell.lessons(missed, [one.id, other.id]);
        let parted = rule.consecutive_if_same_day && one.day == other.day && !touch(one, other);
        tell.lessons_anyway(u32::from(parted), [one.id, other.id]);
    });
}

pub(crate) fn gaps_between(weeks: &Weeks<'_>, rule: &GapsBetween, tell: &mut Tell<'_>) {
    each_two(&weeks.of(&rule.lessons), |one, other| {
        if one.day == other.day {
            let overlap = one.end.min(other.end).saturating_sub(one.start.max(other.start));
            let missed = match rule.periods {
                Bound::AtLeast(least) => least.saturating_sub(count(between(one, other))) + count(overlap),
                Bound::AtMost(_) => rule.periods.missed_by(count(between(one, other))),
            };
            tell.lessons(missed, [one.id, other.id]);
        }
    });
}

pub(crate) fn same_start(weeks: &Weeks<'_>, rule: &SameStart, tell: &mut Tell<'_>) {
    each_two(&weeks.of(&rule.lessons), |one, other| {
        let same = match rule.same {
            Same::Time => one.place.slot == other.place.slot,
            Same::Day => one.day == other.day,
            Same::Period => one.start == other.start,
        };
        tell.lessons(u32::from(!same), [one.id, other.id]);
    });
}

pub(crate) fn not_overlapping(weeks: &Weeks<'_>, rule: &NotOverlapping, tell: &mut Tell<'_>) {
    match rule {
        NotOverlapping::Lessons(lessons) => each_two(&weeks.of(lessons), |one, other| {
            tell.lessons(shared(one, other), [one.id, other.id]);
        }),
        NotOverlapping::Tags(tags) => {
            let marked: Vec<Placed<'_>> = weeks
                .all()
                .filter(|placed| tags.iter().any(|tag| placed.lesson.tags.contains(tag)))
                .collect();
            each_two(&marked, |one, other| {
                let differ = tags.iter().any(|tag| {
                    one.lesson.tags.contains(tag)
                        && tags.iter().any(|second| second != tag && other.lesson.tags.contains(second))
                });
                if differ {
                    tell.lessons(shared(one, other), [one.id, other.id]);
                }
            });
        }
    }
}

/// The periods that two lessons share.
fn shared(one: &Placed<'_>, other: &Placed<'_>) -> u32 {
    if one.day != other.day {
        return 0;
    }
    count(one.end.min(other.end).saturating_sub(one.start.max(other.start)))
}

pub(crate) fn same_room(weeks: &Weeks<'_>, rule: &SameRoom, tell: &mut Tell<'_>) {
    each_two(&weeks.of(&rule.lessons), |one, other| {
        let (Some(room), Some(other_room)) = (one.place.room, other.place.room) else { return };
        if room != other_room && touch(one, other) {
            tell.lessons(1, [one.id, other.id]);
        }
    });
}
