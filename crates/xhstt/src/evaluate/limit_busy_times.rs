//! LimitBusyTimes: a resource is busy at so many times of each time group, unless it is free in all of it.

use super::timetable::Timetable;
use crate::model::Limits;

/// For each time group in which the resource is busy, by how much the number of its busy times is outside.
pub(super) fn deviations(
    timetable: &Timetable<'_>,
    resource: usize,
    time_groups: &[usize],
    limits: Limits,
) -> Vec<u64> {
    let attendance = timetable.attendance(resource);
    let times = |group: &usize| &timetable.instance.time_groups[*group].times;
    let busy = |group: &usize| times(group).iter().filter(|time| attendance[**time] > 0).count() as u64;
    time_groups.iter().map(busy).filter(|count| *count > 0).map(|count| limits.excess(count)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn limit_busy_times() {
        let time_groups = vec![MONDAY, TUESDAY];
        let rule = Rule::LimitBusyTimes { resources: only(ANN), time_groups, limits: limits(2, 2) };
        check(&rule, &[math(3, 0, LAB), meet(ART, 1, 3)], 2);
        check(&rule, &[math(2, 0, LAB)], 0);
        check(&rule, &[meet(MUSIC, 1, 0)], 0);
    }
}
