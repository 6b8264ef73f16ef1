//! What must hold for any county: invariances of the coefficient, the fast path against exact arithmetic, updates
//! against full runs, and any number of threads.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod support;

use std::sync::Arc;

use junheng_assess::report::Report;
use junheng_assess::{Assessment, Entries, Rules, Standing, Verdict, assess, assess_all};
use junheng_domain::{Exact, Number, Origin, Snapshot, Stage, Subject, Value};
use junheng_standards::{Bound, Effect, GroupRule, IndicatorLevel};
use num_traits::{Signed, ToPrimitive};
use proptest::prelude::*;
use support::{County, Draft, code, exact, id};

fn plain() -> Arc<Rules> {
    Draft::new().group("g", GroupRule::Show).unit("B", "books / pupils").balance("0.5", "0.45").rules()
}

fn cv(units: &[(u32, u32)]) -> f64 {
    let mut county = County::new();
    for (at, (pupils, books)) in units.iter().enumerate() {
        let (pupils, books) = (pupils.to_string(), books.to_string());
        county = county.primary(&format!("s{at:03}"), &[("pupils", &pupils), ("books", &books)]);
    }
    county.assess(&plain()).stages()[0].judged().next().unwrap().coefficient.unwrap().cv.unwrap()
}

fn units() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::vec((1_u32..3000, 1_u32..90_000), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn scaling_order_and_halving_leave_the_coefficient_alone(units in units(), factor in 2_u32..9) {
        let base = cv(&units);
        let near = |other: f64| (base - other).abs() <= 1e-12 * base.max(1.0);
        let scaled: Vec<_> = units.iter().map(|(pupils, books)| (*pupils, books * factor)).collect();
        prop_assert!(near(cv(&scaled)));
        let mut reversed = units.clone();
        reversed.reverse();
        prop_assert!(near(cv(&reversed)));
        // Two identical halves of a school with twice the pupils and books.
        let whole: Vec<_> = units.iter().map(|(pupils, books)| (pupils * 2, books * 2)).collect();
        let mut halves = whole.clone();
        halves[0] = units[0];
        halves.push(units[0]);
        prop_assert!((cv(&whole) - cv(&halves)).abs() <= 1e-12 * base.max(1.0));
    }

    /// Two equal schools at `1 ± d`: the coefficient is `d`, next to or on the limit.
    #[test]
    fn a_coefficient_is_decided_exactly_however_near_the_limit(steps in -3_i64..=3, scale in 1_u32..1000, places in 6_u32..12) {
        let d = exact("0.5") + Exact::new(steps.into(), num_bigint::BigInt::from(10).pow(places));
        let text = |value: Exact| junheng_domain::show_exact(&(value * exact(&scale.to_string())), places);
        let assessment = County::new()
            .primary("a", &[("pupils", "1"), ("books", &text(exact("1") - &d))])
            .primary("b", &[("pupils", "1"), ("books", &text(exact("1") + &d))])
            .assess(&plain());
        let expected = if steps > 0 { Verdict::NotMet } else { Verdict::Met };
        prop_assert_eq!(assessment.stages()[0].judged().next().unwrap().coefficient.unwrap().verdict, Some(expected));
    }

    /// Teachers chosen so that teachers per 100 pupils lie on the threshold or the floor, or a hair beside it.
    #[test]
    fn a_standing_is_the_one_that_fractions_give(
        pupils in 1_u32..100_000, on_floor: bool, nudge in -2_i64..=2, places in 0_u32..9, strict: bool,
    ) {
        let bound = if strict { Bound::MoreThan } else { Bound::AtLeast };
        let floor = (!strict).then_some("0.85");
        let threshold = exact("4.2");
        let goal = if on_floor { &threshold * exact("0.85") } else { threshold.clone() };
        let pupils_exact = exact(&pupils.to_string());
        let teachers = goal * &pupils_exact / exact("100") + Exact::new(nudge.into(), num_bigint::BigInt::from(10).pow(places));
        let text = junheng_domain::show_exact(&teachers, 9);
        prop_assume!(!teachers.is_negative() && Number::parse(&text).is_ok());
        let rules = Draft::new().group("g", GroupRule::All).unit("R1", "per_hundred(teachers, pupils)")
            .target(bound, "4.2", "5.3", floor).rules();
        let assessment = County::new().primary("a", &[("pupils", &pupils.to_string()), ("teachers", &text)]).assess(&rules);
        let value = exact(&text) * exact("100") / pupils_exact;
        let met = if strict { value > threshold } else { value >= threshold };
        let expected = match met {
            true => Standing::Met,
            false if !strict && value >= threshold * exact("0.85") => Standing::AtFloor,
            false => Standing::NotMet,
        };
        prop_assert_eq!(assessment.stages()[0].judged().next().unwrap().standings[0], expected);
    }

    #[test]
    fn shares_in_the_spread_add_up_to_one(units in units()) {
        let mut county = County::new();
        for (at, (pupils, books)) in units.iter().enumerate() {
            county = county.primary(&format!("s{at}"), &[("pupils", &pupils.to_string()), ("books", &books.to_string())]);
        }
        let assessment = county.assess(&plain());
        let shares: Vec<Exact> = assessment.variance_shares(Stage::Primary, 0).into_iter().flatten().collect();
        let expected = if shares.is_empty() { exact("0") } else { exact("1") };
        prop_assert_eq!(shares.iter().sum::<Exact>(), expected);
        prop_assert_eq!(assessment.values(&assessment.stages()[0], 0)[0], (exact(&units[0].1.to_string()) / exact(&units[0].0.to_string())).to_f64().unwrap());
    }

    #[test]
    fn an_update_equals_a_full_run(edits in prop::collection::vec((0_usize..200, 0_usize..9), 1..10)) {
        let rules = everything();
        let mut snapshot = county();
        let mut assessment = assess(snapshot.clone(), &rules, Entries::new());
        for (fact, value) in edits {
            let facts: Vec<_> = snapshot.facts().collect();
            let fact = &facts[fact % facts.len()];
            let value = edited(&fact.measure.to_string(), value);
            let mut next = (*snapshot).clone();
            next.set(&fact.subject, &fact.measure, &value, Origin { row: 9, ..fact.origin });
            snapshot = Arc::new(next);
            assessment.update(snapshot.clone(), &[(fact.subject.clone(), fact.measure.clone())]);
            let full = assess(snapshot.clone(), &rules, Entries::new());
            prop_assert!(assessment == full, "after {} of {}", fact.measure, fact.subject);
            prop_assert_eq!(bytes(&assessment), bytes(&full));
        }
    }
}

