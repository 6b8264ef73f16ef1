//! A new key, or the other suite of algorithms, for all that is sealed.

use std::path::Path;

use junheng_store::{Location, ResealError, Store};
use junheng_vault::Suite;

use crate::permit::{Maintain, Permit};
use crate::trouble::Trouble;

/// Seals everything with a new key of a suite, `aes` or `sm`; says how many rows. Nobody else may have the folder open.
///
/// # Errors
/// When there is no such suite, somebody has the folder open, or the keys or the store fail.
pub async fn reseal(
    permit: &Permit<Maintain>,
    (folder, database_url): (&Path, Option<&str>),
    suite: &str,
    at: &str,
) -> Result<u64, Trouble> {
    let suite = Suite::parse(suite).ok_or_else(|| Trouble::unreadable("suite", suite))?;
    let location = Location::new(folder, database_url);
    match Store::reseal(&location, suite, &permit.change(at, "")).await {
        Ok(rows) => Ok(rows),
        Err(ResealError::Held) => Err(Trouble::refused("busy", Vec::new())),
        Err(ResealError::Store(error)) => Err(error.into()),
        Err(ResealError::Open(error)) => Err(error.into()),
        Err(other) => Err(Trouble::storage("the new key could not be made", other)),
    }
}
