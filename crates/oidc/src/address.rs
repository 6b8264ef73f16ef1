//! Which addresses may be told a secret: those over TLS, and those of this machine itself.

use openidconnect::url::{Host, Url};

/// Whether a host is this machine.
fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

pub(crate) fn is_local(url: &Url) -> bool {
    url.host().is_some_and(|host| is_this_machine(&host))
}

/// Whether an address is `https`, or `http` to this machine, without name, password, query or fragment in it.
#[must_use]
pub fn is_safe(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let bare = url.username().is_empty() && url.password().is_none();
    bare && url.query().is_none() && url.fragment().is_none() && may_be_asked(&url)
}

/// Whether what is sent there stays secret on its way.
pub(crate) fn may_be_asked(url: &Url) -> bool {
    match url.scheme() {
        "https" => url.host().is_some(),
        "http" => is_local(url),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_and_this_machine_may_be_told_a_secret() {
        for safe in [
            "https://id.example.org",
            "https://id.example.org/realms/a",
            "http://127.0.0.1:4000",
            "http://[::1]/",
        ] {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_one in [
            "http://id.example.org",
            "http://127.0.0.1.example.org",
            "https://user:word@id.example.org",
            "https://id.example.org?tenant=a",
            "https://id.example.org#a",
            "ftp://127.0.0.1",
            "javascript:alert(1)",
            "id.example.org",
            "",
        ] {
            assert!(!is_safe(unsafe_one), "{unsafe_one}");
        }
    }
}
