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
    pub(crate) fn run(&self, at: usize, frame: &Frame, limits: &Limits) -> (Judged, ErrorBound) {
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
    pub(crate) fn limits(&self) -> Limits {
        let target = self.indicator.target.as_ref();
        match target.zip(self.in_force(None).threshold) {
            Some((target, threshold)) => Limits::of(target, threshold),
            None => Limits::none(),
        }
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
fn approximate(values: &[f64], error: &ErrorBound, limits: &Limits) -> (Vec<Standing>, Vec<u32>) {
    // First all comparisons, then the words for them: two plain loops that run on many rows at once.
    let sure: Vec<u64> = match error {
        ErrorBound::Relative(share) => {
            let share = share * (1.0 + 1e-9);
            values.iter().map(|value| limits.sure(*value, value.abs() * share)).collect()
        }
        ErrorBound::Each(errors) => {
            let unknown = |value: f64, error: f64| value.is_infinite() | error.is_infinite();
            let each = values.iter().zip(errors).map(|(value, error)| (*value, *error));
            each.map(|(value, error)| if unknown(value, error) { 0 } else { limits.sure(value, error) })
                .collect()
        }
    };
    let mut all_decided = true;
    let words = sure.iter().map(|sure| {
        let decided = limits.decided[(sure & PATTERN) as usize];
        all_decided &= decided.is_some();
        decided.unwrap_or(Standing::Missing)
    });
    let standings = words.collect();
    if all_decided {
        return (standings, Vec::new());
    }
    let open = (0_u32..).zip(&sure).filter(|(_, sure)| limits.decided[(**sure & PATTERN) as usize].is_none());
    (standings, open.map(|(row, _)| row).collect())
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
    /// The standing for each pattern of [`Limits::sure`], so that rows are judged without branching.
    decided: [Option<Standing>; PATTERNS],
}

/// How many patterns the bits of [`sure`] make.
const PATTERNS: usize = 32;
const PATTERN: u64 = PATTERNS as u64 - 1;

/// What is sure of a value, as bits; they are as wide as a double, which keeps the comparison of many rows at once simple.
mod sure {
    pub(super) const ABOVE: u64 = 1;
    pub(super) const BELOW: u64 = 2;
    pub(super) const ABOVE_FLOOR: u64 = 4;
    pub(super) const BELOW_FLOOR: u64 = 8;
    pub(super) const MISSING: u64 = 16;
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
        let decide = |is: &dyn Fn(u64) -> bool| {
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
        let floor = target.floor.as_ref().map_or((0.0, 0.0), |share| around(&(share * threshold)));
        Self { threshold: around(threshold), floor, decided: patterns(decide) }
    }

    /// Nothing is required: whatever is there, and known at all, is shown.
    fn none() -> Self {
        let lowest = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        let decide = |is: &dyn Fn(u64) -> bool| match (is(sure::MISSING), is(sure::ABOVE)) {
            (true, _) => Some(Standing::Missing),
            (_, true) => Some(Standing::Shown),
            _ => None,
        };
        Self { threshold: lowest, floor: lowest, decided: patterns(decide) }
    }

    /// What is sure of a value known to within `error`.
    #[inline]
    fn sure(&self, value: f64, error: f64) -> u64 {
        let (low, high) = (value - error, value + error);
        let bit = |holds: bool, bit: u64| if holds { bit } else { 0 };
        bit(low > self.threshold.1, sure::ABOVE)
            | bit(high < self.threshold.0, sure::BELOW)
            | bit(low > self.floor.1, sure::ABOVE_FLOOR)
            | bit(high < self.floor.0, sure::BELOW_FLOOR)
            | bit(value.is_nan(), sure::MISSING)
    }
}

fn patterns(decide: impl Fn(&dyn Fn(u64) -> bool) -> Option<Standing>) -> [Option<Standing>; PATTERNS] {
    let mut decided = [None; PATTERNS];
    (0_u64..).zip(&mut decided).for_each(|(bits, standing)| *standing = decide(&|bit| bits & bit != 0));
    decided
}
