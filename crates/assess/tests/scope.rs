//! Who counts, who is merged, and how shared resources are split; and that every value can be made again from the
//! cells that its explanation names.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod support;

use junheng_assess::{Assessment, Explanation, Leaf, NotExplained, Standing, Verdict};
use junheng_domain::{Exact, Snapshot, Stage, Subject};
use junheng_standards::expr::{Columns, Frame, FrameColumn, Value};
use junheng_standards::{Effect, GroupRule};
use support::{County, Draft, code, exact, id};

fn draft() -> Draft {
    Draft::new()
        .scope("special", "kind = 'special'", Effect::LeaveOut)
        .scope("branch", "branch = 'yes'", Effect::MergeIntoMother)
        .scope("small", "pupils < 50", Effect::LeaveOut)
        .group("g", GroupRule::CountMet { met_at_least: 1 })
        .unit("A", "area / pupils")
        .at_least("2", "2.2")
        .balance("0.5", "0.45")
        .shortfall("target * pupils / 100 - teachers", "teacher", "1")
}

fn unit(school: &str, stage: Stage) -> Subject {
    Subject::Unit(code(school), stage)
}

/// The value again, from nothing but the cells that the explanation names: each part's cell is looked up in the
/// snapshot, its split share applied, the parts added, and the formula evaluated over the sums.
fn again(assessment: &Assessment, snapshot: &Snapshot, explanation: &Explanation) -> Option<Exact> {
    let indicator = &assessment.rules().standard.indicators[explanation.indicator];
    let of_leaf = |leaf: &Leaf| -> Option<Exact> {
        leaf.parts
            .iter()
            .map(|part| {
                let fact = snapshot
                    .facts()
                    .find(|fact| Some(fact.origin) == part.origin && fact.subject == part.subject);
                let fact = fact.filter(|fact| fact.measure == leaf.measure)?;
                let value = fact.value.number()?.exact();
                Some(match &part.split {
                    None => value,
                    Some(split) => {
                        let weighted = |part: &junheng_assess::SplitPart| &part.weight * &part.pupils;
                        let total: Exact = split.parts.iter().map(weighted).sum();
                        let own = split
                            .parts
                            .iter()
                            .find(|part| Some(part.stage) == explanation.subject.stage())?;
                        value * weighted(own) / total
                    }
                })
            })
            .sum()
    };
    let columns: Columns = explanation
        .leaves
        .iter()
        .filter_map(|leaf| {
            let value = of_leaf(leaf)?;
            Some((
                leaf.measure.clone(),
                FrameColumn { numbers: vec![1.0].into(), texts: vec![], exact: [(0, value)].into() },
            ))
        })
        .collect();
    let frame = Frame { rows: 1, columns, ..Frame::default() };
    indicator.formula.as_ref()?.get(explanation.subject.stage())?.exact(&frame, 0)
}

#[test]
fn a_nine_year_schools_rooms_are_split_by_weighted_pupils_and_both_shares_are_shown() {
    let county = County::new()
        .school("n", &[("kind", "nine_year"), ("area", "1860")])
        .primary("n", &[("pupils", "600")])
        .junior("n", &[("pupils", "300")]);
    let snapshot = county.snapshot();
    let assessment = junheng_assess::assess(snapshot.clone(), &draft().rules(), Default::default());
    for (stage, amount, value) in [(Stage::Primary, "1200", "2"), (Stage::Junior, "660", "2.2")] {
        let explained = assessment.explain(&unit("n", stage), "A").unwrap();
        assert_eq!(explained.value, Some(exact(value)));
        assert_eq!(explained.standing, Standing::Met, "exactly at the threshold");
        let area = explained.leaves.iter().find(|leaf| leaf.measure == id("area")).unwrap();
        assert_eq!(area.value, Value::Number(exact(amount)));
        let split = area.parts[0].split.as_ref().unwrap();
        assert_eq!(split.whole, exact("1860"));
        let amounts: Vec<_> = split.parts.iter().map(|part| part.amount.clone()).collect();
        assert_eq!(amounts, [exact("1200"), exact("660")]);
        assert_eq!(split.parts[0].share, exact("600/930"));
        assert_eq!(again(&assessment, &snapshot, &explained), explained.value);
    }
}

#[test]
fn the_senior_part_takes_its_share_and_without_it_nothing_can_be_split() {
    let check = |senior: Option<&str>, kind: &str, expected: Option<&str>| {
        let mut county =
            County::new().school("c", &[("kind", kind), ("area", "2420")]).junior("c", &[("pupils", "100")]);
        if let Some(pupils) = senior {
            county = county.put(unit("c", Stage::Senior), &[("pupils", pupils)]);
        }
        let assessment = county.assess(&draft().rules());
        let explained = assessment.explain(&unit("c", Stage::Junior), "A").unwrap();
        assert_eq!(explained.value, expected.map(exact), "{senior:?} {kind}");
    };
    check(Some("100"), "complete_secondary", Some("11"));
    check(Some(""), "complete_secondary", None);
    check(None, "complete_secondary", None);
    check(None, "primary", None);
    check(None, "unknown", Some("24.2"));
}

