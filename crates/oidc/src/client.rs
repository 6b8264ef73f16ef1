//! The one client that asks other machines: over TLS, within a time, without following redirects, reading no more than it must.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use openidconnect::url::Url;
use openidconnect::{HttpRequest, HttpResponse};
use thiserror::Error;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Proxy};

use crate::address::{is_local, may_be_asked};

/// The longest that one question may take, connecting included.
const LONGEST: Duration = Duration::from_secs(10);
/// The longest answer that is read.
const LARGEST: u64 = 1 << 20;

/// Why a question had no answer.
#[derive(Debug, Error)]
pub(crate) enum ClientError {
    #[error("{0} is neither https nor this machine")]
    Address(String),
    #[error(transparent)]
    Http(#[from] ureq::Error),
    #[error("the provider failed with status {0}")]
    Status(u16),
}

/// The authorities that this machine trusts, so that a county's own authority can be one of them.
fn roots() -> RootCerts {
    static ROOTS: OnceLock<Arc<Vec<Certificate<'static>>>> = OnceLock::new();
    let found = ROOTS.get_or_init(|| {
        let found = rustls_native_certs::load_native_certs().certs;
        Arc::new(found.iter().map(|one| Certificate::from_der(one).to_owned()).collect())
    });
    RootCerts::Specific(found.clone())
}

fn agent(local: bool) -> Agent {
    let tls = TlsConfig::builder()
        .root_certs(roots())
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .timeout_global(Some(LONGEST))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent("junheng")
        .proxy(if local { None } else { Proxy::try_from_env() })
        .build()
        .new_agent()
}

/// Asks once.
pub(crate) fn ask(request: HttpRequest) -> Result<HttpResponse, ClientError> {
    let address = request.uri().to_string();
    let url = Url::parse(&address).ok().filter(may_be_asked).ok_or(ClientError::Address(address))?;
    let response = agent(is_local(&url)).run(request)?;
    let status = response.status();
    if status.is_server_error() {
        return Err(ClientError::Status(status.as_u16()));
    }
    let (parts, body) = response.into_parts();
    let body = body.into_with_config().limit(LARGEST).read_to_vec()?;
    Ok(HttpResponse::from_parts(parts, body))
}
