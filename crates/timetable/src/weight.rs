//! How much a rule weighs, and what its breaches cost: exact, so that totals do not depend on their order.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

/// Millionths of a percent in a percent.
const UNITS_PER_PERCENT: u32 = 1_000_000;
const DECIMALS: usize = 6;

/// A weight from 0 to 100 percent, exact to a millionth of a percent. A rule of weight 100 must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u32);

impl Weight {
    /// The weight of a rule that must hold.
    pub const HARD: Self = Self(100 * UNITS_PER_PERCENT);

    /// Reads a percentage such as `95` or `99.75`; further decimals than six are cut off. `None` when it is no number
    /// from 0 to 100.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(decimals) {
            return None;
        }
        let decimals: String = decimals.chars().chain("000000".chars()).take(DECIMALS).collect();
        let units = whole.parse::<u32>().ok()?.checked_mul(UNITS_PER_PERCENT)?;
        let units = units.checked_add(decimals.parse().ok()?)?;
        (units <= Self::HARD.0).then_some(Self(units))
    }

    #[must_use]
    pub fn is_hard(self) -> bool {
        self == Self::HARD
    }

    /// Millionths of a percent.
    #[must_use]
    pub fn units(self) -> u32 {
        self.0
    }

    /// What so many breaches of a rule of this weight cost.
    #[must_use]
    pub fn times(self, breaches: u32) -> Cost {
        Cost(u64::from(self.0) * u64::from(breaches))
    }
}

/// `95`, `99.75`.
impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal(f, u64::from(self.0), UNITS_PER_PERCENT.into())
    }
}

/// A sum of weight / 100 over breaches, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cost(u64);

impl Cost {
    pub const NONE: Self = Self(0);
    /// Units in a cost of 1.
    const ONE: u64 = 100 * UNITS_PER_PERCENT as u64;

    /// A cost in millionths of a percent, as [`Weight::units`] counts.
    #[must_use]
    pub fn from_units(units: u64) -> Self {
        Self(units)
    }

    #[must_use]
    pub fn units(self) -> u64 {
        self.0
    }
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::NONE, Add::add)
    }
}

/// `2.85`, `0`.
impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal(f, self.0, Self::ONE)
    }
}

/// Writes `units / one` as a decimal without trailing zeros; `one` is a power of ten.
fn decimal(f: &mut fmt::Formatter<'_>, units: u64, one: u64) -> fmt::Result {
    let width = one.ilog10() as usize;
    let rest = format!("{:0width$}", units % one);
    match rest.trim_end_matches('0') {
        "" => write!(f, "{}", units / one),
        rest => write!(f, "{}.{rest}", units / one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_is_the_percentage_that_was_written() {
        for (text, expected) in [
            ("100", Some("100")),
            ("95", Some("95")),
            ("99.75", Some("99.75")),
            ("0", Some("0")),
            ("100.00", Some("100")),
            ("100.1", None),
            ("-1", None),
            ("", None),
            ("a", None),
            ("99999999999", None),
        ] {
            assert_eq!(Weight::parse(text).map(|weight| weight.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn costs_add_up_exactly() {
        let weight = Weight::parse("95").unwrap();
        let total: Cost = [weight.times(1), weight.times(2)].into_iter().sum();
        assert_eq!(total.to_string(), "2.85");
        assert_eq!(Cost::NONE.to_string(), "0");
        assert_eq!(Weight::HARD.times(3).to_string(), "3");
    }
}
