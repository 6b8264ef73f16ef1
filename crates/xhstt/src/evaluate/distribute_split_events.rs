//! DistributeSplitEvents: so many meets of an event have one duration.

use super::timetable::Timetable;
use crate::model::Limits;

/// By how much the number of meets of that duration is outside.
pub(super) fn deviations(timetable: &Timetable<'_>, event: usize, duration: u32, amount: Limits) -> Vec<u64> {
    let count = timetable.meets_of(event).filter(|meet| meet.duration == duration).count();
    vec![amount.excess(count as u64)]
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn distribute_split_events() {
        let rule = Rule::DistributeSplitEvents { events: only(MATH), duration: 1, amount: limits(1, 1) };
        check(&rule, &[math(3, 0, LAB)], 1);
        check(&rule, &[math(1, 0, LAB), math(1, 1, LAB), math(1, 2, LAB)], 2);
        check(&rule, &[math(2, 0, LAB), math(1, 3, LAB)], 0);
        check(&rule, &[math(2, 0, LAB), math(1, 3, LAB), meet(ART, 1, 4)], 0);
    }
}
