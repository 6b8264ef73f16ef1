//! OrderEvents: one event ends before another starts, by so many times.

use super::timetable::Timetable;
use crate::model::OrderedPair;

/// By how much the times between the end of the first and the start of the second are outside; nothing while one of
/// them has no time. An overlap counts below 0.
pub(super) fn deviations(timetable: &Timetable<'_>, pair: &OrderedPair) -> Vec<u64> {
    let ends = timetable
        .meets_of(pair.first)
        .filter_map(|meet| meet.time.map(|time| (time as u64).saturating_add(u64::from(meet.duration))));
    let starts = timetable.meets_of(pair.second).filter_map(|meet| meet.time.map(|time| time as u64));
    let (Some(end), Some(start)) = (ends.max(), starts.min()) else { return Vec::new() };
    let overlap = end.saturating_sub(start);
    vec![pair.separation.excess(start.saturating_sub(end)).saturating_add(overlap)]
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn order_events() {
        let pair = OrderedPair { first: MATH, second: ART, separation: limits(0, 1) };
        let rule = Rule::OrderEvents { pairs: vec![pair] };
        check(&rule, &[math(2, 1, LAB), meet(ART, 1, 0)], 3);
        check(&rule, &[math(2, 0, LAB), meet(ART, 1, 5)], 2);
        check(&rule, &[math(2, 0, LAB), meet(ART, 1, 3)], 0);
        check(&rule, &[math(2, 0, LAB)], 0);
    }
}
