//! Codes in cells: texts, or numbers short enough to have kept their digits.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::cell::{BLANKS, LONG_DIGITS, Trouble};
use crate::read::Cell;
use crate::table::unguarded;

/// Digits of a school code 学校（机构）标识码: kind 2, province 2, serial 6.
const NATIONAL_CODE_DIGITS: usize = 10;

/// The text of a code column such as a school code; `None` when the cell is blank.
///
/// # Errors
/// When digits were lost, or the cell holds no code.
pub(crate) fn key_text(cell: &Cell) -> Result<Option<Cow<'_, str>>, Trouble> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Text(text) => {
            let trimmed = unguarded(text.trim());
            let plain: Cow<'_, str> =
                if trimmed.is_ascii() { trimmed.into() } else { trimmed.nfkc().collect::<String>().into() };
            if BLANKS.contains(&plain.as_ref()) {
                return Ok(None);
            }
            if is_exponent(&plain) {
                return Err(Trouble::new("digits-lost"));
            }
            Ok(Some(plain))
        }
        Cell::Number(number) if number.abs() >= LONG_DIGITS => Err(Trouble::new("digits-lost")),
        Cell::Number(number) if number.fract() == 0.0 && *number >= 0.0 => {
            Ok(Some(number.to_string().into()))
        }
        Cell::Unvalued => Err(Trouble::new("formula-without-value")),
        Cell::Error(_) => Err(Trouble::new("cell-error")),
        Cell::Number(_) | Cell::Bool(_) | Cell::Date(_) => Err(Trouble::new("code-expected")),
    }
}

/// Whether a text is a number in the exponent form that a spreadsheet shows for long digits: `3.16E+11`.
fn is_exponent(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let shown = mantissa.contains('.') || exponent.starts_with('+');
    shown
        && digits(whole)
        && (fraction.is_empty() || digits(fraction))
        && digits(exponent.trim_start_matches('+'))
}

/// Whether a school code has the form of the national identifier.
pub(crate) fn is_national_code(code: &str) -> bool {
    code.len() == NATIONAL_CODE_DIGITS && code.bytes().all(|b| b.is_ascii_digit())
}
