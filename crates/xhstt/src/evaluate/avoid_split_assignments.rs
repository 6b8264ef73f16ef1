//! AvoidSplitAssignments: the same resource takes the role in all meets of a group.

use std::collections::BTreeSet;

use super::timetable::Timetable;

/// How many resources more than one take the role.
pub(super) fn deviations(timetable: &Timetable<'_>, events: &[usize], role: &str) -> Vec<u64> {
    let mut taking = BTreeSet::new();
    for event in events {
        for slot in timetable.slots_of(*event, role) {
            taking.extend(timetable.meets_of(*event).filter_map(|meet| meet.resources[slot]));
        }
    }
    vec![taking.len().saturating_sub(1) as u64]
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn avoid_split_assignments() {
        let rule = Rule::AvoidSplitAssignments { groups: vec![MATH_AND_MUSIC], role: "room".into() };
        check(&rule, &[math(2, 0, LAB), math(1, 3, HALL)], 1);
        check(&rule, &[math(2, 0, LAB), math(1, 3, LAB)], 0);
        check(&rule, &[], 0);
    }
}
