//! The cookie that carries the session token: for this host alone, out of reach of scripts, gone with the browser.

use axum::http::{HeaderMap, HeaderValue, header};

/// With the prefix, browsers take it only over TLS, for the whole host, and from nobody else.
fn name(secure: bool) -> &'static str {
    if secure { "__Host-junheng" } else { "junheng" }
}

/// The token that a request carries.
pub(crate) fn token(headers: &HeaderMap, secure: bool) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|cookie| {
        let (found, value) = cookie.trim().split_once('=')?;
        (found == name(secure) && !value.is_empty()).then_some(value)
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
    }

    #[test]
    fn a_cookie_has_its_flags() {
        let cookie = set("abc", true).unwrap();
        assert_eq!(cookie, "__Host-junheng=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert!(clear(false).unwrap().to_str().unwrap().starts_with("junheng=; Max-Age=0; "));
    }
}
