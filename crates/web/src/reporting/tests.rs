//! A round of reporting as schools, townships and the bureau meet it.

use axum::http::StatusCode;
use junheng_app::{Area, Branch, NewFact, Operator, Post, Role};
use junheng_domain::{MeasureId, SchoolCode, Subject};

use crate::testing::Desk;

/// A school of the sample county, and one of another township.
const OWN: &str = "2199000008";
const FOREIGN: &str = "2199000002";
const EVER: &str = "2999-12-31";
const LONG_AGO: &str = "2000-01-02";

fn head(desk: &Desk, person: &str, school: &str) -> Desk {
    let area = Area::of(Branch::School(SchoolCode::new(school).unwrap()));
    desk.as_person(person, vec![Post { role: Role::Principal, area }])
}

fn with_role(desk: &Desk, person: &str, role: Role, branch: Branch) -> Desk {
    desk.as_person(person, vec![Post { role, area: Area::of(branch) }])
}

fn township_of(school: &str) -> String {
    let county = junheng_testkit::county::sample();
    let snapshot = county.snapshot(county.years().last().unwrap());
    let subject = Subject::School(SchoolCode::new(school).unwrap());
    snapshot.value(&subject, &MeasureId::new("township").unwrap()).to_string()
}

async fn send(desk: &Desk, school: &str, way: &str, form: &str) -> (StatusCode, String) {
    let sent = desk.post(&format!("/reporting/1/schools/{school}/{way}"), form).await;
    (sent.status, sent.text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_goes_from_the_school_by_the_township_to_the_bureau() {
    let desk = Desk::sample().await;
    desk.make_round(EVER, true).await;
    let school = head(&desk, "head", OWN);
    let township = with_role(&desk, "town", Role::TownshipOfficer, Branch::Township(township_of(OWN)));
    let bureau = with_role(&desk, "lead", Role::BureauLeader, Branch::County);

    let page = school.get(&format!("/reporting/1/schools/{OWN}")).await;
    assert!(page.text.contains("未上报") && page.text.contains("value=\"school:0\""), "{}", page.text);
    for _ in 0..2 {
        let (status, text) = send(&school, OWN, "hand-in", "form=school:0").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "also when it is sent twice: {text}");
    }
    let (early, text) = send(&bureau, OWN, "decide", "form=school:1&act=accept").await;
    assert_eq!(early, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("须先由乡镇审核"), "{text}");
    let (unsaid, text) = send(&township, OWN, "decide", "form=school:1&act=return").await;
    assert_eq!(unsaid, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("请写明原因") && text.contains("id=\"field-why-error\""), "{text}");
    assert_eq!(send(&township, OWN, "decide", "form=school:1&act=review").await.0, StatusCode::SEE_OTHER);
    assert_eq!(send(&bureau, OWN, "decide", "form=school:2&act=accept").await.0, StatusCode::SEE_OTHER);
    let page = bureau.get(&format!("/reporting/1/schools/{OWN}")).await;
    for word in ["已审定", "审核通过", "审定通过", "上报"] {
        assert!(page.text.contains(word), "{word}: {}", page.text);
    }
    let board = bureau.get("/reporting/1?state=accepted").await;
    assert!(board.text.contains(OWN) && !board.text.contains(FOREIGN), "{}", board.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_accepts_what_they_handed_in() {
    let desk = Desk::sample().await;
    desk.make_round(EVER, false).await;
    let officer = with_role(&desk, "o", Role::BureauOfficer, Branch::County);
    assert_eq!(send(&officer, OWN, "hand-in", "form=school:0").await.0, StatusCode::SEE_OTHER);
    let (status, text) = send(&officer, OWN, "decide", "form=school:1&act=accept").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("不能审核或审定自己上报"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_after_the_hand_in_is_seen() {
    let desk = Desk::sample().await;
    desk.make_round(EVER, false).await;
    let school = head(&desk, "head", OWN);
    assert_eq!(send(&school, OWN, "hand-in", "form=school:0").await.0, StatusCode::SEE_OTHER);
    let year = junheng_testkit::county::sample().years().last().unwrap();
    let fact = NewFact {
        year,
        school: Some(OWN),
        stage: None,
        measure: "cluster",
        value: "东片",
        why: "更正",
        seen: None,
    };
    let operator = Operator::at_the_machine("t");
    desk.office().edit(&operator.report(), fact, junheng_testkit::filled::AT).await.unwrap();
    assert!(school.get(&format!("/reporting/1/schools/{OWN}")).await.text.contains("上报后有改动"));
    let leader = with_role(&desk, "lead", Role::BureauLeader, Branch::County);
    let (status, text) = send(&leader, OWN, "decide", "form=school:1&act=accept").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("须由学校重新上报"), "{text}");
    assert_eq!(send(&school, OWN, "hand-in", "form=school:1").await.0, StatusCode::SEE_OTHER);
    assert_eq!(send(&leader, OWN, "decide", "form=school:2&act=accept").await.0, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_form_is_reopened_by_the_bureau_first() {
    let desk = Desk::sample().await;
    desk.make_round(LONG_AGO, false).await;
    let school = head(&desk, "head", OWN);
    let (late, text) = send(&school, OWN, "hand-in", "form=school:0").await;
    assert_eq!(late, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("上报已经截止"), "{text}");
    let town = with_role(&desk, "town", Role::TownshipOfficer, Branch::Township(township_of(OWN)));
    let reopen = "form=school:0&act=reopen&why=x";
    assert_eq!(send(&town, OWN, "decide", reopen).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let bureau = with_role(&desk, "lead", Role::BureauLeader, Branch::County);
    assert_eq!(send(&bureau, OWN, "decide", reopen).await.0, StatusCode::SEE_OTHER);
    assert_eq!(send(&school, OWN, "hand-in", "form=school:1").await.0, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_sees_its_own_row_only() {
    let desk = Desk::sample().await;
    desk.make_round(EVER, false).await;
    let school = head(&desk, "head", OWN);
    for path in ["/reporting/1", "/reporting/1/owing", "/reporting"] {
        let page = school.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        assert!(!page.text.contains(FOREIGN), "{path}");
    }
    for path in [format!("/reporting/1/schools/{FOREIGN}"), "/reporting/9".to_owned()] {
        assert_eq!(school.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(send(&school, FOREIGN, "hand-in", "form=school:0").await.0, StatusCode::NOT_FOUND);
    let township = with_role(&desk, "town", Role::TownshipOfficer, Branch::Township(township_of(OWN)));
    assert_eq!(send(&township, FOREIGN, "decide", "form=school:0&act=accept").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_owes_is_listed_and_reminded() {
    let desk = Desk::sample().await;
    desk.make_round(EVER, false).await;
    let officer = with_role(&desk, "o", Role::BureauOfficer, Branch::County);
    let owing = officer.get("/reporting/1/owing").await;
    assert!(owing.text.contains("尚未完成上报") && owing.text.contains("<textarea"), "{}", owing.text);
    let reminded = officer.post("/reporting/1/remind", "").await;
    assert_eq!(reminded.status, StatusCode::SEE_OTHER, "{}", reminded.text);
    assert!(officer.get(&format!("/reporting/1/schools/{OWN}")).await.text.contains("催报"));
    let book = officer.get("/reporting/1/export").await;
    assert!(book.text.starts_with("PK"), "a workbook");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_is_begun_by_the_bureau_with_sound_dates() {
    let desk = Desk::sample().await;
    let officer = with_role(&desk, "o", Role::BureauOfficer, Branch::County);
    let year = junheng_testkit::county::sample().years().last().unwrap();
    let form = |opens: &str, deadline: &str| {
        format!(
            "for={year}&standard=national%2Fquality-balance-2017&opens_on={opens}&deadline_on={deadline}&note=%3Cb%3E"
        )
    };
    for (opens, deadline, word) in [
        ("2026-09-01", "2026-08-31", "截止日期不能早于开始日期"),
        ("2026-09-01", "2026-13-31", "不是日期"),
        ("", "2026-09-30", "不是日期"),
    ] {
        let refused = officer.post("/reporting/new", &form(opens, deadline)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{opens} {deadline}");
        assert!(
            refused.text.contains(word) && refused.text.contains("value=\"&#60;b&#62;\""),
            "{}",
            refused.text
        );
    }
    let made = officer.post("/reporting/new", &form("2026-09-01", "2026-09-30")).await;
    let board = officer.get(&made.location()).await;
    assert!(board.text.contains("&#60;b&#62;") && board.text.contains(OWN), "{}", board.text);
    let township = with_role(&desk, "town", Role::TownshipOfficer, Branch::Township(township_of(OWN)));
    assert_eq!(township.get("/reporting/new").await.status, StatusCode::FORBIDDEN);
}
