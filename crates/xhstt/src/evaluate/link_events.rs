//! LinkEvents: the events of a group run at the same times.

use super::timetable::Timetable;

/// 1 for each time at which some event of the group runs, but not all.
pub(super) fn deviations(timetable: &Timetable<'_>, events: &[usize]) -> Vec<u64> {
    let mut running = vec![0; timetable.instance.times.len()];
    for event in events {
        let mut runs = vec![false; running.len()];
        for meet in timetable.meets_of(*event) {
            runs[timetable.times_of(meet)].fill(true);
        }
        for (count, runs) in running.iter_mut().zip(runs) {
            *count += usize::from(runs);
        }
    }
    let partly = running.into_iter().filter(|count| *count > 0 && *count < events.len());
    vec![partly.count() as u64]
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn link_events() {
        let rule = Rule::LinkEvents { groups: vec![MATH_AND_MUSIC] };
        check(&rule, &[math(3, 0, LAB), meet(MUSIC, 2, 1)], 1);
        check(&rule, &[math(2, 3, LAB), meet(MUSIC, 2, 3)], 0);
        check(&rule, &[meet(ART, 1, 0), meet(SPORT, 1, 4)], 0);
    }
}
