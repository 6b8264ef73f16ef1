//! A small chart of one figure over the school years. Where the school was merged or split the line breaks.

use super::axis::Axis;
use super::svg::{Drawing, Point, Shape, Svg};

/// One school year.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct YearPoint {
    /// Such as `2026`.
    pub(crate) year: String,
    /// `None` is not reported.
    pub(crate) value: Option<f64>,
    pub(crate) shape: Shape,
    /// What a pointer over it says.
    pub(crate) says: String,
    /// Not comparable with the year before.
    pub(crate) breaks: bool,
}

/// A figure over the years. Words are ready to be read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct YearsChart {
    /// Tells the drawings of one page apart.
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: String,
    /// The requirement: a threshold or limit.
    pub(crate) threshold: Option<f64>,
}

const WIDTH: f64 = 260.0;
const HEIGHT: f64 = 130.0;
const LEFT: f64 = 40.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 24.0;

impl YearsChart {
    pub(crate) fn draw(&self, points: &[YearPoint]) -> Drawing {
        let values = points.iter().filter_map(|point| point.value).chain(self.threshold);
        let axis = Axis::over(values, HEIGHT - BOTTOM, TOP);
        let mut svg = Svg::new(&self.name, (WIDTH, HEIGHT), &self.title, &self.description);
        let marks = axis.marks();
        // Few numbers fit: the ends and the middle.
        let shown = [0, marks.len() / 2, marks.len() - 1];
        for (index, (y, words)) in marks.iter().enumerate() {
            if shown.contains(&index) {
                svg.line("draw-grid", (LEFT, *y), (WIDTH - RIGHT, *y));
                svg.words("draw-text draw-text--soft", (LEFT - 5.0, *y + 4.0), "end", words);
            }
        }
        if let Some(threshold) = self.threshold {
            let y = axis.at(threshold);
            svg.line("draw-threshold", (LEFT, y), (WIDTH - RIGHT, y));
        }
        let x = |index: usize| across(index, points.len());
        for (index, point) in points.iter().enumerate() {
            svg.words("draw-text draw-text--soft", (x(index), HEIGHT - 7.0), "middle", &point.year);
            if point.breaks && index > 0 {
                let between = (x(index - 1) + x(index)) / 2.0;
                svg.line("draw-break", (between, TOP), (between, HEIGHT - BOTTOM));
            }
        }
        let at = |(index, point): (usize, &YearPoint)| Some((x(index), axis.at(point.value?)));
        svg.path("draw-line", &lines(points, at), false);
        for (index, point) in points.iter().enumerate() {
            if let Some(spot) = at((index, point)) {
                svg.mark(point.shape, spot, 4.5, &point.says, "");
            }
        }
        svg.finish()
    }
}

fn across(index: usize, count: usize) -> f64 {
    let room = WIDTH - LEFT - RIGHT - 24.0;
    let steps = count.saturating_sub(1).max(1) as f64;
    let start = if count == 1 { room / 2.0 } else { 0.0 };
    LEFT + 12.0 + start + room * index as f64 / steps
}

/// The stretches of years that are comparable and have values.
fn lines(points: &[YearPoint], at: impl Fn((usize, &YearPoint)) -> Option<Point>) -> Vec<Vec<Point>> {
    let mut lines: Vec<Vec<Point>> = vec![Vec::new()];
    for (index, point) in points.iter().enumerate() {
        let spot = at((index, point));
        if point.breaks || spot.is_none() {
            lines.push(Vec::new());
        }
        if let (Some(spot), Some(line)) = (spot, lines.last_mut()) {
            line.push(spot);
        }
    }
    lines.retain(|line| line.len() > 1);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(year: &str, value: Option<f64>, breaks: bool) -> YearPoint {
        YearPoint { year: year.to_owned(), value, shape: Shape::Met, says: year.to_owned(), breaks }
    }

    fn check(points: &[YearPoint], expected: &[usize]) {
        let at = |(index, point): (usize, &YearPoint)| Some((index as f64, point.value?));
        let found: Vec<usize> = lines(points, at).iter().map(Vec::len).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_line_breaks_at_a_merger_and_where_nothing_was_reported() {
        let (a, b) = (Some(1.0), Some(2.0));
        check(&[point("2023", a, false), point("2024", b, false), point("2025", b, false)], &[3]);
        check(
            &[
                point("2022", a, false),
                point("2023", a, false),
                point("2024", b, true),
                point("2025", b, false),
            ],
            &[2, 2],
        );
        check(&[point("2023", a, false), point("2024", None, false), point("2025", b, false)], &[]);
        check(&[], &[]);
    }

    #[test]
    fn a_chart_without_values_is_still_a_drawing() {
        for points in [vec![], vec![point("2026", None, false)], vec![point("2026", Some(3.0), true)]] {
            let text = YearsChart::default().draw(&points).to_string();
            assert!(text.ends_with("</svg>") && !text.contains("NaN"), "{text}");
        }
    }
}
