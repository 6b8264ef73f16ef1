//! One figure over the school years, small enough to stand beside others of its kind. The line breaks where a year was
//! not reported, and where a merger or split makes years unlike.

use askama::Template;

use super::scale::{Scale, length};
use super::shape;
use crate::parts::Mark;

/// One year.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct YearDot {
    pub(crate) year: String,
    /// What is read on pointing at it.
    pub(crate) text: String,
    pub(crate) value: Option<f64>,
    pub(crate) mark: Mark,
    /// Not comparable with the year before.
    pub(crate) breaks: bool,
}

const WIDTH: f64 = 280.0;
const HEIGHT: f64 = 132.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 26.0;

/// The drawing, ready to be put into a page.
#[derive(Debug, Template)]
#[template(path = "drawings/small.html")]
pub(crate) struct SmallYears {
    title: String,
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    years_at: f64,
    /// The least, the middle and the greatest number of the axis.
    marks: Vec<(String, String)>,
    years: Vec<(String, String)>,
    dots: Vec<Drawn>,
    stretches: Vec<String>,
    breaks: Vec<String>,
    threshold: Option<String>,
}

#[derive(Debug)]
struct Drawn {
    text: String,
    class: &'static str,
    outline: String,
}

impl SmallYears {
    pub(crate) fn new(title: String, points: &[YearDot], threshold: Option<f64>) -> Self {
        let values = points.iter().filter_map(|point| point.value).chain(threshold);
        let scale = Scale::over(values, HEIGHT - BOTTOM, TOP);
        let places = across(points.len());
        let spots: Vec<Option<(f64, f64)>> =
            points.iter().zip(&places).map(|(point, x)| Some((*x, scale.at(point.value?)))).collect();
        let ticks = scale.ticks();
        let shown = [0, ticks.len() / 2, ticks.len().saturating_sub(1)];
        let marks = ticks.into_iter().enumerate().filter(|(index, _)| shown.contains(index));
        let dots = points.iter().zip(&spots).filter_map(|(point, spot)| {
            let (x, y) = (*spot)?;
            let outline = shape::outline(point.mark, x, y, 4.5);
            Some(Drawn { text: point.text.clone(), class: shape::class(point.mark), outline })
        });
        let between = places.windows(2).zip(points.iter().skip(1));
        let breaks = between.filter(|(_, point)| point.breaks);
        Self {
            title,
            width: WIDTH,
            height: HEIGHT,
            left: LEFT,
            right: WIDTH - RIGHT,
            top: TOP,
            bottom: HEIGHT - BOTTOM,
            years_at: HEIGHT - 8.0,
            marks: marks.map(|(_, tick)| (tick.at, tick.text)).collect(),
            years: points.iter().zip(&places).map(|(point, x)| (length(*x), point.year.clone())).collect(),
            dots: dots.collect(),
            stretches: stretches(points, &spots),
            breaks: breaks.map(|(pair, _)| length((pair[0] + pair[1]) / 2.0)).collect(),
            threshold: threshold.map(|value| length(scale.at(value))),
        }
    }
}

/// Where each year stands.
fn across(count: usize) -> Vec<f64> {
    let (from, room) = (LEFT + 14.0, WIDTH - LEFT - RIGHT - 28.0);
    let gaps = u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX);
    if gaps == 0 {
        return vec![from + room / 2.0; count];
    }
    (0..=gaps).map(|index| from + room * f64::from(index) / f64::from(gaps)).collect()
}

/// The stretches of comparable years that have values, each as the points of a line.
fn stretches(points: &[YearDot], spots: &[Option<(f64, f64)>]) -> Vec<String> {
    let mut lines: Vec<Vec<String>> = vec![Vec::new()];
    for (point, spot) in points.iter().zip(spots) {
        if point.breaks || spot.is_none() {
            lines.push(Vec::new());
        }
        if let (Some((x, y)), Some(line)) = (spot, lines.last_mut()) {
            line.push(format!("{},{}", length(*x), length(*y)));
        }
    }
    lines.into_iter().filter(|line| line.len() > 1).map(|line| line.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(year: &str, value: Option<f64>, breaks: bool) -> YearDot {
        YearDot { year: year.to_owned(), text: "<b>".to_owned(), value, mark: Mark::Met, breaks }
    }

    fn check(points: &[YearDot], expected: (usize, usize)) {
        let drawing = SmallYears::new("生均面积".to_owned(), points, Some(4.5));
        assert_eq!((drawing.stretches.len(), drawing.breaks.len()), expected);
        let text = drawing.to_string();
        assert!(!text.contains("NaN") && !text.contains("<b>") && !text.contains("style"), "{text}");
    }

    #[test]
    fn the_line_breaks_at_a_merger_and_where_nothing_was_reported() {
        let (a, b) = (Some(1.0), Some(2.0));
        check(&[point("2023", a, false), point("2024", b, false), point("2025", b, false)], (1, 0));
        check(
            &[
                point("2022", a, false),
                point("2023", a, false),
                point("2024", b, true),
                point("2025", b, false),
            ],
            (2, 1),
        );
        check(&[point("2023", a, false), point("2024", None, false), point("2025", b, false)], (0, 0));
        check(&[point("2026", a, true)], (0, 0));
        check(&[], (0, 0));
    }
}
