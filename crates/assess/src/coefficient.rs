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
use num_traits::{One, Zero};

use crate::Verdict;
use crate::exact::UNIT_ROUNDOFF;
use crate::rules::Most;
use crate::spread::{Spread, Sums};

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

/// Sums that are only known to within a bound.
#[derive(Debug, Clone, Copy)]
struct Approximate {
    mean: f64,
    sd: f64,
    mean_error: f64,
    sd_error: f64,
}

impl Spread<'_> {
    /// The coefficient of a county, from its sums; `exempt` rows without a value are passed over, others are listed as
    /// missing. `exactly` gives the exact squared coefficient when doubles cannot decide against the limit.
    #[inline(always)]
    pub(crate) fn coefficient(
        &self,
        (county, rows): (usize, &Range<usize>),
        sums: &Sums,
        exempt: impl Fn(usize) -> bool,
        limit: Option<&Most>,
        exactly: impl Fn() -> Option<Exact>,
    ) -> Coefficient {
        let counted = sums.counted;
        let missing =
            if counted as usize == rows.len() { Vec::new() } else { self.missing(county, rows, exempt) };
        let figures = sums.approximate();
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
}

impl Sums {
    /// Mean and spread, with how far rounding can have moved them; `None` when nothing is counted.
    fn approximate(&self) -> Option<Approximate> {
        let Self { counted, pupils, mean, squares, largest, value_error } = *self;
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
