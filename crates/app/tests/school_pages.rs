//! What the pages of a school, an indicator and an explanation are given, and edits that see each other.
#![allow(clippy::unwrap_used, reason = "a helper of tests may fail the test")]

use junheng_app::{
    Area, Branch, Kind, NewFact, Office, Operator, Permit, Post, Role, See, Trouble, Visitor,
    judged_subjects, read_subject,
};
use junheng_domain::{SchoolCode, SchoolYear};
use junheng_testkit::filled::{self, STANDARD};

const AT: &str = "2026-11-21T08:00:00+08:00";
const LACKING: &str = "2199000008";

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

fn all() -> Permit<See> {
    Operator::at_the_machine("clerk").see()
}

fn holding(role: Role, branch: Branch) -> Visitor {
    Visitor::new("p1", "李明", vec![Post { role, area: Area::of(branch) }])
}

fn kind<T>(result: Result<T, Trouble>) -> Option<Kind> {
    result.err().map(|trouble| trouble.kind())
}

#[tokio::test]
async fn a_school_page_says_what_the_explanation_says() {
    let (_folder, office) = office().await;
    let page = office.school_standing(&all(), year(), STANDARD, &code(LACKING)).await.unwrap();
    let judgement = office.judgement(&all(), year(), STANDARD).await.unwrap();
    let indicators = &judgement.standard().indicators;
    let mut rows = 0;
    for part in &page.parts {
        let subject = read_subject(&part.subject).unwrap();
        for row in &part.rows {
            let asked = (&subject, row.indicator.id.as_str());
            let why = office.why(&all(), year(), STANDARD, asked).await.unwrap();
            assert_eq!((&why.value, why.standing), (&row.value, row.standing), "{}", row.indicator.id);
            assert_eq!(
                (&why.threshold, &why.shortfall),
                (&row.threshold, &row.shortfall),
                "{}",
                row.indicator.id
            );
            assert!(row.value.is_none() || !why.cells.is_empty(), "{}", row.indicator.id);
            rows += 1;
        }
    }
    let expected: usize = indicators
        .iter()
        .filter(|indicator| {
            !indicator.stages.is_empty() || indicator.level == junheng_app::standards::IndicatorLevel::School
        })
        .map(|indicator| {
            let county = judgement.county(&all()).unwrap();
            let judged = judged_subjects(county, indicator, &code(LACKING));
            judged.len()
        })
        .sum();
    assert_eq!(rows, expected);
}

#[tokio::test]
async fn similar_schools_outside_the_scope_have_no_name_and_no_values() {
    let (_folder, office) = office().await;
    let county = office.similar_schools(&all(), year(), STANDARD, &code(LACKING)).await.unwrap();
    assert_eq!(county.schools.len(), 5);
    assert!(county.schools.iter().all(|other| other.school.is_some()));
    let head = holding(Role::Principal, Branch::School(code(LACKING))).permit::<See>().unwrap();
    let own = office.similar_schools(&head, year(), STANDARD, &code(LACKING)).await.unwrap();
    assert!(own.schools.iter().all(|other| other.school.is_none() && other.pupils.is_none()));
    assert!(own.indicators.iter().all(|row| row.others.iter().all(Option::is_none)));
    let medians = |page: &junheng_app::SimilarPage| {
        page.indicators.iter().map(|row| row.median.clone()).collect::<Vec<_>>()
    };
    assert_eq!(medians(&own), medians(&county));
}

#[tokio::test]
async fn a_school_split_off_has_its_break_and_no_years_before() {
    let (_folder, office) = office().await;
    let years = office.school_years(&all(), year(), STANDARD, &code("2199000014")).await.unwrap();
    assert_eq!(
        (years.years.as_slice(), years.breaks.as_slice()),
        (&[2023, 2024, 2025, 2026][..], &[2025][..])
    );
    for series in &years.series {
        let known: Vec<bool> = series.points.iter().map(|point| point.value.is_some()).collect();
        assert_eq!(known, [false, false, true, true], "{}", series.indicator.id);
    }
    let past = office.school_past(&all(), year(), STANDARD, &code("2199000014")).await.unwrap();
    assert_eq!(
        (past.events.len(), past.events[0].kind, past.events[0].share.as_str()),
        (1, "split", "29.00")
    );
    let from: Vec<&str> = past.made_of.iter().map(|share| share.school.code.as_str()).collect();
    assert_eq!(from, ["2199000001"]);
}

#[tokio::test]
async fn shares_of_a_coefficient_add_up_and_are_those_of_the_explanation() {
    let (_folder, office) = office().await;
    let page = office.indicator_page(&all(), year(), STANDARD, "R5").await.unwrap();
    for stage in &page.stages {
        assert!(stage.complete);
        let sum: f64 = stage.units.iter().filter_map(|unit| unit.share).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        for unit in &stage.units {
            let subject = read_subject(&unit.subject).unwrap();
            let why = office.why(&all(), year(), STANDARD, (&subject, "R5")).await.unwrap();
            let exact = why.coefficient.unwrap();
            assert_eq!(
                exact.share,
                unit.share.map(|share| format!("{:.2}", share * 100.0)),
                "{}",
                unit.subject
            );
            let near = exact.cv_if_met.unwrap_or_default() - unit.cv_if_met.unwrap_or_default();
            assert!(near.abs() < 1e-9, "{}", unit.subject);
        }
    }
    let head = holding(Role::Principal, Branch::School(code(LACKING))).permit::<See>().unwrap();
    let own = office.indicator_page(&head, year(), STANDARD, "R5").await.unwrap();
    let primary = own.stages.iter().find(|stage| stage.stage == Some("primary")).unwrap();
    assert!(!primary.complete && primary.spread.is_some());
    assert_eq!(primary.units.iter().map(|unit| unit.school.code.as_str()).collect::<Vec<_>>(), [LACKING]);
}

