//! Numbers as workbooks hold them, and exact fractions for deciding.
//!
//! A spreadsheet cell shows at most 15 significant digits, and every decimal of at most 15 digits is
//! recovered exactly from the nearest double. So a [`Number`] is stored as a double (eight bytes, fast
//! columns) and still *is* a decimal: [`Number::exact`] gives the fraction on which verdicts are decided.

use std::fmt;
use std::str::FromStr;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use thiserror::Error;

/// An exact fraction. Verdicts compare these, never rounded values.
pub type Exact = BigRational;

/// Significant digits that a cell holds.
const DIGITS: usize = 15;

/// A decimal of at most 15 significant digits, with a magnitude between 1e-9 and 1e15 or zero.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Number(f64);

/// Why a text or a double is not a [`Number`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NumberError {
    #[error("not a number")]
    NotANumber,
    #[error("more than 15 significant digits")]
    TooManyDigits,
    #[error("outside the range of numbers that a register holds")]
    OutOfRange,
}

impl Number {
    pub const ZERO: Self = Self(0.0);

    /// Reads a plain decimal: an optional sign, digits, an optional point and digits. No exponent, no
    /// thousands separator, no percent sign: those are the business of the reader of a file.
    ///
    /// # Errors
    /// When the text is not of that form, has over 15 significant digits, or is out of range.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let body = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
        let digits_only = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !digits_only(whole) || !digits_only(fraction) {
            return Err(NumberError::NotANumber);
        }
        let all = || whole.bytes().chain(fraction.bytes());
        if all().count() > DIGITS {
            let leading = all().take_while(|b| *b == b'0').count();
            let trailing = if fraction.is_empty() {
                whole.bytes().rev().take_while(|b| *b == b'0').count()
            } else {
                fraction.bytes().rev().take_while(|b| *b == b'0').count()
            };
            if all().count().saturating_sub(leading + trailing) > DIGITS {
                return Err(NumberError::TooManyDigits);
            }
        }
        let value = f64::from_str(text).map_err(|_| NumberError::NotANumber)?;
        Self::in_range(value)
    }

    /// Takes a double from a spreadsheet cell, at the 15 significant digits that the cell shows.
    ///
    /// # Errors
    /// When it is infinite, not a number or out of range.
    pub fn from_cell(value: f64) -> Result<Self, NumberError> {
        if !value.is_finite() {
            return Err(NumberError::NotANumber);
        }
        if value.fract() == 0.0 && value.abs() < 1e15 {
            return Self::in_range(value);
        }
        if is_short_decimal(value) {
            return Self::in_range(value);
        }
        let shown = format!("{value:.*e}", DIGITS - 1);
        Self::in_range(shown.parse().map_err(|_| NumberError::NotANumber)?)
    }

    fn in_range(value: f64) -> Result<Self, NumberError> {
        let size = value.abs();
        if size == 0.0 {
            Ok(Self::ZERO)
        } else if (1e-9..1e15).contains(&size) {
            Ok(Self(value))
        } else {
            Err(NumberError::OutOfRange)
        }
    }

    /// The nearest double, for fast paths whose error is bounded.
    #[must_use]
    pub fn approx(self) -> f64 {
        self.0
    }

    /// The decimal itself, as a fraction.
    #[must_use]
    pub fn exact(self) -> Exact {
        if self.0.fract() == 0.0 {
            // Below 10¹⁵, so that it is the same whole number.
            return Exact::from_integer(BigInt::from(self.0 as i64));
        }
        let text = self.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let digits: BigInt = format!("{whole}{fraction}").parse().unwrap_or_default();
        let exponent = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
        Exact::new(digits, BigInt::from(10).pow(exponent))
    }
}

/// Whether a double is the nearest one to a decimal of few places, so that showing and reading it changes nothing: both
/// sides of the division are exact, so its result is that nearest double.
fn is_short_decimal(value: f64) -> bool {
    [1e2, 1e4, 1e6].into_iter().any(|scale| {
        let digits = (value * scale).round();
        digits.abs() < 1e15 && digits / scale == value
    })
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        Self(f64::from(value))
    }
}

