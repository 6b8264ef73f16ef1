//! The listening server.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use thiserror::Error;

use crate::house::{House, Transport};
use crate::jobs;
use crate::router::router;

/// Why the server does not run.
#[derive(Debug, Error)]
pub enum ServeError {
    #[error("cannot listen on {address}")]
    Listen {
        address: SocketAddr,
        #[source]
        source: std::io::Error,
    },
    /// Passwords would travel in the clear.
    #[error("{0} can be reached from other machines, but not over TLS")]
    InTheClear(SocketAddr),
    #[error("the certificate {cert} or its key cannot be used")]
    Certificate {
        cert: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the server stopped")]
    Stopped(#[source] std::io::Error),
}

/// How long requests under way may go on once the server is told to end.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// Jobs that are done at a time.
const WORKERS: u32 = 2;

/// A server that listens and has not begun to answer.
#[derive(Debug)]
pub struct Serving {
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<RustlsConfig>,
    house: Arc<House>,
}

impl Serving {
    /// The address it listens on, with the port that it took.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `end` comes; requests under way are finished.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn until(self, end: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
        for number in 1..=WORKERS {
            tokio::spawn(jobs::work(self.house.clone(), number));
        }
        let service = router(self.house).into_make_service_with_connect_info::<SocketAddr>();
        let handle = Handle::new();
        let ending = handle.clone();
        tokio::spawn(async move {
            end.await;
            ending.graceful_shutdown(Some(LAST_REQUESTS));
        });
        let served = match self.tls {
            Some(tls) => {
                let server = axum_server::from_tcp_rustls(self.listener, tls).map_err(ServeError::Stopped)?;
                server.handle(handle).serve(service).await
            }
            None => {
                let server = axum_server::from_tcp(self.listener).map_err(ServeError::Stopped)?;
                server.handle(handle).serve(service).await
            }
        };
        served.map_err(ServeError::Stopped)
    }
}

/// Begins to listen.
///
/// # Errors
/// When the address is taken, others could reach it without TLS, or the certificate cannot be used.
pub async fn serve(house: House) -> Result<Serving, ServeError> {
    let address = house.settings.listen;
    if house.settings.in_the_clear() {
        return Err(ServeError::InTheClear(address));
    }
    let tls = match &house.settings.transport {
        Transport::Plain | Transport::BehindProxy { .. } => None,
        Transport::Tls { cert, key } => Some(certificate(cert.clone(), key).await?),
    };
    let failed = |source| ServeError::Listen { address, source };
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok(Serving { listener, address, tls, house: Arc::new(house) })
}

async fn certificate(cert: PathBuf, key: &PathBuf) -> Result<RustlsConfig, ServeError> {
    // Fails when a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = RustlsConfig::from_pem_file(&cert, key).await;
    config.map_err(|source| ServeError::Certificate { cert, source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::Settings;

    #[track_caller]
    fn check(listen: &str, transport: Transport, in_the_clear: bool) {
        let settings = Settings {
            listen: listen.parse().unwrap(),
            transport,
            admin_networks: Vec::new(),
            reader: PathBuf::new(),
            clock: junheng_app::LocalTime::default(),
        };
        assert_eq!(settings.in_the_clear(), in_the_clear, "{settings:?}");
    }

    #[test]
    fn other_machines_reach_it_over_tls_alone() {
        let proxy = |proxies: &[&str]| Transport::BehindProxy {
            proxies: proxies.iter().map(|address| address.parse().unwrap()).collect(),
        };
        let tls = || Transport::Tls { cert: PathBuf::new(), key: PathBuf::new() };
        for listen in ["0.0.0.0:80", "[::]:80", "192.0.2.1:80"] {
            check(listen, Transport::Plain, true);
            check(listen, proxy(&[]), true);
            check(listen, proxy(&["192.0.2.9"]), false);
            check(listen, tls(), false);
        }
        for listen in ["127.0.0.1:80", "[::1]:80"] {
            check(listen, Transport::Plain, false);
            check(listen, proxy(&[]), false);
        }
    }

    #[tokio::test]
    async fn in_the_clear_it_does_not_begin_to_listen() {
        let folder = tempfile::tempdir().unwrap();
        let office = junheng_app::Office::open(folder.path(), None, Some("990101")).await.unwrap();
        let settings = Settings {
            listen: ([0, 0, 0, 0], 0).into(),
            transport: Transport::Plain,
            admin_networks: Vec::new(),
            reader: PathBuf::new(),
            clock: junheng_app::LocalTime::default(),
        };
        let refused = serve(House::new(office, settings)).await;
        assert!(matches!(refused, Err(ServeError::InTheClear(_))), "{refused:?}");
    }
}
