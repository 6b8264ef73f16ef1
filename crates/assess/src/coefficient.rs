//! The pupil-weighted difference coefficient 差异系数 of a stage and an indicator.
//!
//! With pupils `P_i` and values `X_i` of the counted units and `P_N = Σ P_i`:
//! 1. mean `X̄ = Σ P_i X_i / P_N`;
//! 2. spread `S = √(Σ P_i (X_i − X̄)² / P_N)`;
//! 3. coefficient `CV = S / X̄`, met when `CV ≤ limit`.
//!
//! Doubles decide when they are far enough from the limit; otherwise the fractions do, by
//! `CV² = P_N · Σ P_i X_i² / (Σ P_i X_i)² − 1`, which needs no root.

use std::ops::Range;

use junheng_domain::Exact;
use junheng_standards::expr::{ErrorBound, Loop, wide};
use num_traits::{One, Zero};

use crate::Verdict;
use crate::exact::UNIT_ROUNDOFF;
use crate::rules::Most;

/// The spread of an indicator over the counted units of a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// Units that have a value and pupils.
    pub counted: u32,
    /// Rows without a value or without pupils: not in the mean, and while there are any the figures are provisional.
    pub missing: Vec<u32>,
    /// Pupils of the counted units.
    pub pupils: f64,
    pub mean: Option<f64>,
    pub sd: Option<f64>,
    /// `None` when nothing is counted or the mean is not positive.
    pub cv: Option<f64>,
    /// Whether the limit is kept; `None` when the standard sets none. Incomplete while units are missing.
    pub verdict: Option<Verdict>,
}

/// What is summed over the rows of all counties that are judged together: pupils and values, zero in rows that do not
/// count.
#[derive(Debug)]
pub(crate) struct Spread<'e> {
    weights: Vec<f64>,
    values: Vec<f64>,
    error: &'e ErrorBound,
    /// The rows that do not count.
    left_out: Vec<u32>,
}

/// Partial sums that run side by side, so that a processor need not wait for each addition.
const LANES: usize = 4;

/// Plain sums over the counted rows of a county.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sums {
    pupils: f64,
    mean: f64,
    /// `Σ P_i (X_i − X̄)²`
    squares: f64,
    /// `max |X_i|`
    largest: f64,
    /// How far a value may be off at the most.
    value_error: f64,
}

/// Sums that are only known to within a bound.
#[derive(Debug, Clone, Copy)]
struct Approximate {
    mean: f64,
    sd: f64,
    mean_error: f64,
    sd_error: f64,
}

impl<'e> Spread<'e> {
    pub(crate) fn of(pupils: &[f64], values: &[f64], error: &'e ErrorBound) -> Self {
        let (mut weights, mut kept) = (vec![0.0; values.len()], vec![0.0; values.len()]);
        wide(Weighing { pupils, values, weights: &mut weights, kept: &mut kept });
        let left_out = rows_without(&weights);
        Self { weights, values: kept, error, left_out }
    }

    /// The sums of each county, given by its rows.
    pub(crate) fn sums(&self, counties: &[Range<usize>]) -> Vec<Sums> {
        wide(SumsOfEach { spread: self, counties })
    }

    #[inline(always)]
    fn sums_of(&self, rows: &Range<usize>) -> Sums {
        let (weights, rest_weights) = self.weights[rows.clone()].as_chunks::<LANES>();
        let (values, rest_values) = self.values[rows.clone()].as_chunks::<LANES>();
        let rest = (&padded(rest_weights), &padded(rest_values));
        let [mut pupils, mut totals, mut largest, mut squares] = [[0.0_f64; LANES]; 4];
        for (weights, values) in weights.iter().zip(values).chain([rest]) {
            // One loop a sum: each is a single operation on all lanes.
            (0..LANES).for_each(|lane| pupils[lane] += weights[lane]);
            (0..LANES).for_each(|lane| totals[lane] += weights[lane] * values[lane]);
            (0..LANES).for_each(|lane| largest[lane] = greater(largest[lane], values[lane].abs()));
        }
        let pupils: f64 = pupils.into_iter().sum();
        let mean = totals.into_iter().sum::<f64>() / pupils;
        for (weights, values) in weights.iter().zip(values).chain([rest]) {
            let distances = values.map(|value| value - mean);
            (0..LANES).for_each(|lane| squares[lane] += weights[lane] * distances[lane] * distances[lane]);
        }
        let largest = most(largest);
        let value_error = match self.error {
            ErrorBound::Relative(share) => share * largest,
            ErrorBound::Each(errors) => self.worst(rows, errors),
        };
        Sums { pupils, mean, squares: squares.into_iter().sum(), largest, value_error }
    }

