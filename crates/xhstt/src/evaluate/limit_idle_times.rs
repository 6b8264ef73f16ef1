//! LimitIdleTimes: a resource has few gaps between its first and last meet of each time group.

use super::timetable::Timetable;
use crate::model::Limits;

/// By how much the idle times of all time groups together are outside.
pub(super) fn deviations(
    timetable: &Timetable<'_>,
    resource: usize,
    time_groups: &[usize],
    limits: Limits,
) -> Vec<u64> {
    let attendance = timetable.attendance(resource);
    let idle = |group: &usize| {
        let times = timetable.instance.time_groups[*group].times.iter();
        let busy: Vec<usize> =
            times.enumerate().filter(|(_, time)| attendance[**time] > 0).map(|(at, _)| at).collect();
        match (busy.first(), busy.last()) {
            (Some(first), Some(last)) => (last - first + 1 - busy.len()) as u64,
            _ => 0,
        }
    };
    vec![limits.excess(time_groups.iter().map(idle).sum())]
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn limit_idle_times() {
        let time_groups = vec![MONDAY, TUESDAY];
        let rule = Rule::LimitIdleTimes { resources: only(ANN), time_groups, limits: limits(0, 0) };
        check(&rule, &[math(1, 0, LAB), meet(ART, 1, 2)], 1);
        check(&rule, &[math(1, 2, LAB), meet(ART, 1, 3)], 0);
        check(&rule, &[meet(MUSIC, 1, 0), meet(SPORT, 1, 2)], 0);
    }
}
