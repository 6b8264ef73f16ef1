//! Every route × every role, on the real router: who may use it gets in, who may not does not, and an object outside
//! somebody's scope looks exactly like one that does not exist.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use junheng_app::{Area, Branch, Post, Role};
use junheng_domain::SchoolCode;

use crate::refusal::is_api;
use crate::rights::{Open, Rights, Row, ScopeKind};
use crate::testing::{Desk, Read};

/// A school of the sample county, and one of another township.
const OWN: &str = "2199000008";
const FOREIGN: &str = "2199000002";

/// A path with something in place of each parameter.
fn filled(path: &str, school: &str) -> String {
    let part = |part: &str| match part {
        "{school}" | "{code}" => school.to_owned(),
        "{family}" => "national".to_owned(),
        "{measure}" => "name".to_owned(),
        part if part.starts_with('{') => "1".to_owned(),
        part => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// A body that the operation understands.
fn body(path: &str) -> &'static str {
    match path.rsplit('/').next() {
        Some("name") => r#"{"value":"x","reason":"x"}"#,
        Some("hand-ins") => r#"{"forms":["school"]}"#,
        Some("decisions") => r#"{"act":"accept","forms":["school"]}"#,
        _ => "{}",
    }
}

async fn ask(desk: &Desk, method: &str, path: &str) -> Read {
    let request = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
    let request = match (method == Method::GET, is_api(path)) {
        (true, _) => request.body(Body::empty()),
        (false, true) => {
            request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body(path)))
        }
        (false, false) => {
            request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::empty())
        }
    };
    let answer = desk.send(request.unwrap()).await;
    for header in ["content-security-policy", "x-content-type-options", "referrer-policy", "cache-control"] {
        assert!(answer.headers.contains_key(header), "{method} {path} answers without {header}");
    }
    let shared = answer.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
    assert_eq!(shared, None, "{method} {path} may be read by pages of others");
    let kept = answer.headers[header::CACHE_CONTROL].to_str().unwrap();
    let may_be_kept = path.starts_with("/assets/") && answer.status == StatusCode::OK;
    assert!(kept.contains("no-store") || may_be_kept, "{method} {path} may be kept by a browser: {kept}");
    answer
}

fn opens(row: &Row, role: Role) -> bool {
    match &row.open {
        Open::Public | Open::Link | Open::SigningIn | Open::SignedIn => true,
        Open::To(roles) => roles.contains(&role),
    }
}

/// One's own account is about a session, which a visitor put in by the tests has not: `sign_in/tests.rs` walks it.
fn is_about_a_session(path: &str) -> bool {
    path.starts_with("/account") || path == "/sign-in/code"
}

#[tokio::test]
async fn each_route_opens_to_the_roles_of_its_row_and_to_no_other() {
    let desk = Desk::sample().await;
    let rights = Rights::built_in();
    let mut wrong = Vec::new();
    for (path, method, row) in rights.rows() {
        let address = filled(path, OWN);
        for role in Role::ALL.into_iter().filter(|_| !is_about_a_session(path)) {
            let status = ask(&desk.signed_in(role), method, &address).await.status;
            let refused = status == StatusCode::FORBIDDEN;
            if refused == opens(row, role) || status.is_server_error() || status == StatusCode::UNAUTHORIZED {
                wrong.push(format!("{method} {path} as {}: {status}", role.as_str()));
            }
        }
        let stranger = ask(&desk, method, &address).await.status;
        let turned_away = matches!(stranger, StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED);
        if !matches!(row.open, Open::Public | Open::Link) && !turned_away || stranger.is_server_error() {
            wrong.push(format!("{method} {path} as nobody: {stranger}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn an_object_outside_the_scope_looks_like_one_that_is_not_there() {
    let desk = Desk::sample().await;
    desk.make_round("2999-12-31", false).await;
    let school = |code: &str| Branch::School(SchoolCode::new(code).unwrap());
    let rights = Rights::built_in();
    let mut wrong = Vec::new();
    for (path, method, row) in rights.rows().filter(|(_, _, row)| row.scope == ScopeKind::Object) {
        if !path.contains("{school}") && !path.contains("{code}") {
            continue;
        }
        for role in [Role::Principal, Role::SchoolClerk].into_iter().filter(|role| opens(row, *role)) {
            let head = desk.with_posts(vec![Post { role, area: Area::of(school(OWN)) }]);
            let foreign = ask(&head, method, &filled(path, FOREIGN)).await;
            let nothing = ask(&head, method, &filled(path, "2199999999")).await;
            let same = foreign.text.replace(FOREIGN, "") == nothing.text.replace("2199999999", "");
            if foreign.status != StatusCode::NOT_FOUND || nothing.status != StatusCode::NOT_FOUND || !same {
                wrong.push(format!(
                    "{method} {path} as {}: {} {}",
                    role.as_str(),
                    foreign.status,
                    nothing.status
                ));
            }
            let own = ask(&head, method, &filled(path, OWN)).await.status;
            if method == Method::GET && own != StatusCode::OK {
                wrong.push(format!("{method} {path} as {} of the school: {own}", role.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn looking_changes_nothing() {
    let desk = Desk::sample().await;
    desk.make_round("2999-12-31", false).await;
    let (store, county) = (desk.store().await, junheng_testkit::county::sample().code);
    let deeds = async || {
        let entries = store.audit_entries(Some(&county), 0, 100_000).await.unwrap();
        entries.into_iter().map(|entry| entry.action).filter(|deed| !["refuse", "export"].contains(&&**deed))
    };
    let before = deeds().await.count();
    let rights = Rights::built_in();
    for (path, ..) in rights.rows().filter(|(_, method, _)| *method == Method::GET) {
        for role in Role::ALL.into_iter().filter(|_| !is_about_a_session(path)) {
            ask(&desk.signed_in(role), "GET", &filled(path, OWN)).await;
        }
    }
    let after: Vec<String> = deeds().await.skip(before).collect();
    assert!(after.is_empty(), "{after:?}");
    let traced = ask(&desk, "TRACE", "/").await.status;
    assert_eq!(traced, StatusCode::METHOD_NOT_ALLOWED);
}
