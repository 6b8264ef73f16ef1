//! The text of an SVG. Everything that comes from data is escaped, and looks come from classes: never from a style.

use std::fmt::{self, Display, Write as _};

use askama::filters::HtmlSafe;

/// A finished drawing, ready to stand in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drawing(String);

impl Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// All texts in it went through [`escaped`].
impl HtmlSafe for Drawing {}

/// How a subject stands, told by shape as well as by colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Met: a disc.
    Met,
    /// Missed, yet not below the floor: a triangle.
    Near,
    /// Not met: a square.
    NotMet,
    /// No value: a ring.
    Missing,
    /// Nothing is required: a small disc.
    Plain,
}

impl Shape {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Met => "draw-met",
            Self::Near => "draw-near",
            Self::NotMet => "draw-not-met",
            Self::Missing => "draw-missing",
            Self::Plain => "draw-plain",
        }
    }
}

/// A point of the drawing, from its upper left corner.
pub(crate) type Point = (f64, f64);

/// A drawing in the making.
pub(crate) struct Svg {
    text: String,
}

impl Svg {
    /// `name` tells the drawings of one page apart; `title` and `description` are read out instead of it.
    pub(crate) fn new(name: &str, (width, height): Point, title: &str, description: &str) -> Self {
        let mut svg = Self { text: String::with_capacity(4096) };
        let id = escaped(name);
        svg.put(format_args!(
            "<svg class=\"drawing\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" role=\"group\" \
             aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-desc\">\
             <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>",
            Short(width),
            Short(height),
            Short(width),
            Short(height),
            escaped(title),
            escaped(description),
        ));
        svg
    }

    fn put(&mut self, text: fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.text.write_fmt(text);
    }

    pub(crate) fn line(&mut self, class: &str, from: Point, to: Point) {
        self.put(format_args!(
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            Short(from.0),
            Short(from.1),
            Short(to.0),
            Short(to.1)
        ));
    }

    pub(crate) fn rectangle(&mut self, class: &str, corner: Point, size: Point) {
        self.put(format_args!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            Short(corner.0),
            Short(corner.1),
            Short(size.0),
            Short(size.1)
        ));
    }

    /// A line through points; `closed` makes it an area.
    pub(crate) fn path(&mut self, class: &str, lines: &[Vec<Point>], closed: bool) {
        self.put(format_args!("<path class=\"{class}\" fill-rule=\"evenodd\" d=\""));
        for line in lines {
            for (index, point) in line.iter().enumerate() {
                let letter = if index == 0 { 'M' } else { 'L' };
                self.put(format_args!("{letter}{} {}", Short(point.0), Short(point.1)));
            }
            if closed {
                self.text.push('Z');
            }
        }
        self.text.push_str("\"/>");
    }

    /// `anchor` is `start`, `middle` or `end`.
    pub(crate) fn words(&mut self, class: &str, at: Point, anchor: &str, words: &str) {
        self.put(format_args!(
            "<text class=\"{class}\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            Short(at.0),
            Short(at.1),
            escaped(words)
        ));
    }

    /// A subject at a point, with what a pointer over it says; it leads to `href` unless that is empty. The table
    /// beside the drawing has the same links, so the keyboard need not stop at each of them.
    pub(crate) fn mark(&mut self, shape: Shape, at: Point, radius: f64, says: &str, href: &str) {
        if !href.is_empty() {
            let (href, says) = (escaped(href), escaped(says));
            self.put(format_args!("<a href=\"{href}\" tabindex=\"-1\" aria-label=\"{says}\">"));
        }
        let class = shape.class();
        let (x, y) = at;
        self.put(format_args!("<g class=\"draw-dot {class}\"><title>{}</title>", escaped(says)));
        match shape {
            Shape::Met | Shape::Plain | Shape::Missing => {
                self.put(format_args!(
                    "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
                    Short(x),
                    Short(y),
                    Short(radius)
                ));
            }
            Shape::NotMet => {
                // As large an area as the disc of the radius.
                let side = radius * 1.772;
                self.put(format_args!(
                    "<rect x=\"{}\" y=\"{}\" width=\"{side:.1}\" height=\"{side:.1}\"/>",
                    Short(x - side / 2.0),
                    Short(y - side / 2.0)
                ));
            }
            Shape::Near => {
                let (half, rise) = (radius * 1.35, radius * 1.17);
                self.put(format_args!(
                    "<path d=\"M{} {}L{} {}L{} {}Z\"/>",
                    Short(x),
                    Short(y - rise),
                    Short(x + half),
                    Short(y + rise),
                    Short(x - half),
                    Short(y + rise)
                ));
            }
        }
        self.text.push_str("</g>");
        if !href.is_empty() {
            self.text.push_str("</a>");
        }
    }

    pub(crate) fn finish(mut self) -> Drawing {
        self.text.push_str("</svg>");
        Drawing(self.text)
    }
}

/// A coordinate with at most one decimal; what is no number is drawn at zero.
struct Short(f64);

impl Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0 * 10.0).round();
        if !tenths.is_finite() {
            return f.write_str("0");
        }
        if tenths % 10.0 == 0.0 {
            write!(f, "{:.0}", tenths / 10.0 + 0.0)
        } else {
            write!(f, "{:.1}", tenths / 10.0)
        }
    }
}

/// Text that cannot end an element or attribute. Characters that no XML may hold are left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_data_cannot_leave_its_place() {
        let hostile = "\"><script>alert(1)</script>'\u{0}";
        let mut svg = Svg::new(hostile, (10.0, 10.0), hostile, hostile);
        svg.words("draw-text", (1.0, 2.0), "start", hostile);
        svg.mark(Shape::NotMet, (1.0, 2.0), 3.0, hostile, hostile);
        let text = svg.finish().to_string();
        assert!(!text.contains("<script") && !text.contains("style") && !text.contains('\u{0}'), "{text}");
        assert_eq!(text.matches("&quot;&gt;&lt;script&gt;").count(), 10, "{text}");
    }

    #[test]
    fn a_coordinate_is_short_and_always_a_number() {
        for (number, expected) in
            [(1.0, "1"), (1.25, "1.3"), (-0.01, "0"), (f64::NAN, "0"), (f64::INFINITY, "0"), (12.34, "12.3")]
        {
            assert_eq!(Short(number).to_string(), expected, "{number}");
        }
    }
}
