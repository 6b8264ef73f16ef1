//! Signing in through an identity provider (OpenID Connect): what it is asked, and what of its answer is believed.
//!
//! The authorization code flow with PKCE, state and nonce. An answer counts when the provider signed it, for this client, for
//! this sign-in, and not long ago. Calls block: whoever serves requests makes them elsewhere.

mod address;
mod client;
mod flow;

use thiserror::Error;
use zeroize::Zeroizing;

pub use address::is_safe;
pub use flow::{Asked, Begun, Provider};

/// The county's registration with a provider.
#[derive(Clone)]
pub struct Registration {
    /// The provider's own name for itself, a web address.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Zeroizing<String>,
    /// Where the provider sends people back to.
    pub redirect: String,
}

impl std::fmt::Debug for Registration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registration").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// Why nobody is let in.
#[derive(Debug, Error)]
pub enum OidcError {
    /// Neither `https` nor this machine itself.
    #[error("the address {0} cannot be trusted with a secret")]
    Address(String),
    #[error("the provider cannot be reached, or failed")]
    Down(#[source] Cause),
    /// What it says of itself is incomplete, or is of somebody else.
    #[error("the provider's description of itself cannot be used")]
    Description(#[source] Cause),
    /// The code was used, is too old, or was given to somebody else.
    #[error("the provider does not take the code: {0}")]
    Code(String),
    /// The answer belongs to another sign-in.
    #[error("the nonce is another one")]
    Nonce,
    /// The answer is too old, or of the future.
    #[error("the clocks do not agree: {0}")]
    Clock(String),
    /// Signature, key, issuer or audience are wrong.
    #[error("the provider's answer cannot be trusted")]
    Untrusted(#[source] Cause),
}

type Cause = Box<dyn std::error::Error + Send + Sync>;

impl OidcError {
    /// A cause in words, for errors of the libraries that cannot be handed on between threads.
    fn cause(error: &dyn std::error::Error) -> Cause {
        let mut words = error.to_string();
        let mut next = error.source();
        while let Some(source) = next {
            words = format!("{words}: {source}");
            next = source.source();
        }
        words.into()
    }
}
