//! The first page as each kind of visitor meets it, and the choice of language.

use axum::http::StatusCode;
use junheng_app::{Area, Branch, Post, Role};
use junheng_domain::SchoolCode;

use super::own_path;
use crate::testing::Desk;

#[tokio::test]
async fn the_first_page_needs_somebody_signed_in() {
    let desk = Desk::sample().await;
    assert_eq!(desk.get("/").await.status, StatusCode::SEE_OTHER);
    let page = desk.signed_in(Role::BureauOfficer).get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("<html lang=\"zh-CN\">"), "{}", page.text);
}

#[tokio::test]
async fn an_officer_sees_the_county_and_its_schools() {
    let page = Desk::sample().await.signed_in(Role::BureauOfficer).get("/").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for part in ["2026 学年距优质均衡还差", "draw-threshold", "/schools/2199000008?year=2026", "缺少的数据"]
    {
        assert!(page.text.contains(part), "{part} not in {}", page.text);
    }
    assert!(!page.text.contains("style="), "no inline style");
}

#[tokio::test]
async fn a_principal_sees_the_county_and_no_other_school() {
    let area = Area::of(Branch::School(SchoolCode::new("2199000008").unwrap()));
    let desk = Desk::sample().await.with_posts(vec![Post { role: Role::Principal, area }]);
    let page = desk.get("/").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("您负责的学校") && page.text.contains("/schools/2199000008"), "{}", page.text);
    let others = page.text.split("/schools/").skip(1).filter(|rest| !rest.starts_with("2199000008"));
    assert_eq!(others.count(), 0);
    assert!(page.text.contains("draw-threshold"), "the county's coefficients are there");
}

#[tokio::test]
async fn an_administrator_sees_no_school() {
    for role in Role::ADMINISTRATORS {
        let page = Desk::sample().await.signed_in(role).get("/").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(!page.text.contains("/schools/"), "{}", page.text);
    }
}

#[tokio::test]
async fn another_standard_is_chosen_in_the_address() {
    let desk = Desk::sample().await.signed_in(Role::BureauLeader);
    let page = desk.get("/?standard=national/basic-balance-2012").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for unknown in ["/?standard=nothing", "/?standard=../../etc/x.toml", "/?year=1999"] {
        assert_eq!(desk.get(unknown).await.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[test]
fn one_comes_back_to_a_page_of_this_site_only() {
    for (path, expected) in [
        ("/schools?year=2026", "/schools?year=2026"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\nb", "/"),
    ] {
        assert_eq!(own_path(path), expected);
    }
}
