//! One indicator over the rows of a frame: values, and how each row stands.
//!
//! Values are doubles with the language's error bound. A row whose value is within its bound of the threshold or the
//! floor is decided again on exact fractions, so every standing is the one that exact arithmetic gives.

use std::collections::BTreeMap;

use junheng_domain::{Exact, Stage};
use junheng_standards::expr::{Approx, ErrorBound, Frame};
use junheng_standards::{Bound, Formula, Indicator, Relaxation, Target};

use crate::exact::{self, UNIT_ROUNDOFF};
use crate::{Coefficient, Standing};

/// An indicator judged over the rows of a frame.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Index into [`junheng_standards::Standard::indicators`].
    pub indicator: usize,
    /// The nearest doubles, or nearly; `NaN` is missing.
    pub values: Vec<f64>,
    pub standings: Vec<Standing>,
    /// By row, the relaxations that applied, as indices into the indicator's list.
    pub relaxed: BTreeMap<u32, Vec<usize>>,
    /// Over the units of a stage; `None` for schools and the county.
    pub coefficient: Option<Coefficient>,
}

/// Equal to the last bit.
impl PartialEq for Judged {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits();
        self.indicator == other.indicator
            && self.standings == other.standings
            && self.relaxed == other.relaxed
            && self.coefficient == other.coefficient
            && self.values.len() == other.values.len()
            && self.values.iter().zip(&other.values).all(same)
    }
}

/// What applies to one row once its relaxations are looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct InForce<'s> {
    pub(crate) formula: Option<&'s Formula>,
    pub(crate) threshold: Option<&'s Exact>,
    pub(crate) exempt: bool,
}

/// An indicator, at the stage that its formulas and thresholds are taken for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judge<'s> {
    pub(crate) indicator: &'s Indicator,
    pub(crate) stage: Option<Stage>,
}

impl<'s> Judge<'s> {
    /// What holds for a row with these relaxations; a later one wins over an earlier one.
    pub(crate) fn in_force(&self, relaxed: Option<&Vec<usize>>) -> InForce<'s> {
        let mut force = InForce {
            formula: self.indicator.formula.as_ref().and_then(|formula| formula.get(self.stage)),
            threshold: self.indicator.target.as_ref().and_then(|target| target.value.get(self.stage)),
            exempt: false,
        };
        for at in relaxed.into_iter().flatten() {
            let Relaxation { value, formula, exempt, .. } = &self.indicator.relaxations[*at];
            force.threshold = value.as_ref().and_then(|value| value.get(self.stage)).or(force.threshold);
            force.formula = formula.as_ref().and_then(|formula| formula.get(self.stage)).or(force.formula);
            force.exempt |= *exempt;
        }
        force
    }

    /// The value of a row, exactly; `None` is missing.
    pub(crate) fn exact(&self, frame: &Frame, row: usize, relaxed: Option<&Vec<usize>>) -> Option<Exact> {
        self.in_force(relaxed).formula?.exact(frame, row)
    }

    pub(crate) fn standing(&self, value: Option<&Exact>, force: &InForce<'_>) -> Standing {
        match (force.exempt, &self.indicator.target, force.threshold, value) {
            (true, ..) => Standing::NotJudged,
            (_, _, _, None) => Standing::Missing,
            (_, Some(target), Some(threshold), Some(value)) => compare(target, threshold, value),
            _ => Standing::Shown,
        }
    }

    /// Values and standings of all rows; the coefficient is added by the caller. `limits` are those of the threshold
    /// without relaxations.
    pub(crate) fn run(&self, at: usize, frame: &Frame, limits: Option<&Limits>) -> (Judged, ErrorBound) {
        let relaxed = self.relaxed(frame);
        let plain = self.in_force(None);
        let Approx { mut values, mut error } = match plain.formula {
            Some(formula) => formula.approx(frame),
            None => Approx { values: vec![f64::NAN; frame.rows], error: ErrorBound::Relative(0.0) },
        };
        let (mut standings, open) = approximate(&values, &error, limits);
        let open = open.into_iter().filter(|row| !relaxed.contains_key(row)).map(|row| (row, None));
        let open: Vec<(u32, Option<&Vec<usize>>)> =
            open.chain(relaxed.iter().map(|(row, applied)| (*row, Some(applied)))).collect();
        for (row, applied) in &open {
            let row = *row as usize;
            let value = self.exact(frame, row, *applied);
            standings[row] = self.standing(value.as_ref(), &self.in_force(*applied));
            values[row] = value.as_ref().map_or(f64::NAN, exact::nearest);
        }
        settle(&mut error, &values, open.iter().map(|(row, _)| *row as usize));
        (Judged { indicator: at, values, standings, relaxed, coefficient: None }, error)
    }

    /// The threshold without relaxations, ready for doubles.
    pub(crate) fn limits(&self) -> Option<Limits> {
        Some(Limits::of(self.indicator.target.as_ref()?, self.in_force(None).threshold?))
    }

    /// The relaxations whose condition holds, by row.
    fn relaxed(&self, frame: &Frame) -> BTreeMap<u32, Vec<usize>> {
        let mut relaxed: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, relaxation) in self.indicator.relaxations.iter().enumerate() {
            if !relaxation.when.may_hold(frame) {
                continue;
            }
            for (row, holds) in (0_u32..).zip(relaxation.when.holds_each(frame)) {
                if holds == Some(true) {
                    relaxed.entry(row).or_default().push(at);
                }
            }
        }
        relaxed
    }
}

