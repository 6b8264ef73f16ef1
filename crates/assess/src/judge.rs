//! One indicator over the rows of a frame: values, and how each row stands.
//!
//! Values are doubles with the language's error bound. A row whose value is within its bound of the threshold or the
//! floor is decided again on exact fractions, so every standing is the one that exact arithmetic gives.

use std::collections::BTreeMap;

use junheng_domain::{Exact, Stage};
use junheng_standards::expr::{ErrorBound, Frame};
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

    /// Values and standings of all rows; the coefficient is added by the caller.
    pub(crate) fn run(&self, at: usize, frame: &Frame) -> (Judged, ErrorBound) {
        let relaxed = self.relaxed(frame);
        let plain = self.in_force(None);
        let (mut values, mut error) = match plain.formula {
            Some(formula) => {
                let approx = formula.approx(frame);
                (approx.values, approx.error)
            }
            None => (vec![f64::NAN; frame.rows], ErrorBound::Relative(0.0)),
        };
        let mut standings = self.approximate(&values, &error, &plain);
        let mut decide = |row: usize, relaxed: Option<&Vec<usize>>| {
            let value = self.exact(frame, row, relaxed);
            standings[row] = Some(self.standing(value.as_ref(), &self.in_force(relaxed)));
            value.as_ref().map_or(f64::NAN, exact::nearest)
        };
        let open: Vec<usize> = (0..frame.rows).filter(|row| undecided(&values, &error, *row)).collect();
        for row in &open {
            values[*row] = decide(*row, None);
        }
        for (row, applied) in &relaxed {
            values[*row as usize] = decide(*row as usize, Some(applied));
        }
        settle(&mut error, &values, open.into_iter().chain(relaxed.keys().map(|row| *row as usize)));
        let standings = (0..frame.rows)
            .map(|row| {
                standings[row].unwrap_or_else(|| {
                    let value = self.exact(frame, row, None);
                    self.standing(value.as_ref(), &plain)
                })
            })
            .collect();
        (Judged { indicator: at, values, standings, relaxed, coefficient: None }, error)
    }

    /// The relaxations whose condition holds, by row.
    fn relaxed(&self, frame: &Frame) -> BTreeMap<u32, Vec<usize>> {
        let mut relaxed: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, relaxation) in self.indicator.relaxations.iter().enumerate() {
            for (row, holds) in (0_u32..).zip(relaxation.when.holds_each(frame)) {
                if holds == Some(true) {
                    relaxed.entry(row).or_default().push(at);
                }
            }
        }
        relaxed
    }

    /// Standings that doubles can decide; `None` where the value is too near to the threshold or the floor.
    fn approximate(&self, values: &[f64], error: &ErrorBound, force: &InForce<'_>) -> Vec<Option<Standing>> {
        let (Some(target), Some(threshold)) = (&self.indicator.target, force.threshold) else {
            let shown = |value: &f64| Some(if value.is_nan() { Standing::Missing } else { Standing::Shown });
            return values.iter().map(shown).collect();
        };
        let limits = Limits::of(target, threshold);
        match error {
            ErrorBound::Relative(share) => {
                let share = share * (1.0 + 1e-9);
                values.iter().map(|value| limits.standing(*value, value.abs() * share)).collect()
            }
            ErrorBound::Each(errors) => {
                values.iter().zip(errors).map(|(value, error)| limits.standing(*value, *error)).collect()
            }
        }
    }
}

/// Whether the double of a row says nothing, so that even whether it is missing must be found out exactly.
fn undecided(values: &[f64], error: &ErrorBound, row: usize) -> bool {
    match error {
        ErrorBound::Relative(share) => !share.is_finite() || values[row].is_infinite(),
        ErrorBound::Each(errors) => !errors[row].is_finite() || values[row].is_infinite(),
    }
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
struct Limits {
    /// More is better.
    rising: bool,
    threshold: (f64, f64),
    floor: Option<(f64, f64)>,
}

impl Limits {
    fn of(target: &Target, threshold: &Exact) -> Self {
        let around = |value: &Exact| {
            let value = exact::nearest(value);
            let margin = value.abs() * 2.0 * UNIT_ROUNDOFF;
            (value - margin, value + margin)
        };
        Self {
            rising: matches!(target.bound, Bound::AtLeast | Bound::MoreThan),
            threshold: around(threshold),
            floor: target.floor.as_ref().map(|share| around(&(share * threshold))),
        }
    }

    /// The standing of a value known to within `error`; `None` when that does not decide it.
    fn standing(&self, value: f64, error: f64) -> Option<Standing> {
        if value.is_nan() {
            return Some(Standing::Missing);
        }
        let (low, high) = (value - error, value + error);
        let (above, below) = (low > self.threshold.1, high < self.threshold.0);
        let (met, missed) = if self.rising { (above, below) } else { (below, above) };
        match (met, missed, self.floor) {
            (true, ..) => Some(Standing::Met),
            (_, true, None) => Some(Standing::NotMet),
            (_, true, Some(floor)) if low > floor.1 => Some(Standing::AtFloor),
            (_, true, Some(floor)) if high < floor.0 => Some(Standing::NotMet),
            _ => None,
        }
    }
}
