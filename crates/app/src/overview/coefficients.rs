//! The difference coefficients against their limits.

use junheng_assess::Verdict;
use junheng_domain::{Number, Stage};
use serde::Serialize;
use utoipa::ToSchema;

use crate::judgement::Judgement;
use crate::permit::{Overview, Permit};
use crate::words::Words;

/// A coefficient of a stage that has a limit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CoefficientFigure {
    pub indicator: String,
    pub name: Words,
    #[schema(value_type = String)]
    pub stage: Stage,
    /// None when nothing could be counted.
    pub value: Option<f64>,
    /// With as many decimals as it takes to tell it from the limit.
    pub shown: Option<String>,
    pub limit: String,
    #[schema(value_type = Option<String>)]
    pub verdict: Option<Verdict>,
    pub units: u32,
    /// Units without a value, which the figures leave out.
    pub missing: usize,
}

pub(super) fn of(judgement: &Judgement, permit: &Permit<Overview>) -> Vec<CoefficientFigure> {
    let with_limit = judgement.coefficients(permit).iter().filter(|report| report.units_counted > 0);
    let figure = |report: &junheng_assess::report::IndicatorReport| {
        let limit = report.limit.clone()?;
        let indicator = judgement.standard().indicators.iter().find(|one| one.id == report.indicator)?;
        Some(CoefficientFigure {
            indicator: report.indicator.clone(),
            name: (&indicator.wording).into(),
            stage: report.stage,
            value: report.cv,
            shown: report.cv.map(|value| shown(value, &limit)),
            limit,
            verdict: report.verdict,
            units: report.units_counted,
            missing: report.missing.len(),
        })
    };
    with_limit.filter_map(figure).collect()
}

/// Three decimals, or as many more as it takes not to show a value as its limit that is not.
pub(super) fn shown(value: f64, limit: &str) -> String {
    let limit = Number::parse(limit).map_or(f64::NAN, Number::approx);
    let texts = (3..=9).map(|places| format!("{value:.places$}"));
    let differs =
        |text: &String| Number::parse(text).is_ok_and(|shown| (shown.approx() > limit) == (value > limit));
    texts.into_iter().find(differs).unwrap_or_else(|| format!("{value:.9}"))
}
