//! The proxy that speaks TLS: who is one, what it says of a request, and no way around it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::house::{House, Transport};
use crate::refusal::Refusal;

/// The machine at the other end of the connection, as the network knows it.
pub(crate) fn peer(extensions: &axum::http::Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical())
}

/// Where a request comes from. Only a proxy of our own is believed, and of what it says only its own last word.
pub(crate) fn origin(headers: &HeaderMap, peer: Option<IpAddr>, transport: &Transport) -> Option<IpAddr> {
    if !is_proxy(peer, transport) {
        return peer;
    }
    let last = last_word(headers, "x-forwarded-for").and_then(|word| word.parse::<IpAddr>().ok());
    last.map(|address| address.to_canonical()).or(peer)
}

/// The same of a whole request.
pub(crate) fn origin_of(request: &Request, transport: &Transport) -> Option<IpAddr> {
    origin(request.headers(), peer(request.extensions()), transport)
}

/// As sessions and the audit keep it; empty where it is not known.
pub(crate) fn written(address: Option<IpAddr>) -> String {
    address.map(|address| address.to_string()).unwrap_or_default()
}

fn is_proxy(peer: Option<IpAddr>, transport: &Transport) -> bool {
    let Transport::BehindProxy { proxies } = transport else { return false };
    peer.is_some_and(|peer| peer.is_loopback() || proxies.contains(&peer))
}

/// The last of the words that a header was given on its way: our own proxy's.
fn last_word<'h>(headers: &'h HeaderMap, name: &'static str) -> Option<&'h str> {
    let last = headers.get_all(HeaderName::from_static(name)).iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next().map(str::trim)
}

/// Before everything: where a proxy is to speak TLS, nothing is taken from anybody else, nor what reached it without TLS.
pub(crate) async fn only_by_proxy(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let transport = &house.settings.transport;
    if matches!(transport, Transport::BehindProxy { .. }) {
        let in_the_clear =
            last_word(request.headers(), "x-forwarded-proto").is_some_and(|word| word != "https");
        if !is_proxy(peer(request.extensions()), transport) || in_the_clear {
            return Refusal::forbidden("web-without-tls").into_response();
        }
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use axum::http::{Method, StatusCode, header};
    use junheng_app::Role;

    use super::*;
    use crate::rights::Rights;
    use crate::sign_in::tests::{PASSWORD, registered, without_second_factor};
    use crate::testing::{Desk, Read};

    const PROXY: &str = "192.0.2.9";

    fn behind_proxy() -> Transport {
        Transport::BehindProxy { proxies: vec![PROXY.parse().unwrap()] }
    }

    #[track_caller]
    fn check(transport: &Transport, forwarded: &[&'static str], expected: &str) {
        let headers = forwarded.iter().map(|value| ("x-forwarded-for", *value));
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, value.parse().unwrap());
        }
        let found = origin(&map, PROXY.parse().ok(), transport);
        assert_eq!(found, expected.parse().ok(), "{forwarded:?}");
    }

    #[test]
    fn only_our_own_proxy_is_believed_and_only_its_last_word() {
        check(&Transport::Plain, &["203.0.113.7"], PROXY);
        check(&Transport::BehindProxy { proxies: Vec::new() }, &["203.0.113.7"], PROXY);
        check(&behind_proxy(), &[], PROXY);
        check(&behind_proxy(), &["10.0.0.1, 203.0.113.7"], "203.0.113.7");
        check(&behind_proxy(), &["10.0.0.1", "203.0.113.8"], "203.0.113.8");
        check(&behind_proxy(), &["::ffff:203.0.113.9"], "203.0.113.9");
        check(&behind_proxy(), &["nonsense"], PROXY);
    }

    /// Sends a form from a machine, with what a proxy says of it.
    async fn post(desk: &Desk, path: &str, form: String, (peer, scheme): (&str, &str)) -> Read {
        let mut request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header("x-forwarded-for", "203.0.113.7")
            .header("x-forwarded-proto", scheme)
            .body(form.into())
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 40_000)));
        desk.send(request).await
    }

    #[tokio::test]
    async fn no_password_is_taken_around_the_proxy_or_in_the_clear() {
        let desk = Desk::reached(behind_proxy()).await;
        without_second_factor(desk.office()).await;
        registered(desk.office(), "wang.fang", Role::Principal).await;
        let form = || format!("login=wang.fang&password={PASSWORD}");
        for from in [("198.51.100.7", "https"), (PROXY, "http"), ("127.0.0.1", "https, http")] {
            let refused = post(&desk, "/sign-in", form(), from).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{from:?}");
            assert!(refused.text.contains("https") && !refused.headers.contains_key(header::SET_COOKIE));
        }
        let taken = post(&desk, "/sign-in", form(), (PROXY, "https")).await;
        assert_eq!(taken.location(), "/");
        let cookie = taken.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with("__Host-junheng=") && cookie.contains("; Secure"), "{cookie}");
        let county = junheng_testkit::county::sample().code;
        let store = desk.store().await;
        let last = store.audit_before(&county, None, 1).await.unwrap();
        assert_eq!((&*last[0].action, &*last[0].capacity.address), ("sign-in", "203.0.113.7"));
        let sessions = store.sessions(&county, None).await.unwrap();
        assert_eq!(sessions.iter().map(|one| &*one.address).collect::<Vec<_>>(), ["203.0.113.7"]);
    }

    #[tokio::test]
    async fn over_tls_every_answer_says_so_and_every_cookie_is_for_tls_alone() {
        let desk = Desk::reached(behind_proxy()).await;
        let rights = Rights::built_in();
        let posted = rights.rows().filter(|(_, method, _)| *method == Method::POST).map(|(path, ..)| path);
        let mut cookies = 0;
        for path in posted.chain(["/nothing", "/assets/nothing", "/api/v1/nothing"]) {
            let form = "language=en&to=/&login=x&password=x".to_owned();
            let answer = post(&desk, &path.replace(['{', '}'], ""), form, (PROXY, "https")).await;
            let lasting = answer.headers[header::STRICT_TRANSPORT_SECURITY].to_str().unwrap();
            assert!(lasting.starts_with("max-age=31536000"), "{path}: {lasting}");
            for cookie in answer.headers.get_all(header::SET_COOKIE) {
                let cookie = cookie.to_str().unwrap();
                let flags = ["Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"];
                let has_all = flags.iter().all(|flag| cookie.contains(flag));
                assert!(cookie.starts_with("__Host-") && has_all, "{path}: {cookie}");
                cookies += 1;
            }
        }
        assert!(cookies >= 2, "of the language, and of signing out");
    }
}
