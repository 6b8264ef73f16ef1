//! A small school for the tests of the rules: two days of three times, two teachers, two rooms, four events.

use super::evaluate;
use crate::model::*;

pub(super) const ANN: usize = 0;
pub(super) const BEN: usize = 1;
pub(super) const LAB: usize = 2;
pub(super) const HALL: usize = 3;

/// Three hours with Ann, in a room to be chosen.
pub(super) const MATH: usize = 0;
/// One hour with Ann.
pub(super) const ART: usize = 1;
/// Two hours with Ben.
pub(super) const MUSIC: usize = 2;
/// One hour with Ben.
pub(super) const SPORT: usize = 3;

/// The time groups: the days of three times each.
pub(super) const MONDAY: usize = 0;
pub(super) const TUESDAY: usize = 1;

/// The only event group: mathematics and music.
pub(super) const MATH_AND_MUSIC: usize = 0;

pub(super) fn school() -> Instance {
    let named = |id: &str| (id.to_owned(), id.to_owned());
    let day = |id: &str, times: Vec<usize>| {
        let (id, name) = named(id);
        TimeGroup { id, name, kind: TimeGroupKind::Day, times }
    };
    let resource = |id: &str| {
        let (id, name) = named(id);
        Resource { id, name, resource_type: None }
    };
    let given = |resource| EventResource {
        role: Some("teacher".into()),
        resource: Some(resource),
        resource_type: None,
        workload: None,
    };
    let room =
        EventResource { role: Some("room".into()), resource: None, resource_type: None, workload: None };
    let event = |id: &str, duration, resources| {
        let (id, name) = named(id);
        Event { id, name, duration, workload: None, time: None, resources, resource_groups: Vec::new() }
    };
    let time = |at: usize| {
        let (id, name) = named(&format!("t{at}"));
        Time { id, name }
    };
    Instance {
        id: "school".into(),
        times: (0..6).map(time).collect(),
        time_groups: vec![day("monday", vec![0, 1, 2]), day("tuesday", vec![3, 4, 5])],
        resources: ["ann", "ben", "lab", "hall"].map(resource).into(),
        events: vec![
            event("math", 3, vec![given(ANN), room]),
            event("art", 1, vec![given(ANN)]),
            event("music", 2, vec![given(BEN)]),
            event("sport", 1, vec![given(BEN)]),
        ],
        event_groups: vec![EventGroup {
            id: "both".into(),
            name: "both".into(),
            is_course: false,
            events: vec![MATH, MUSIC],
        }],
        ..Instance::default()
    }
}

/// A part of mathematics, in a room.
pub(super) fn math(duration: u32, time: usize, room: usize) -> Meet {
    Meet { event: MATH, duration, time: Some(time), resources: vec![Some(ANN), Some(room)] }
}

/// A part of another event.
pub(super) fn meet(event: usize, duration: u32, time: usize) -> Meet {
    let teacher = if event == ART { ANN } else { BEN };
    Meet { event, duration, time: Some(time), resources: vec![Some(teacher)] }
}

pub(super) fn only(member: usize) -> Selection {
    Selection { groups: Vec::new(), members: vec![member] }
}

pub(super) fn limits(minimum: u32, maximum: u32) -> Limits {
    Limits { minimum, maximum: Some(maximum) }
}

/// The cost of a solution under one required rule of weight 1 whose deviations are added.
pub(super) fn check(rule: &Rule, meets: &[Meet], expected: u64) {
    let mut instance = school();
    instance.constraints.push(Constraint {
        id: "rule".into(),
        name: "rule".into(),
        required: true,
        weight: 1,
        cost_function: CostFunction::Linear,
        rule: rule.clone(),
    });
    let solution = Solution { instance: 0, meets: meets.to_vec(), claimed: None };
    let verdict = evaluate(&instance, &solution);
    assert_eq!(verdict.cost.infeasibility, expected, "{rule:?}\n{meets:?}\n{:?}", verdict.breaches);
    assert_eq!(verdict.cost.objective, 0);
}
