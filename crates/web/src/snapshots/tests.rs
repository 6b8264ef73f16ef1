//! Locking, reopening and comparing school years in the browser.

use axum::http::StatusCode;
use junheng_app::{Area, Branch, Post, Role};
use junheng_domain::SchoolCode;

use crate::testing::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn a_year_is_locked_with_a_reason_and_reopened() {
    let desk = Desk::sample().await.signed_in(Role::BureauLeader);
    let year = junheng_testkit::county::sample().years().last().unwrap();
    let unsaid = desk.post("/snapshots/lock", &format!("for={year}&reason=")).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.text.contains("请写明原因"), "{}", unsaid.text);
    for _ in 0..2 {
        let locked = desk.post("/snapshots/lock", &format!("for={year}&reason=%E8%AF%84%E4%BC%B0")).await;
        assert_eq!(locked.status, StatusCode::SEE_OTHER, "also when it is sent twice: {}", locked.text);
    }
    let list = desk.get("/snapshots").await;
    assert!(list.text.contains("已锁定") && list.text.contains("评估"), "{}", list.text);
    assert_eq!(list.text.matches("<code>").count(), 1, "one snapshot");
    let reopened = desk.post("/snapshots/reopen", &format!("for={year}&reason=x")).await;
    assert_eq!(reopened.status, StatusCode::SEE_OTHER);
    assert!(desk.get("/snapshots").await.text.contains("正在更正"));
    let nothing = desk.post("/snapshots/lock", "for=1999&reason=x").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_years_and_two_standards_are_compared() {
    let desk = Desk::sample().await.signed_in(Role::Supervisor);
    let page = desk.get("/snapshots/compare").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("差异系数的变化") && page.text.contains("数据变化所致"), "{}", page.text);
    let county = junheng_testkit::county::sample();
    let first = county.years().next().unwrap();
    let address = format!(
        "/snapshots/compare?from={first}&to={first}&to_standard=national/quality-balance-2017&from_standard=national/quality-balance-2017"
    );
    let same = desk.get(&address).await;
    assert!(same.text.contains("各校各项结论没有变化"), "{}", same.text);
    assert_eq!(desk.get("/snapshots/compare?from=1999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.get("/snapshots/compare?to_standard=/etc/x.toml").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_principal_compares_the_own_school() {
    let desk = Desk::sample().await;
    let area = Area::of(Branch::School(SchoolCode::new("2199000008").unwrap()));
    let page = desk.with_posts(vec![Post { role: Role::Principal, area }]).get("/snapshots/compare").await;
    assert_eq!(page.status, StatusCode::OK);
    let county = junheng_testkit::county::sample();
    let snapshot = county.snapshot(county.years().last().unwrap());
    let name = junheng_domain::MeasureId::new("name").unwrap();
    for subject in &snapshot.table(junheng_domain::Level::School).subjects {
        if subject.school().unwrap().as_str() != "2199000008" {
            let other = snapshot.value(subject, &name).to_string();
            assert!(!page.text.contains(&format!("<bdi>{other}")), "{other}");
        }
    }
}
