//! Sums over the rows of counties that are judged together, on wide vectors.

use std::ops::Range;

use junheng_standards::expr::{Buffer, ErrorBound, Loop, wide};
use pulp::{Simd, WithSimd};

/// Partial sums that run side by side. There are as many on every processor, whatever the width of its vectors, so that
/// every one gives the same bits.
const LANES: usize = 8;
type Lanes = [f64; LANES];

/// The pupils of each row, county by county in whole lanes, which zeros fill up. All indicators share them.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    lanes: Vec<Lanes>,
    /// Where the lanes of each county begin, and where the last end.
    first: Vec<usize>,
}

/// What is summed over the rows of all counties that are judged together. A row counts when it has both pupils and a
/// value.
#[derive(Debug)]
pub(crate) struct Spread<'v> {
    weights: &'v Weights,
    /// With room for whole lanes after the last row, as the errors have it.
    values: Buffer,
    error: ErrorBound,
}

/// Plain sums over the counted rows of a county.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    pub(crate) counted: u32,
    pub(crate) pupils: f64,
    pub(crate) mean: f64,
    /// `Σ P_i (X_i − X̄)²`
    pub(crate) squares: f64,
    /// `max |X_i|`
    pub(crate) largest: f64,
    /// How far a value may be off at the most.
    pub(crate) value_error: f64,
}

impl Weights {
    /// Of counties given by their rows.
    pub(crate) fn of(pupils: &[f64], counties: &[Range<usize>]) -> Self {
        let lanes = Vec::with_capacity(pupils.len() / LANES + counties.len());
        let mut weights = Self { lanes, first: vec![0] };
        for rows in counties {
            let (whole, rest) = pupils[rows.clone()].as_chunks();
            weights.lanes.extend(whole);
            if !rest.is_empty() {
                let mut last = [0.0; LANES];
                last[..rest.len()].copy_from_slice(rest);
                weights.lanes.push(last);
            }
            weights.first.push(weights.lanes.len());
        }
        weights
    }

    fn of_county(&self, county: usize) -> &[Lanes] {
        &self.lanes[self.first[county]..self.first[county + 1]]
    }
}

impl<'v> Spread<'v> {
    pub(crate) fn of(weights: &'v Weights, values: Buffer, error: ErrorBound) -> Self {
        let error = match error {
            ErrorBound::Each(errors) => ErrorBound::Each(with_room(errors)),
            relative => relative,
        };
        Self { weights, values: with_room(values), error }
    }

    /// The sums of each county, given by its rows.
    pub(crate) fn sums(&self, counties: &[Range<usize>]) -> Vec<Sums> {
        let mut sums = vec![Sums::default(); counties.len()];
        pulp::Arch::new().dispatch(SumsOfEach { spread: self, counties, sums: &mut sums });
        sums
    }

    /// Whether a row has no value.
    pub(crate) fn is_missing(&self, row: usize) -> bool {
        self.values[row].is_nan()
    }

    /// The rows of a county that do not count, from its first.
    pub(crate) fn missing(
        &self,
        county: usize,
        rows: &Range<usize>,
        exempt: impl Fn(usize) -> bool,
    ) -> Vec<u32> {
        let mut missing = wide(Missing {
            weights: self.weights.of_county(county),
            values: self.values[rows.start..].as_chunks().0,
        });
        missing.retain(|row| (*row as usize) < rows.len() && !exempt(*row as usize));
        missing
    }

