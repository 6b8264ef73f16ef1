//! The cookies: the session token, for minutes the way back from an identity provider, and the language. All are for this host
//! alone and out of reach of scripts.

use axum::http::{HeaderMap, HeaderValue, header};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// The token of a session.
    Session,
    /// What a browser was given before it left for the provider.
    WayBack,
    Language,
}

impl Cookie {
    const fn plain(self) -> &'static str {
        match self {
            Self::Session => "junheng",
            Self::WayBack => "junheng-provider",
            Self::Language => "language",
        }
    }

    /// With the prefix, browsers take it only over TLS, for the whole host, and from nobody else.
    fn name(self, secure: bool) -> String {
        format!("{}{}", if secure { "__Host-" } else { "" }, self.plain())
    }

    /// For how long browsers keep it; otherwise until they are closed.
    fn lifetime(self) -> &'static str {
        match self {
            Self::Session => "",
            Self::WayBack => "Max-Age=600; ",
            Self::Language => "Max-Age=31536000; ",
        }
    }

    /// What a request carries in it.
    pub(crate) fn read(self, headers: &HeaderMap, secure: bool) -> Option<&str> {
        let name = self.name(secure);
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        lines.flat_map(|line| line.split(';')).find_map(|cookie| {
            let (found, value) = cookie.trim().split_once('=')?;
            (found == name && !value.is_empty()).then_some(value)
        })
    }

    /// The header that gives it to the browser. Tokens hold only what a header may.
    pub(crate) fn give(self, value: &str, secure: bool) -> Option<HeaderValue> {
        self.header(value, self.lifetime(), secure)
    }

    /// The header that takes it away.
    pub(crate) fn take_away(self, secure: bool) -> Option<HeaderValue> {
        self.header("", "Max-Age=0; ", secure)
    }

    fn header(self, value: &str, lifetime: &str, secure: bool) -> Option<HeaderValue> {
        let (name, only_tls) = (self.name(secure), if secure { "; Secure" } else { "" });
        // `Lax`, so that a link in a message leads in, while forms of other sites carry nothing.
        let flags = format!("Path=/; HttpOnly; SameSite=Lax{only_tls}");
        HeaderValue::from_str(&format!("{name}={value}; {lifetime}{flags}")).ok()
    }
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
        assert_eq!(Cookie::Session.read(&headers, true), Some("safe"));
        assert_eq!(Cookie::Session.read(&headers, false), Some("plain"));
        assert_eq!(Cookie::Session.read(&HeaderMap::new(), false), None);
        assert_eq!(Cookie::WayBack.read(&headers, false), None);
    }

    #[test]
    fn a_cookie_has_its_flags() {
        let (session, way_back) = (Cookie::Session, Cookie::WayBack);
        let given = session.give("abc", true).unwrap();
        assert_eq!(given, "__Host-junheng=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        let given = way_back.give("abc", true).unwrap();
        let expected = "__Host-junheng-provider=abc; Max-Age=600; Path=/; HttpOnly; SameSite=Lax; Secure";
        assert_eq!(given, expected);
        assert!(session.take_away(false).unwrap().to_str().unwrap().starts_with("junheng=; Max-Age=0; "));
    }
}
