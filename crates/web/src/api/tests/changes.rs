//! What programs change: uploads, facts, rounds; and what names the tag of what it was decided on.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use junheng_app::{Area, Branch, Post, Role};
use junheng_domain::{Level, MeasureId, Number, Origin, SchoolCode, Value as Fact};
use serde_json::{Value, json};

use super::{json, last_year, send, tag};
use crate::testing::{Desk, Read};

const STANDARD: &str = "national/quality-balance-2017";
const SCHOOL: &str = "2199000008";

/// The county's workbook with one more book in one school.
fn workbook(desk: &Desk) -> Vec<u8> {
    let county = junheng_testkit::county::sample();
    let mut snapshot = county.snapshot(county.years().last().unwrap());
    let books = MeasureId::new("books").unwrap();
    let table = snapshot.table(Level::Unit);
    let row = (0..table.subjects.len()).find(|row| table.value(*row, &books).number().is_some()).unwrap();
    let (subject, now) = (table.subjects[row].clone(), table.value(row, &books).number().unwrap().approx());
    let more = Fact::Number(Number::from(now as u32 + 1));
    assert!(snapshot.set(&subject, &books, &more, Origin::default()));
    desk.workbook(STANDARD, &snapshot)
}

async fn hand_over(desk: &Desk, kind: &str, bytes: Vec<u8>) -> Read {
    let path =
        format!("/api/v1/uploads?year={}&standard={STANDARD}&name=%E6%B8%85%E6%B2%B3.xlsx", last_year());
    let request = Request::post(path).header(header::CONTENT_TYPE, kind);
    desk.send(request.body(Body::from(bytes)).unwrap()).await
}

