//! Gaps, groupings, trends, composites and the report.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod support;

use std::sync::Arc;

use junheng_assess::report::{Report, SCHEMA};
use junheng_assess::{Entries, Grouping, TrendYear, Verdict, assess, trend};
use junheng_domain::{SchoolYear, Snapshot, Stage, Subject};
use junheng_standards::{Composite, GroupRule, PerStage};
use support::{County, Draft, code, exact, rows};

fn draft() -> Draft {
    Draft::new()
        .group("resources", GroupRule::CountMet { met_at_least: 2 })
        .unit("R1", "per_hundred(teachers, pupils)")
        .at_least("4.2", "5.3")
        .balance("0.5", "0.45")
        .shortfall("target * pupils / 100 - teachers", "teacher", "1")
        .unit("R4", "area / pupils")
        .at_least("4.5", "5.8")
        .unit("R6", "equipment / pupils")
        .at_least("2000", "2500")
}

fn county() -> County {
    County::new()
        .school("a", &[("township", "East"), ("setting", "urban")])
        .school("b", &[("township", "West"), ("setting", "rural")])
        .school("c", &[("township", "East")])
        .primary("a", &[("pupils", "300"), ("teachers", "10"), ("area", "1000"), ("equipment", "420000")])
        .primary("b", &[("pupils", "100"), ("teachers", "5"), ("area", "450"), ("equipment", "200000")])
        .primary("c", &[("pupils", "200"), ("teachers", "8"), ("area", ""), ("equipment", "400000")])
}

#[test]
fn a_shortfall_is_exact_and_rounded_up_to_whole_pieces() {
    let assessment = county().assess(&draft().rules());
    let gaps = assessment.gaps(None);
    let said: Vec<_> = gaps
        .gaps
        .iter()
        .map(|gap| {
            (gap.subject.to_string(), gap.indicator, gap.amount.clone(), gap.rounded.clone(), gap.in_pieces)
        })
        .collect();
    let a = || "a/primary".to_owned();
    assert_eq!(
        said,
        [
            (a(), 0, exact("2.6"), exact("3"), true),
            ("c/primary".to_owned(), 0, exact("0.4"), exact("1"), true),
            (a(), 1, exact("4.5") - exact("1000/300"), exact("4.5") - exact("1000/300"), false),
            (a(), 2, exact("600"), exact("600"), false),
        ]
    );
    let totals: Vec<_> =
        gaps.totals.iter().map(|total| (total.indicator, total.subjects, total.rounded.clone())).collect();
    assert_eq!(totals, [(0, 2, exact("4"))]);
    assert_eq!(assessment.gaps(Some(&code("c"))).gaps.len(), 1);
}

#[test]
fn a_group_says_what_must_be_closed_at_the_least() {
    let assessment = county().assess(&draft().rules());
    let needs = assessment.gaps(None).needs;
    let a = &needs[0];
    assert_eq!(
        (a.subject.to_string().as_str(), a.met, a.more, a.verdict),
        ("a/primary", 0, 2, Verdict::NotMet)
    );
    // 85 % of 4.2 for 300 pupils are 10.71 teachers; of 4.5 m2, 3.825; of 2 000 yuan, 1 700.
    let floors: Vec<_> = a.to_floor.iter().map(|gap| gap.amount.clone()).collect();
    assert_eq!(floors, [exact("0.71"), exact("3.825") - exact("1000/300"), exact("300")]);
    let c = &needs[1];
    assert_eq!(
        (c.subject.to_string().as_str(), c.met, c.more, c.verdict),
        ("c/primary", 1, 1, Verdict::Incomplete)
    );
    assert_eq!((c.missing.as_slice(), c.open.len()), ([1].as_slice(), 1));
    assert_eq!(needs.len(), 2);
}

#[test]
fn the_seeds_equipment_gap_is_one_hundred_and_eighty_thousand_yuan() {
    let rules = Draft::new()
        .group("g", GroupRule::All)
        .unit("R6", "equipment / pupils")
        .at_least("2000", "2500")
        .rules();
    for (pupils, equipment) in [("300", "420000"), ("500", "820000")] {
        let assessment =
            County::new().primary("a", &[("pupils", pupils), ("equipment", equipment)]).assess(&rules);
        let per_pupil = &assessment.gaps(None).gaps[0].amount;
        assert_eq!(per_pupil * exact(pupils), exact("180000"));
    }
}

