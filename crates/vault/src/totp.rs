//! The second factor: time-based codes after RFC 6238, six digits every thirty seconds.

use thiserror::Error;
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use crate::random::{self, RandomError};

/// Clocks may differ by one step to either side.
const STEPS_OFF: u16 = 1;

/// Why a secret could not be used.
#[derive(Debug, Error)]
pub enum TotpError {
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error("what is stored is no secret of a second factor")]
    NoSecret,
}

/// The shared secret of an authenticator, 160 bits.
pub struct Secret(Zeroizing<[u8; 20]>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// When the machine gives no random numbers.
    pub fn generate() -> Result<Self, TotpError> {
        Ok(Self(random::bytes()?))
    }

    /// Reads [`Self::base32`].
    ///
    /// # Errors
    /// When the text is no secret of 160 bits.
    pub fn parse(base32: &str) -> Result<Self, TotpError> {
        let secret = totp_rs::Secret::try_from_base32(base32).map_err(|_| TotpError::NoSecret)?;
        let bytes: [u8; 20] = secret.as_bytes().try_into().map_err(|_| TotpError::NoSecret)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// The secret as it is typed into an authenticator by hand, and stored (sealed).
    #[must_use]
    pub fn base32(&self) -> Zeroizing<String> {
        Zeroizing::new(totp_rs::Secret::new_stack(*self.0).to_base32())
    }

    /// The address that a QR code carries to an authenticator.
    ///
    /// # Errors
    /// When a name holds a colon, which the address cannot carry.
    pub fn address(&self, issuer: &str, account: &str) -> Result<Zeroizing<String>, TotpError> {
        let totp = self.builder().with_issuer(Some(issuer)).with_account_name(account).build();
        let address = totp.and_then(|totp| totp.to_url()).map_err(|_| TotpError::NoSecret)?;
        Ok(Zeroizing::new(address))
    }

    fn builder(&self) -> Builder {
        Builder::new().with_secret(*self.0).with_skew(STEPS_OFF)
    }

    fn totp(&self) -> Totp {
        self.builder().build_noncompliant()
    }

    /// The time step that a code belongs to, around `moment` (seconds since 1970). A step at or before `used` is
    /// refused: each code opens once.
    #[must_use]
    pub fn step_of(&self, code: &str, moment: i64, used: i64) -> Option<i64> {
        let digits: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let step = self.totp().check(&digits, u64::try_from(moment).ok()?)?;
        i64::try_from(step).ok().filter(|step| *step > used)
    }

    /// The code of a moment.
    #[must_use]
    pub fn code_at(&self, moment: i64) -> String {
        self.totp().generate(u64::try_from(moment).unwrap_or(0)).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published() -> Secret {
        Secret(Zeroizing::new(*b"12345678901234567890"))
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, SHA-1, the last six of eight digits.
        let expected = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ];
        for (moment, code) in expected {
            assert_eq!(published().code_at(moment), code);
            assert_eq!(published().step_of(code, moment, 0), Some(moment / 30));
        }
    }

    #[test]
    fn a_code_opens_once_and_one_step_around() {
        let code = published().code_at(3_000);
        assert_eq!(published().step_of(&code, 3_030, 0), Some(100), "one step late");
        assert_eq!(published().step_of(&code, 3_060, 0), None, "two steps late");
        assert_eq!(published().step_of(&code, 3_000, 100), None, "used already");
        for wrong in ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"] {
            assert_eq!(published().step_of(wrong, 3_000, 0), None, "{wrong}");
        }
    }

    #[test]
    fn a_secret_comes_back_from_its_text() {
        let secret = Secret::generate().unwrap();
        let again = Secret::parse(&secret.base32()).unwrap();
        assert_eq!(again.code_at(60), secret.code_at(60));
        let address = secret.address("青禾县", "wang.fang").unwrap();
        assert!(address.starts_with("otpauth://totp/") && address.contains("secret="), "{}", *address);
        assert!(Secret::parse("not base32!").is_err());
    }
}
