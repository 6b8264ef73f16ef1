//! The shape of a mark on a drawing, so that colour never speaks alone: round when met, a triangle at the floor, a square
//! when not met, hollow when missing.

use super::scale::length;
use crate::parts::Mark;

/// The outline of a mark of radius `r` around a point, as the `d` of a path.
pub(super) fn outline(mark: Mark, x: f64, y: f64, r: f64) -> String {
    let l = length;
    // Rounded before it is doubled: an arc over more than its diameter would bulge.
    let r = (r * 10.0).round() / 10.0;
    match mark {
        Mark::Near | Mark::AtFloor => {
            let (half, below) = (r * 1.1, r * 0.8);
            format!(
                "M{} {}L{} {}L{} {}Z",
                l(x),
                l(y - r * 1.2),
                l(x + half),
                l(y + below),
                l(x - half),
                l(y + below)
            )
        }
        Mark::NotMet => {
            let half = r * 0.88;
            format!("M{} {}h{w}v{w}h-{w}Z", l(x - half), l(y - half), w = l(half * 2.0))
        }
        Mark::Met | Mark::Missing | Mark::Incomplete | Mark::NotJudged | Mark::NotCounted => {
            format!(
                "M{} {}a{r} {r} 0 1 0 {w} 0a{r} {r} 0 1 0 -{w} 0Z",
                l(x - r),
                l(y),
                r = l(r),
                w = l(r * 2.0)
            )
        }
    }
}

/// The class of the styles that fills it.
pub(super) fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Met => "draw-met",
        Mark::Near | Mark::AtFloor => "draw-near",
        Mark::NotMet => "draw-not-met",
        Mark::Missing | Mark::Incomplete | Mark::NotJudged | Mark::NotCounted => "draw-missing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_verdict_has_a_shape_of_its_own() {
        let shapes = [Mark::Met, Mark::AtFloor, Mark::NotMet].map(|mark| outline(mark, 10.0, 10.0, 4.0));
        assert_ne!(shapes[0], shapes[1]);
        assert_ne!(shapes[1], shapes[2]);
        assert_ne!(class(Mark::Met), class(Mark::Missing));
    }
}