#[test]
fn townships_have_the_same_figures_as_a_county_of_their_own() {
    let rules = draft().rules();
    let by = county().assess(&rules).by(Grouping::Township);
    let keys: Vec<_> = by.iter().map(|figures| figures.key.as_deref()).collect();
    assert_eq!(keys, [Some("East"), Some("East"), Some("East"), Some("West"), Some("West"), Some("West")]);
    let east = &by[0];
    assert_eq!(
        (east.coefficient.counted, east.coefficient.pupils, east.coefficient.mean),
        (2, 500.0, Some(3.6))
    );
    // met, at floor, below it, missing, not judged, shown
    assert_eq!(east.standings, [0, 1, 1, 0, 0, 0]);
    assert_eq!(by[1].coefficient.missing, [1]);
    let settings = county().assess(&rules).by(Grouping::Setting);
    assert_eq!(settings[0].key, None, "a school without a setting has a group of its own");
}

#[test]
fn a_change_over_years_splits_into_data_and_rules() {
    let old = draft().rules();
    let mut stricter = draft().standard;
    stricter.version = "2".to_owned();
    stricter.hash = "1".repeat(64);
    stricter.indicators[0].target.as_mut().unwrap().value = PerStage::Same(exact("5"));
    let params = junheng_assess::default_params(&stricter);
    let new = Arc::new(junheng_assess::Rules::new(Arc::new(stricter), params));
    let next = County::new()
        .primary("a", &[("pupils", "300"), ("teachers", "13")])
        .primary("b", &[("pupils", "100"), ("teachers", "5")])
        .primary("d", &[("pupils", "200"), ("teachers", "9")]);
    let year = |snapshot: Arc<Snapshot>, year: &str, rules: &Arc<junheng_assess::Rules>| {
        let mut snapshot = (*snapshot).clone();
        snapshot.year = SchoolYear::parse(year).unwrap();
        TrendYear { snapshot: Arc::new(snapshot), rules: rules.clone(), entries: Entries::new() }
    };
    let trend = trend(&[year(county().snapshot(), "2025", &old), year(next.snapshot(), "2026", &new)]);
    let met = trend.changes[0].met.unwrap();
    // 1 of 3 met; with new data 3 of 3; by the new rule only the one with 5 per hundred.
    assert_eq!((met.before, met.by_data, met.by_rules, met.after), (1.0, 2.0, -2.0, 1.0));
    let mean = trend.changes[0].mean.unwrap();
    assert_eq!((mean.before, mean.by_data, mean.by_rules), (3.833_333_333, 0.666_666_667, 0.0));
    assert_eq!(
        (trend.movements[0].entered.clone(), trend.movements[0].left.clone()),
        (vec!["d".into()], vec!["c".into()])
    );
    assert_eq!(trend.points.len(), 12);
}

#[test]
fn what_a_unit_adds_to_the_coefficient_is_said() {
    let assessment = county().assess(&draft().rules());
    let explained = assessment.explain(&Subject::Unit(code("a"), Stage::Primary), "R1").unwrap();
    let contribution = explained.in_coefficient.unwrap();
    let shares = assessment.variance_shares(Stage::Primary, 0);
    assert_eq!(contribution.share, shares[0]);
    let improved = county().primary("a", &[("teachers", "12.6")]).assess(&draft().rules());
    let reached = improved.stages()[0].judged().next().unwrap().coefficient.unwrap().cv.unwrap();
    assert!((contribution.cv_if_met.unwrap() - reached).abs() < 1e-14);
    assert!(reached < contribution.coefficient.cv.unwrap());
    assert_eq!(explained.with_numbers, "per_hundred(10, 300)");
}

