//! AvoidUnavailableTimes: a resource is free at its unavailable times.

use super::timetable::Timetable;

/// 1 for each unavailable time at which the resource is busy.
pub(super) fn deviations(timetable: &Timetable<'_>, resource: usize, unavailable: &[bool]) -> Vec<u64> {
    let attendance = timetable.attendance(resource);
    let busy = attendance.iter().zip(unavailable).filter(|(count, unavailable)| **count > 0 && **unavailable);
    busy.map(|_| 1).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn avoid_unavailable_times() {
        let times = Selection { groups: vec![MONDAY], members: vec![0, 3] };
        let rule = Rule::AvoidUnavailableTimes { resources: only(ANN), times };
        check(&rule, &[math(3, 1, LAB), meet(ART, 1, 1)], 3);
        check(&rule, &[meet(ART, 1, 4)], 0);
        check(&rule, &[meet(MUSIC, 2, 0)], 0);
    }
}
