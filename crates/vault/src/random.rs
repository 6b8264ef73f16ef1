//! What nobody can guess: tokens, identifiers, recovery codes, and how a token is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

/// The machine gave no random numbers.
#[derive(Debug, Error)]
#[error("the machine gave no random numbers")]
pub struct RandomError(#[source] getrandom::Error);

pub(crate) fn bytes<const N: usize>() -> Result<Zeroizing<[u8; N]>, RandomError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut *bytes).map_err(RandomError)?;
    Ok(bytes)
}

/// A token of 256 bits, for cookies, links and machines. Only its [`digest`] is stored.
///
/// # Errors
/// When the machine gives no random numbers.
pub fn token() -> Result<String, RandomError> {
    Ok(URL_SAFE_NO_PAD.encode(*bytes::<32>()?))
}

/// A key of 128 bits in 32 hexadecimal digits that says nothing about what it stands for.
///
/// # Errors
/// When the machine gives no random numbers.
pub fn identifier() -> Result<String, RandomError> {
    Ok(hex(&*bytes::<16>()?))
}

/// Letters and digits that are not mistaken for each other on paper.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const GROUP: usize = 4;

/// A recovery code of 80 bits, such as `7KQM-2D9A-XXHR-P3TB`.
///
/// # Errors
/// When the machine gives no random numbers.
pub fn recovery_code() -> Result<String, RandomError> {
    let letters = bytes::<16>()?.map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
    let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// A recovery code as it is compared, whatever case and hyphens it was typed with.
#[must_use]
pub fn recovery_code_form(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// SHA-256 in hexadecimal: how tokens, links and recovery codes are stored. Only for what has at least 80 random bits.
#[must_use]
pub fn digest(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let code = recovery_code().unwrap();
        assert_eq!(code.len(), 19);
        let typed = code.replace('-', " ").to_lowercase();
        assert_eq!(recovery_code_form(&typed), recovery_code_form(&code));
    }

    #[test]
    fn tokens_have_256_bits_and_never_repeat() {
        let tokens: std::collections::BTreeSet<String> = (0..100).map(|_| token().unwrap()).collect();
        assert_eq!(tokens.len(), 100);
        assert!(tokens.iter().all(|token| token.len() == 43));
    }

    #[test]
    fn a_digest_is_sha_256() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest("abc"), expected);
    }
}
