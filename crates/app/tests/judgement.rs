//! A county judged and kept: made once, made anew after a change, and shown only as far as a permit reaches, on the first
//! page and in the table of schools.
#![allow(clippy::unwrap_used, reason = "a helper of tests may fail the test")]

use std::sync::Arc;

use junheng_app::{
    Area, Branch, CountyOverview, Light, NewEntry, NewFact, Office, Operator, Overview, Post, Role,
    SchoolTable, See, TableAsk, Visitor,
};
use junheng_domain::{SchoolCode, SchoolYear, Stage};
use junheng_labels::Lang;
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
        seen: None,
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

async fn overview(office: &Office, visitor: &Visitor) -> CountyOverview {
    let permit = visitor.permit::<Overview>().unwrap();
    let judgement = office.county_judgement(&permit, year(), STANDARD).await.unwrap();
    office.county_overview(&permit, visitor.permit::<See>().as_ref(), &judgement).await.unwrap()
}

async fn table(office: &Office, visitor: &Visitor, ask: &TableAsk) -> SchoolTable {
    let permit = visitor.permit::<See>().unwrap();
    office.judgement(&permit, year(), STANDARD).await.unwrap().seen_by(&permit).table(ask)
}

async fn edit(office: &Office, school: &str, stage: Option<&str>, measure: &str, value: &str) {
    let operator = Operator::at_the_machine("clerk");
    let new =
        NewFact { year: year(), school: Some(school), stage, measure, value, why: "复核", seen: None };
    office.edit(&operator.report(), new, AT).await.unwrap();
}

const OWN: &str = "2199000008";

#[tokio::test]
async fn everybody_sees_the_same_county_and_their_own_schools() {
    let (_folder, office) = office().await;
    edit(&office, "2199000001", Some("primary"), "teaching_area", "").await;
    let officer = overview(&office, &holding(Role::BureauOfficer, Branch::County)).await;
    let principal = overview(&office, &holding(Role::Principal, Branch::School(code(OWN)))).await;
    let administrator = overview(&office, &holding(Role::AuditAdministrator, Branch::County)).await;
    for other in [&principal, &administrator] {
        assert_eq!(
            (other.verdict, other.distance, &other.stages),
            (officer.verdict, officer.distance, &officer.stages)
        );
        assert_eq!((&other.coefficients, &other.groups), (&officer.coefficients, &officer.groups));
        assert_eq!(other.owed.units, officer.owed.units);
    }
    assert!(officer.owed.units > 0 && !officer.owed.schools.is_empty());
    assert!(officer.changes.as_ref().is_some_and(|changes| changes.what.is_some() && changes.units > 0));
    let everything = |overview: &CountyOverview| serde_json::to_string(overview).unwrap();
    let others: Vec<String> =
        table(&office, &holding(Role::BureauOfficer, Branch::County), &TableAsk::default())
            .await
            .rows
            .into_iter()
            .map(|row| row.code)
            .filter(|code| code != OWN)
            .collect();
    assert!(others.len() > 20 && others.iter().any(|other| everything(&officer).contains(other)));
    for overview in [&principal, &administrator] {
        let text = everything(overview);
        assert!(!others.iter().any(|other| text.contains(other)), "{text}");
    }
    assert!(everything(&principal).contains(OWN) && !everything(&administrator).contains(OWN));
}

#[tokio::test]
async fn the_counts_of_the_first_page_are_the_rows_of_the_table() {
    let (_folder, office) = office().await;
    let officer = holding(Role::BureauLeader, Branch::County);
    let overview = overview(&office, &officer).await;
    for stage in &overview.stages {
        for light in Light::ALL {
            let ask = TableAsk { stage: Some(stage.stage), light: Some(light), ..TableAsk::default() };
            assert_eq!(table(&office, &officer, &ask).await.total, stage.of(light), "{stage:?} {light:?}");
        }
        assert_eq!(
            stage.counted,
            stage.met + stage.near + stage.not_met + stage.incomplete + stage.not_judged
        );
    }
    let items = |group: &str| overview.groups.iter().find(|one| one.group == group).unwrap().items.len();
    assert_eq!((items("government"), items("quality")), (15, 9));
    assert_eq!(overview.coefficients.len(), 14);
}

#[tokio::test]
async fn what_the_last_edit_changed_is_told() {
    let (_folder, office) = office().await;
    let officer = holding(Role::BureauOfficer, Branch::County);
    let before = table(&office, &officer, &TableAsk { search: OWN.to_owned(), ..TableAsk::default() }).await;
    assert_ne!(before.rows[0].light, Light::Incomplete);
    for measure in ["teaching_area", "equipment_value"] {
        edit(&office, OWN, Some("primary"), measure, "1").await;
    }
    let changes = overview(&office, &officer).await.changes.unwrap();
    assert_eq!(changes.what.unwrap().zh, format!("{} 教学仪器设备值", before.rows[0].name));
    assert!(
        changes.coefficients.iter().any(|change| change.indicator == "R6" && change.before != change.after)
    );
    edit(&office, OWN, Some("primary"), "boarders", "1").await;
    let changes = overview(&office, &officer).await.changes.unwrap();
    assert_eq!((changes.units, changes.coefficients.len(), changes.items.len()), (0, 0, 0));
}

#[tokio::test]
async fn hostile_names_are_found_listed_and_exported_as_they_are() {
    let (_folder, office) = office().await;
    let officer = holding(Role::BureauOfficer, Branch::County);
    for name in [
        "<script>alert(1)</script>",
        "=HYPERLINK(\"x\")",
        "𠮷野小学",
        "阿依古丽·买买提小学",
        "青\u{202e}禾小学",
    ] {
        edit(&office, OWN, None, "name", name).await;
        let ask = TableAsk { search: name.to_owned(), ..TableAsk::default() };
        let found = table(&office, &officer, &ask).await;
        assert_eq!(found.rows.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), [OWN], "{name}");
        let shown = &found.rows[0].name;
        let mut csv = Vec::new();
        found.sheet(Lang::Zh).write_csv(&mut csv).unwrap();
        let csv = String::from_utf8(csv).unwrap();
        let line = csv.lines().nth(1).unwrap();
        assert!(!line.starts_with('=') && !line.starts_with("\"="), "{line}");
        assert!(csv.replace("\"\"", "\"").contains(shown.as_str()), "{csv} holds {shown}");
    }
}

#[tokio::test]
async fn the_largest_gaps_come_first_and_add_up_to_no_more_than_the_whole() {
    let (_folder, office) = office().await;
    let overview = overview(&office, &holding(Role::BureauOfficer, Branch::County)).await;
    assert_eq!(overview.gaps.len(), 3, "{:?}", overview.gaps);
    for list in &overview.gaps {
        let number = |text: &str| text.parse::<f64>().unwrap();
        let largest: Vec<f64> = list.largest.iter().map(|gap| number(&gap.amount)).collect();
        assert!(
            !largest.is_empty() && largest.len() <= 5 && largest.is_sorted_by(|a, b| a >= b),
            "{largest:?}"
        );
        let whole: f64 = list.totals.iter().map(|total| number(&total.amount)).sum();
        assert!(largest.iter().sum::<f64>() <= whole, "{list:?}");
    }
}
