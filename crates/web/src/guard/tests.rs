//! What the guard sees of a request, and which refusals it records.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use junheng_app::Role;

use super::*;
use crate::sign_in::tests::{Browser, PASSWORD, between, registered, without_second_factor};
use crate::testing::{Desk, Read};

fn check(headers: &[(&'static str, &'static str)], own: bool) {
    let map = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    assert_eq!(from_own_pages(&map.collect()), own, "{headers:?}");
}

#[test]
fn a_form_of_another_site_is_seen() {
    check(&[("sec-fetch-site", "same-origin")], true);
    check(&[("sec-fetch-site", "cross-site")], false);
    check(&[("sec-fetch-site", "same-site"), ("origin", "http://a"), ("host", "a")], false);
    check(&[("origin", "http://127.0.0.1:80"), ("host", "127.0.0.1:80")], true);
    check(&[("origin", "http://evil"), ("host", "127.0.0.1:80")], false);
    check(&[("origin", "null"), ("host", "127.0.0.1:80")], false);
    check(&[("host", "127.0.0.1:80")], true);
}

/// Each refusal of the audit: who, what was asked for, through what, from where.
async fn refusals(desk: &Desk) -> Vec<[String; 4]> {
    let county = junheng_testkit::county::sample().code;
    let entries = desk.store().await.audit_entries(Some(&county), 0, 10_000).await.unwrap();
    let refused = entries.into_iter().filter(|entry| entry.action == "refuse");
    refused.map(|entry| [entry.by, entry.object, entry.capacity.through, entry.capacity.address]).collect()
}

#[tokio::test]
async fn a_form_of_another_site_is_recorded_of_whoever_is_signed_in() {
    let desk = Desk::sample().await.from_machine("198.51.100.20");
    without_second_factor(desk.office()).await;
    let person = registered(desk.office(), "sec", Role::SecurityAdministrator).await;
    let mut browser = Browser::new(&desk);
    browser.sign_in("sec", PASSWORD).await;
    for cookie in [browser.cookie(), ""] {
        let form = Request::post("/policies").header("sec-fetch-site", "cross-site");
        let form = form.header(header::COOKIE, cookie).body(Body::empty()).unwrap();
        assert_eq!(desk.send(form).await.status, StatusCode::FORBIDDEN);
    }
    let from = "198.51.100.20";
    assert_eq!(refusals(&desk).await, [[&*person, "POST /policies", "", from]]);
}

async fn program_asks(desk: &Desk, token: &str, machine: &str) -> Read {
    let request =
        Request::get("/api/v1/school-years").header(header::AUTHORIZATION, format!("Bearer {token}"));
    let mut request = request.body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::new(machine.parse().unwrap(), 40_000)));
    desk.send(request).await
}

#[tokio::test]
async fn a_token_that_opens_nothing_is_recorded_once_a_minute_and_address() {
    let desk = Desk::sample().await;
    without_second_factor(desk.office()).await;
    let person = registered(desk.office(), "off", Role::BureauOfficer).await;
    let mut browser = Browser::new(&desk);
    browser.sign_in("off", PASSWORD).await;
    let made = browser.post("/account/tokens", &[("name", "sync"), ("post", "0"), ("days", "30")]).await;
    let token = format!("junheng_{}", between(&made.text, "<code>junheng_", "</code>"));
    assert_eq!(program_asks(&desk, &token, "192.0.2.1").await.status, StatusCode::OK);
    let list = browser.get("/account/tokens").await;
    let id = between(&list.text, "action=\"/account/tokens/", "/end").to_owned();
    browser.post(&format!("/account/tokens/{id}/end"), &[]).await;
    for (token, machine) in [(&*token, "192.0.2.2"), (&*token, "192.0.2.2"), ("made-up", "2001:db8::1")] {
        assert_eq!(program_asks(&desk, token, machine).await.status, StatusCode::UNAUTHORIZED);
    }
    for _ in 0..50 {
        program_asks(&desk, "made-up", "2001:db8::2").await;
    }
    let (asked, through) = ("GET /api/v1/school-years", format!("token {id}"));
    let of_owner = [&*person, asked, &*through, "192.0.2.2"];
    assert_eq!(refusals(&desk).await, [of_owner, ["-", asked, "", "2001:db8::1"]]);
}
