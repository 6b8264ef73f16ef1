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

/// Rows whose standings are found at once, and looked through when one of them is open.
const STRETCH: usize = 32;

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
        let mut standings = vec![Standing::Missing; values.len()];
        let values = values.chunks(STRETCH);
        let open = match error {
            ErrorBound::Relative(share) => {
                let limits = Self {
                    threshold: self.threshold.wider_by(*share),
                    floor: self.floor.wider_by(*share),
                    ..*self
                };
                let ends = values.map(|values| values.iter().map(|value| (*value, *value)));
                wide(Judging { limits, ends, standings: &mut standings })
            }
            ErrorBound::Each(errors) => {
                let ends = values.zip(errors.chunks(STRETCH)).map(|(values, errors)| {
                    values.iter().zip(errors).map(|(value, error)| (value - error, value + error))
                });
                wide(Judging { limits: *self, ends, standings: &mut standings })
            }
        };
        (standings, open)
    }

    /// The standing of a value that lies between these ends, and whether it is in doubt.
    #[inline(always)]
    fn judge(&self, (low, high): (f64, f64)) -> (Standing, bool) {
        let Self { threshold, floor, above, between, below } = *self;
        let (is_above, may_be_above) = (low > threshold.high, high >= threshold.low);
        let (is_over_floor, may_be_over_floor) = (low > floor.high, high >= floor.low);
        let known = if is_over_floor { between } else { below };
        let known = if is_above { above } else { known };
        let known = if low.abs() < f64::INFINITY { known } else { Standing::Missing };
        (known, (is_above != may_be_above) | (is_over_floor != may_be_over_floor))
    }
}

/// The loop that gives each value its standing: by the least and the most that it can be, stretch by stretch.
struct Judging<'s, S> {
    limits: Limits,
    ends: S,
    standings: &'s mut [Standing],
}

impl<S, I> Loop for Judging<'_, S>
where
    S: Iterator<Item = I>,
    I: Iterator<Item = (f64, f64)> + Clone,
{
    /// The rows in doubt.
    type Output = Vec<usize>;

    #[inline(always)]
    fn call(self) -> Vec<usize> {
        let Self { limits, ends, standings } = self;
        let mut open = Vec::new();
        for ((start, standings), ends) in (0..).step_by(STRETCH).zip(standings.chunks_mut(STRETCH)).zip(ends)
        {
            let mut any_in_doubt = false;
            for (standing, ends) in standings.iter_mut().zip(ends.clone()) {
                let (known, in_doubt) = limits.judge(ends);
                *standing = known;
                any_in_doubt |= in_doubt;
            }
            if any_in_doubt {
                let rows = (start..).zip(ends).filter(|(_, ends)| limits.judge(*ends).1);
                open.extend(rows.map(|(row, _)| row));
            }
        }
        open
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
