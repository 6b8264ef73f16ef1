//! A scale from values to the width of a drawing, with round numbers to read it by.

/// Values laid along a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    step: f64,
}

/// About as many numbers stand along an axis.
const MARKS: f64 = 6.0;

impl Axis {
    /// An axis from `from` to `to` on which all finite values have room, ending at round numbers.
    pub(super) fn over(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let (low, high) = values
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        let spread = if high > low { high - low } else { low.abs().max(1.0) };
        let step = round_step(spread / MARKS);
        let low = (low / step).floor() * step;
        let high = (high / step).ceil() * step;
        let high = if high > low { high } else { low + step };
        Self { low, high, from, to, step }
    }

    /// Where a value stands.
    pub(super) fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// The round numbers along it, as they are written.
    pub(super) fn marks(&self) -> Vec<(f64, String)> {
        let places = (-self.step.log10().floor()).clamp(0.0, 6.0) as usize;
        let count = ((self.high - self.low) / self.step).round().clamp(1.0, 40.0) as u32;
        (0..=count)
            .map(|index| {
                let value = self.low + f64::from(index) * self.step;
                let value = if value.abs() < self.step * 1e-9 { 0.0 } else { value };
                (self.at(value), format!("{value:.places$}"))
            })
            .collect()
    }
}

/// The round number (1, 2 or 5 times a power of ten) at or just above.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let times = [1.0, 2.0, 5.0, 10.0].into_iter().find(|times| times * power >= rough * 0.999_999);
    times.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], expected: &[&str]) {
        let axis = Axis::over(values.iter().copied(), 0.0, 100.0);
        let marks = axis.marks();
        let words: Vec<&str> = marks.iter().map(|(_, words)| words.as_str()).collect();
        assert_eq!(words, expected, "{values:?}");
        for value in values.iter().filter(|value| value.is_finite()) {
            assert!((-0.001..=100.001).contains(&axis.at(*value)), "{value}");
        }
    }

    #[test]
    fn an_axis_ends_at_round_numbers() {
        check(&[3.2, 7.9], &["3", "4", "5", "6", "7", "8"]);
        check(&[0.31, 0.52, 0.5], &["0.30", "0.35", "0.40", "0.45", "0.50", "0.55"]);
        check(&[4.2, 4.2], &["4", "5"]);
        check(&[0.0, 0.0], &["0.0", "0.2"]);
        check(&[f64::NAN], &["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        check(&[], &["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        check(&[-2.0, 3.0], &["-2", "-1", "0", "1", "2", "3"]);
        check(&[1500.0, 4200.0], &["1500", "2000", "2500", "3000", "3500", "4000", "4500"]);
    }
}