#[test]
fn what_a_stage_reports_wins_over_its_school() {
    let assessment = County::new()
        .school("n", &[("area", "1860")])
        .primary("n", &[("pupils", "600"), ("area", "1500")])
        .junior("n", &[("pupils", "300")])
        .assess(&draft().rules());
    assert_eq!(assessment.explain(&unit("n", Stage::Primary), "A").unwrap().value, Some(exact("2.5")));
    assert_eq!(assessment.explain(&unit("n", Stage::Junior), "A").unwrap().value, None);
}

#[test]
fn a_branch_is_added_to_its_mother_and_the_value_made_again() {
    let county = County::new()
        .school("branch", &[("branch", "yes"), ("mother_school", "mother")])
        .school("twig", &[("branch", "yes"), ("mother_school", "branch")])
        .primary("branch", &[("pupils", "20"), ("area", "100.1")])
        .primary("mother", &[("pupils", "45"), ("area", "100.2")])
        .primary("twig", &[("pupils", "5"), ("area", "0")]);
    let snapshot = county.snapshot();
    let assessment = junheng_assess::assess(snapshot.clone(), &draft().rules(), Default::default());
    assert_eq!(assessment.stages()[0].units(), 1, "45 pupils alone would be too few");
    let explained = assessment.explain(&unit("mother", Stage::Primary), "A").unwrap();
    assert_eq!(explained.value, Some(exact("200.3/70")));
    let area = explained.leaves.iter().find(|leaf| leaf.measure == id("area")).unwrap();
    assert_eq!(area.parts.len(), 3);
    assert_eq!(again(&assessment, &snapshot, &explained), explained.value);
    let into = Some(unit("mother", Stage::Primary));
    for school in ["branch", "twig"] {
        let error = assessment.explain(&unit(school, Stage::Primary), "A").unwrap_err();
        assert_eq!(
            error,
            NotExplained::LeftOut { subject: unit(school, Stage::Primary), rule: 1, into: into.clone() }
        );
    }
}

#[test]
fn a_branch_with_a_missing_number_leaves_its_mother_missing() {
    let assessment = County::new()
        .school("b", &[("branch", "yes"), ("mother_school", "m")])
        .primary("b", &[("pupils", "20"), ("area", "")])
        .primary("m", &[("pupils", "450"), ("area", "9000")])
        .assess(&draft().rules());
    assert_eq!(assessment.stages()[0].judged().next().unwrap().standings, [Standing::Missing]);
}

#[test]
fn branches_without_a_mother_count_by_themselves_with_a_finding() {
    let check = |mothers: [&str; 2]| {
        let assessment = County::new()
            .school("a", &[("branch", "yes"), ("mother_school", mothers[0])])
            .school("b", &[("branch", "yes"), ("mother_school", mothers[1])])
            .primary("a", &[("pupils", "60"), ("area", "120")])
            .primary("b", &[("pupils", "60"), ("area", "120")])
            .assess(&draft().rules());
        assert_eq!(assessment.stages()[0].units(), 2);
        assert_eq!(assessment.findings().len(), 2);
    };
    check(["b", "a"]);
    check(["nowhere", ""]);
    check(["a", "b"]);
}

#[test]
fn left_out_units_have_the_first_rule_that_holds() {
    let assessment = County::new()
        .school("s", &[("kind", "special")])
        .primary("s", &[("pupils", "20"), ("area", "1")])
        .primary("t", &[("pupils", "49"), ("area", "1")])
        .primary("u", &[("pupils", "50"), ("area", "200")])
        .primary("v", &[("pupils", ""), ("area", "200")])
        .assess(&draft().rules());
    let left: Vec<_> = assessment.left_out().into_iter().map(|left| (left.subject, left.rule)).collect();
    assert_eq!(left, [(unit("s", Stage::Primary), 0), (unit("t", Stage::Primary), 2)]);
    assert_eq!(assessment.stages()[0].units(), 2, "unknown pupils leave nobody out");
    assert_eq!(assessment.outcome().verdict, Verdict::Incomplete);
}

#[test]
fn class_rows_are_cited_one_by_one() {
    let class =
        |name: &str| Subject::Class(code("a"), Stage::Primary, junheng_domain::ItemCode::new(name).unwrap());
    let rules = Draft::new()
        .group("g", GroupRule::All)
        .unit("G5", "max(classes, class_pupils)")
        .target(junheng_standards::Bound::AtMost, "45", "50", None)
        .rules();
    let assessment = County::new()
        .primary("a", &[("pupils", "91")])
        .put(class("1"), &[("class_pupils", "45")])
        .put(class("2"), &[("class_pupils", "46")])
        .primary("b", &[("pupils", "40")])
        .assess(&rules);
    let explained = assessment.explain(&unit("a", Stage::Primary), "G5").unwrap();
    assert_eq!((explained.value.clone(), explained.standing), (Some(exact("46")), Standing::NotMet));
    assert_eq!(explained.gap.unwrap().amount, exact("1"));
    let cited: Vec<_> = explained.leaves.iter().map(|leaf| leaf.subject.clone()).collect();
    assert_eq!(cited, [class("1"), class("2")]);
    assert!(explained.leaves.iter().all(|leaf| leaf.parts[0].origin.is_some()));
    assert_eq!(
        assessment.stages()[0].judged().next().unwrap().standings[1],
        Standing::Missing,
        "no class was reported"
    );
}
