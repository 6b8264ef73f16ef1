//! Passwords: argon2id over the normal form, any length up to a bound that is refused, never cut.

use std::sync::OnceLock;

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
        let (Some(normal), Ok(hash), Ok(argon2)) = (normal_form(password), Phc::new(&self.0), argon2())
        else {
            return false;
        };
        argon2.verify_password(normal.as_bytes(), &hash).is_ok()
    }
}

/// A hash of the same cost that no password matches: comparing with it takes the time that a wrong password takes.
///
/// # Errors
/// When the machine gives no random numbers.
pub fn dummy_hash() -> Result<&'static PasswordHash, PasswordError> {
    static DUMMY: OnceLock<PasswordHash> = OnceLock::new();
    if let Some(hash) = DUMMY.get() {
        return Ok(hash);
    }
    let nobody = crate::token().map_err(|_| PasswordError::Hash(argon2::password_hash::Error::Crypto))?;
    let hash = PasswordHash::of(&nobody)?;
    Ok(DUMMY.get_or_init(|| hash))
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
            assert!(!dummy_hash().unwrap().matches(&long));
        }
    }

    #[test]
    fn what_is_no_hash_matches_nothing() {
        for text in ["", "plain", "$argon2id$v=19$m=1"] {
            assert!(!PasswordHash::stored(text.to_owned()).matches(text));
        }
    }
}
