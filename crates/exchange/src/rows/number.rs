//! Numbers in texts: plain decimals, full groups of thousands, percent signs; nothing is guessed.

use std::borrow::Cow;

use junheng_domain::{Exact, Number, NumberError};
use num_traits::ToPrimitive;
use unicode_normalization::UnicodeNormalization;

use super::cell::Trouble;

/// What a percent sign means in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Percent {
    /// The measure is in percent: `85%` is 85.
    Unit,
    /// The measure is a plain ratio: `85%` is 0.85.
    Ratio,
    Refused,
}

pub(crate) fn trouble(error: &NumberError) -> Trouble {
    Trouble::new(match error {
        NumberError::NotANumber => "number-expected",
        NumberError::TooManyDigits => "too-many-digits",
        NumberError::OutOfRange => "number-out-of-range",
    })
}

/// The number in a text, and whether the column's scale applies to it (not after a percent sign).
pub(crate) fn number_text(text: &str, percent: Percent) -> Result<(Number, bool), Trouble> {
    let trimmed = text.trim();
    let plain: Cow<'_, str> =
        if trimmed.is_ascii() { trimmed.into() } else { trimmed.nfkc().collect::<String>().into() };
    let Some(share) = plain.strip_suffix('%') else {
        return plain_number(&plain).map(|number| (number, true)).map_err(|error| trouble(&error));
    };
    let number = plain_number(share.trim_end()).map_err(|error| trouble(&error))?;
    match percent {
        Percent::Unit => Ok((number, false)),
        Percent::Ratio => {
            let share = number.exact() / Exact::from_integer(100.into());
            from_exact(&share).map(|number| (number, false)).map_err(|error| trouble(&error))
        }
        Percent::Refused => Err(Trouble::new("percent-not-expected")),
    }
}

/// Reads a decimal with full groups of thousands allowed; a fraction beyond 15 digits is taken as a cell would hold it.
pub(crate) fn plain_number(text: &str) -> Result<Number, NumberError> {
    let without_commas: Cow<'_, str> =
        if text.contains(',') { grouped(text).ok_or(NumberError::NotANumber)?.into() } else { text.into() };
    match Number::parse(&without_commas) {
        Err(NumberError::TooManyDigits) if without_commas.contains('.') => {
            let whole = without_commas.split('.').next().unwrap_or_default();
            if whole.trim_start_matches(['-', '+', '0']).len() > 15 {
                return Err(NumberError::TooManyDigits);
            }
            let value: f64 = without_commas.parse().map_err(|_| NumberError::NotANumber)?;
            Number::from_cell(value)
        }
        other => other,
    }
}

/// `1,234,567.8` without its commas, when each group is full.
fn grouped(text: &str) -> Option<String> {
    let (whole, fraction) =
        text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first = groups.next()?;
    let full = groups.all(|group| group.len() == 3) && (1..=3).contains(&first.len());
    let fraction_is_plain = fraction.is_none_or(|fraction| !fraction.contains(','));
    (full && fraction_is_plain).then(|| text.replace(',', ""))
}

/// The decimal of at most 15 digits nearest to a fraction.
pub(crate) fn from_exact(exact: &Exact) -> Result<Number, NumberError> {
    let value = exact.to_f64().ok_or(NumberError::OutOfRange)?;
    Number::from_cell(value)
}