    #[inline(always)]
    fn sums_of<S: Simd>(&self, simd: S, weights: &[Lanes], first: usize) -> Sums {
        let (zero, one) = (simd.splat_f64s(0.0), simd.splat_f64s(1.0));
        let [mut counted, mut pupils, mut totals, mut largest] = [[zero; LANES]; 4];
        each_vector(simd, weights, &self.values[first..], |at, weights, values| {
            let counts = simd.greater_than_f64s(weights, zero);
            counted[at] = simd.add_f64s(counted[at], simd.select_f64s(counts, one, zero));
            pupils[at] = simd.add_f64s(pupils[at], weights);
            totals[at] = simd.add_f64s(totals[at], simd.mul_f64s(weights, values));
            largest[at] = simd.max_f64s(largest[at], simd.abs_f64s(values));
        });
        let counted = total(lanes::<S>(&counted)) as u32;
        let largest = most(lanes::<S>(&largest));
        let pupils = total(lanes::<S>(&pupils));
        let mean = total(lanes::<S>(&totals)) / pupils;
        let value_error = match &self.error {
            ErrorBound::Relative(share) => share * largest,
            ErrorBound::Each(errors) => {
                let mut worst = [zero; LANES];
                each_vector(simd, weights, &errors[first..], |at, _, errors| {
                    worst[at] = simd.max_f64s(worst[at], errors);
                });
                most(lanes::<S>(&worst))
            }
        };
        Sums { counted, pupils, mean, squares: 0.0, largest, value_error }
    }

    #[inline(always)]
    fn squares_of<S: Simd>(&self, simd: S, weights: &[Lanes], first: usize, mean: f64) -> f64 {
        let mut squares = [simd.splat_f64s(0.0); LANES];
        let mean = simd.splat_f64s(mean);
        each_vector(simd, weights, &self.values[first..], |at, weights, values| {
            let distance = simd.sub_f64s(values, mean);
            let square = simd.mul_f64s(simd.mul_f64s(weights, distance), distance);
            squares[at] = simd.add_f64s(squares[at], square);
        });
        total(lanes::<S>(&squares))
    }
}

/// The loop that finds the rows without pupils or a value. Most lanes have none, which is found for all of them at once.
struct Missing<'v> {
    weights: &'v [Lanes],
    values: &'v [Lanes],
}

impl Loop for Missing<'_> {
    type Output = Vec<u32>;

    #[inline(always)]
    fn call(self) -> Vec<u32> {
        let counts = |(weight, value): (&f64, &f64)| (*weight > 0.0) & value.is_finite();
        let mut missing = Vec::new();
        for (start, (weights, values)) in (0..).step_by(LANES).zip(self.weights.iter().zip(self.values)) {
            if !weights.iter().zip(values).fold(true, |all, row| all & counts(row)) {
                let rows = (start..).zip(weights.iter().zip(values));
                missing.extend(rows.filter(|(_, row)| !counts(*row)).map(|(row, _)| row));
            }
        }
        missing
    }
}

fn with_room(mut column: Buffer) -> Buffer {
    let rows = column.len();
    column.resize(rows + LANES, 0.0);
    column
}

/// The loop over the counties. It calls nothing, since vectors do not outlive a call in their registers.
struct SumsOfEach<'v> {
    spread: &'v Spread<'v>,
    counties: &'v [Range<usize>],
    sums: &'v mut [Sums],
}

impl WithSimd for SumsOfEach<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { spread, counties, sums } = self;
        for ((county, rows), sums) in counties.iter().enumerate().zip(&mut *sums) {
            *sums = spread.sums_of(simd, spread.weights.of_county(county), rows.start);
        }
        // On their own, so that no county waits for its mean.
        for ((county, rows), sums) in counties.iter().enumerate().zip(sums) {
            sums.squares = spread.squares_of(simd, spread.weights.of_county(county), rows.start, sums.mean);
        }
    }
}

/// Goes over the rows of a county, vector by vector: pupils and another column. Both are zero where a row does not
/// count, for want of pupils or of a number in the other column.
#[inline(always)]
fn each_vector<S: Simd>(
    simd: S,
    weights: &[Lanes],
    values: &[f64],
    mut add: impl FnMut(usize, S::f64s, S::f64s),
) {
    let (zero, infinity) = (simd.splat_f64s(0.0), simd.splat_f64s(f64::INFINITY));
    for (weights, values) in weights.iter().zip(values.as_chunks().0) {
        for at in 0..LANES / S::F64_LANES {
            let [weights, values] = [weights, values].map(|lanes: &Lanes| S::as_simd_f64s(lanes).0[at]);
            let known = simd.less_than_f64s(simd.abs_f64s(values), infinity);
            let counts = simd.and_m64s(simd.greater_than_f64s(weights, zero), known);
            add(at, simd.select_f64s(counts, weights, zero), simd.select_f64s(counts, values, zero));
        }
    }
}