fn bytes(assessment: &Assessment) -> Vec<u8> {
    serde_json::to_vec(&Report::of(&[assessment])).unwrap()
}

/// A standard with every kind of dependency: scope, mergers, splits, relaxations, classes, schools and the county.
fn everything() -> Arc<Rules> {
    Draft::new()
        .scope("special", "kind = 'special'", Effect::LeaveOut)
        .scope("branch", "branch = 'yes'", Effect::MergeIntoMother)
        .scope("small", "pupils < 50", Effect::LeaveOut)
        .group("resources", GroupRule::CountMet { met_at_least: 3 })
        .unit("R1", "per_hundred(teachers, pupils)")
        .at_least("4.2", "5.3")
        .balance("0.5", "0.45")
        .relax("rural", "setting = 'rural' and pupils < 100", |relaxation, _| relaxation.exempt = true)
        .unit("R4", "area / pupils")
        .at_least("4.5", "5.8")
        .balance("0.5", "0.45")
        .unit("R6", "equipment / pupils")
        .at_least("2000", "2500")
        .unit("G5", "max(classes, class_pupils)")
        .target(Bound::AtMost, "45", "50", None)
        .group("government", GroupRule::All)
        .indicator("G4", IndicatorLevel::School, Some("sum(units, pupils)"))
        .target_of_all(Bound::AtMost, "1000", None)
        .indicator("L", IndicatorLevel::School, Some("land / count(units)"))
        .target_of_all(Bound::AtLeast, "100", None)
        .indicator("F", IndicatorLevel::County, Some("funds / sum(units, pupils)"))
        .target_of_all(Bound::AtLeast, "1000", None)
        .indicator("K", IndicatorLevel::County, Some("count(schools where kind = 'special' or land > 500)"))
        .target_of_all(Bound::AtMost, "3", None)
        .rules()
}

