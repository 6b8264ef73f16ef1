//! Thresholds, floors, relaxations and the rules of groups.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod support;

use junheng_assess::{Entries, Entry, Standing, Verdict, assess, grade};
use junheng_domain::{Stage, Subject};
use junheng_standards::{Bound, Grade, GroupRule, IndicatorLevel};
use support::{County, Draft, code, exact, rows};

fn one_indicator() -> Draft {
    Draft::new()
        .group("resources", GroupRule::CountMet { met_at_least: 1 })
        .unit("R1", "per_hundred(teachers, pupils)")
        .at_least("4.2", "5.3")
        .shortfall("target * pupils / 100 - teachers", "teacher", "1")
}

#[test]
fn a_value_is_judged_on_the_fraction_not_on_what_is_shown() {
    let rules = one_indicator().rules();
    let check = |teachers: &str, pupils: &str, expected: Standing| {
        let assessment =
            County::new().primary("a", &[("teachers", teachers), ("pupils", pupils)]).assess(&rules);
        assert_eq!(
            assessment.stages()[0].judged().next().unwrap().standings,
            [expected],
            "{teachers}/{pupils}"
        );
    };
    check("42", "1000", Standing::Met);
    check("21", "500", Standing::Met);
    // 4.196 is not 4.2.
    check("1049", "25000", Standing::AtFloor);
    check("4.2", "100", Standing::Met);
    check("4.19999999999999", "100", Standing::AtFloor);
    // Exactly 85 % of 4.2 is 3.57.
    check("357", "10000", Standing::AtFloor);
    check("3569", "100000", Standing::NotMet);
    check("0", "100", Standing::NotMet);
    check("", "100", Standing::Missing);
    check("5", "", Standing::Missing);
    check("5", "0", Standing::Missing);
}

#[test]
fn published_thresholds_are_inclusive_for_both_stages() {
    let rule = &rows(include_str!("../../../cases/assess/cn_rules.csv"))[5];
    assert_eq!(rule["case_id"], "TH-01");
    let pairs: Vec<(String, String)> = rule["expected"]
        .split(';')
        .take(7)
        .map(|part| {
            let (primary, junior) = part.trim().split_once('/').unwrap();
            (primary.to_owned(), junior.split(' ').next().unwrap().to_owned())
        })
        .collect();
    assert_eq!(pairs.len(), 7);
    for (primary, junior) in &pairs {
        let rules = Draft::new()
            .group("g", GroupRule::All)
            .unit("T", "teachers / pupils")
            .at_least(primary, junior)
            .rules();
        let facts = |value: &str| {
            [("pupils".to_owned(), "100".to_owned()), ("teachers".to_owned(), value.to_owned())]
        };
        let judge = |value: &str| {
            let facts = facts(value);
            let facts: Vec<(&str, &str)> = facts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let county = County::new().primary("a", &facts).junior("b", &facts);
            let assessment = county.assess(&rules);
            (
                assessment.stages()[0].judged().next().unwrap().standings[0],
                assessment.stages()[1].judged().next().unwrap().standings[0],
            )
        };
        let times_100 = |text: &str| junheng_domain::show_exact(&(exact(text) * exact("100")), 6);
        assert_eq!(judge(&times_100(primary)).0, Standing::Met);
        assert_eq!(judge(&times_100(junior)).1, Standing::Met);
        let below =
            |text: &str| junheng_domain::show_exact(&(exact(text) * exact("100") - exact("0.000001")), 6);
        assert_eq!(judge(&below(primary)).0, Standing::AtFloor);
        assert_eq!(judge(&below(junior)).1, Standing::AtFloor);
    }
}

#[test]
fn a_coefficient_just_over_the_limit_fails_although_it_rounds_to_it() {
    // Two equal schools at 1 ± d have the coefficient d.
    let published = rows(include_str!("../../../cases/assess/cn_county_cv7_quality.csv"));
    let cv =
        &published.iter().find(|row| row["row"] == "cv" && row["year"] == "2023").unwrap()["backbone_per100"];
    assert_eq!(cv, "0.501787");
    let rules = Draft::new()
        .group("g", GroupRule::Show)
        .unit("R2", "teachers / pupils")
        .balance("0.50", "0.45")
        .rules();
    let check = |cv: &str, expected: Verdict| {
        let text = |value| junheng_domain::show_exact(&value, 9);
        let (low, high) =
            (text(exact("100") * (exact("1") - exact(cv))), text(exact("100") * (exact("1") + exact(cv))));
        let assessment = County::new()
            .primary("a", &[("teachers", &low), ("pupils", "100")])
            .primary("b", &[("teachers", &high), ("pupils", "100")])
            .assess(&rules);
        let coefficient = assessment.stages()[0].judged().next().unwrap().coefficient.unwrap();
        assert!(
            (coefficient.cv.unwrap() - num_traits::ToPrimitive::to_f64(&exact(cv)).unwrap()).abs() < 1e-12
        );
        assert_eq!(coefficient.verdict, Some(expected), "{cv}");
    };
    check(cv, Verdict::NotMet);
    check("0.5", Verdict::Met);
    check("0.50000000001", Verdict::NotMet);
    check("0.49999999999", Verdict::Met);
}

