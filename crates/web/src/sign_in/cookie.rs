//! The cookies that carry the session token and, for minutes, the way back from an identity provider: for this host alone, out
//! of reach of scripts.

use axum::http::{HeaderMap, HeaderValue, header};

/// With the prefix, browsers take it only over TLS, for the whole host, and from nobody else.
fn name(secure: bool) -> &'static str {
    if secure { "__Host-junheng" } else { "junheng" }
}

fn way_back_name(secure: bool) -> &'static str {
    if secure { "__Host-junheng-provider" } else { "junheng-provider" }
}

/// The session token that a request carries.
pub(crate) fn token(headers: &HeaderMap, secure: bool) -> Option<&str> {
    value(headers, name(secure))
}

/// What a browser was given before it left for the provider.
pub(super) fn way_back(headers: &HeaderMap, secure: bool) -> Option<&str> {
    value(headers, way_back_name(secure))
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|cookie| {
        let (found, value) = cookie.trim().split_once('=')?;
        (found == name && !value.is_empty()).then_some(value)
    })
}

fn attributes(secure: bool) -> &'static str {
    // `Lax`, so that a link in a message leads in, while forms of other sites carry nothing.
    if secure { "Path=/; HttpOnly; SameSite=Lax; Secure" } else { "Path=/; HttpOnly; SameSite=Lax" }
}

/// The header that gives the browser a token. Tokens hold only what a header may.
pub(super) fn set(token: &str, secure: bool) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{}={token}; {}", name(secure), attributes(secure))).ok()
}

/// The header that takes it away.
pub(super) fn clear(secure: bool) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{}=; Max-Age=0; {}", name(secure), attributes(secure))).ok()
}

/// The header that a browser is given before it leaves for the provider, for ten minutes.
pub(super) fn set_way_back(token: &str, secure: bool) -> Option<HeaderValue> {
    let (name, attributes) = (way_back_name(secure), attributes(secure));
    HeaderValue::from_str(&format!("{name}={token}; Max-Age=600; {attributes}")).ok()
}

/// The header that takes it away once the browser is back.
pub(super) fn clear_way_back(secure: bool) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{}=; Max-Age=0; {}", way_back_name(secure), attributes(secure))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_from_the_cookie_of_the_transport_alone() {
        let headers = HeaderMap::from_iter([(
            header::COOKIE,
            "language=en; junheng=plain; __Host-junheng=safe; x=junheng".parse().unwrap(),
        )]);
        assert_eq!(token(&headers, true), Some("safe"));
        assert_eq!(token(&headers, false), Some("plain"));
        assert_eq!(token(&HeaderMap::new(), false), None);
        assert_eq!(way_back(&headers, false), None);
    }

    #[test]
    fn a_cookie_has_its_flags() {
        let cookie = set("abc", true).unwrap();
        assert_eq!(cookie, "__Host-junheng=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        let way_back = set_way_back("abc", true).unwrap();
        assert_eq!(
            way_back,
            "__Host-junheng-provider=abc; Max-Age=600; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(clear(false).unwrap().to_str().unwrap().starts_with("junheng=; Max-Age=0; "));
    }
}
