//! Plain decimals straight from bytes: the nearest double of at most 15 significant digits, or why it is none.

use junheng_domain::{Number, NumberError};

/// Exact powers of ten: a mantissa below 2⁵³ divided by one of them is the nearest double of the decimal.
const POWERS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// Why a field is not a number of a flat file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotADecimal {
    NotANumber,
    TooManyDigits,
    OutOfRange,
    Negative,
}

/// The number that `bytes` begins with, up to the next comma or the end of the line, and the length of the field;
/// `NaN` for an empty field.
pub(super) fn leading(bytes: &[u8]) -> (Result<f64, NotADecimal>, usize) {
    let mut mantissa: u64 = 0;
    let mut point = None;
    let mut at = 0;
    loop {
        match bytes.get(at) {
            Some(digit @ b'0'..=b'9') => {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            }
            Some(b'.') if point.is_none() => point = Some(at),
            None | Some(b',' | b'\n' | b'\r') => break,
            Some(_) => return slow(bytes),
        }
        at += 1;
    }
    let digits = at - usize::from(point.is_some());
    if at == 0 {
        return (Ok(f64::NAN), 0);
    }
    if digits == 0 || digits > 15 {
        return slow(bytes);
    }
    // At most 15 digits: the mantissa is exact as a double, and so is the power of ten.
    let value = match point {
        None => mantissa as f64,
        Some(point) => mantissa as f64 / POWERS[at - point - 1],
    };
    if value != 0.0 && value < 1e-9 { slow(bytes) } else { (Ok(value), at) }
}

/// Fields with blanks, signs or many digits, by the rule of [`Number::parse`].
#[cold]
fn slow(bytes: &[u8]) -> (Result<f64, NotADecimal>, usize) {
    let end = memchr::memchr3(b',', b'\n', b'\r', bytes).unwrap_or(bytes.len());
    let Ok(text) = std::str::from_utf8(&bytes[..end]) else { return (Err(NotADecimal::NotANumber), end) };
    let text = text.trim();
    if text.is_empty() {
        return (Ok(f64::NAN), end);
    }
    let value = match Number::parse(text) {
        Ok(number) if number.approx() < 0.0 => Err(NotADecimal::Negative),
        Ok(number) => Ok(number.approx()),
        Err(NumberError::NotANumber) => Err(NotADecimal::NotANumber),
        Err(NumberError::TooManyDigits) => Err(NotADecimal::TooManyDigits),
        Err(NumberError::OutOfRange) => Err(NotADecimal::OutOfRange),
    };
    (value, end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_field_ends_at_a_comma_or_with_the_line() {
        let check = |text: &str, value: Result<f64, NotADecimal>, length: usize| {
            let (found, end) = leading(text.as_bytes());
            assert_eq!((found, end), (value, length), "{text:?}");
        };
        check("4.2,5", Ok(4.2), 3);
        check("981\r\n", Ok(981.0), 3);
        check(".5", Ok(0.5), 2);
        check("5.", Ok(5.0), 2);
        check("0,", Ok(0.0), 1);
        check(" 7 ,", Ok(7.0), 3);
        check("+7", Ok(7.0), 2);
        check("123456789012345.0", Ok(123_456_789_012_345.0), 17);
        check("1234567890123456,", Err(NotADecimal::TooManyDigits), 16);
        check("-3,", Err(NotADecimal::Negative), 2);
        check(".,", Err(NotADecimal::NotANumber), 1);
        check("1e5,", Err(NotADecimal::NotANumber), 3);
        check("0.0000000001,", Err(NotADecimal::OutOfRange), 12);
        assert!(leading(b",").0.unwrap().is_nan());
        assert!(leading(b"  ,").0.unwrap().is_nan());
    }

    proptest! {
        #[test]
        fn the_quick_way_agrees_with_the_rule_for_numbers(text in "[0-9]{0,9}(\\.[0-9]{0,8})?") {
            let (found, end) = leading(text.as_bytes());
            prop_assert_eq!(end, text.len());
            match Number::parse(&text) {
                Ok(number) => prop_assert_eq!(found.unwrap().to_bits(), number.approx().to_bits()),
                Err(_) if text.is_empty() => prop_assert!(found.unwrap().is_nan()),
                Err(_) => prop_assert!(found.is_err()),
            }
        }
    }
}
