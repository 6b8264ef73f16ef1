//! A form that is sent twice has one effect, drafts are each one's own and come back into the form, and a session that ran out loses
//! nothing.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use junheng_app::{Area, Attempted, Branch, Client, Post, Role};

use crate::links::encoded;
use crate::sign_in::tests::{Browser, PASSWORD, operator, registered, without_second_factor};
use crate::testing::Desk;

fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn round<'f>(once: &'f str, note: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("for", "2025"),
        ("standard", "national/quality-balance-2017"),
        ("opens_on", "2026-01-01"),
        ("deadline_on", "2999-12-31"),
        ("note", note),
        ("once", once),
        ("draft-form", "/reporting/new"),
        ("draft-page", "/reporting/new?year=2025"),
        ("draft-title", "新建填报批次"),
    ]
}

fn officer(desk: &Desk, person: &str) -> Desk {
    desk.as_person(person, vec![Post { role: Role::BureauOfficer, area: Area::of(Branch::County) }])
}

#[tokio::test]
async fn a_form_that_is_sent_twice_has_one_effect_and_the_same_answer() {
    let desk = officer(&Desk::sample().await, "p1");
    let sent = form(&round("key", "first"));
    let (one, two) = tokio::join!(desk.post("/reporting/new", &sent), desk.post("/reporting/new", &sent));
    assert_eq!(one.location(), "/reporting/1?year=2025");
    assert_eq!(two.location(), "/reporting/1?year=2025");
    let again = desk.post("/reporting/new", &sent).await;
    assert_eq!(again.location(), "/reporting/1?year=2025");
    let changed = desk.post("/reporting/new", &form(&round("key", "second"))).await;
    assert_eq!(
        changed.location(),
        "/reporting/2?year=2025",
        "who goes back and changes something sends another form"
    );
    let colleague = officer(&desk, "p2").post("/reporting/new", &sent).await;
    assert_eq!(colleague.location(), "/reporting/3?year=2025", "a key is each one's own");
}

