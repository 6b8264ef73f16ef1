//! AssignTime: every hour of an event has a time.

use super::timetable::Timetable;

/// For each meet without a time: its duration.
pub(super) fn deviations(timetable: &Timetable<'_>, event: usize) -> Vec<u64> {
    let waiting = timetable.meets_of(event).filter(|meet| meet.time.is_none());
    waiting.map(|meet| u64::from(meet.duration)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn assign_time() {
        let rule = Rule::AssignTime { events: only(MATH) };
        check(&rule, &[math(1, 0, LAB)], 2);
        check(&rule, &[math(1, 0, LAB), math(2, 3, LAB)], 0);
        check(&Rule::AssignTime { events: only(ART) }, &[meet(ART, 1, 0)], 0);
    }
}
