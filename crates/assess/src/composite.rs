//! The composite coefficient 综合差异系数: the plain mean of several coefficients of a stage.

use junheng_domain::{Exact, Stage};
use num_bigint::BigInt;
use num_traits::Zero;

use crate::Verdict;
use crate::outcome::Results;

/// A composite at a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct CompositeResult {
    /// Index into [`junheng_standards::Standard::composites`].
    pub composite: usize,
    pub stage: Stage,
    /// `None` when one of its coefficients is missing.
    pub value: Option<f64>,
    /// `None` when the standard sets no limit for the stage.
    pub verdict: Option<Verdict>,
}

pub(crate) fn of(Results { rules, source, stages, .. }: &Results<'_>) -> Vec<CompositeResult> {
    let mut results = Vec::new();
    for (at, composite) in rules.standard.composites.iter().enumerate() {
        for stage in stages.iter().filter(|stage| stage.units() > 0) {
            let Some(limit) = composite.at_most.get(Some(stage.stage())) else { continue };
            let is_member =
                |indicator: usize| composite.of.contains(&rules.standard.indicators[indicator].id);
            let members: Vec<_> = stage.judged().filter(|judged| is_member(judged.indicator)).collect();
            let coefficients = members.iter().map(|judged| judged.coefficient?.cv);
            let sum: Option<f64> = coefficients.sum();
            let complete = members.len() == composite.of.len()
                && members.iter().all(|j| j.coefficient.is_some_and(|c| c.missing.is_empty()));
            let value =
                sum.filter(|_| members.len() == composite.of.len()).map(|sum| sum / members.len() as f64);
            let squares = || {
                let frame = stage.frame(rules, *source).frame;
                let each = members.iter();
                each.map(|judged| stage.moments(rules, &frame, judged).cv_squared()).collect()
            };
            let verdict = match value {
                Some(value) if complete => keeps(value, limit, squares),
                _ => None,
            };
            results.push(CompositeResult {
                composite: at,
                stage: stage.stage(),
                value,
                verdict: Some(verdict.unwrap_or(Verdict::Incomplete)),
            });
        }
    }
    results
}

/// Coefficients in doubles are good to about 1e-10 for any county; nearer to the limit their exact squares decide.
const SURE: f64 = 1e-8;
/// Decimals to which roots are taken when doubles cannot decide. Two different sums this near do not occur; equal ones
/// (the limit itself) keep the limit.
const DECIMALS: u32 = 60;

fn keeps(value: f64, limit: &Exact, squares: impl Fn() -> Option<Vec<Exact>>) -> Option<Verdict> {
    let gap = value - crate::exact::nearest(limit);
    let kept = if gap.abs() > SURE {
        gap < 0.0
    } else {
        let squares = squares()?;
        let count = Exact::from_integer(squares.len().into());
        let sum: Exact = squares.iter().map(root).fold(Exact::zero(), |sum, root| sum + root);
        sum / count <= *limit
    };
    Some(if kept { Verdict::Met } else { Verdict::NotMet })
}

/// The root, cut off after [`DECIMALS`]; exact when it ends before.
fn root(value: &Exact) -> Exact {
    let scale = BigInt::from(10).pow(DECIMALS);
    let scaled = value * Exact::from_integer(&scale * &scale);
    Exact::new(scaled.to_integer().sqrt(), scale)
}