fn county() -> Arc<Snapshot> {
    let mut county = County::new().put(Subject::County, &[("funds", "2000000")]);
    for at in 0..6 {
        let name = format!("s{at}");
        let facts = [("pupils", "90"), ("teachers", "4"), ("equipment", "200000"), ("books", "5")];
        county = county
            .school(
                &name,
                &[
                    ("kind", if at == 3 { "nine_year" } else { "primary" }),
                    ("setting", if at % 2 == 0 { "rural" } else { "urban" }),
                    ("branch", if at == 4 { "yes" } else { "no" }),
                    ("mother_school", "s1"),
                    ("area", "900.5"),
                    ("land", "400"),
                ],
            )
            .primary(&name, &facts)
            .put(
                Subject::Class(code(&name), Stage::Primary, junheng_domain::ItemCode::new("1").unwrap()),
                &[("class_pupils", "44")],
            );
        if at >= 3 {
            county = county.junior(&name, &facts).junior(&name, &[("area", "")]);
        }
    }
    county.snapshot()
}

fn edited(measure: &str, value: usize) -> Value {
    let text = match measure {
        "kind" => ["primary", "nine_year", "special"][value % 3],
        "setting" => ["urban", "rural", ""][value % 3],
        "branch" => ["yes", "no", ""][value % 3],
        "mother_school" => ["s0", "s1", "s4", "nowhere", ""][value % 5],
        _ => ["", "0", "3.78", "49", "50", "90", "100", "405", "180000"][value],
    };
    match Number::parse(text) {
        Ok(number) => Value::Number(number),
        Err(_) if text.is_empty() => Value::Missing,
        Err(_) => Value::text(text),
    }
}

#[test]
fn an_update_judges_only_what_reads_the_fact() {
    let rules = everything();
    let mut snapshot = county();
    let mut assessment = assess(snapshot.clone(), &rules, Entries::new());
    let mut check = |subject: Subject, measure: &str, expected: usize| {
        let mut next = (*snapshot).clone();
        next.set(&subject, &id(measure), &Value::Number(77.into()), Origin::default());
        snapshot = Arc::new(next);
        let done = assessment.update(snapshot.clone(), &[(subject, id(measure))]);
        assert_eq!((done.indicators, done.everything), (expected, false), "{measure}");
    };
    let unit = |school: &str| Subject::Unit(code(school), Stage::Primary);
    check(unit("s0"), "teachers", 1);
    check(unit("s0"), "books", 0);
    check(Subject::County, "funds", 1);
    check(Subject::School(code("s2")), "area", 2);
    check(Subject::School(code("s2")), "land", 2);
    check(unit("s0"), "pupils", 12);
}

#[test]
fn a_new_subject_makes_it_a_full_run() {
    let rules = everything();
    let mut assessment = assess(county(), &rules, Entries::new());
    let snapshot = County::new().primary("new", &[("pupils", "60")]).snapshot();
    let done = assessment.update(snapshot.clone(), &[]);
    assert!(done.everything);
    assert!(assessment == assess(snapshot, &rules, Entries::new()));
}

/// Counties that are alike are judged together: plain ones, one with a negative number, and ones that split and merge.
#[test]
fn a_county_comes_out_the_same_alone_and_among_others() {
    let unlike = |at: u32| {
        let books = match at {
            7 => "".to_owned(),
            31 => "-40.5".to_owned(),
            _ => (at * at * 37 % 9_001).to_string(),
        };
        let pupils = (at % 3 * 211).to_string();
        County::new()
            .primary("a", &[("pupils", "90"), ("books", "45")])
            .primary("b", &[("pupils", &pupils), ("books", &books)])
            .junior("b", &[("pupils", "301"), ("books", &(at + 1).to_string())])
            .snapshot()
    };
    let check = |snapshots: Vec<Arc<Snapshot>>, rules: &Arc<Rules>| {
        for (snapshot, among) in snapshots.iter().zip(assess_all(&snapshots, rules)) {
            let alone = assess(snapshot.clone(), rules, Entries::new());
            assert!(among == alone);
            assert_eq!(bytes(&among), bytes(&alone));
        }
    };
    check((0..200).map(unlike).collect(), &plain());
    check((0..60).map(|at| if at % 5 < 3 { county() } else { unlike(at) }).collect(), &everything());
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let rules = everything();
    let snapshots: Vec<Arc<Snapshot>> = (0..40).map(|_| county()).collect();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let all = pool.install(|| assess_all(&snapshots, &rules));
        serde_json::to_vec(&Report::of(&all.iter().collect::<Vec<_>>())).unwrap()
    };
    assert_eq!(run(1), run(4));
}
