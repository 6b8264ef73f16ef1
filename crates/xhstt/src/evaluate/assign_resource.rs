//! AssignResource: every hour of an event has a resource in the role.

use super::timetable::Timetable;

/// For each slot of the role and each meet that lacks its resource: the meet's duration.
pub(super) fn deviations(timetable: &Timetable<'_>, event: usize, role: &str) -> Vec<u64> {
    let slots = timetable.slots_of(event, role);
    let lacking = |slot: usize| timetable.meets_of(event).filter(move |meet| meet.resources[slot].is_none());
    slots.into_iter().flat_map(lacking).map(|meet| u64::from(meet.duration)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn assign_resource() {
        let rule = Rule::AssignResource { events: only(MATH), role: "room".into() };
        let without_room = Meet { resources: vec![Some(ANN), None], ..math(2, 0, LAB) };
        check(&rule, &[without_room, math(1, 3, LAB)], 2);
        check(&rule, &[math(3, 0, LAB)], 0);
        check(&Rule::AssignResource { events: only(ART), role: "room".into() }, &[], 0);
    }
}