#[tokio::test]
async fn a_form_that_was_refused_may_be_sent_again() {
    let desk = officer(&Desk::sample().await, "p1");
    let mut fields = round("key", "");
    fields[3].1 = "2000-01-01";
    let refused = form(&fields);
    for _ in 0..2 {
        let page = desk.post("/reporting/new", &refused).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_draft_comes_back_to_its_owner_alone_and_goes_when_its_form_is_taken() {
    let desk = officer(&Desk::sample().await, "p1");
    let note = "草稿<script>与𠮷";
    let kept = desk.post("/drafts", &form(&round("key", note))).await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT, "{}", kept.text);
    let page = desk.get("/reporting/new?year=2025").await;
    assert!(page.text.contains("草稿&#60;script&#62;与𠮷"), "{}", page.text);
    assert!(page.text.contains("action=\"/drafts/discard\""), "it can be discarded");
    let list = desk.get("/drafts").await;
    assert!(
        list.text.contains("新建填报批次") && list.text.contains("/reporting/new?year=2025"),
        "{}",
        list.text
    );
    let other = officer(&desk, "p2");
    let theirs = other.get("/reporting/new?year=2025").await.text;
    assert!(!theirs.contains("草稿&#60;script"), "somebody else's");
    assert!(!other.get("/drafts").await.text.contains("新建填报批次"));
    assert_eq!(desk.post("/reporting/new", &form(&round("key", note))).await.status, StatusCode::SEE_OTHER);
    assert!(!desk.get("/drafts").await.text.contains("新建填报批次"), "it was sent");
}

#[tokio::test]
async fn a_draft_is_discarded_by_its_owner() {
    let desk = officer(&Desk::sample().await, "p1");
    desk.post("/drafts", &form(&round("key", "留着"))).await;
    let discard = form(&[("form", "/reporting/new"), ("page", "/reporting/new")]);
    officer(&desk, "p2").post("/drafts/discard", &discard).await;
    assert!(desk.get("/reporting/new").await.text.contains("留着"), "not by somebody else");
    assert_eq!(desk.post("/drafts/discard", &discard).await.location(), "/reporting/new");
    assert!(!desk.get("/reporting/new").await.text.contains("留着"));
}

#[tokio::test]
async fn a_draft_without_scripts_leads_back_to_its_form_and_never_elsewhere() {
    let desk = officer(&Desk::sample().await, "p1");
    for (page, expected) in
        [("/reporting/new", "/reporting/new"), ("//evil.example/", "/"), ("https://evil.example", "/")]
    {
        let mut fields = round("key", "x");
        fields[7].1 = page;
        let request = Request::post("/drafts")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header(header::ACCEPT, "text/html,application/xhtml+xml");
        let kept = desk.send(request.body(Body::from(form(&fields))).unwrap()).await;
        assert_eq!(kept.location(), expected, "{page}");
    }
}

#[tokio::test]
async fn what_is_no_draft_or_too_long_is_refused() {
    let desk = officer(&Desk::sample().await, "p1");
    assert_eq!(desk.post("/drafts", "note=x").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let long = "字".repeat(100_000);
    let page = desk.post("/drafts", &form(&round("key", &long))).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{}", page.text);
}

#[tokio::test]
async fn a_draft_of_a_fact_that_somebody_changed_meanwhile_shows_both_versions() {
    let desk = Desk::sample().await;
    let (first, second) = (officer(&desk, "p1"), officer(&desk, "p2"));
    let path = "/schools/2199000008/facts?stage=primary&measure=pupils&year=2025";
    let page = first.get(path).await.text;
    let part = |name: &str| {
        let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        after.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
    };
    let (version, action) = (part("version"), part("draft-form"));
    let fields = |value: &'static str| {
        let version = version.clone();
        let action = action.clone();
        form(&[
            ("measure", "pupils"),
            ("stage", "primary"),
            ("version", &version),
            ("value", value),
            ("reason", "转入学生漏报"),
            ("draft-form", &action),
            ("draft-page", path),
        ])
    };
    assert_eq!(first.post("/drafts", &fields("777")).await.status, StatusCode::NO_CONTENT);
    let saved = second.post(&action, &fields("778")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let back = first.get(path).await.text;
    assert!(back.contains("777") && back.contains("778"), "{back}");
    assert!(
        back.contains(&junheng_labels::text(junheng_labels::Lang::Zh, "web.school.conflict", &[])),
        "{back}"
    );
}

/// A session that was last used three hours ago.
async fn session_of_before(office: &junheng_app::Office, login: &str) -> String {
    let ago = (jiff::Timestamp::now() - jiff::SignedDuration::from_hours(3)).to_string();
    let (attempted, client) = (Attempted { login, password: PASSWORD }, Client { agent: "", address: "" });
    office.sign_in(attempted, client, None, &ago).await.unwrap().unwrap().token
}

fn with_session(token: &str, sent: String) -> Request<Body> {
    let request = Request::post("/reporting/new")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header(header::COOKIE, format!("junheng={token}"));
    request.body(Body::from(sent)).unwrap()
}

#[tokio::test]
async fn what_was_sent_after_the_session_ran_out_is_kept_and_comes_back() {
    let desk = Desk::sample().await;
    without_second_factor(desk.office()).await;
    registered(desk.office(), "luo", Role::BureauOfficer).await;
    let token = session_of_before(desk.office(), "luo").await;
    let sent = form(&round("key", "写了半小时"));
    let answer = desk.send(with_session(&token, sent.clone())).await;
    assert_eq!(answer.location(), "/sign-in?kept=1&to=%2Freporting%2Fnew%3Fyear%3D2025");
    assert!(desk.get(&answer.location()).await.text.contains("已存为草稿"));
    let mut browser = Browser::new(&desk);
    browser.sign_in("luo", PASSWORD).await;
    let page = browser.get("/reporting/new?year=2025").await;
    assert!(page.text.contains("写了半小时"), "{}", page.text);
    assert!(!browser.get("/reporting?year=2025").await.text.contains("写了半小时"), "it was not taken");
    let unknown = desk.send(with_session("0000", sent)).await;
    assert_eq!(unknown.status, StatusCode::UNAUTHORIZED, "nobody knows whose that would be");
}

#[tokio::test]
async fn whoever_may_no_longer_sign_in_leaves_no_draft() {
    let desk = Desk::sample().await;
    let office = desk.office();
    without_second_factor(office).await;
    let person = registered(office, "luo", Role::BureauOfficer).await;
    let token = session_of_before(office, "luo").await;
    let now = jiff::Timestamp::now().to_string();
    office.set_active(&operator().permit(), &person, false, &now).await.unwrap();
    let answer = desk.send(with_session(&token, form(&round("key", "x")))).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text);
}
