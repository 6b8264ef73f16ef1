//! What the guard sees of a request, and which refusals it records.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use junheng_app::Role;

use super::*;
use crate::house::Transport;
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
    let desk = Desk::sample().await.reached_from("198.51.100.20");
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

/// Asks for a page as somebody in a role, from a machine, with what a proxy says of it.
async fn asks(desk: &Desk, role: Role, path: &str, (machine, forwarded): (&str, &'static str)) -> Read {
    let request =
        Request::get(path).header("x-forwarded-for", forwarded).header("x-forwarded-proto", "https");
    let mut request = request.body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::new(machine.parse().unwrap(), 40_000)));
    desk.signed_in(role).send(request).await
}

const NETWORKS: [&str; 2] = ["10.1.0.0/16", "2001:db8:1::/48"];

#[tokio::test]
async fn administration_is_open_from_its_networks_alone() {
    let desk = Desk::administered(&NETWORKS, Transport::Plain).await;
    let (system, officer) = (Role::SystemAdministrator, Role::BureauOfficer);
    for inside in ["10.1.255.7", "::ffff:10.1.0.1", "2001:db8:1:2::3"] {
        let read = asks(&desk, system, "/health", (inside, "")).await;
        assert_eq!(read.status, StatusCode::OK, "{inside}");
        assert!(read.text.contains("href=\"/health"), "{}", read.text);
    }
    for outside in ["10.2.0.1", "127.0.0.1", "2001:db8:2::3"] {
        let read = asks(&desk, system, "/health", (outside, "10.1.0.1")).await;
        assert_eq!(read.status, StatusCode::FORBIDDEN, "{outside}");
        assert!(read.text.contains("只能从指定的网络使用"), "{}", read.text);
        let home = asks(&desk, system, "/", (outside, "")).await;
        assert_eq!(home.status, StatusCode::OK, "{outside}");
        assert!(!home.text.contains("href=\"/health"), "nobody is led there: {}", home.text);
        assert_eq!(asks(&desk, officer, "/schools", (outside, "")).await.status, StatusCode::OK, "{outside}");
    }
    for _ in 0..3 {
        let mut guest = Browser::new(&desk);
        assert_eq!(guest.get("/health").await.status, StatusCode::FORBIDDEN, "its address is not known");
    }
    let told = refusals(&desk).await;
    let from = |address| ["p1", "GET /health", "", address];
    let expected = [from("10.2.0.1"), from("127.0.0.1"), from("2001:db8:2::3"), ["-", "GET /health", "", ""]];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn through_a_proxy_the_networks_are_those_of_its_clients() {
    let transport = Transport::BehindProxy { proxies: vec!["192.0.2.9".parse().unwrap()] };
    let desk = Desk::administered(&NETWORKS, transport).await;
    let audit = Role::AuditAdministrator;
    for (forwarded, status) in [
        ("10.1.0.1", StatusCode::OK),
        ("192.0.2.7, 10.1.0.1", StatusCode::OK),
        ("10.1.0.1, 192.0.2.7", StatusCode::FORBIDDEN),
        ("2001:db8:1::1", StatusCode::OK),
        ("", StatusCode::FORBIDDEN),
    ] {
        let read = asks(&desk, audit, "/audit", ("192.0.2.9", forwarded)).await;
        assert_eq!(read.status, status, "{forwarded}");
    }
}

#[tokio::test]
async fn without_networks_administration_is_open_from_everywhere() {
    let desk = Desk::sample().await;
    let read = asks(&desk, Role::SystemAdministrator, "/health", ("203.0.113.1", "")).await;
    assert_eq!(read.status, StatusCode::OK);
}

#[test]
fn administration_is_what_opens_to_administrators_alone() {
    let rights = crate::rights::Rights::built_in();
    let is_administration = |method: &str, path: &str| {
        let row = rights.row(&method.parse().unwrap(), path).unwrap();
        row.open.is_administration()
    };
    for path in ["/audit", "/health", "/people", "/policies", "/sessions"] {
        assert!(is_administration("GET", path), "{path}");
    }
    for path in ["/", "/account", "/schools", "/sign-in", "/jobs", "/assets/{name}"] {
        assert!(!is_administration("GET", path), "{path}");
    }
}
