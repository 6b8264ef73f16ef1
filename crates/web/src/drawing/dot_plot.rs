//! Units along a value, each as large as its pupils are many, with the threshold and the mean.
//!
//! 1. Dots are placed by value, the larger first, so that no small dot hides under a large one's place.
//! 2. A dot stands on the middle line when it touches no other there; else on the nearest free line above or below.
//! 3. When a place is crowded beyond [`MOST_LINES`], dots overlap.

use super::axis::Axis;
use super::svg::{Drawing, Shape, Svg};

/// A unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dot {
    pub(crate) value: f64,
    /// How large it is; zero is drawn as the smallest.
    pub(crate) pupils: f64,
    pub(crate) shape: Shape,
    /// What a pointer over it says: school, value, pupils, standing.
    pub(crate) says: String,
    /// Where it leads; empty leads nowhere.
    pub(crate) href: String,
    /// Stands out among the others.
    pub(crate) own: bool,
}

/// What a dot plot shows besides its dots. Words are ready to be read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct DotPlot {
    /// Tells the drawings of one page apart.
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: String,
    /// Under the axis: the indicator's unit.
    pub(crate) unit: String,
    /// Value and words.
    pub(crate) threshold: Option<(f64, String)>,
    pub(crate) mean: Option<(f64, String)>,
    /// The middle half of all units and their least and greatest value, for those who may not see each unit.
    pub(crate) spread: Option<[f64; 4]>,
}

const WIDTH: f64 = 720.0;
const SIDE: f64 = 28.0;
/// Room above the dots for the words of threshold and mean.
const HEAD: f64 = 44.0;
const FOOT: f64 = 46.0;
const SMALLEST: f64 = 3.5;
const LARGEST: f64 = 13.0;
/// Lines above and below the middle.
const MOST_LINES: i32 = 24;
const LINE: f64 = 5.0;

impl DotPlot {
    /// Draws the dots whose value is a number.
    pub(crate) fn draw(&self, dots: &[Dot]) -> Drawing {
        let marked = [self.threshold.as_ref(), self.mean.as_ref()].into_iter().flatten().map(|(at, _)| *at);
        let spread = self.spread.iter().flatten().copied();
        let values = dots.iter().map(|dot| dot.value).chain(marked).chain(spread);
        let axis = Axis::over(values, SIDE, WIDTH - SIDE);
        let places = places(dots, &axis);
        let reach = places.iter().map(|place| place.y.abs() + place.radius).fold(LARGEST + 6.0, f64::max);
        let (middle, floor) = (HEAD + reach, HEAD + 2.0 * reach);
        let mut svg = Svg::new(&self.name, (WIDTH, floor + FOOT), &self.title, &self.description);
        self.draw_axis(&mut svg, &axis, floor);
        if let Some([least, lower, upper, greatest]) = self.spread {
            let at = |value: f64| axis.at(value);
            svg.line("draw-axis", (at(least), middle), (at(greatest), middle));
            svg.rectangle("draw-area", (at(lower), middle - 14.0), ((at(upper) - at(lower)).max(1.0), 28.0));
        }
        self.draw_lines(&mut svg, &axis, floor);
        for place in &places {
            let (dot, at) = (&dots[place.dot], (place.x, middle + place.y));
            svg.mark(dot.shape, at, place.radius, &dot.says, &dot.href);
        }
        for place in places.iter().filter(|place| dots[place.dot].own) {
            let (x, y, arm) = (place.x, middle + place.y, place.radius + 4.0);
            let ring =
                vec![vec![(x - arm, y - arm), (x + arm, y - arm), (x + arm, y + arm), (x - arm, y + arm)]];
            svg.path("draw-own", &ring, true);
        }
        svg.finish()
    }