    /// The greatest error of a row that counts.
    #[inline(always)]
    fn worst(&self, rows: &Range<usize>, errors: &[f64]) -> f64 {
        let (weights, rest_weights) = self.weights[rows.clone()].as_chunks::<LANES>();
        let (errors, rest_errors) = errors[rows.clone()].as_chunks::<LANES>();
        let rest = (&padded(rest_weights), &padded(rest_errors));
        let mut worst = [0.0_f64; LANES];
        for (weights, errors) in weights.iter().zip(errors).chain([rest]) {
            for lane in 0..LANES {
                let error = if weights[lane] > 0.0 { errors[lane] } else { 0.0 };
                worst[lane] = greater(worst[lane], error);
            }
        }
        most(worst)
    }

    /// The coefficient of a county, from its sums; `exempt` rows without a value are passed over, others are listed as
    /// missing. `exactly` gives the exact squared coefficient when doubles cannot decide against the limit.
    pub(crate) fn coefficient(
        &self,
        rows: &Range<usize>,
        sums: &Sums,
        exempt: impl Fn(usize) -> bool,
        limit: Option<&Most>,
        exactly: impl Fn() -> Option<Exact>,
    ) -> Coefficient {
        let left_out = self.left_out_of(rows);
        let counted = rows.len() - left_out.len();
        let first = rows.start as u32;
        let missing: Vec<u32> =
            left_out.iter().map(|row| row - first).filter(|row| !exempt(*row as usize)).collect();
        let counted = u32::try_from(counted).unwrap_or(u32::MAX);
        let figures = sums.approximate(counted);
        let mean = figures.map(|figures| figures.mean);
        let sd = figures.map(|figures| figures.sd);
        let cv = figures.filter(|figures| figures.mean > 0.0).map(|figures| figures.sd / figures.mean);
        let verdict = limit.map(|limit| {
            if !missing.is_empty() || cv.is_none() {
                return Verdict::Incomplete;
            }
            let kept = figures.and_then(|figures| figures.keeps(limit.nearest));
            match kept.or_else(|| Some(exactly()? <= &limit.exact * &limit.exact)) {
                Some(true) => Verdict::Met,
                Some(false) => Verdict::NotMet,
                None => Verdict::Incomplete,
            }
        });
        Coefficient { counted, missing, pupils: sums.pupils, mean, sd, cv, verdict }
    }

    /// Those of a county that do not count.
    fn left_out_of(&self, rows: &Range<usize>) -> &[u32] {
        let upto = |row: usize| self.left_out.partition_point(|left| (*left as usize) < row);
        &self.left_out[upto(rows.start)..upto(rows.end)]
    }
}

/// The rows of weight zero. Most stretches have none, which is found on many rows at once.
fn rows_without(weights: &[f64]) -> Vec<u32> {
    const STRETCH: usize = 16;
    let mut without = Vec::new();
    for (start, stretch) in (0_u32..).step_by(STRETCH).zip(weights.chunks(STRETCH)) {
        if stretch.iter().fold(false, |any, weight| any | (*weight == 0.0)) {
            let rows = (start..).zip(stretch).filter(|(_, weight)| **weight == 0.0);
            without.extend(rows.map(|(row, _)| row));
        }
    }
    without
}

/// The loop that sets to zero what does not count.
struct Weighing<'v> {
    pupils: &'v [f64],
    values: &'v [f64],
    weights: &'v mut [f64],
    kept: &'v mut [f64],
}

impl Loop for Weighing<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let rows = self.pupils.iter().zip(self.values);
        for ((pupils, value), (weight, kept)) in rows.zip(self.weights.iter_mut().zip(self.kept)) {
            // A row is summed when it has both.
            let counts = (*pupils > 0.0) & value.is_finite();
            *weight = if counts { *pupils } else { 0.0 };
            *kept = if counts { *value } else { 0.0 };
        }
    }
}

