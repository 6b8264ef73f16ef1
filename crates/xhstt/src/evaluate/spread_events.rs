//! SpreadEvents: so many meets of a group start in each time group.

use super::timetable::Timetable;
use crate::model::SpreadGroup;

/// For each time group, by how much the number of meets that start in it is outside.
pub(super) fn deviations(timetable: &Timetable<'_>, events: &[usize], spread: &[SpreadGroup]) -> Vec<u64> {
    let mut starts = vec![0_u64; timetable.instance.times.len()];
    for time in events.iter().flat_map(|event| timetable.meets_of(*event)).filter_map(|meet| meet.time) {
        starts[time] += 1;
    }
    let within = |group: usize| &timetable.instance.time_groups[group].times;
    let count = |group: usize| within(group).iter().map(|time| starts[*time]).sum();
    spread.iter().map(|one| one.limits.excess(count(one.time_group))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn spread_events() {
        let at_most_one = |time_group| SpreadGroup { time_group, limits: limits(0, 1) };
        let spread = vec![at_most_one(MONDAY), at_most_one(TUESDAY)];
        let rule = Rule::SpreadEvents { groups: vec![MATH_AND_MUSIC], spread };
        check(&rule, &[math(1, 0, LAB), math(1, 1, LAB), meet(MUSIC, 2, 1)], 2);
        check(&rule, &[math(3, 0, LAB), meet(MUSIC, 2, 4)], 0);
        check(&rule, &[meet(ART, 1, 0), meet(SPORT, 1, 0)], 0);
    }
}
