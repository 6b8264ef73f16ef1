//! PreferResources: who takes a role in an event is among the preferred.

use super::timetable::Timetable;

/// For each slot of the role and each meet with another resource: the meet's duration.
pub(super) fn deviations(
    timetable: &Timetable<'_>,
    event: usize,
    role: &str,
    preferred: &[bool],
) -> Vec<u64> {
    let slots = timetable.slots_of(event, role);
    let other = |slot: usize| {
        timetable.meets_of(event).filter(move |meet| meet.resources[slot].is_some_and(|one| !preferred[one]))
    };
    slots.into_iter().flat_map(other).map(|meet| u64::from(meet.duration)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn prefer_resources() {
        let rule = Rule::PreferResources { events: only(MATH), role: "room".into(), resources: only(LAB) };
        check(&rule, &[math(2, 0, HALL), math(1, 3, LAB)], 2);
        check(&rule, &[math(3, 0, LAB)], 0);
        check(&rule, &[], 0);
    }
}
