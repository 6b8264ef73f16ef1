//! A write with a key has one effect, however often and from however many it is sent.

use std::time::Duration;

use axum::http::{StatusCode, header};
use junheng_app::Role;
use serde_json::{Value, json};

use super::{json, last_year, send};
use crate::testing::{Desk, Read};

const ROUNDS: (&str, &str) = ("POST", "/api/v1/rounds");

fn round(note: &str) -> Value {
    json!({ "year": last_year(), "opens_on": "2000-01-01", "deadline_on": "2999-12-31", "note": note })
}

async fn begin(desk: &Desk, key: &str, note: &str) -> Read {
    send(desk, ROUNDS, &[("idempotency-key", key)], &round(note)).await
}

async fn rounds(desk: &Desk) -> usize {
    json(&desk.get("/api/v1/rounds").await).as_array().unwrap().len()
}

fn code(read: &Read) -> String {
    json(read)["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn sent_again_it_is_answered_as_before_and_has_one_effect() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    let first = begin(&desk, "k1", "a").await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    let again = begin(&desk, "k1", "a").await;
    assert_eq!((again.status, &again.text), (first.status, &first.text));
    for name in [header::LOCATION, header::ETAG, header::CONTENT_TYPE] {
        assert_eq!(again.headers[&name], first.headers[&name], "{name}");
    }
    assert_eq!(rounds(&desk).await, 1);
    assert_eq!(begin(&desk, "k2", "a").await.status, StatusCode::CREATED);
    assert_eq!(send(&desk, ROUNDS, &[], &round("a")).await.status, StatusCode::CREATED, "without a key");
    assert_eq!(rounds(&desk).await, 3, "another key is another round");
}

#[tokio::test]
async fn a_key_is_of_one_request_and_of_one_person() {
    let desk = Desk::sample().await;
    let officer = desk.signed_in(Role::BureauOfficer);
    assert_eq!(begin(&officer, "k", "a").await.status, StatusCode::CREATED);
    let other = begin(&officer, "k", "b").await;
    assert_eq!(
        (other.status, code(&other)),
        (StatusCode::UNPROCESSABLE_ENTITY, "web-key-of-another".to_owned())
    );
    let elsewhere =
        send(&officer, ("POST", "/api/v1/rounds?year=2026"), &[("idempotency-key", "k")], &round("a")).await;
    assert_eq!(code(&elsewhere), "web-key-of-another");
    let leader = junheng_app::Post {
        role: Role::BureauLeader,
        area: junheng_app::Area::of(junheng_app::Branch::County),
    };
    assert_eq!(begin(&desk.as_person("p2", vec![leader]), "k", "b").await.status, StatusCode::CREATED);
    assert_eq!(rounds(&officer).await, 2);
}

#[tokio::test]
async fn what_was_refused_may_be_sent_again() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    let wrong = json!({ "year": last_year(), "opens_on": "2000-01-01", "deadline_on": "1999-12-31" });
    let headers = [("idempotency-key", "k")];
    for _ in 0..2 {
        let refused = send(&desk, ROUNDS, &headers, &wrong).await;
        assert_eq!(code(&refused), "round-ends-before");
    }
    assert_eq!(begin(&desk, "k", "a").await.status, StatusCode::CREATED, "mended, with the same key");
    for key in ["", " ", &"k".repeat(201)] {
        assert_eq!(
            begin(&desk, key, "a").await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{key:?} is no key"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sent_many_times_at_once_it_has_one_effect() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    let send = || begin(&desk, "k", "a");
    let (a, b, c, d) = tokio::join!(send(), send(), send(), send());
    let all = [a, b, c, d];
    let made: Vec<_> = all.iter().filter(|read| read.status == StatusCode::CREATED).collect();
    let meanwhile = all.iter().filter(|read| read.status == StatusCode::CONFLICT);
    assert!(!made.is_empty() && made.iter().all(|read| read.text == made[0].text));
    assert_eq!(
        made.len() + meanwhile.map(|read| assert_eq!(code(read), "web-key-under-way")).count(),
        all.len()
    );
    assert_eq!(rounds(&desk).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_hangs_up_gets_the_answer_with_the_next_try() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    for tries in 1..=8 {
        let key = format!("k{tries}");
        let patience = Duration::from_millis(tries * 3);
        // However far the request has come when the program hangs up.
        let _ = tokio::time::timeout(patience, begin(&desk, &key, "a")).await;
        let mut answer = begin(&desk, &key, "a").await;
        while answer.status == StatusCode::CONFLICT {
            tokio::time::sleep(Duration::from_millis(20)).await;
            answer = begin(&desk, &key, "a").await;
        }
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        assert_eq!(rounds(&desk).await as u64, tries);
    }
}
