//! The coefficients as bars against their limits, drawn as SVG: classes only, no style.

use junheng_app::CoefficientFigure;
use junheng_app::assess::Verdict;
use junheng_domain::Number;

use crate::page::Page;
use crate::parts::Mark;

/// Measures of the drawing, in its own units.
const WIDTH: f64 = 360.0;
const LEFT: f64 = 84.0;
const RIGHT: f64 = 62.0;
const ROW: f64 = 24.0;
const TOP: f64 = 8.0;

/// A bar with its limit.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) class: &'static str,
    /// Where the bar, its text and its limit stand.
    pub(super) y: f64,
    pub(super) text_y: f64,
    pub(super) height: f64,
    pub(super) length: f64,
    pub(super) limit_x: f64,
    pub(super) limit_top: f64,
    pub(super) limit_bottom: f64,
}

/// The drawing of all coefficients.
pub(super) struct Bars {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) left: f64,
    pub(super) value_x: f64,
    pub(super) bars: Vec<Bar>,
}

impl Bars {
    /// One bar a coefficient; all share one scale, on which the largest value or limit fills the width.
    pub(super) fn of(page: &Page, coefficients: &[CoefficientFigure]) -> Self {
        let limit = |figure: &CoefficientFigure| Number::parse(&figure.limit).map_or(0.0, Number::approx);
        let ends = coefficients.iter().flat_map(|figure| [figure.value.unwrap_or(0.0), limit(figure)]);
        let most = ends.fold(f64::MIN_POSITIVE, f64::max);
        let scaled = |value: f64| tenth(value / most * (WIDTH - LEFT - RIGHT));
        let bar = |(row, figure): (usize, &CoefficientFigure)| {
            let top = TOP + ROW * row as f64;
            let limit_x = LEFT + scaled(limit(figure));
            Bar {
                label: format!("{} {}", figure.indicator, page.t(format!("stage.{}", figure.stage))),
                value: match mark(figure) {
                    Some(mark) => format!("{} {}", mark.symbol(), figure.shown.as_deref().unwrap_or("—")),
                    None => figure.shown.clone().unwrap_or_else(|| "—".to_owned()),
                },
                class: match figure.verdict {
                    Some(Verdict::Met) => "draw-met",
                    Some(Verdict::NotMet) => "draw-not-met",
                    Some(Verdict::Incomplete) | None => "draw-missing",
                },
                y: top + 5.0,
                text_y: top + 16.0,
                height: ROW - 10.0,
                length: scaled(figure.value.unwrap_or(0.0)),
                limit_x,
                limit_top: top + 1.0,
                limit_bottom: top + ROW - 1.0,
            }
        };
        Self {
            width: WIDTH,
            height: TOP * 2.0 + ROW * coefficients.len() as f64,
            left: LEFT,
            value_x: WIDTH - RIGHT + 4.0,
            bars: coefficients.iter().enumerate().map(bar).collect(),
        }
    }
}

pub(super) fn mark(figure: &CoefficientFigure) -> Option<Mark> {
    figure.verdict.map(Mark::from)
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