/// The shortest decimal: `4.2`, `981`, `-0.5`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Most are whole, and a whole number below 1e15 is quicker to write as an integer.
        if self.0.fract() == 0.0 { write!(f, "{}", self.0 as i64) } else { write!(f, "{}", self.0) }
    }
}

impl serde::Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Self::from_cell(value).map_err(serde::de::Error::custom)
    }
}

/// Shows a fraction with `places` decimals, rounded half away from zero. Only for eyes, never for deciding.
#[must_use]
pub fn show_exact(value: &Exact, places: u32) -> String {
    let scale = BigInt::from(10).pow(places);
    let scaled = value * Exact::from_integer(scale);
    let half = Exact::new(BigInt::one(), BigInt::from(2));
    let rounded = (scaled.abs() + half).floor().to_integer();
    let sign = if value.is_negative() && !rounded.is_zero() { "-" } else { "" };
    let digits = rounded.to_string();
    let places = places as usize;
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    format!("{sign}{whole}.{fraction}")
}

/// The smallest multiple of `step` that is not below `value`: what must be bought or built when it comes in
/// pieces of `step`.
#[must_use]
pub fn ceil_to_step(value: &Exact, step: &Exact) -> Exact {
    (value / step).ceil() * step
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(numerator: i64, denominator: i64) -> Exact {
        Exact::new(numerator.into(), denominator.into())
    }

    #[test]
    fn a_number_is_the_decimal_that_was_written() {
        assert_eq!(Number::parse("4.2").unwrap().exact(), fraction(42, 10));
        assert_eq!(Number::parse("-0.50").unwrap().exact(), fraction(-1, 2));
        assert_eq!(Number::parse("999999999999999").unwrap().exact(), fraction(999_999_999_999_999, 1));
        assert_eq!(Number::from_cell(0.1 + 0.2).unwrap().exact(), fraction(3, 10));
    }

    #[test]
    fn a_short_decimal_of_a_cell_is_the_decimal_that_it_shows() {
        for step in 0_u32..20_000 {
            for scale in [10.0, 100.0, 10_000.0, 1e6, 1e7] {
                let value = f64::from(step * 104_729 % 1_000_003) / scale;
                let shown: f64 = format!("{value:.14e}").parse().unwrap();
                assert_eq!(Number::from_cell(value).unwrap_or(Number::ZERO).approx(), shown, "{value}");
            }
        }
    }

    #[test]
    fn a_number_that_a_cell_cannot_hold_is_refused() {
        assert_eq!(Number::parse("1234567890123456"), Err(NumberError::TooManyDigits));
        assert_eq!(Number::parse("1e5"), Err(NumberError::NotANumber));
        assert_eq!(Number::parse("."), Err(NumberError::NotANumber));
        assert_eq!(Number::parse(""), Err(NumberError::NotANumber));
        assert_eq!(Number::from_cell(f64::NAN), Err(NumberError::NotANumber));
        assert_eq!(Number::from_cell(1e300), Err(NumberError::OutOfRange));
    }

    #[test]
    fn showing_rounds_half_away_from_zero() {
        assert_eq!(show_exact(&fraction(13125, 981), 1), "13.4");
        assert_eq!(show_exact(&fraction(-1, 8), 2), "-0.13");
        assert_eq!(show_exact(&fraction(1, 3), 0), "0");
        assert_eq!(show_exact(&fraction(-1, 1000), 2), "0.00");
    }

    #[test]
    fn a_shortfall_is_rounded_up_to_what_can_be_bought() {
        assert_eq!(ceil_to_step(&fraction(7, 3), &fraction(1, 1)), fraction(3, 1));
        assert_eq!(ceil_to_step(&fraction(2, 1), &fraction(1, 1)), fraction(2, 1));
    }
}
