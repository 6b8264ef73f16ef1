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
    let last = last_word(headers, "x-forwarded-for").and_then(|word| word.parse().ok());
    last.or(peer)
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
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(transport: &Transport, forwarded: &[&'static str], expected: &str) {
        let name = HeaderName::from_static("x-forwarded-for");
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(name.clone(), HeaderValue::from_static(value));
        }
        let found = origin(&headers, "192.0.2.9".parse().ok(), transport);
        assert_eq!(found, expected.parse().ok(), "{forwarded:?}");
    }

    #[test]
    fn only_our_own_proxy_is_believed_and_only_its_last_word() {
        let ours = Transport::BehindProxy { proxies: vec!["192.0.2.9".parse().unwrap()] };
        let on_this_machine = Transport::BehindProxy { proxies: Vec::new() };
        check(&Transport::Plain, &["203.0.113.7"], "192.0.2.9");
        check(&on_this_machine, &["203.0.113.7"], "192.0.2.9");
        check(&ours, &[], "192.0.2.9");
        check(&ours, &["10.0.0.1, 203.0.113.7"], "203.0.113.7");
        check(&ours, &["10.0.0.1", "203.0.113.8"], "203.0.113.8");
        check(&ours, &["nonsense"], "192.0.2.9");
    }
}
