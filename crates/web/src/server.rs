//! The listening server.

use std::net::SocketAddr;
use std::sync::Arc;

use thiserror::Error;
use tokio::net::TcpListener;

use crate::house::House;
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
    #[error("the server stopped")]
    Stopped(#[source] std::io::Error),
}

/// A server that listens and has not begun to answer.
#[derive(Debug)]
pub struct Serving {
    listener: TcpListener,
    house: Arc<House>,
}

impl Serving {
    /// The address it listens on, with the port that it took.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> Result<SocketAddr, ServeError> {
        self.listener.local_addr().map_err(ServeError::Stopped)
    }

    /// Answers until the process is told to end; requests under way are finished.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn until(self, end: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
        let service = router(self.house).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(self.listener, service).with_graceful_shutdown(end).await.map_err(ServeError::Stopped)
    }
}

/// Begins to listen.
///
/// # Errors
/// When the address is taken, or others could reach it without TLS.
pub async fn serve(house: House) -> Result<Serving, ServeError> {
    let address = house.settings.listen;
    if !address.ip().is_loopback() && !house.settings.secure {
        return Err(ServeError::InTheClear(address));
    }
    let listener =
        TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })?;
    Ok(Serving { listener, house: Arc::new(house) })
}
