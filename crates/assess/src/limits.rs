//! Standings in doubles: many values against a threshold and its floor, and which of them doubles cannot decide.

use junheng_domain::Exact;
use junheng_standards::expr::{ErrorBound, Loop, wide};
use junheng_standards::{Bound, Target};

use crate::Standing;
use crate::exact::{self, UNIT_ROUNDOFF};

/// A threshold and its floor in doubles, each with what lies surely above and below it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    threshold: Edge,
    floor: Edge,
    above: Standing,
    /// Below the threshold, from the floor upwards.
    between: Standing,
    below: Standing,
}

/// Where a limit may lie: surely above is what is more than `high`, surely below what is less than `low`.
#[derive(Debug, Clone, Copy)]
struct Edge {
    low: f64,
    high: f64,
}

/// The codes of standings, as wide as a double, so that the comparison of many rows at once stays simple.
const CODES: u64 = 7;
/// Added to the code of a row that doubles cannot decide.
const OPEN: u64 = 8;

impl Limits {
    pub(crate) fn of(target: &Target, threshold: &Exact) -> Self {
        let edge = Edge::around(threshold);
        let floor = target.floor_at(threshold).filter(|floor| floor < threshold);
        let (above, below) = match target.bound {
            Bound::AtLeast | Bound::MoreThan => (Standing::Met, Standing::NotMet),
            Bound::AtMost | Bound::LessThan => (Standing::NotMet, Standing::Met),
        };
        Self {
            threshold: edge,
            floor: floor.as_ref().map_or(edge, Edge::around),
            above,
            between: if floor.is_some() { Standing::AtFloor } else { below },
            below,
        }
    }

    /// Nothing is required: whatever is there, and known at all, is shown.
    pub(crate) fn none() -> Self {
        let lowest = Edge { low: f64::NEG_INFINITY, high: f64::NEG_INFINITY };
        let shown = Standing::Shown;
        Self { threshold: lowest, floor: lowest, above: shown, between: shown, below: shown }
    }

    /// Standings that doubles can decide, and the rows that they cannot: too near to the threshold or the floor, or
    /// without any bound.
    pub(crate) fn standings(&self, values: &[f64], error: &ErrorBound) -> (Vec<Standing>, Vec<usize>) {
        let mut codes = vec![0; values.len()];
        let any_open = match error {
            ErrorBound::Relative(share) => {
                let limits = Self {
                    threshold: self.threshold.wider_by(*share),
                    floor: self.floor.wider_by(*share),
                    ..*self
                };
                let ends = values.iter().map(|value| (*value, *value));
                wide(Codes { limits, ends, codes: &mut codes })
            }
            ErrorBound::Each(errors) => {
                let ends = values.iter().zip(errors).map(|(value, error)| (value - error, value + error));
                wide(Codes { limits: *self, ends, codes: &mut codes })
            }
        };
        let codes: &[u64] = &codes;
        let short: Vec<u8> = wide(move || codes.iter().map(|code| *code as u8).collect());
        let coded: &[u8] = &short;
        let standings = wide(move || coded.iter().map(|code| decoded(u64::from(*code) & CODES)).collect());
        (standings, if any_open { open_rows(&short) } else { Vec::new() })
    }
}

/// The loop that gives each value its code: by the least and the most that the value can be.
struct Codes<'c, I> {
    limits: Limits,
    ends: I,
    codes: &'c mut [u64],
}

impl<I: Iterator<Item = (f64, f64)>> Loop for Codes<'_, I> {
    /// Whether any row is open.
    type Output = bool;

    #[inline(always)]
    fn call(self) -> bool {
        let Limits { threshold, floor, above, between, below } = self.limits;
        let [above, between, below] = [above, between, below].map(|standing| standing as u64);
        let mut open = 0;
        for ((low, high), code) in self.ends.zip(self.codes) {
            let (is_above, may_be_above) = (low > threshold.high, high >= threshold.low);
            let (is_over_floor, may_be_over_floor) = (low > floor.high, high >= floor.low);
            let known = if is_over_floor { between } else { below };
            let known = if is_above { above } else { known };
            let known = if low.abs() < f64::INFINITY { known } else { Standing::Missing as u64 };
            let doubt = (is_above != may_be_above) | (is_over_floor != may_be_over_floor);
            let doubt = if doubt { OPEN } else { 0 };
            open |= doubt;
            *code = known | doubt;
        }
        open != 0
    }
}

impl Edge {
    fn around(limit: &Exact) -> Self {
        let nearest = exact::nearest(limit);
        let margin = nearest.abs() * 2.0 * UNIT_ROUNDOFF;
        Self { low: nearest - margin, high: nearest + margin }
    }

    /// The edge for values that may be off by a share of their own size. A value more than `high + 2·share·|high|` is,
    /// less its share, more than `high`; the other half of the margin is for its own rounding.
    fn wider_by(self, share: f64) -> Self {
        let margin = |end: f64| if end.is_finite() { 4.0 * share * end.abs() } else { 0.0 };
        Self { low: self.low - margin(self.low), high: self.high + margin(self.high) }
    }
}

/// The standing of a code, in comparisons that run on many rows at once.
#[inline(always)]
fn decoded(code: u64) -> Standing {
    let mut standing = Standing::Met;
    for other in Standing::ALL {
        standing = if code == other as u64 { other } else { standing };
    }
    standing
}

fn open_rows(codes: &[u8]) -> Vec<usize> {
    let is_open = |code: &u8| u64::from(*code) & OPEN != 0;
    let mut open = Vec::new();
    for (start, codes) in (0..).step_by(64).zip(codes.chunks(64)) {
        // Most have none.
        if codes.iter().fold(0, |all, code| all | code) & OPEN as u8 != 0 {
            open.extend((start..).zip(codes).filter(|(_, code)| is_open(code)).map(|(row, _)| row));
        }
    }
    open
}
