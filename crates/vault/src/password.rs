//! Passwords: argon2id over the normal form, any length up to a bound that is refused, never cut.

use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc::PasswordHash as Phc;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The longest password, in characters: longer ones only cost time.
const LONGEST: usize = 128;

/// Memory in KiB, passes and lanes, as OWASP's password storage cheat sheet gives them for argon2id.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// Why a password could not be hashed.
#[derive(Debug, Error)]
pub enum PasswordError {
    #[error("the password is longer than {LONGEST} characters")]
    TooLong,
    #[error("the password could not be hashed")]
    Hash(#[source] argon2::password_hash::Error),
}

/// A password as it is hashed and compared: NFC, so that every keyboard gives the same; spaces stay. `None` when it is
/// too long.
#[must_use]
pub fn normal_form(password: &str) -> Option<Zeroizing<String>> {
    // The bytes bound the work before anything is normalised.
    if password.len() > 4 * LONGEST {
        return None;
    }
    let normal = Zeroizing::new(password.nfc().collect::<String>());
    (normal.chars().count() <= LONGEST).then_some(normal)
}

/// A hash in the form of the Password Hashing Competition, with its salt and cost.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

fn argon2() -> Result<Argon2<'static>, PasswordError> {
    let (memory, passes, lanes) = COST;
    let params =
        Params::new(memory, passes, lanes, None).map_err(|error| PasswordError::Hash(error.into()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

impl PasswordHash {
    /// Hashes a password with a fresh salt. Takes tens of milliseconds and 19 MiB.
    ///
    /// # Errors
    /// When the password is too long or the machine gives no random numbers.
    pub fn of(password: &str) -> Result<Self, PasswordError> {
        let normal = normal_form(password).ok_or(PasswordError::TooLong)?;
        COMPUTED.fetch_add(1, Ordering::Relaxed);
        let hash = argon2()?.hash_password(normal.as_bytes()).map_err(PasswordError::Hash)?;
        Ok(Self(hash.to_string()))
    }

    /// A hash as it was stored.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the hash of the password. A hash that cannot be read matches nothing.
    #[must_use]
    pub fn matches(&self, password: &str) -> bool {
        compare(Some(self), password)
    }
}

/// What is compared with where there is no hash: of the same cost, and nothing matches it.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static COMPUTED: AtomicU64 = AtomicU64::new(0);

/// How many hashes this process has computed.
#[must_use]
pub fn hashes_computed() -> u64 {
    COMPUTED.load(Ordering::Relaxed)
}

/// Whether a password has this hash. One hash is computed, whether there is one to compare with or not, and whether it can
/// be read: nobody learns from the time it takes who has a password.
#[must_use]
pub fn compare(hash: Option<&PasswordHash>, password: &str) -> bool {
    let (Some(normal), Ok(argon2)) = (normal_form(password), argon2()) else { return false };
    let known = hash.and_then(|hash| Phc::new(&hash.0).ok());
    let is_known = known.is_some();
    let Some(known) = known.or_else(|| Phc::new(NOBODY).ok()) else { return false };
    COMPUTED.fetch_add(1, Ordering::Relaxed);
    argon2.verify_password(normal.as_bytes(), &known).is_ok() && is_known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_in_every_normal_form_and_in_full() {
        let long = format!("{}é", "长".repeat(80));
        let hash = PasswordHash::of(&long).unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hash.matches(&long.replace('é', "e\u{301}")));
        assert!(!hash.matches(&long[..long.len() - 2]), "nothing is cut off, not even after 72 bytes");
        assert!(!hash.matches(&format!(" {long}")), "spaces count");
    }

    #[test]
    fn a_password_over_128_characters_is_refused_at_once() {
        assert!(PasswordHash::of(&"x".repeat(128)).is_ok());
        for long in ["x".repeat(129), "x".repeat(1 << 20)] {
            assert!(matches!(PasswordHash::of(&long), Err(PasswordError::TooLong)));
            assert!(!compare(None, &long));
        }
    }

    #[test]
    fn what_is_no_hash_matches_nothing() {
        for text in ["", "plain", "$argon2id$v=19$m=1"] {
            assert!(!PasswordHash::stored(text.to_owned()).matches(text));
        }
    }

    #[test]
    fn nobodys_hash_costs_what_every_hash_costs() {
        let (memory, passes, lanes) = COST;
        assert!(NOBODY.starts_with(&format!("$argon2id$v=19$m={memory},t={passes},p={lanes}$")));
        assert_eq!(PasswordHash::of("x").unwrap().as_str().len(), NOBODY.len());
        assert!(Phc::new(NOBODY).is_ok());
        assert!(!compare(None, ""));
    }
}
