//! By how much two lessons miss what they should be to each other.

use junheng_timetable::rules::Bound;

use crate::model::{Link, LinkKind, Model, bits};

/// When a lesson is.
#[derive(Clone, Copy)]
struct Time {
    day: usize,
    start: usize,
    end: usize,
}

/// The amount by which a link is broken when its own unit begins at `own` and the other one at `other`. Rooms are looked at
/// elsewhere.
#[inline]
pub(crate) fn missed(model: &Model, link: &Link, own: u16, other: u16) -> u32 {
    if let LinkKind::DaysBetween(bound) = link.kind {
        return bound
            .missed_by(model.clock[usize::from(own)].0.abs_diff(model.clock[usize::from(other)].0).into());
    }
    missed_otherwise(model, link, own, other)
}

fn missed_otherwise(model: &Model, link: &Link, own: u16, other: u16) -> u32 {
    let time = |slot: u16, length: u16| {
        let (day, start) = model.day_and_period(slot);
        Time { day, start, end: start + usize::from(length) }
    };
    let (own, other) = (time(own, link.own_length), time(other, link.other_length));
    let (first, second) = if link.is_first { (own, other) } else { (other, own) };
    let same_day = first.day == second.day;
    match link.kind {
        LinkKind::DaysBetween(bound) => bound.missed_by(small(first.day.abs_diff(second.day))),
        LinkKind::TouchOnSameDay => u32::from(same_day && !touch(first, second)),
        LinkKind::GapsBetween(_) if !same_day => 0,
        LinkKind::GapsBetween(bound) => gaps(bound, first, second),
        LinkKind::SameTime => u32::from(!same_day || first.start != second.start),
        LinkKind::SameDay => u32::from(!same_day),
        LinkKind::SamePeriod => u32::from(first.start != second.start),
        LinkKind::Apart if same_day => shared(first, second),
        LinkKind::Apart => 0,
        LinkKind::Follows => u32::from(!follows(model, first, second)),
        LinkKind::SideBySide => {
            let (first, second) = if first.start <= second.start { (first, second) } else { (second, first) };
            u32::from(!follows(model, first, second))
        }
        LinkKind::Ordered => u32::from(!(first.day < second.day || (same_day && first.end <= second.start))),
        LinkKind::OrderedOnSameDay => u32::from(same_day && first.end > second.start),
        LinkKind::SameRoom => u32::from(same_day && touch(first, second)),
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn touch(one: Time, other: Time) -> bool {
    one.end == other.start || other.end == one.start
}

fn shared(one: Time, other: Time) -> u32 {
    small(one.end.min(other.end).saturating_sub(one.start.max(other.start)))
}

fn gaps(bound: Bound, one: Time, other: Time) -> u32 {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    let missed = bound.missed_by(small(second.start.saturating_sub(first.end)));
    match bound {
        Bound::AtLeast(_) => missed + shared(one, other),
        Bound::AtMost(_) => missed,
    }
}

/// Whether the second begins when the first ends, breaks apart.
fn follows(model: &Model, first: Time, second: Time) -> bool {
    if first.day != second.day || first.end > second.start {
        return false;
    }
    let between = bits(first.end.min(63), u16::try_from(second.start - first.end).unwrap_or(u16::MAX));
    first.end == second.start || between & !model.breaks[first.day] == 0
}