/// A county whose coefficients are the published ones: for each indicator two schools at `1 ± cv`.
#[test]
fn published_composites_are_the_mean_of_the_eight_and_keep_the_limit_they_kept() {
    let published = rows(include_str!("../../../cases/assess/cn_county_cv8.csv"));
    let mut checked = 0;
    for row in published.iter().filter(|row| !row["composite"].is_empty()) {
        let coefficients: Vec<&String> =
            row.iter().filter(|(name, _)| name.starts_with("cv_")).map(|(_, value)| value).collect();
        let measures = ["teachers", "area", "equipment", "books"];
        let mut draft = Draft::new().group("g", GroupRule::Show);
        for at in 0..8 {
            draft = draft.unit(&format!("B{at}"), &format!("{} / pupils", measures[at % 4]));
        }
        draft.standard.composites.push(Composite {
            id: "all".to_owned(),
            wording: draft.standard.wording.clone(),
            of: (0..8).map(|at| format!("B{at}")).collect(),
            at_most: PerStage::Same(exact(&row["threshold"])),
            clause: draft.standard.groups[0].clause.clone(),
        });
        // Four measures carry four coefficients at a time; the mean of all eight is the mean of both halves.
        let mean: f64 = [&coefficients[..4], &coefficients[4..]]
            .map(|half| {
                let facts = |sign: i32| {
                    let value = |cv: &str| {
                        let shift = exact(cv) * exact(&sign.to_string().replace('-', ""));
                        let value = if sign < 0 { exact("1") - shift } else { exact("1") + shift };
                        junheng_domain::show_exact(&(value * exact("1000000")), 0)
                    };
                    half.iter().map(|cv| value(cv)).collect::<Vec<_>>()
                };
                let mut county = County::new();
                for (school, sign) in [("a", -1), ("b", 1)] {
                    let values = facts(sign);
                    let mut list: Vec<(&str, &str)> =
                        measures.into_iter().zip(values.iter().map(String::as_str)).collect();
                    list.push(("pupils", "1"));
                    county = county.primary(school, &list);
                }
                if half.iter().any(|cv| exact(cv) > exact("1")) {
                    return half.iter().map(|cv| cv.parse::<f64>().unwrap()).sum::<f64>() / 4.0;
                }
                let standard = Draft { standard: draft.standard.clone() };
                county.assess(&standard.rules()).outcome().composites[0].value.unwrap()
            })
            .iter()
            .sum::<f64>()
            / 2.0;
        let composite: f64 = row["composite"].parse().unwrap();
        assert!((mean - composite).abs() <= 0.001, "{}: {mean}", row["case_id"]);
        assert_eq!(mean <= row["threshold"].parse().unwrap(), row["pass"] == "yes", "{}", row["case_id"]);
        checked += 1;
    }
    assert!(checked >= 10);
}

#[test]
fn a_composite_exactly_at_its_limit_is_kept() {
    let check = |limit: &str, expected: Verdict| {
        let mut draft =
            Draft::new().group("g", GroupRule::Show).unit("B1", "books / pupils").unit("B2", "area / pupils");
        draft.standard.composites.push(Composite {
            id: "both".to_owned(),
            wording: draft.standard.wording.clone(),
            of: vec!["B1".to_owned(), "B2".to_owned()],
            at_most: PerStage::Same(exact(limit)),
            clause: draft.standard.groups[0].clause.clone(),
        });
        let assessment = County::new()
            .primary("a", &[("pupils", "10"), ("books", "4"), ("area", "3")])
            .primary("b", &[("pupils", "10"), ("books", "16"), ("area", "17")])
            .assess(&draft.rules());
        assert_eq!(assessment.outcome().composites[0].verdict, Some(expected), "{limit}");
    };
    // The coefficients are 0.6 and 0.7.
    check("0.65", Verdict::Met);
    check("0.649999999999", Verdict::NotMet);
    check("0.650000000001", Verdict::Met);
}

#[test]
fn the_report_has_the_documented_shape() {
    let assessment = assess(county().snapshot(), &draft().rules(), Entries::new());
    let report = Report::of(&[&assessment]);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["schema"], SCHEMA);
    assert_eq!((&json["county"], &json["year"]), (&"140499".into(), &2026.into()));
    let first = &json["indicators"][0];
    assert_eq!(first["county"], "140499");
    assert_eq!((&first["stage"], &first["indicator"]), (&"primary".into(), &"R1".into()));
    assert_eq!((&first["units_counted"], first["pupils"].as_f64()), (&3.into(), Some(600.0)));
    assert!(["mean", "sd", "cv"].iter().all(|name| first[name].is_f64()));
    assert_eq!(json["indicators"][1]["missing"], serde_json::json!(["c"]));
    let value = &json["units"][0]["values"][0];
    assert_eq!(
        (&value["value"], &value["exact"], &value["standing"]),
        (&"3.33".into(), &"10/3".into(), &"not_met".into())
    );
    assert_eq!(value["shortfall"], serde_json::json!({"exact": "13/5", "amount": "3", "unit": "teacher"}));
    assert_eq!(json["counties"][0]["verdict"], "not_met");
    let again: Report = serde_json::from_value(json).unwrap();
    assert_eq!(again, report);
}