/// Standings that doubles can decide, and the rows that they cannot: too near to the threshold or the floor, or without
/// any bound.
fn approximate(values: &[f64], error: &ErrorBound, limits: Option<&Limits>) -> (Vec<Standing>, Vec<u32>) {
    let mut open = Vec::new();
    let mut standing = |row: u32, value: f64, error: f64| {
        let decided = match limits {
            _ if error.is_infinite() || value.is_infinite() => None,
            Some(limits) => limits.standing(value, error),
            None if value.is_nan() => Some(Standing::Missing),
            None => Some(Standing::Shown),
        };
        decided.unwrap_or_else(|| {
            open.push(row);
            Standing::Missing
        })
    };
    let rows = (0_u32..).zip(values);
    let standings = match error {
        ErrorBound::Relative(share) if share.is_finite() => {
            let share = share * (1.0 + 1e-9);
            rows.map(|(row, value)| standing(row, *value, value.abs() * share)).collect()
        }
        ErrorBound::Relative(_) => rows.map(|(row, value)| standing(row, *value, f64::INFINITY)).collect(),
        ErrorBound::Each(errors) => {
            rows.zip(errors).map(|((row, value), error)| standing(row, *value, *error)).collect()
        }
    };
    (standings, open)
}

/// Rows whose value is now the nearest double to the exact one.
fn settle(error: &mut ErrorBound, values: &[f64], rows: impl Iterator<Item = usize>) {
    match error {
        ErrorBound::Relative(share) if !share.is_finite() => *share = UNIT_ROUNDOFF,
        ErrorBound::Relative(_) => {}
        ErrorBound::Each(errors) => rows.for_each(|row| errors[row] = values[row].abs() * UNIT_ROUNDOFF),
    }
}

/// Compares exactly.
pub(crate) fn compare(target: &Target, threshold: &Exact, value: &Exact) -> Standing {
    let met = match target.bound {
        Bound::AtLeast => value >= threshold,
        Bound::AtMost => value <= threshold,
        Bound::MoreThan => value > threshold,
        Bound::LessThan => value < threshold,
    };
    let floor = || target.floor.as_ref().is_some_and(|share| *value >= share * threshold);
    if met {
        Standing::Met
    } else if floor() {
        Standing::AtFloor
    } else {
        Standing::NotMet
    }
}

/// A threshold and its floor in doubles, each with what lies surely above and below it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    threshold: (f64, f64),
    floor: (f64, f64),
    /// The standing for each combination of comparisons, so that rows are judged without branching.
    decided: [Option<Standing>; 32],
}

/// What is sure of a value, as bits of an index into [`Limits::decided`].
mod sure {
    pub(super) const ABOVE: u8 = 1;
    pub(super) const BELOW: u8 = 2;
    pub(super) const ABOVE_FLOOR: u8 = 4;
    pub(super) const BELOW_FLOOR: u8 = 8;
    pub(super) const MISSING: u8 = 16;
}

impl Limits {
    fn of(target: &Target, threshold: &Exact) -> Self {
        let around = |value: &Exact| {
            let value = exact::nearest(value);
            let margin = value.abs() * 2.0 * UNIT_ROUNDOFF;
            (value - margin, value + margin)
        };
        let rising = matches!(target.bound, Bound::AtLeast | Bound::MoreThan);
        let has_floor = target.floor.is_some();
        let decide = |bits: u8| {
            let is = |bit: u8| bits & bit != 0;
            let (met, missed) =
                if rising { (is(sure::ABOVE), is(sure::BELOW)) } else { (is(sure::BELOW), is(sure::ABOVE)) };
            match (met, missed) {
                _ if is(sure::MISSING) => Some(Standing::Missing),
                (true, _) => Some(Standing::Met),
                (_, true) if !has_floor || is(sure::BELOW_FLOOR) => Some(Standing::NotMet),
                (_, true) if is(sure::ABOVE_FLOOR) => Some(Standing::AtFloor),
                _ => None,
            }
        };
        let mut decided = [None; 32];
        (0_u8..).zip(&mut decided).for_each(|(bits, standing)| *standing = decide(bits));
        let floor = target.floor.as_ref().map_or((0.0, 0.0), |share| around(&(share * threshold)));
        Self { threshold: around(threshold), floor, decided }
    }

    /// The standing of a value known to within `error`; `None` when that does not decide it.
    #[inline]
    fn standing(&self, value: f64, error: f64) -> Option<Standing> {
        let (low, high) = (value - error, value + error);
        let bit = |holds: bool, bit: u8| u8::from(holds) * bit;
        let bits = bit(low > self.threshold.1, sure::ABOVE)
            | bit(high < self.threshold.0, sure::BELOW)
            | bit(low > self.floor.1, sure::ABOVE_FLOOR)
            | bit(high < self.floor.0, sure::BELOW_FLOOR)
            | bit(value.is_nan(), sure::MISSING);
        self.decided[usize::from(bits & 31)]
    }
}
