//! SplitEvents: an event is split into so many meets of such durations.

use super::timetable::Timetable;
use crate::model::Limits;

/// 1 for each meet of another duration, and by how much their number is outside.
pub(super) fn deviations(
    timetable: &Timetable<'_>,
    event: usize,
    duration: Limits,
    amount: Limits,
) -> Vec<u64> {
    let durations: Vec<u64> = timetable.meets_of(event).map(|meet| u64::from(meet.duration)).collect();
    let odd = durations.iter().filter(|one| duration.excess(**one) > 0).map(|_| 1);
    odd.chain([amount.excess(durations.len() as u64)]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn split_events() {
        let rule = Rule::SplitEvents { events: only(MATH), duration: limits(1, 2), amount: limits(2, 2) };
        check(&rule, &[math(3, 0, LAB)], 2);
        check(&rule, &[math(1, 0, LAB), math(1, 1, LAB), math(1, 2, LAB)], 1);
        check(&rule, &[math(2, 0, LAB), math(1, 3, LAB)], 0);
        check(&rule, &[math(2, 0, LAB), math(1, 3, LAB), meet(ART, 1, 4)], 0);
    }
}
