//! One indicator over the rows of a frame: values, and how each row stands.
//!
//! Values are doubles with the language's error bound. A row whose value is within its bound of the threshold or the
//! floor is decided again on exact fractions, so every standing is the one that exact arithmetic gives.

use junheng_domain::{Exact, Stage};
use junheng_standards::expr::{Approx, Buffer, ErrorBound, Frame};
use junheng_standards::{InForce, Indicator};

use crate::Standing;
use crate::exact::{self, UNIT_ROUNDOFF};
use crate::judgements::Relaxed;
use crate::limits::Limits;

/// An indicator, at the stage that its formulas and thresholds are taken for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judge<'s> {
    pub(crate) indicator: &'s Indicator,
    pub(crate) stage: Option<Stage>,
}

impl<'s> Judge<'s> {
    /// What holds for a row with these relaxations.
    pub(crate) fn in_force(&self, relaxed: &[usize]) -> InForce<'s> {
        self.indicator.relaxed_by(self.stage, relaxed.iter().copied())
    }

    /// The value of a row, exactly; `None` is missing.
    pub(crate) fn exact(&self, frame: &Frame, row: usize, relaxed: &[usize]) -> Option<Exact> {
        self.in_force(relaxed).formula?.exact(frame, row)
    }

    pub(crate) fn standing(&self, value: Option<&Exact>, force: &InForce<'_>) -> Standing {
        match (force.exempt, &self.indicator.target, force.threshold, value) {
            (true, ..) => Standing::NotJudged,
            (_, _, _, None) => Standing::Missing,
            (_, Some(target), Some(threshold), value) => target.judge(value, threshold),
            _ => Standing::Shown,
        }
    }

    /// How all rows stand. `limits` are those of the threshold without relaxations.
    pub(crate) fn run(&self, frame: &Frame, limits: &Limits) -> Run {
        let relaxed = self.relaxed(frame);
        let Approx { mut values, mut error } = match self.in_force(&[]).formula {
            Some(formula) => formula.approx(frame),
            None => Approx { values: Buffer::filled(f64::NAN, frame.rows), error: ErrorBound::Relative(0.0) },
        };
        let (mut standings, open) = limits.standings(&values, &error);
        let open = open.into_iter().filter(|row| !relaxed.contains_key(row)).map(|row| (row, &[][..]));
        let relaxed_rows = relaxed.iter().map(|(row, applied)| (*row, applied.as_slice()));
        for (row, applied) in open.chain(relaxed_rows) {
            let value = self.exact(frame, row, applied);
            standings[row] = self.standing(value.as_ref(), &self.in_force(applied));
            // A double that is only too near to a limit stays: it is as good as those of the other rows.
            if !applied.is_empty() || !error.of(row, values[row]).is_finite() {
                values[row] = value.as_ref().map_or(f64::NAN, exact::nearest);
                if let ErrorBound::Each(errors) = &mut error {
                    errors[row] = values[row].abs() * UNIT_ROUNDOFF;
                }
            }
        }
        Run { values, error, standings, relaxed }
    }

    /// The threshold without relaxations, ready for doubles.
    pub(crate) fn limits(&self) -> Limits {
        let target = self.indicator.target.as_ref();
        match target.zip(self.in_force(&[]).threshold) {
            Some((target, threshold)) => Limits::of(target, threshold),
            None => Limits::none(),
        }
    }

    /// The relaxations whose condition holds, by row.
    fn relaxed(&self, frame: &Frame) -> Relaxed {
        let mut relaxed = Relaxed::new();
        for (at, relaxation) in self.indicator.relaxations.iter().enumerate() {
            for row in relaxation.when.rows(frame) {
                relaxed.entry(row).or_default().push(at);
            }
        }
        relaxed
    }
}

/// What an indicator says of the rows of a frame.
#[derive(Debug)]
pub(crate) struct Run {
    /// The nearest doubles, or nearly; `NaN` is missing.
    pub(crate) values: Buffer,
    pub(crate) error: ErrorBound,
    pub(crate) standings: Vec<Standing>,
    pub(crate) relaxed: Relaxed,
}
