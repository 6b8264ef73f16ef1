//! PreferTimes: the meets of an event, or those of one duration, start at preferred times.

use super::timetable::Timetable;

/// For each meet that starts at another time: its duration.
pub(super) fn deviations(
    timetable: &Timetable<'_>,
    event: usize,
    preferred: &[bool],
    duration: Option<u32>,
) -> Vec<u64> {
    let concerned =
        timetable.meets_of(event).filter(|meet| duration.is_none_or(|only| only == meet.duration));
    let elsewhere = concerned.filter(|meet| meet.time.is_some_and(|time| !preferred[time]));
    elsewhere.map(|meet| u64::from(meet.duration)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn prefer_times() {
        let rule = Rule::PreferTimes { events: only(MATH), times: only(3), duration: Some(2) };
        check(&rule, &[math(2, 0, LAB), math(1, 4, LAB)], 2);
        check(&rule, &[math(2, 3, LAB), math(1, 0, LAB)], 0);
        check(&rule, &[math(1, 0, LAB), math(1, 1, LAB), math(1, 2, LAB)], 0);
    }
}
