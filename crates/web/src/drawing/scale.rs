//! Where values lie on a drawing: an axis with round numbers, and the lines across it.

/// Lengths on the paper to one decimal, as SVG has them.
pub(crate) fn length(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{rounded}")
}

/// What a line across a drawing says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// What has to be reached or kept below.
    Threshold,
    Mean,
}

/// A line at a value, with its words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) kind: LineKind,
    pub(crate) value: f64,
    pub(crate) text: String,
}

impl Line {
    pub(crate) fn class(&self) -> &'static str {
        match self.kind {
            LineKind::Threshold => "draw-threshold",
            LineKind::Mean => "draw-mean",
        }
    }
}

/// A straight axis from `from` to `to` on the paper.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    least: f64,
    most: f64,
    step: f64,
    from: f64,
    to: f64,
}

/// A round number on an axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tick {
    pub(crate) at: String,
    pub(crate) text: String,
}

impl Scale {
    /// An axis that holds all values and begins and ends at round numbers. Values that are no numbers are left out.
    pub(crate) fn over(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Self {
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.into_iter().filter(|value| value.is_finite()) {
            least = least.min(value);
            most = most.max(value);
        }
        if least > most {
            (least, most) = (0.0, 1.0);
        }
        if least == most {
            (least, most) = (least - 0.5, most + 0.5);
        }
        let step = round_step((most - least) / 5.0);
        Self { least: (least / step).floor() * step, most: (most / step).ceil() * step, step, from, to }
    }

    /// Where a value lies on the paper.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let share = (value - self.least) / (self.most - self.least);
        self.from + share * (self.to - self.from)
    }

    pub(crate) fn ticks(&self) -> Vec<Tick> {
        let decimals = usize::try_from(-(self.step.log10().floor() as i64)).unwrap_or(0);
        let count = ((self.most - self.least) / self.step).round() as u32;
        let values = (0..=count).map(|index| self.least + f64::from(index) * self.step);
        values.map(|value| Tick { at: length(self.at(value)), text: format!("{value:.decimals$}") }).collect()
    }
}

/// 1, 2 or 5 times a power of ten, not below `raw`.
fn round_step(raw: f64) -> f64 {
    let power = 10_f64.powf(raw.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= raw * 0.999_999);
    factor.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], expected: &[&str]) {
        let ticks = Scale::over(values.iter().copied(), 0.0, 100.0).ticks();
        assert_eq!(ticks.iter().map(|tick| tick.text.as_str()).collect::<Vec<_>>(), expected, "{values:?}");
    }

    #[test]
    fn an_axis_has_round_numbers_around_all_values() {
        check(&[3.9, 5.2], &["3.5", "4.0", "4.5", "5.0", "5.5"]);
        check(&[0.0, 1286.0], &["0", "500", "1000", "1500"]);
        check(&[0.31, 0.49], &["0.30", "0.35", "0.40", "0.45", "0.50"]);
        check(&[7.0], &["6.4", "6.6", "6.8", "7.0", "7.2", "7.4", "7.6"]);
        check(&[], &["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        check(&[f64::NAN, 1.0, 2.0], &["1.0", "1.2", "1.4", "1.6", "1.8", "2.0"]);
    }

    #[test]
    fn the_ends_of_an_axis_lie_at_the_ends_of_the_paper() {
        let scale = Scale::over([0.0, 10.0], 40.0, 240.0);
        assert_eq!((scale.at(0.0), scale.at(5.0), scale.at(10.0)), (40.0, 140.0, 240.0));
    }
}