async fn decide(desk: &Desk, path: &str, tag: &str, body: &Value) -> Read {
    send(desk, ("POST", path), &[("if-match", tag)], body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_from_the_upload_to_the_receipt_and_back() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    let sent = hand_over(&desk, "application/octet-stream", workbook(&desk)).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text);
    let address = sent.headers[header::LOCATION].to_str().unwrap().to_owned();
    let confirm = format!("{address}/confirm");
    let early = decide(&desk, &confirm, &tag(&sent), &json!({})).await;
    assert_eq!((early.status, &json(&early)["code"]), (StatusCode::CONFLICT, &json!("upload-not-checked")));
    desk.work().await;

    let preview = desk.get(&address).await;
    let state = json(&preview);
    assert_eq!(state["upload"]["phase"], "previewed", "{state}");
    assert_eq!(
        (&state["preview"]["facts"]["changed"], &state["upload"]["name"]),
        (&json!(1), &json!("清河.xlsx"))
    );
    let unsaid = send(&desk, ("POST", &confirm), &[], &json!({})).await;
    assert_eq!(unsaid.status, StatusCode::PRECONDITION_REQUIRED);
    let stale = decide(&desk, &confirm, &tag(&sent), &json!({})).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let confirmed = decide(&desk, &confirm, &tag(&preview), &json!({ "reason": "核对" })).await;
    assert_eq!(confirmed.status, StatusCode::ACCEPTED, "{}", confirmed.text);
    desk.work().await;

    let done = json(&desk.get(&address).await);
    assert_eq!(done["upload"]["phase"], "imported", "{done}");
    let address = format!("/api/v1/imports/{}", done["upload"]["import"]);
    let receipt = desk.get(&address).await;
    assert_eq!(
        (&json(&receipt)["layer"]["why"], &json(&receipt)["layer"]["active"]),
        (&json!("核对"), &json!(true))
    );
    let undo = format!("{address}/undo");
    let undone = decide(&desk, &undo, &tag(&receipt), &json!({ "reason": "错" })).await;
    assert_eq!((undone.status, &json(&undone)["layer"]["active"]), (StatusCode::OK, &json!(false)));
    assert_eq!(tag(&undone), tag(&desk.get(&address).await), "a change answers what reading answers");
    let late = decide(&desk, &undo, &tag(&receipt), &json!({ "reason": "错" })).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_taken_leaves_nothing() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    let empty = hand_over(&desk, "application/octet-stream", Vec::new()).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", empty.text);
    let form = hand_over(&desk, "text/plain", workbook(&desk)).await;
    assert_eq!(form.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let large = hand_over(&desk, "application/octet-stream", vec![0; (64 << 20) + 1]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", large.text);
    assert_eq!((json(&desk.get("/api/v1/uploads").await), desk.stored_uploads()), (json!([]), 0));
    let sent = hand_over(&desk, "application/octet-stream", b"PK\x03\x04no workbook".to_vec()).await;
    desk.work().await;
    let address = sent.headers[header::LOCATION].to_str().unwrap();
    let state = desk.get(address).await;
    assert_eq!(json(&state)["preview"]["findings"][0]["severity"], "error", "{}", state.text);
    assert_eq!(desk.get(&format!("{address}/marked")).await.status, StatusCode::CONFLICT);
    let refused = decide(&desk, &format!("{address}/confirm"), &tag(&state), &json!({})).await;
    assert_eq!((refused.status, &json(&refused)["code"]), (StatusCode::CONFLICT, &json!("web-allow-first")));
    let gone = send(&desk, ("DELETE", address), &[], &json!({})).await;
    assert_eq!((&json(&gone)["upload"]["phase"], desk.stored_uploads()), (&json!("discarded"), 0));
}

async fn put(desk: &Desk, path: &str, tag: &str, value: &str, reason: &str) -> Read {
    send(desk, ("PUT", path), &[("if-match", tag)], &json!({ "value": value, "reason": reason })).await
}

#[tokio::test]
async fn of_two_who_change_a_fact_the_second_is_told() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    let path = format!("/api/v1/schools/{SCHOOL}/facts/cluster");
    let seen = desk.get(&path).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
    let bare = send(&desk, ("PUT", &path), &[], &json!({ "value": "东片", "reason": "x" })).await;
    assert_eq!(
        (bare.status, &json(&bare)["code"]),
        (StatusCode::PRECONDITION_REQUIRED, &json!("web-tag-needed"))
    );
    let changed = put(&desk, &path, &tag(&seen), "东片", "更正").await;
    assert_eq!(
        (changed.status, &json(&changed)["typed"]),
        (StatusCode::OK, &json!("东片")),
        "{}",
        changed.text
    );
    let second = put(&desk, &path, &tag(&seen), "西片", "更正").await;
    assert_eq!(
        (second.status, &json(&second)["code"]),
        (StatusCode::PRECONDITION_FAILED, &json!("web-tag-changed"))
    );
    assert_eq!(
        put(&desk, &path, &tag(&changed), "西片", " ").await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "without a reason"
    );
    assert_eq!(put(&desk, &path, "*", "西片", "更正").await.status, StatusCode::OK, "whatever there is");
    let layers = json(&desk.get(&path).await)["layers"].as_array().unwrap().len();
    assert!(layers >= 2, "{layers}");
    let pupils = format!("/api/v1/schools/{SCHOOL}/facts/pupils?stage=primary");
    let wrong = put(&desk, &pupils, "*", "many", "x").await;
    assert_eq!(
        (wrong.status, &json(&wrong)["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("web-findings"))
    );
}

fn head(desk: &Desk, person: &str) -> Desk {
    let area = Area::of(Branch::School(SchoolCode::new(SCHOOL).unwrap()));
    desk.as_person(person, vec![Post { role: Role::Principal, area }])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_goes_from_the_school_to_the_bureau() {
    let desk = Desk::sample().await;
    let bureau =
        desk.as_person("lead", vec![Post { role: Role::BureauLeader, area: Area::of(Branch::County) }]);
    let school = head(&desk, "head");
    let asked = json!({ "year": last_year(), "opens_on": "2000-01-01", "deadline_on": "2999-12-31" });
    let made = send(&bureau, ("POST", "/api/v1/rounds"), &[], &asked).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let board = made.headers[header::LOCATION].to_str().unwrap().to_owned();
    assert_eq!(json(&school.get(&board).await)["schools"]["total"], 1, "a principal sees the own school");

    let path = format!("{board}/schools/{SCHOOL}");
    let (hand_in, decisions) = (format!("{path}/hand-ins"), format!("{path}/decisions"));
    let seen = tag(&school.get(&path).await);
    let forms = json!({ "forms": ["school"] });
    let handed = decide(&school, &hand_in, &seen, &forms).await;
    assert_eq!(handed.status, StatusCode::OK, "{}", handed.text);
    assert_eq!(decide(&school, &hand_in, &seen, &forms).await.status, StatusCode::PRECONDITION_FAILED);
    let accept = json!({ "act": "accept", "forms": ["school"] });
    assert_eq!(
        send(&bureau, ("POST", &decisions), &[], &accept).await.status,
        StatusCode::PRECONDITION_REQUIRED
    );
    let seen = tag(&bureau.get(&path).await);
    let accepted = decide(&bureau, &decisions, &seen, &accept).await;
    assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.text);
    let owing = json(&bureau.get(&format!("{board}?owing=true")).await);
    let reminded = send(&bureau, ("POST", &format!("{board}/reminders")), &[], &json!({})).await;
    assert_eq!(json(&reminded)["schools"], owing["schools"]["total"], "{}", reminded.text);
    let accepted = json(&bureau.get(&format!("{board}?state=accepted")).await);
    assert_eq!(
        (&accepted["schools"]["total"], &accepted["schools"]["items"][0]["school"]),
        (&json!(1), &json!(SCHOOL))
    );
    assert_eq!(bureau.get(&format!("{board}?state=some")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn years_and_standards_are_compared() {
    let desk = Desk::sample().await.signed_in(Role::Supervisor);
    let (to, from) = (last_year(), last_year() - 1);
    let moved = json(&desk.get(&format!("/api/v1/comparison?from={from}&to={to}")).await);
    assert!(moved["verdicts"]["total"].as_u64().unwrap() > 0, "{moved}");
    let path =
        format!("/api/v1/comparison?from={to}&to={to}&from_standard={STANDARD}&to_standard={STANDARD}");
    assert_eq!(json(&desk.get(&path).await)["verdicts"]["total"], 0);
    assert_eq!(desk.get("/api/v1/comparison?from=1999&to=1999").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_year_is_locked_and_reopened() {
    let desk = Desk::sample().await.signed_in(Role::BureauLeader);
    let path = format!("/api/v1/school-years/{}", last_year());
    let reason = json!({ "reason": "评估" });
    let locked = send(&desk, ("POST", &format!("{path}/lock")), &[], &reason).await;
    assert_eq!(
        (locked.status, &json(&locked)["reopened"]),
        (StatusCode::OK, &json!(false)),
        "{}",
        locked.text
    );
    let again = send(&desk, ("POST", &format!("{path}/lock")), &[], &reason).await;
    assert_eq!((again.status, &json(&again)["code"]), (StatusCode::CONFLICT, &json!("locked-already")));
    let reopened = send(&desk, ("POST", &format!("{path}/reopening")), &[], &reason).await;
    assert_eq!((reopened.status, &json(&reopened)["reopened"]), (StatusCode::OK, &json!(true)));
    assert_eq!(json(&desk.get("/api/v1/snapshots").await).as_array().unwrap().len(), 1);
}
