//! The search against the judge: what it says of its answers is what the judge finds.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use junheng_xhstt::{Cost, Instance, evaluate, read};
use junheng_xhstt_engine::{Answer, Options, solve};
use proptest::prelude::*;

const SMALL: &str = include_str!("../../../examples/timetable/small-school.xml");

fn small() -> Instance {
    read(SMALL).archive.instances.remove(0)
}

/// An answer, judged: the costs of the search are those of the judge.
fn solved(instance: &Instance, seed: u64, effort: u64) -> (Answer, Cost) {
    let answer = solve(instance, 0, Options { seed, effort: Some(effort) }, &mut |_| true).unwrap();
    let cost = evaluate(instance, &answer.solution).cost;
    let counted = (answer.progress.infeasibility, answer.progress.objective);
    assert_eq!(counted, (cost.infeasibility, cost.objective));
    (answer, cost)
}

#[test]
fn a_small_school_gets_its_timetable() {
    let instance = small();
    let (answer, cost) = solved(&instance, 1, 200_000);
    assert_eq!(cost.infeasibility, 1, "one teacher has nine hours, and at most eight");
    assert!(answer.solution.meets.iter().all(|meet| meet.time.is_some()));
    assert!(cost.objective <= 8, "{cost:?}");
}

#[test]
fn it_stops_when_told_and_gives_the_best() {
    let mut asked = 0;
    let options = Options { seed: 1, effort: None };
    let answer = solve(&small(), 0, options, &mut |_| {
        asked += 1;
        asked < 3
    });
    assert!(answer.unwrap().solution.meets.len() >= 6);
}

/// The same school without some of its constraints, with other weights and cost functions.
fn varied(kept: u32, weight: u32, function: &str) -> Instance {
    let text = SMALL.replace("Linear", function).replace("<Weight>3<", &format!("<Weight>{weight}<"));
    let mut instance = read(&text).archive.instances.remove(0);
    let mut at = 0;
    instance.constraints.retain(|_| {
        at += 1;
        kept & (1 << (at - 1)) != 0
    });
    instance
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_search_counts_as_the_judge_does(
        kept: u32,
        weight in 0_u32..20,
        function in prop::sample::select(vec!["Linear", "Quadratic", "Step", "SumSquares", "SumSteps"]),
        seed: u64,
    ) {
        solved(&varied(kept, weight, function), seed, 6_000);
    }

    #[test]
    fn the_same_seed_gives_the_same_answer_and_more_effort_none_worse(seed: u64) {
        let instance = small();
        let (short, cost) = solved(&instance, seed, 5_000);
        prop_assert_eq!(solved(&instance, seed, 5_000).0, short);
        prop_assert!(solved(&instance, seed, 20_000).1 <= cost);
    }
}