/// The lanes of vectors.
#[inline(always)]
fn lanes<S: Simd>(vectors: &[S::f64s; LANES]) -> Lanes {
    let mut lanes = [0.0; LANES];
    S::as_mut_simd_f64s(&mut lanes).0.iter_mut().zip(vectors).for_each(|(lanes, vector)| *lanes = *vector);
    lanes
}

/// The sum of all lanes, by halves.
#[inline(always)]
fn total([a, b, c, d, e, f, g, h]: Lanes) -> f64 {
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

#[inline(always)]
fn greater(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

#[inline(always)]
fn most([a, b, c, d, e, f, g, h]: Lanes) -> f64 {
    let halves = [greater(a, e), greater(b, f), greater(c, g), greater(d, h)];
    halves.into_iter().reduce(greater).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number() -> impl Strategy<Value = f64> {
        prop_oneof![8 => 0.1..5000.0, 1 => Just(0.0), 1 => Just(f64::NAN)]
    }

    /// The sums of the rows from `first` on, one after the other.
    fn plain(rows: &[(f64, f64, f64)]) -> Sums {
        let counted: Vec<_> =
            rows.iter().filter(|(pupils, value, _)| *pupils > 0.0 && !value.is_nan()).collect();
        let pupils: f64 = counted.iter().map(|(pupils, ..)| pupils).sum();
        let mean = counted.iter().map(|(pupils, value, _)| pupils * value).sum::<f64>() / pupils;
        Sums {
            counted: u32::try_from(counted.len()).unwrap(),
            pupils,
            mean,
            squares: counted.iter().map(|(pupils, value, _)| pupils * (value - mean).powi(2)).sum(),
            largest: counted.iter().map(|(_, value, _)| *value).fold(0.0, f64::max),
            value_error: counted.iter().map(|(.., error)| *error).fold(0.0, f64::max),
        }
    }

    fn near(a: f64, b: f64) -> bool {
        a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-9 * (a.abs() + b.abs())
    }

    proptest! {
        #[test]
        fn vectors_of_every_width_give_the_same_sums(
            rows in prop::collection::vec((number(), number(), 0.0..1.0), 0..40),
            first in 0_usize..40,
        ) {
            let first = first.min(rows.len());
            let column = |pick: fn(&(f64, f64, f64)) -> f64| -> Buffer { rows.iter().map(pick).collect() };
            let errors = rows.iter().map(|(_, value, error)| if value.is_nan() { 0.0 } else { *error });
            let counties = [0..first, first..rows.len()];
            let weights = Weights::of(&column(|row| row.0), &counties);
            let spread = Spread::of(&weights, column(|row| row.1), ErrorBound::Each(errors.collect()));
            let wide = spread.sums(&counties);
            let mut narrow = vec![Sums::default(); counties.len()];
            SumsOfEach { spread: &spread, counties: &counties, sums: &mut narrow }.with_simd(pulp::Scalar);
            for (wide, narrow) in wide.iter().zip(&narrow) {
                prop_assert_eq!(format!("{wide:?}"), format!("{narrow:?}"), "to the last bit");
            }
            for (sums, own) in wide.iter().zip(counties) {
                let plain = plain(&rows[own]);
                prop_assert_eq!(sums.counted, plain.counted);
                let pairs = [
                    (sums.pupils, plain.pupils),
                    (sums.mean, plain.mean),
                    (sums.largest, plain.largest),
                    (sums.value_error, plain.value_error),
                ];
                prop_assert!(pairs.iter().all(|(a, b)| near(*a, *b)), "{sums:?} {plain:?}");
                let size = plain.pupils * plain.largest.powi(2);
                // Without pupils there is no mean to be far from.
                prop_assert!(plain.counted == 0 || (sums.squares - plain.squares).abs() <= 1e-12 * size, "{sums:?} {plain:?}");
            }
        }
    }
}
