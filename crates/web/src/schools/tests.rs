//! The table of schools: filters, order, scopes, hostile names, and an export that equals the screen.

use axum::http::{StatusCode, header};
use junheng_app::{Area, Branch, Post, Role};
use junheng_domain::SchoolCode;

use crate::testing::Desk;

fn codes(page: &str) -> Vec<String> {
    let links = page.split("<th scope=\"row\"><a href=\"/schools/").skip(1);
    links.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect()).collect()
}

async fn officer() -> Desk {
    Desk::sample().await.signed_in(Role::BureauOfficer)
}

#[tokio::test]
async fn the_table_is_narrowed_by_what_the_address_says() {
    let desk = officer().await;
    let found = async |query: &str| {
        let page = desk.get(&format!("/schools?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        codes(&page.text)
    };
    let all = found("").await;
    assert!(all.len() > 20, "{all:?}");
    for narrowed in
        ["stage=junior", "kind=nine_year", "light=near", "q=shiyan", "township=%E5%9F%8E%E5%85%B3%E9%95%87"]
    {
        let some = found(narrowed).await;
        assert!(!some.is_empty() && some.len() < all.len(), "{narrowed}: {some:?}");
        assert!(some.iter().all(|code| all.contains(code)));
    }
    assert_eq!(found("q=2199000008").await, ["2199000008"]);
    assert!(found("q=nothing-like-it").await.is_empty());
    assert_eq!(
        found("stage=xx&light=yy&page=zz&sort=zz&column=zz").await.len(),
        all.len(),
        "nonsense narrows nothing"
    );
}

#[tokio::test]
async fn a_value_that_is_missing_comes_last_in_both_directions() {
    let desk = officer().await;
    let values = async |sort: &str| {
        let page = desk.get(&format!("/schools/export?format=csv&column=R1&sort={sort}")).await.text;
        let rows = page.lines().skip(1).map(|line| line.split(',').nth(7).unwrap_or_default().to_owned());
        rows.collect::<Vec<String>>()
    };
    for (sort, rising) in [("R1", true), ("-R1", false)] {
        let values = values(sort).await;
        let known: Vec<f64> = values.iter().filter_map(|value| value.parse().ok()).collect();
        assert!(
            known.len() > 10 && known.is_sorted_by(|a, b| if rising { a <= b } else { a >= b }),
            "{known:?}"
        );
        assert!(values[known.len()..].iter().all(String::is_empty), "{values:?}");
    }
}

#[tokio::test]
async fn the_export_holds_what_the_screen_shows() {
    let desk = officer().await;
    for query in ["", "stage=primary&sort=-R3&column=R3&column=R4", "q=xx&light=met"] {
        let screen = codes(&desk.get(&format!("/schools?{query}")).await.text);
        let export = desk.get(&format!("/schools/export?format=csv&{query}")).await;
        let exported: Vec<String> = export
            .text
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').nth(1))
            .map(str::to_owned)
            .collect();
        assert_eq!(screen, exported, "{query}");
    }
    let columns = desk.get("/schools/export?format=csv&column=R3&column=R4").await.text;
    assert_eq!(columns.lines().next().unwrap().split(',').count(), 7 + 2 * 2);
    let book = desk.get("/schools/export").await;
    assert!(book.text.starts_with("PK"));
    let disposition = book.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment; ") && disposition.ends_with("-2026.xlsx"), "{disposition}");
}

#[tokio::test]
async fn a_principal_lists_finds_counts_and_exports_their_own_school_alone() {
    let area = Area::of(Branch::School(SchoolCode::new("2199000008").unwrap()));
    let desk = Desk::sample().await.with_posts(vec![Post { role: Role::Principal, area }]);
    let page = desk.get("/schools").await;
    assert_eq!(codes(&page.text), ["2199000008"]);
    assert!(page.text.contains("1 所学校，按学段共 1 行"), "{}", page.text);
    assert!(codes(&desk.get("/schools?q=2199000001").await.text).is_empty());
    let export = desk.get("/schools/export?format=csv").await.text;
    assert_eq!(export.lines().count(), 2, "{export}");
}

#[tokio::test]
async fn an_administrator_may_not_see_schools() {
    for role in Role::ADMINISTRATORS {
        let desk = Desk::sample().await.signed_in(role);
        for path in ["/schools", "/schools/export"] {
            assert_eq!(desk.get(path).await.status, StatusCode::FORBIDDEN);
        }
    }
}

#[tokio::test]
async fn what_is_typed_comes_back_unharmed() {
    let desk = officer().await;
    let page = desk.get("/schools?q=%3Cscript%3Ealert(1)%3C/script%3E%22%E2%80%AE").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("<script>alert"), "{}", page.text);
    assert!(page.text.contains("&#60;script&#62;alert(1)") || page.text.contains("&lt;script&gt;alert(1)"));
}