#[tokio::test]
async fn a_cell_leads_back_to_the_figure_that_cites_it() {
    let (_folder, office) = office().await;
    let subject = read_subject(&format!("{LACKING}/primary")).unwrap();
    let why = office.why(&all(), year(), STANDARD, (&subject, "R4")).await.unwrap();
    for cell in &why.cells {
        let Some(source) = &cell.source else { continue };
        let place = (source.sheet.as_deref().unwrap(), source.cell.as_deref().unwrap());
        let page = office.cell_page(&all(), source.import, place, STANDARD).await.unwrap();
        let uses = page.facts.iter().flat_map(|fact| &fact.uses);
        let cited =
            uses.filter(|figure| figure.indicator.id == "R4" && figure.subject.key == why.subject.key);
        assert_eq!((page.facts.len(), cited.count()), (1, 1), "{place:?}");
    }
}

fn edit(value: &'static str, seen: Option<u32>) -> NewFact<'static> {
    NewFact {
        year: year(),
        school: Some(LACKING),
        stage: Some("primary"),
        measure: "teachers",
        value,
        why: "核实",
        seen,
    }
}

#[tokio::test]
async fn an_edit_sees_anothers_change_and_the_same_one_twice_has_one_effect() {
    let (_folder, office) = office().await;
    let subject = read_subject(&format!("{LACKING}/primary")).unwrap();
    let (ours, theirs) = (Operator::at_the_machine("甲"), Operator::at_the_machine("乙"));
    let fact =
        async || office.fact(&all(), Some(&ours.report()), year(), &subject, "teachers").await.unwrap();
    let seen = fact().await.version;
    let first = office.edit(&ours.report(), edit("41", Some(seen)), AT).await.unwrap();
    let again = office.edit(&ours.report(), edit("41", Some(seen)), AT).await.unwrap();
    assert_eq!(first, again);
    let late = office.edit(&theirs.report(), edit("41", Some(seen)), AT).await;
    assert!(matches!(late, Err(Trouble::Said { key: "fact-changed", .. })), "{late:?}");
    office.edit(&theirs.report(), edit("42", Some(first.0)), AT).await.unwrap();
    office.undo(&theirs.report(), first.0, AT, "误改").await.unwrap();
    let layers = fact().await.layers;
    let told: Vec<(bool, bool, &str)> =
        layers.iter().map(|layer| (layer.holds, layer.undone.is_some(), layer.by.as_str())).collect();
    assert_eq!(told, [(true, false, "乙"), (false, true, "甲"), (false, false, filled::BY)]);
}

#[tokio::test]
async fn a_locked_year_and_a_foreign_school_are_not_edited() {
    let (_folder, office) = office().await;
    let operator = Operator::at_the_machine("clerk");
    let subject = read_subject(&format!("{LACKING}/primary")).unwrap();
    let other = holding(Role::Principal, Branch::School(code("2199000006")));
    let (see, report) = (other.permit::<See>().unwrap(), other.permit().unwrap());
    assert_eq!(kind(office.edit(&report, edit("1", None), AT).await), Some(Kind::NotFound));
    assert_eq!(
        kind(office.fact(&see, Some(&report), year(), &subject, "teachers").await),
        Some(Kind::NotFound)
    );
    let township = holding(Role::TownshipOfficer, Branch::Township("石桥镇".to_owned()));
    let see = township.permit::<See>().unwrap();
    assert!(!office.fact(&see, None, year(), &subject, "teachers").await.unwrap().editable);
    office.lock(&operator.settle(), year(), AT, "归档").await.unwrap();
    assert_eq!(kind(office.edit(&operator.report(), edit("1", None), AT).await), Some(Kind::Refused));
    let fact = office.fact(&all(), Some(&operator.report()), year(), &subject, "teachers").await.unwrap();
    assert!(!fact.editable && fact.locked_by.is_some());
}

#[tokio::test]
async fn an_outline_is_kept_for_those_who_reach_the_county() {
    let (_folder, office) = office().await;
    let operator = Operator::at_the_machine("clerk");
    let file = br#"{"type":"Polygon","coordinates":[[[113.1,36.1],[113.2,36.1],[113.2,36.2],[113.1,36.1]]]}"#;
    let head = holding(Role::Principal, Branch::School(code(LACKING)));
    let refused = office.load_outline(&head.permit().unwrap(), file, AT, "县界").await;
    assert_eq!(kind(refused), Some(Kind::Refused));
    let loaded = office.load_outline(&operator.report(), file, AT, "县界").await.unwrap();
    assert_eq!(office.outline(&operator.permit()).await.unwrap(), Some(loaded));
}
