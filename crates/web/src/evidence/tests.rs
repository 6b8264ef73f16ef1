//! Evidence in the browser: what is taken, what is refused with a finding, who may have it, and how it is handed out.

use axum::http::{StatusCode, header};
use junheng_app::{Area, Branch, Post, Role};
use junheng_domain::SchoolCode;

use crate::testing::{Desk, Part, Read};

const PDF: &[u8] = b"%PDF-1.7\n<script>alert(1)</script>";
const OWN: &str = "/schools/2199000008/evidence";

async fn hand_over(desk: &Desk, path: &str, name: &str, content: &[u8], replaces: &str) -> Read {
    let parts = [
        Part::field("note", "批复<b>"),
        Part::field("replaces", replaces),
        Part::file("file", name, content),
    ];
    desk.hand_over(path, &parts).await
}

fn principal(desk: &Desk, school: &str) -> Desk {
    let area = Area::of(Branch::School(SchoolCode::new(school).unwrap()));
    desk.as_person("head", vec![Post { role: Role::Principal, area }])
}

#[tokio::test]
async fn a_document_is_taken_shown_and_saved_never_opened() {
    let desk = principal(&Desk::sample().await, "2199000008");
    let taken = hand_over(&desk, OWN, "../x/办学条件·𠮷.exe", PDF, "").await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    let page = desk.get(OWN).await.text;
    assert!(page.contains("办学条件·𠮷.pdf") && page.contains("批复&#60;b&#62;"), "{page}");
    assert!(page.contains("李 &#60;b&#62;明"), "who added it, by name: {page}");
    let file = desk.get("/evidence/1").await;
    let head = |name: &str| file.headers[name].to_str().unwrap().to_owned();
    assert_eq!((file.status, file.text.as_bytes()), (StatusCode::OK, PDF));
    assert_eq!(head("content-type"), "application/pdf");
    assert_eq!(head("x-content-type-options"), "nosniff");
    assert_eq!(head("content-security-policy"), "default-src 'none'; sandbox");
    assert!(head(header::CONTENT_DISPOSITION.as_str()).starts_with("attachment;"), "{:?}", file.headers);
}

#[tokio::test]
async fn what_is_not_taken_is_told_at_its_field_and_nothing_is_kept() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    let large = [PDF, &vec![0; junheng_app::LARGEST_EVIDENCE]].concat();
    for (name, content, said) in [
        ("a.pdf", &b""[..], "空的"),
        ("a.pdf", b"<html>", "不是 PDF"),
        ("a.xlsx", b"PK\x03\x04 xl/workbook.xml xl/vbaProject.bin", "宏"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版"),
        ("a.pdf", &large, "20 MB"),
    ] {
        let page = hand_over(&desk, OWN, name, content, "").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(page.text.contains(said) && page.text.contains("#field-file"), "{said}: {}", page.text);
    }
    let none = desk.hand_over(OWN, &[Part::field("note", "x")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(desk.get("/evidence/1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_same_content_is_kept_once_and_a_correction_becomes_the_next_version() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    hand_over(&desk, OWN, "a.pdf", PDF, "").await;
    let same = hand_over(&desk, OWN, "b.pdf", PDF, "").await;
    assert!(same.status == StatusCode::UNPROCESSABLE_ENTITY && same.text.contains("a.pdf"), "{}", same.text);
    let next = hand_over(&desk, OWN, "c.pdf", b"%PDF-2", "1").await;
    assert_eq!(next.status, StatusCode::SEE_OTHER, "{}", next.text);
    let page = desk.get(OWN).await.text;
    assert!(page.contains("第 2 版") && page.contains("以前的版本（1）"), "{page}");
}

#[tokio::test]
async fn a_document_of_another_school_looks_like_one_that_is_not_there() {
    let desk = Desk::sample().await;
    let officer = desk.signed_in(Role::BureauOfficer);
    hand_over(&officer, OWN, "a.pdf", PDF, "").await;
    hand_over(&officer, "/items/G1/evidence", "county.pdf", b"%PDF-county", "").await;
    let stranger = principal(&desk, "2199000002");
    for path in [
        "/evidence/1",
        "/evidence/2",
        "/evidence/3",
        "/evidence/1/withdraw",
        OWN,
        "/schools/2199999999/evidence",
    ] {
        assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let foreign = hand_over(&stranger, OWN, "a.pdf", b"%PDF-x", "").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let withdrawn = stranger.post("/evidence/1/withdraw", "reason=x").await;
    assert_eq!(withdrawn.status, StatusCode::NOT_FOUND);
    assert_eq!(principal(&desk, "2199000008").get("/evidence/1").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_document_is_withdrawn_with_a_reason_and_stays_on_record() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    hand_over(&desk, "/items/G1/evidence?standard=national%2Fquality-balance-2017", "a.pdf", PDF, "").await;
    assert_eq!(desk.get("/evidence/1/withdraw").await.status, StatusCode::OK);
    let bare = desk.post("/evidence/1/withdraw", "reason=+").await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = desk.post("/evidence/1/withdraw", "reason=%E4%BC%A0%E9%94%99%E4%BA%86").await;
    assert!(done.location().starts_with("/items/G1?standard=national"), "{}", done.location());
    assert_eq!(
        desk.post("/evidence/1/withdraw", "reason=x").await.status,
        StatusCode::SEE_OTHER,
        "twice is as once"
    );
    let page = desk.get(&done.location()).await.text;
    assert!(page.contains("传错了") && page.contains("已撤回"), "{page}");
}

#[tokio::test]
async fn an_item_is_entered_and_of_two_people_the_second_sees_the_first() {
    let desk = Desk::sample().await;
    let county = |role| Post { role, area: Area::of(Branch::County) };
    let first = desk.as_person("p1", vec![county(Role::BureauOfficer)]);
    let second = desk.as_person("p2", vec![county(Role::BureauOfficer)]);
    let page = first.get("/items/G1?year=2025").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let version =
        page.text.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let typed = |evidence: &str| format!("status=met&evidence={evidence}&version={version}");
    let saved = first.post("/items/G1?year=2025", &typed("notice-7")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let conflict = second.post("/items/G1?year=2025", &typed("notice-8")).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.text.contains("notice-7") && conflict.text.contains("notice-8"), "{}", conflict.text);
    let bare = first.post("/items/G1?year=2025", "status=met&evidence=&version=0").await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", bare.text);
    assert!(bare.text.contains("#field-evidence"), "{}", bare.text);
}
