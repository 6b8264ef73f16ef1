//! How units spread over one value: a dot each, as large as its pupils, side by side where they would overlap.

use askama::Template;

use super::scale::{Line, Scale, Tick, length};
use super::shape;
use crate::parts::Mark;

/// One unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dot {
    /// What is read on pointing at it: its name and its value.
    pub(crate) text: String,
    /// Its page.
    pub(crate) href: String,
    pub(crate) value: f64,
    /// What its area stands for, such as pupils.
    pub(crate) weight: f64,
    pub(crate) mark: Mark,
}

const WIDTH: f64 = 760.0;
const MARGIN: f64 = 24.0;
const LEAST_RADIUS: f64 = 3.5;
const MOST_RADIUS: f64 = 12.0;
/// Room for the words of the lines above the dots, and for the axis below them.
const ABOVE: f64 = 44.0;
const BELOW: f64 = 30.0;
/// What the words of a line may take beside it.
const ROOM: f64 = 180.0;

/// The drawing, ready to be put into a page.
#[derive(Debug, Template)]
#[template(path = "drawings/dots.html")]
pub(crate) struct DotPlot {
    title: String,
    width: f64,
    height: String,
    axis: String,
    label: String,
    dots: Vec<Drawn>,
    ticks: Vec<Tick>,
    lines: Vec<DrawnLine>,
}

#[derive(Debug)]
struct Drawn {
    text: String,
    href: String,
    class: &'static str,
    outline: String,
}

#[derive(Debug)]
pub(super) struct DrawnLine {
    pub(super) at: String,
    pub(super) class: &'static str,
    pub(super) text: String,
    /// Where its words stand, one line below another so that they do not meet.
    pub(super) word_at: String,
    /// `start` or `end`, so that the words stay on the paper.
    pub(super) anchor: &'static str,
}

impl DotPlot {
    /// Draws units; `title` is what is read out instead.
    pub(crate) fn new(title: String, dots: &[Dot], lines: &[Line]) -> Self {
        let values = dots.iter().map(|dot| dot.value).chain(lines.iter().map(|line| line.value));
        let scale = Scale::over(values, MARGIN, WIDTH - MARGIN);
        let most = dots.iter().map(|dot| dot.weight).fold(0.0, f64::max);
        let circles = swarm(dots.iter().map(|dot| (scale.at(dot.value), radius(dot.weight, most))).collect());
        let reach = circles.iter().map(|circle| circle.y.abs() + circle.r).fold(MOST_RADIUS * 2.0, f64::max);
        let middle = ABOVE + reach;
        let drawn = dots.iter().zip(&circles).map(|(dot, circle)| Drawn {
            text: dot.text.clone(),
            href: dot.href.clone(),
            class: shape::class(dot.mark),
            outline: shape::outline(dot.mark, circle.x, middle + circle.y, circle.r),
        });
        Self {
            title,
            width: WIDTH,
            height: length(middle + reach + BELOW),
            axis: length(middle + reach),
            label: length(middle + reach + 20.0),
            dots: drawn.collect(),
            ticks: scale.ticks(),
            lines: draw_lines(lines, &scale),
        }
    }
}

/// Words stand left of the first line and right of the others, unless they would leave the paper.
fn draw_lines(lines: &[Line], scale: &Scale) -> Vec<DrawnLine> {
    let mut ordered: Vec<&Line> = lines.iter().collect();
    ordered.sort_by(|a, b| a.value.total_cmp(&b.value));
    let drawn = ordered.iter().enumerate().map(|(index, line)| {
        let at = scale.at(line.value);
        let to_the_left = if index == 0 && ordered.len() > 1 { at > ROOM } else { at > WIDTH - ROOM };
        DrawnLine {
            at: length(at),
            class: line.class(),
            text: line.text.clone(),
            word_at: length(if index == 0 { 16.0 } else { 34.0 }),
            anchor: if to_the_left { "end" } else { "start" },
        }
    });
    drawn.collect()
}

/// The area of a dot, not its radius, goes with its weight.
fn radius(weight: f64, most: f64) -> f64 {
    if most <= 0.0 || weight <= 0.0 {
        return LEAST_RADIUS;
    }
    (MOST_RADIUS * (weight / most).sqrt()).max(LEAST_RADIUS)
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Circle {
    x: f64,
    /// From the middle line.
    y: f64,
    r: f64,
}

/// Lays circles at their places on a line, each as near to it as the ones laid before allow. In the order given.
fn swarm(places: Vec<(f64, f64)>) -> Vec<Circle> {
    let mut laid: Vec<Circle> = Vec::with_capacity(places.len());
    for (x, r) in places {
        let near: Vec<Circle> =
            laid.iter().filter(|other| (other.x - x).abs() < other.r + r).copied().collect();
        // Straight on the line, or touching one of those that are near, above or below it.
        let touching = near.iter().flat_map(|other| {
            let (reach, aside) = (other.r + r, other.x - x);
            let rise = (reach * reach - aside * aside).max(0.0).sqrt();
            [other.y + rise, other.y - rise]
        });
        let free = |y: f64| near.iter().all(|other| (other.x - x).hypot(other.y - y) >= other.r + r - 0.01);
        let best = std::iter::once(0.0)
            .chain(touching)
            .filter(|y| free(*y))
            .min_by(|a, b| a.abs().total_cmp(&b.abs()));
        laid.push(Circle { x, y: best.unwrap_or(0.0), r });
    }
    laid
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::LineKind;

    #[test]
    fn no_two_dots_overlap() {
        let places =
            (0..200).map(|index| (f64::from(index % 17) * 9.0, 3.5 + f64::from(index % 5))).collect();
        let circles = swarm(places);
        for (index, a) in circles.iter().enumerate() {
            for b in &circles[index + 1..] {
                assert!((a.x - b.x).hypot(a.y - b.y) >= a.r + b.r - 0.02, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_drawing_names_its_units_and_lines_and_escapes_them() {
        let dot = Dot {
            text: "<b>一小</b> 5.02".to_owned(),
            href: "/schools/a?year=2026".to_owned(),
            value: 5.02,
            weight: 1286.0,
            mark: Mark::Met,
        };
        let line = Line { kind: LineKind::Threshold, value: 4.5, text: "标准 4.5".to_owned() };
        let html = DotPlot::new("生均面积".to_owned(), &[dot], &[line]).to_string();
        assert!(html.contains("标准 4.5") && html.contains("draw-met") && !html.contains("<b>"), "{html}");
    }

    #[test]
    fn a_drawing_of_nothing_is_a_drawing() {
        assert!(DotPlot::new("空".to_owned(), &[], &[]).to_string().contains("<svg"));
    }
}
