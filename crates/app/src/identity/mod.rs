//! People and how they sign in: set-up, passwords, second factors, sessions, posts, policy.
//!
//! One person creates an account, another grants its posts; no administrator ever learns a password; a session is read
//! from the store with each request, so that what ends, ends at once.

mod accesses;
mod account;
mod audit_search;
mod clock;
mod fields;
mod links;
mod outside;
mod people;
mod policy;
mod posts;
mod provider;
mod reseal;
mod second_factor;
mod security;
mod set_up;
mod sign_in;
mod tokens;
mod visit;

use junheng_vault::{PasswordError, PasswordHash, RandomError, compare};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::trouble::{Kind, Trouble};

pub use account::NewSecret;
pub use audit_search::{AuditAsked, AuditFound, AuditLine};
pub(crate) use clock::{Moment, is_day, shown};
pub(crate) use fields::wrong;
pub use links::{LinkFor, LinkMade};
pub use outside::{OwnLink, Returned, WayBack, WayOut};
pub use people::{NewPersonForm, PersonView};
pub use policy::{Policy, SecondFactorRule};
pub use posts::{Places, PostView, StandingPost, read_area};
pub use provider::{PROVIDER_RETURN, ProviderView};
pub use reseal::reseal;
pub use second_factor::{Enrolment, code_of};
pub use security::SessionView;
pub use set_up::{Administrator, SetUp, SetUpDone};
pub use sign_in::{Attempted, Client, Opened};
pub use tokens::{TokenAsked, TokenView};
pub use visit::{Pending, Proof, Visit};

/// Each hash takes 19 MiB: more at once would only wait for each other.
static HASHING: Semaphore = Semaphore::const_new(4);

/// Hashes away from the threads that serve requests: it takes tens of milliseconds.
async fn hashed(password: &str) -> Result<PasswordHash, Trouble> {
    let password = Zeroizing::new(password.to_owned());
    let _turn = HASHING.acquire().await.ok();
    let hash = tokio::task::spawn_blocking(move || PasswordHash::of(&password)).await;
    Ok(hash.map_err(not_run)??)
}

/// Compares away from the threads that serve requests. Where there is no hash, the work is the same.
async fn matches(hash: Option<PasswordHash>, password: &str) -> Result<bool, Trouble> {
    let password = Zeroizing::new(password.to_owned());
    let _turn = HASHING.acquire().await.ok();
    tokio::task::spawn_blocking(move || compare(hash.as_ref(), &password)).await.map_err(not_run)
}

/// Another person has the login.
pub(crate) fn login_taken() -> Trouble {
    Trouble::Findings(vec![fields::wrong("login", "login-taken")])
}

fn not_run(error: tokio::task::JoinError) -> Trouble {
    Trouble::Failed { kind: Kind::Internal, what: "a computation was broken off", source: error.into() }
}

impl From<PasswordError> for Trouble {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::TooLong => Self::Findings(vec![fields::wrong("password", "password-too-long")]),
            PasswordError::Hash(_) => Self::Failed {
                kind: Kind::Internal,
                what: "a password could not be hashed",
                source: error.into(),
            },
        }
    }
}

impl From<RandomError> for Trouble {
    fn from(error: RandomError) -> Self {
        Self::Failed { kind: Kind::Internal, what: "there are no random numbers", source: error.into() }
    }
}