#[test]
fn a_coefficient_with_a_missing_unit_is_provisional() {
    let rules =
        Draft::new().group("g", GroupRule::Show).unit("R", "teachers / pupils").balance("0.5", "0.5").rules();
    let assessment = County::new()
        .primary("a", &[("teachers", "5"), ("pupils", "100")])
        .primary("b", &[("teachers", ""), ("pupils", "100")])
        .assess(&rules);
    let coefficient = assessment.stages()[0].judged().next().unwrap().coefficient.unwrap();
    assert_eq!((coefficient.counted, coefficient.missing.clone(), coefficient.cv), (1, vec![1], Some(0.0)));
    assert_eq!(coefficient.verdict, Some(Verdict::Incomplete));
    assert_eq!(assessment.outcome().verdict, Verdict::Incomplete);
}

/// Items of a school: each is met (10), at a share of its threshold, or missing.
fn items(rule: GroupRule, floor: Option<&str>, values: &[&str]) -> (Verdict, u16) {
    let mut draft = Draft::new().group("g", rule);
    let names: Vec<String> = (0..values.len()).map(|at| format!("I{at}")).collect();
    for (at, name) in names.iter().enumerate() {
        draft =
            draft.unit(name, &format!("teachers + {at} - {at}")).target(Bound::AtLeast, "10", "10", floor);
    }
    // Each item reads a measure of its own in real standards; here the value is put into the threshold instead.
    for (indicator, value) in draft.standard.indicators.iter_mut().zip(values) {
        let target = indicator.target.as_mut().unwrap();
        let threshold = if value.is_empty() { None } else { Some(exact("10") * exact("10") / exact(value)) };
        match threshold {
            Some(threshold) => target.value = junheng_standards::PerStage::Same(threshold),
            None => indicator.formula = None,
        }
    }
    let rules = draft.rules();
    let assessment = County::new().primary("a", &[("pupils", "1"), ("teachers", "10")]).assess(&rules);
    let groups = assessment.stages()[0].groups().next().unwrap();
    (groups.verdicts[0], groups.met[0])
}

#[test]
fn hebei_needs_eight_of_ten_and_each_failing_one_at_sixty_percent() {
    let rule = || GroupRule::CountMet { met_at_least: 8 };
    let check = |failing: &[&str], expected: Verdict| {
        let mut values = vec!["10"; 10 - failing.len()];
        values.extend(failing);
        assert_eq!(items(rule(), Some("0.6"), &values).0, expected, "{failing:?}");
    };
    check(&["6.1", "7.5"], Verdict::Met);
    check(&["5.9", "10"], Verdict::NotMet);
    check(&["6", "6"], Verdict::Met);
    check(&["7", "7", "7"], Verdict::NotMet);
    check(&["7", ""], Verdict::Incomplete);
    check(&["7", "7", ""], Verdict::Incomplete);
    check(&["7", "7", "7", ""], Verdict::NotMet);
}

#[test]
fn jiangsu_grades_by_the_count_of_passes() {
    let grade_of = |id: &str, met_at_least| Grade { id: id.to_owned(), wording: wording(id), met_at_least };
    let grades = vec![grade_of("qualified", 31), grade_of("basic", 29), grade_of("failed", 0)];
    let rule = GroupRule::Grades { grades, passing: "basic".to_owned() };
    for (met, missing, expected) in
        [(31, 0, (0, 0)), (30, 0, (1, 1)), (29, 0, (1, 1)), (28, 0, (2, 2)), (28, 3, (2, 0)), (30, 1, (1, 0))]
    {
        assert_eq!(grade(&rule, met, missing), Some(expected));
    }
    let verdict = |failed: usize, missing: usize| {
        let mut values = vec!["10"; 31 - failed - missing];
        values.extend(vec!["1"; failed]);
        values.extend(vec![""; missing]);
        items(rule.clone(), None, &values)
    };
    assert_eq!(verdict(0, 0), (Verdict::Met, 31));
    assert_eq!(verdict(2, 0), (Verdict::Met, 29));
    assert_eq!(verdict(3, 0), (Verdict::NotMet, 28));
    assert_eq!(verdict(0, 2), (Verdict::Met, 29));
    assert_eq!(verdict(1, 2), (Verdict::Incomplete, 28));
}

fn wording(text: &str) -> junheng_domain::Wording {
    junheng_domain::Wording { zh: text.to_owned(), en: text.to_owned() }
}

