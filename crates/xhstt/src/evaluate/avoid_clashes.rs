//! AvoidClashes: a resource attends one meet at a time.

use super::timetable::Timetable;

/// For each time, how many meets more than one a resource attends.
pub(super) fn deviations(timetable: &Timetable<'_>, resource: usize) -> Vec<u64> {
    timetable.attendance(resource).into_iter().map(|count| count.saturating_sub(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn avoid_clashes() {
        let rule = Rule::AvoidClashes { resources: only(ANN) };
        check(&rule, &[math(3, 0, LAB), meet(ART, 1, 2)], 1);
        check(&rule, &[math(3, 0, LAB), meet(ART, 1, 3)], 0);
        check(&rule, &[meet(MUSIC, 2, 0), meet(SPORT, 1, 0)], 0);
    }
}
