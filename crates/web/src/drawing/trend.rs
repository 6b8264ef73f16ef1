//! One value over the school years, with the limit that holds. The line breaks where a year was not reported.

use askama::Template;

use super::scale::{Line, Scale, Tick, length};
use super::shape;
use crate::parts::Mark;

/// One year.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    pub(crate) year: String,
    /// The value as it is shown.
    pub(crate) text: String,
    pub(crate) value: Option<f64>,
    pub(crate) mark: Mark,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 56.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 32.0;

/// The drawing, ready to be put into a page.
#[derive(Debug, Template)]
#[template(path = "drawings/trend.html")]
pub(crate) struct Trend {
    title: String,
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    years_at: f64,
    points: Vec<Drawn>,
    /// Stretches of years without a gap, each as the points of a line.
    stretches: Vec<String>,
    ticks: Vec<Tick>,
    limit: Option<(String, &'static str, String)>,
}

#[derive(Debug)]
struct Drawn {
    x: String,
    year: String,
    text: String,
    /// Nothing where the year was not reported.
    dot: Option<(String, &'static str, String)>,
}

impl Trend {
    pub(crate) fn new(title: String, points: &[Point], limit: Option<&Line>) -> Self {
        let values = points.iter().filter_map(|point| point.value).chain(limit.map(|line| line.value));
        let scale = Scale::over(values, HEIGHT - BOTTOM, TOP);
        let gaps = u32::try_from(points.len().saturating_sub(1)).unwrap_or(u32::MAX).max(1);
        let step = (WIDTH - LEFT - RIGHT - 40.0) / f64::from(gaps);
        let places: Vec<f64> =
            (0_u32..).take(points.len()).map(|index| LEFT + 20.0 + f64::from(index) * step).collect();
        let drawn = points.iter().zip(&places).map(|(point, x)| Drawn {
            x: length(*x),
            year: point.year.clone(),
            text: point.text.clone(),
            dot: point.value.map(|value| {
                let y = scale.at(value);
                (shape::outline(point.mark, *x, y, 5.0), shape::class(point.mark), length(y - 11.0))
            }),
        });
        let at = |(point, x): (&Point, &f64)| {
            point.value.map(|value| format!("{},{}", length(*x), length(scale.at(value))))
        };
        let joined: Vec<Option<String>> = points.iter().zip(&places).map(at).collect();
        let stretches = joined.split(Option::is_none).filter(|stretch| stretch.len() > 1);
        Self {
            title,
            width: WIDTH,
            height: HEIGHT,
            left: LEFT,
            right: WIDTH - RIGHT,
            years_at: HEIGHT - 10.0,
            points: drawn.collect(),
            stretches: stretches
                .map(|stretch| stretch.iter().flatten().cloned().collect::<Vec<_>>().join(" "))
                .collect(),
            ticks: scale.ticks(),
            limit: limit.map(|line| (length(scale.at(line.value)), line.class(), line.text.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(year: &str, value: Option<f64>) -> Point {
        Point { year: year.to_owned(), text: String::new(), value, mark: Mark::Met }
    }

    #[test]
    fn the_line_breaks_at_a_year_without_value() {
        let values = [Some(0.5), Some(0.4), None, Some(0.3), Some(0.2)];
        let points: Vec<Point> =
            (2021..).zip(values).map(|(year, value)| point(&i32::to_string(&year), value)).collect();
        let drawing = Trend::new("差异系数".to_owned(), &points, None);
        assert_eq!(
            (drawing.stretches.len(), drawing.points.iter().filter(|point| point.dot.is_some()).count()),
            (2, 4)
        );
    }

    #[test]
    fn one_year_is_a_dot_and_no_line() {
        let drawing = Trend::new("差异系数".to_owned(), &[point("2026", Some(0.4))], None);
        assert!(drawing.stretches.is_empty() && drawing.to_string().contains("2026"));
    }
}
