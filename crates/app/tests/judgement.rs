//! A county judged and kept: made once, made anew after a change, and shown only as far as a permit reaches.

use std::sync::Arc;

use junheng_app::{Area, Branch, NewEntry, Office, Operator, Overview, Post, Role, See, Visitor};
use junheng_domain::{SchoolCode, SchoolYear, Stage};
use junheng_testkit::filled::{self, STANDARD};

const AT: &str = "2026-11-21T08:00:00+08:00";

async fn office() -> (tempfile::TempDir, Office) {
    let folder = tempfile::tempdir().unwrap();
    let county = junheng_testkit::county::sample();
    filled::fill(folder.path(), None, &county).await.unwrap();
    let office = Office::open(folder.path(), None, Some(county.code.as_str())).await.unwrap();
    (folder, office)
}

fn year() -> SchoolYear {
    SchoolYear::parse("2026").unwrap()
}

fn code(text: &str) -> SchoolCode {
    SchoolCode::new(text).unwrap()
}

fn holding(role: Role, branch: Branch) -> Visitor {
    Visitor::new("p1", "李明", vec![Post { role, area: Area::of(branch) }])
}

#[tokio::test]
async fn a_judgement_is_made_once_and_anew_after_a_change() {
    let (_folder, office) = office().await;
    let operator = Operator::at_the_machine("clerk");
    let judgement = async || office.judgement(&operator.see(), year(), STANDARD).await.unwrap();
    let (first, second) = tokio::join!(judgement(), judgement());
    assert!(Arc::ptr_eq(&first, &second), "two who ask at once get the same one");
    assert!(Arc::ptr_eq(&first, &judgement().await));
    let entry = NewEntry {
        standard: STANDARD,
        year: year(),
        indicator: "E2",
        status: "not_met",
        points: None,
        evidence: "复核",
    };
    office.enter(&operator.report(), entry, AT).await.unwrap();
    let anew = judgement().await;
    assert!(!Arc::ptr_eq(&first, &anew));
    let overview = operator.permit::<Overview>();
    assert_ne!(first.outcome(&overview).items, anew.outcome(&overview).items);
}

#[tokio::test]
async fn only_what_is_inside_the_scope_is_seen() {
    let (_folder, office) = office().await;
    let seen = async |visitor: &Visitor| {
        let permit = visitor.permit::<See>().unwrap();
        let judgement = office.judgement(&permit, year(), STANDARD).await.unwrap();
        let seen = judgement.seen_by(&permit);
        let schools: Vec<String> = seen.schools().map(|school| school.code.to_string()).collect();
        let lacking: Vec<String> =
            seen.gaps().filter_map(|gap| Some(gap.subject.school()?.to_string())).collect();
        assert!(lacking.iter().all(|school| schools.contains(school)), "{lacking:?}");
        schools
    };
    let all = seen(&holding(Role::BureauOfficer, Branch::County)).await;
    assert_eq!(all.len(), 24);
    let own = Branch::School(code("2199000008"));
    assert_eq!(seen(&holding(Role::Principal, own.clone())).await, ["2199000008"]);
    let township = seen(&holding(Role::TownshipOfficer, Branch::Township("城关镇".to_owned()))).await;
    assert!(!township.is_empty() && township.len() < all.len());

    let principal = holding(Role::Principal, own).permit::<See>().unwrap();
    let judgement = office.judgement(&principal, year(), STANDARD).await.unwrap();
    let seen = judgement.seen_by(&principal);
    assert!(seen.school(&code("2199000008")).is_ok());
    let (foreign, unknown) = (seen.school(&code(&all[0])), seen.school(&code("none")));
    for refused in [foreign, unknown] {
        assert_eq!(refused.unwrap_err().kind(), junheng_app::Kind::NotFound);
    }
}

#[tokio::test]
async fn a_post_for_one_stage_sees_that_stage_of_a_school() {
    let (_folder, office) = office().await;
    let area = Area { branch: Branch::County, stages: Some([Stage::Junior].into()) };
    let visitor = Visitor::new("p1", "李明", vec![Post { role: Role::BureauOfficer, area }]);
    let permit = visitor.permit::<See>().unwrap();
    let judgement = office.judgement(&permit, year(), STANDARD).await.unwrap();
    let seen = judgement.seen_by(&permit);
    let stages: Vec<_> =
        seen.schools().flat_map(|school| school.units.clone()).map(|unit| unit.stage).collect();
    assert!(!stages.is_empty() && stages.iter().all(|stage| *stage == Some(Stage::Junior)), "{stages:?}");
}

#[tokio::test]
async fn a_standard_is_asked_for_by_its_id_and_never_as_a_file() {
    let (folder, office) = office().await;
    let file = folder.path().join("own.toml");
    std::fs::write(&file, "id = 'x'").unwrap();
    let permit = Operator::at_the_machine("clerk").permit::<Overview>();
    let asked = office.standard_or_chosen(&permit, Some(&file.display().to_string())).await;
    assert_eq!(asked.unwrap_err().kind(), junheng_app::Kind::NotFound);
    assert_eq!(office.standard_or_chosen(&permit, None).await.unwrap().id.0, STANDARD);
    assert!(office.standards_to_choose().iter().any(|standard| standard.id.0 == STANDARD));
}
