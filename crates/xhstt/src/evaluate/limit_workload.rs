//! LimitWorkload: a resource's workload is within its limits.

use junheng_domain::Exact;
use num_traits::{Signed, ToPrimitive, Zero};

use super::timetable::Timetable;
use crate::model::Limits;

/// By how much the workload is outside, rounded up. A meet counts its share of the workload of its event.
pub(super) fn deviations(timetable: &Timetable<'_>, resource: usize, limits: Limits) -> Vec<u64> {
    let mut workload = Exact::zero();
    for (meet, slot) in timetable.attended_by(resource) {
        let event = &timetable.instance.events[meet.event];
        let whole = u64::from(timetable.workload(meet.event, slot));
        workload += Exact::new((whole * u64::from(meet.duration)).into(), event.duration.into());
    }
    let limit = |number: u32| Exact::from_integer(number.into());
    let below = limit(limits.minimum) - &workload;
    let above = limits.maximum.map_or_else(Exact::zero, |maximum| workload - limit(maximum));
    let outside = if below.is_positive() { below } else { above };
    if !outside.is_positive() {
        return vec![0];
    }
    vec![outside.ceil().to_integer().to_u64().unwrap_or(u64::MAX)]
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use crate::model::*;

    #[test]
    fn limit_workload() {
        let rule = Rule::LimitWorkload { resources: only(ANN), limits: limits(4, 4) };
        check(&rule, &[math(3, 0, LAB), meet(ART, 1, 3)], 0);
        let rule = Rule::LimitWorkload { resources: only(ANN), limits: limits(0, 2) };
        check(&rule, &[math(3, 0, LAB)], 2);
        let rule = Rule::LimitWorkload { resources: only(LAB), limits: limits(2, 9) };
        check(&rule, &[math(1, 0, LAB), math(2, 0, HALL)], 1);
        check(&rule, &[math(3, 0, LAB), meet(MUSIC, 2, 0)], 0);
    }
}