/// The loop over the counties.
struct SumsOfEach<'v> {
    spread: &'v Spread<'v>,
    counties: &'v [Range<usize>],
}

impl Loop for SumsOfEach<'_> {
    type Output = Vec<Sums>;

    #[inline(always)]
    fn call(self) -> Vec<Sums> {
        let mut sums = Vec::with_capacity(self.counties.len());
        for rows in self.counties {
            sums.push(self.spread.sums_of(rows));
        }
        sums
    }
}

/// The last rows, filled up with rows that do not count.
#[inline(always)]
fn padded(rest: &[f64]) -> [f64; LANES] {
    let mut lanes = [0.0; LANES];
    lanes.iter_mut().zip(rest).for_each(|(lane, value)| *lane = *value);
    lanes
}

#[inline(always)]
fn greater(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

#[inline(always)]
fn most(lanes: [f64; LANES]) -> f64 {
    lanes.into_iter().fold(0.0, f64::max)
}

impl Sums {
    /// Mean and spread, with how far rounding can have moved them; `None` when nothing is counted.
    fn approximate(&self, counted: u32) -> Option<Approximate> {
        let Self { pupils, mean, squares, largest, value_error } = *self;
        if pupils <= 0.0 {
            return None;
        }
        let sd = (squares / pupils).sqrt();
        let steps = (f64::from(counted) + 16.0) * UNIT_ROUNDOFF * 2.0;
        let value_error = value_error.max(largest * 4.0 * UNIT_ROUNDOFF);
        // Σ P_i |X_i| / P_N is at most the largest |X_i|.
        let mean_error = value_error + steps * largest;
        let sd_error = value_error + mean_error + largest * 4.0 * UNIT_ROUNDOFF + steps * sd;
        Some(Approximate { mean, sd, mean_error, sd_error })
    }
}

impl Approximate {
    /// Whether `sd ≤ limit · mean`; `None` when that is too near to say.
    fn keeps(self, limit: f64) -> Option<bool> {
        let most = limit * self.mean;
        let doubt =
            2.0 * (self.sd_error + limit * self.mean_error + 4.0 * UNIT_ROUNDOFF * (self.sd + most.abs()));
        let gap = self.sd - most;
        (gap.abs() > doubt).then_some(gap < 0.0)
    }
}

/// Exact sums of pupils and values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Moments {
    /// `Σ P_i`
    pub(crate) pupils: Exact,
    /// `Σ P_i X_i`
    pub(crate) total: Exact,
    /// `Σ P_i X_i²`
    pub(crate) squares: Exact,
}

impl Moments {
    pub(crate) fn of<'v>(rows: impl IntoIterator<Item = (&'v Exact, &'v Exact)>) -> Self {
        let zero = Exact::zero();
        let mut moments = Self { pupils: zero.clone(), total: zero.clone(), squares: zero };
        for (pupils, value) in rows {
            moments.add(pupils, value);
        }
        moments
    }

    pub(crate) fn add(&mut self, pupils: &Exact, value: &Exact) {
        let product = pupils * value;
        self.pupils += pupils;
        self.squares += &product * value;
        self.total += product;
    }

    /// The same county with one value changed.
    pub(crate) fn with(&self, pupils: &Exact, from: &Exact, to: &Exact) -> Self {
        Self {
            pupils: self.pupils.clone(),
            total: &self.total + pupils * (to - from),
            squares: &self.squares + pupils * (to * to - from * from),
        }
    }

    /// The share of one unit in `Σ P_i (X_i − X̄)²`; `None` when nothing varies.
    pub(crate) fn share(&self, pupils: &Exact, value: &Exact) -> Option<Exact> {
        let mean = self.mean()?;
        let all = &self.squares - &self.total * &mean;
        let distance = value - mean;
        (!all.is_zero()).then(|| pupils * &distance * &distance / all)
    }

    pub(crate) fn mean(&self) -> Option<Exact> {
        (!self.pupils.is_zero()).then(|| &self.total / &self.pupils)
    }

    /// `CV²`; `None` when the mean is not positive.
    pub(crate) fn cv_squared(&self) -> Option<Exact> {
        (self.total > Exact::zero())
            .then(|| &self.pupils * &self.squares / (&self.total * &self.total) - Exact::one())
    }
}
