//! ClusterBusyTimes: a resource is busy in so many time groups, such as days.

use super::timetable::Timetable;
use crate::model::Limits;

/// By how much the number of time groups in which the resource is busy is outside.
pub(super) fn deviations(
    timetable: &Timetable<'_>,
    resource: usize,
    time_groups: &[usize],
    limits: Limits,
) -> Vec<u64> {
    let attendance = timetable.attendance(resource);
    let times = |group: &usize| &timetable.instance.time_groups[*group].times;
    let is_busy = |group: &&usize| times(group).iter().any(|time| attendance[*time] > 0);
    vec![limits.excess(time_groups.iter().filter(is_busy).count() as u64)]
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn cluster_busy_times() {
        let time_groups = vec![MONDAY, TUESDAY];
        let rule = Rule::ClusterBusyTimes { resources: only(ANN), time_groups, limits: limits(0, 1) };
        check(&rule, &[math(3, 0, LAB), meet(ART, 1, 3)], 1);
        check(&rule, &[math(2, 0, LAB), meet(ART, 1, 2)], 0);
        check(&rule, &[meet(MUSIC, 1, 0), meet(SPORT, 1, 3)], 0);
    }
}
