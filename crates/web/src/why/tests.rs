//! From a figure to its cells and back, over HTTP.

use axum::http::StatusCode;
use junheng_app::{Area, Branch, Post, Role};
use junheng_domain::SchoolCode;

use crate::testing::Desk;

/// The first link of a page to a cell.
fn cell(text: &str) -> String {
    let rest = text.split("href=\"/cells?").nth(1).unwrap_or_else(|| panic!("{text}"));
    format!("/cells?{}", rest.split('"').next().unwrap()).replace("&#38;", "&").replace("&amp;", "&")
}

#[tokio::test]
async fn a_figure_leads_to_its_cells_and_a_cell_back_to_its_figures() {
    let officer = Desk::sample().await.signed_in(Role::BureauOfficer);
    let why = officer.get("/why?subject=2199000008%2Fprimary&indicator=R4").await;
    assert_eq!(why.status, StatusCode::OK, "{}", why.text);
    for part in ["-2026.xlsx", "820", "3590", "≥4.5", "300", "教督〔2017〕6号"] {
        assert!(why.text.contains(part), "{part}: {}", why.text);
    }
    let back = officer.get(&cell(&why.text)).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.text);
    assert!(back.text.contains("R4") && back.text.contains("现行有效"), "{}", back.text);
}

#[tokio::test]
async fn a_split_shows_both_shares() {
    let officer = Desk::sample().await.signed_in(Role::BureauOfficer);
    let why = officer.get("/why?subject=3199000005%2Fjunior&indicator=R4").await;
    assert!(why.text.contains("45.13%") && why.text.contains("54.87%"), "{}", why.text);
}

#[tokio::test]
async fn the_county_itself_is_explained_to_those_who_see_it() {
    let desk = Desk::sample().await;
    let officer = desk.signed_in(Role::BureauOfficer);
    let area = Area::of(Branch::School(SchoolCode::new("2199000008").unwrap()));
    let head = desk.with_posts(vec![Post { role: Role::Principal, area }]);
    for indicator in ["G1", "G6"] {
        let address = format!("/why?subject=county&indicator={indicator}");
        let page = officer.get(&address).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(!page.text.contains("[web.") && !page.text.contains("%{"), "{}", page.text);
        assert_eq!(head.get(&address).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn what_is_outside_or_not_there_is_not_found() {
    let desk = Desk::sample().await;
    let area = Area::of(Branch::School(SchoolCode::new("2199000008").unwrap()));
    let head = desk.with_posts(vec![Post { role: Role::Principal, area }]);
    let officer = desk.signed_in(Role::BureauOfficer);
    let foreign = officer.get("/why?subject=2199000006%2Fprimary&indicator=R4").await;
    for (desk, address, status) in [
        (&head, "/why?subject=2199000006%2Fprimary&indicator=R4", StatusCode::NOT_FOUND),
        (&head, "/why?subject=2199000000%2Fprimary&indicator=R4", StatusCode::NOT_FOUND),
        (&head, &cell(&foreign.text), StatusCode::NOT_FOUND),
        (&officer, "/why?subject=2199000008%2Fprimary&indicator=X", StatusCode::NOT_FOUND),
        (&officer, "/why?subject=2199000008&indicator=R4", StatusCode::CONFLICT),
        (&officer, "/why?subject=a%2Fb%2Fc&indicator=R4", StatusCode::UNPROCESSABLE_ENTITY),
        (&officer, "/why", StatusCode::UNPROCESSABLE_ENTITY),
        (&officer, "/cells?import=99&cell=C5", StatusCode::NOT_FOUND),
        (&officer, "/cells?import=1&sheet=school&cell=5C", StatusCode::UNPROCESSABLE_ENTITY),
        (&officer, "/cells", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let page = desk.get(address).await;
        assert_eq!(page.status, status, "{address}: {}", page.text);
    }
}