#[test]
fn a_relaxation_changes_the_threshold_or_exempts_and_is_recorded() {
    let draft = one_indicator()
        .relax("small-rural", "setting = 'rural' and pupils < 100", |relaxation, _| {
            relaxation.value = Some(junheng_standards::PerStage::Same(exact("2")));
        })
        .relax("tiny", "pupils < 10", |relaxation, _| relaxation.exempt = true);
    let rules = draft.rules();
    let assessment = County::new()
        .school("a", &[("setting", "rural")])
        .school("b", &[("setting", "urban")])
        .school("c", &[("setting", "rural")])
        .primary("a", &[("teachers", "2"), ("pupils", "90")])
        .primary("b", &[("teachers", "2"), ("pupils", "90")])
        .primary("c", &[("teachers", "0"), ("pupils", "9")])
        .primary("d", &[("teachers", "2"), ("pupils", "90")])
        .assess(&rules);
    let judged = assessment.stages()[0].judged().next().unwrap();
    let expected = [Standing::Met, Standing::NotMet, Standing::NotJudged, Standing::NotMet];
    assert_eq!(judged.standings, expected, "an unknown setting relaxes nothing");
    let relaxed: Vec<&[usize]> = (0..4).map(|row| judged.relaxed(row)).collect();
    assert_eq!(relaxed, [&[0][..], &[], &[0, 1], &[]]);
    let explained = assessment.explain(&Subject::Unit(code("a"), Stage::Primary), "R1").unwrap();
    assert_eq!(explained.threshold, Some(exact("2")));
    assert_eq!(explained.threshold_by, Some(0));
    let unknown = assessment.explain(&Subject::Unit(code("d"), Stage::Primary), "R1").unwrap();
    assert_eq!(unknown.relaxations[0].holds, None);
}

fn entry(standing: Standing, points: Option<&str>) -> Entry {
    let text = String::new;
    Entry { standing, points: points.map(exact), evidence: text(), by: text(), at: text() }
}

#[test]
fn entered_items_are_scored_vetoed_and_shared() {
    let score = || GroupRule::Score { pass: exact("85"), full: exact("100") };
    let draft = |rule: GroupRule| {
        Draft::new()
            .group("g", rule)
            .indicator("A", IndicatorLevel::Entered, None)
            .points("60")
            .indicator("B", IndicatorLevel::Entered, None)
            .points("40")
            .group("shown", GroupRule::Show)
            .unit("U", "teachers / pupils")
    };
    let check = |rule: GroupRule, entries: &[(&str, Entry)], expected: Verdict| {
        let rules = draft(rule).rules();
        let entries: Entries = entries.iter().map(|(id, entry)| ((*id).to_owned(), entry.clone())).collect();
        let snapshot = County::new().primary("a", &[("teachers", "1"), ("pupils", "10")]).snapshot();
        let assessment = assess(snapshot, &rules, entries);
        assert_eq!(assessment.outcome().groups[0].verdict, Some(expected));
        assert_eq!(assessment.outcome().verdict, expected);
    };
    let (met, missed) = (|| entry(Standing::Met, None), || entry(Standing::NotMet, None));
    check(score(), &[("A", met()), ("B", met())], Verdict::Met);
    check(score(), &[("A", met()), ("B", entry(Standing::NotMet, Some("25")))], Verdict::Met);
    check(score(), &[("A", met()), ("B", entry(Standing::NotMet, Some("24.9")))], Verdict::NotMet);
    check(score(), &[("A", met())], Verdict::Incomplete);
    check(score(), &[("B", missed())], Verdict::NotMet);
    check(GroupRule::All, &[("A", met())], Verdict::Incomplete);
    check(GroupRule::All, &[("A", missed())], Verdict::NotMet);
    check(GroupRule::Veto, &[("A", missed()), ("B", missed())], Verdict::Met);
    check(GroupRule::Veto, &[("A", met())], Verdict::NotMet);
    check(GroupRule::Veto, &[("A", missed())], Verdict::Incomplete);
    check(GroupRule::Share { at_least: exact("0.5") }, &[("A", met())], Verdict::Met);
    check(GroupRule::Share { at_least: exact("0.85") }, &[("A", met())], Verdict::Incomplete);
}

#[test]
fn coverage_is_a_share_of_schools_and_eighty_five_percent_is_enough() {
    let rules = Draft::new()
        .group("standardised", GroupRule::Share { at_least: exact("0.85") })
        .indicator("S", IndicatorLevel::School, Some("land / sum(units, pupils)"))
        .target_of_all(Bound::AtLeast, "10", None)
        .rules();
    let check = |passing: u32, expected: Verdict| {
        let mut county = County::new();
        for at in 0..20 {
            let (name, land) = (format!("s{at:02}"), if at < passing { "1000" } else { "999" });
            county = county.school(&name, &[("land", land)]).primary(&name, &[("pupils", "100")]);
        }
        assert_eq!(county.assess(&rules).outcome().verdict, expected);
    };
    // 17 of 20 passes, 16 of 20 fails.
    check(17, Verdict::Met);
    check(16, Verdict::NotMet);
}