    fn draw_axis(&self, svg: &mut Svg, axis: &Axis, floor: f64) {
        for (x, words) in axis.marks() {
            svg.line("draw-grid", (x, HEAD), (x, floor));
            svg.words("draw-text draw-text--soft", (x, floor + 16.0), "middle", &words);
        }
        svg.line("draw-axis", (SIDE, floor), (WIDTH - SIDE, floor));
        svg.words("draw-text", (WIDTH / 2.0, floor + 36.0), "middle", &self.unit);
    }

    fn draw_lines(&self, svg: &mut Svg, axis: &Axis, floor: f64) {
        for (line, class, y) in [(&self.mean, "draw-mean", 18.0), (&self.threshold, "draw-threshold", 36.0)] {
            let Some((value, words)) = line else { continue };
            let x = axis.at(*value);
            svg.line(class, (x, y + 4.0), (x, floor));
            let (anchor, shift) = if x > WIDTH / 2.0 { ("end", -4.0) } else { ("start", 4.0) };
            svg.words("draw-text", (x + shift, y), anchor, words);
        }
    }
}

/// Where a dot stands: `y` from the middle line.
#[derive(Debug, Clone, Copy)]
struct Spot {
    dot: usize,
    x: f64,
    y: f64,
    radius: f64,
}

fn places(dots: &[Dot], axis: &Axis) -> Vec<Spot> {
    let most = dots.iter().map(|dot| dot.pupils).filter(|pupils| pupils.is_finite()).fold(1.0, f64::max);
    let radius = |pupils: f64| {
        if pupils > 0.0 { SMALLEST + (LARGEST - SMALLEST) * (pupils / most).sqrt() } else { SMALLEST }
    };
    let mut order: Vec<usize> = (0..dots.len()).filter(|at| dots[*at].value.is_finite()).collect();
    order.sort_by(|a, b| dots[*b].pupils.total_cmp(&dots[*a].pupils).then(a.cmp(b)));
    let mut placed: Vec<Spot> = Vec::with_capacity(order.len());
    for dot in order {
        let (x, radius) = (axis.at(dots[dot].value), radius(dots[dot].pupils));
        let free = |y: &f64| {
            !placed.iter().any(|other| {
                let apart = other.radius + radius + 0.5;
                (other.x - x).abs() < apart && (other.x - x).powi(2) + (other.y - y).powi(2) < apart * apart
            })
        };
        let lines = (0..=MOST_LINES).flat_map(|line| [f64::from(line) * LINE, f64::from(-line) * LINE]);
        let y = lines.into_iter().find(free).unwrap_or(0.0);
        placed.push(Spot { dot, x, y, radius });
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(value: f64, pupils: f64) -> Dot {
        let says = format!("{value} <{pupils}>");
        Dot { value, pupils, shape: Shape::Met, says, href: String::new(), own: false }
    }

    #[test]
    fn dots_of_one_value_stand_beside_each_other() {
        let dots: Vec<Dot> = (0..12).map(|_| dot(4.2, 400.0)).collect();
        let axis = Axis::over(dots.iter().map(|dot| dot.value), 0.0, 100.0);
        let placed = places(&dots, &axis);
        for (index, a) in placed.iter().enumerate() {
            for b in &placed[index + 1..] {
                assert!((a.y - b.y).abs() >= a.radius + b.radius, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_unit_without_a_value_is_not_drawn() {
        let plot = DotPlot { threshold: Some((5.0, "5 <m²>".to_owned())), ..DotPlot::default() };
        let text = plot.draw(&[dot(f64::NAN, 10.0), dot(4.0, 10.0), dot(6.0, 0.0)]).to_string();
        assert_eq!(text.matches("<circle").count(), 2);
        assert!(text.contains("5 &lt;m²&gt;") && !text.contains("NaN"), "{text}");
    }

    #[test]
    fn a_plot_without_units_is_still_a_drawing() {
        let text = DotPlot::default().draw(&[]).to_string();
        assert!(text.starts_with("<svg") && text.ends_with("</svg>") && !text.contains("NaN"), "{text}");
    }
}
