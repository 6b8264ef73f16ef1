//! Values one below another: bars from zero, in the order given, with a line for what has to be kept.

use askama::Template;

use super::scale::{Line, Scale, length};
use super::shape;
use crate::parts::Mark;

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bar {
    pub(crate) name: String,
    /// The value as it is shown; says why where there is none.
    pub(crate) text: String,
    pub(crate) value: Option<f64>,
    pub(crate) mark: Mark,
}

const WIDTH: f64 = 760.0;
/// Where bars begin, after their names, and where the longest may end.
const FROM: f64 = 232.0;
const TO: f64 = 640.0;
/// Where the values stand, one below another.
const VALUES: f64 = 654.0;
const ROW: f64 = 28.0;
const THICKNESS: f64 = 16.0;
const ABOVE: f64 = 26.0;

/// The drawing, ready to be put into a page.
#[derive(Debug, Template)]
#[template(path = "drawings/bars.html")]
pub(crate) struct Bars {
    title: String,
    width: f64,
    height: String,
    values_at: f64,
    bars: Vec<Drawn>,
    line: Option<DrawnLine>,
}

#[derive(Debug)]
struct Drawn {
    name: String,
    text: String,
    class: &'static str,
    symbol: &'static str,
    x: f64,
    y: String,
    length: String,
    thickness: f64,
    baseline: String,
}

#[derive(Debug)]
struct DrawnLine {
    at: String,
    class: &'static str,
    text: String,
}

impl Bars {
    pub(crate) fn new(title: String, bars: &[Bar], line: Option<&Line>) -> Self {
        let values = bars.iter().filter_map(|bar| bar.value).chain(line.map(|line| line.value));
        let scale = Scale::over(values.chain([0.0]), FROM, TO);
        let drawn = bars.iter().zip(0_u32..).map(|(bar, index)| {
            let top = ABOVE + f64::from(index) * ROW;
            let end = bar.value.map_or(FROM, |value| scale.at(value).max(FROM));
            Drawn {
                name: bar.name.clone(),
                text: bar.text.clone(),
                class: shape::class(bar.mark),
                symbol: bar.mark.symbol(),
                x: FROM,
                y: length(top + (ROW - THICKNESS) / 2.0),
                length: length(end - FROM),
                thickness: THICKNESS,
                baseline: length(top + ROW / 2.0 + 4.5),
            }
        });
        let rows = u32::try_from(bars.len()).unwrap_or(u32::MAX);
        Self {
            title,
            width: WIDTH,
            values_at: VALUES,
            height: length(ABOVE + f64::from(rows) * ROW + 6.0),
            bars: drawn.collect(),
            line: line.map(|line| DrawnLine {
                at: length(scale.at(line.value)),
                class: line.class(),
                text: line.text.clone(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(value: Option<f64>, text: &str) -> Bar {
        Bar {
            name: "每百名学生拥有高于规定学历教师数".to_owned(),
            text: text.to_owned(),
            value,
            mark: Mark::Met,
        }
    }

    #[test]
    fn what_is_missing_has_no_length_and_says_so() {
        let drawing = Bars::new("差异系数".to_owned(), &[bar(Some(0.4), "0.40"), bar(None, "未填报")], None);
        assert_eq!(drawing.bars[1].length, "0");
        assert!(drawing.to_string().contains("未填报"));
    }

    #[test]
    fn bars_begin_at_zero() {
        let drawing = Bars::new("差异系数".to_owned(), &[bar(Some(0.2), "0.2"), bar(Some(0.4), "0.4")], None);
        let lengths: Vec<f64> = drawing.bars.iter().map(|bar| bar.length.parse().unwrap()).collect();
        assert!((lengths[0] * 2.0 - lengths[1]).abs() < 0.2, "{lengths:?}");
    }
}
