//! The units of intermediate results.
//!
//! Rules: a product multiplies units, a quotient divides them. What is added, compared or chosen between must be of
//! one unit; a bare number takes the unit of the other side. Multiplying or dividing by a literal power of ten may also
//! *convert* a scale: `100 * teachers / pupils` is both a hundred times a quotient and a quotient per hundred pupils, and
//! the unit that is asked for decides.

use std::collections::{BTreeMap, BTreeSet};

use junheng_domain::Number;

use crate::Unit;

/// Powers beyond these are mistakes, and would make the sets grow.
const POWER_LIMIT: i8 = 12;
const TEN_LIMIT: i16 = 40;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Dimension {
    powers: BTreeMap<String, i8>,
    /// The scales, as powers of ten, that it can be read in.
    tens: BTreeSet<i16>,
    /// A bare number, which takes the unit of what it meets.
    bare: bool,
}

impl Dimension {
    pub(super) fn of(unit: &Unit) -> Self {
        Self { powers: unit.powers.clone(), tens: [i16::from(unit.ten)].into(), bare: false }
    }

    /// Of a parameter, or of a number that only later gets its unit.
    pub(super) fn bare() -> Self {
        Self { powers: BTreeMap::new(), tens: [0].into(), bare: true }
    }

    pub(super) fn literal(number: Number) -> Self {
        let mut literal = Self::bare();
        literal.tens.extend(power_of_ten(number).map(|power| -power));
        literal
    }

    pub(super) fn count() -> Self {
        Self { bare: true, ..Self::of(&Unit::default()) }
    }

    /// `None` when a power grows beyond all use.
    pub(super) fn times(&self, other: &Self) -> Option<Self> {
        self.combined(other, 1)
    }

    pub(super) fn over(&self, other: &Self) -> Option<Self> {
        self.combined(other, -1)
    }

    fn combined(&self, other: &Self, sign: i8) -> Option<Self> {
        let mut powers = self.powers.clone();
        for (base, power) in &other.powers {
            let sum = powers.get(base).copied().unwrap_or(0) + sign * power;
            if sum.abs() > POWER_LIMIT {
                return None;
            }
            if sum == 0 {
                powers.remove(base);
            } else {
                powers.insert(base.clone(), sum);
            }
        }
        let tens: BTreeSet<i16> = self
            .tens
            .iter()
            .flat_map(|left| other.tens.iter().map(move |right| left + i16::from(sign) * right))
            .filter(|ten| ten.abs() <= TEN_LIMIT)
            .collect();
        (!tens.is_empty()).then_some(Self { powers, tens, bare: self.bare && other.bare })
    }

    /// The quotient of `per_hundred`.
    pub(super) fn per_hundred(&self, other: &Self) -> Option<Self> {
        let mut quotient = self.over(other)?;
        quotient.tens = quotient.tens.iter().map(|ten| ten - 2).collect();
        quotient.bare = false;
        Some(quotient)
    }

    /// The unit that both are of; `None` when they differ.
    pub(super) fn common(&self, other: &Self) -> Option<Self> {
        match (self.bare, other.bare) {
            (true, true) => Some(Self::bare()),
            (true, false) => Some(other.clone()),
            (false, true) => Some(self.clone()),
            (false, false) => {
                let tens: BTreeSet<i16> = self.tens.intersection(&other.tens).copied().collect();
                (self.powers == other.powers && !tens.is_empty()).then(|| Self {
                    powers: self.powers.clone(),
                    tens,
                    bare: false,
                })
            }
        }
    }

    /// The plainest unit that it can be read in.
    pub(super) fn shown(&self) -> Unit {
        let ten = self.tens.iter().copied().min_by_key(|ten| ten.abs()).unwrap_or(0);
        Unit { powers: self.powers.clone(), ten: i8::try_from(ten).unwrap_or(0) }
    }
}

fn power_of_ten(number: Number) -> Option<i16> {
    let text = number.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = format!("{whole}{fraction}");
    let zeros = digits.trim_start_matches('0').strip_prefix('1')?;
    if zeros.contains(|digit| digit != '0') {
        return None;
    }
    let power = i16::try_from(zeros.len()).ok()? - i16::try_from(fraction.len()).ok()?;
    (power != 0).then_some(power)
}
