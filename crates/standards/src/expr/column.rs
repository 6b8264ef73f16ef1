//! Columns of doubles with a sound bound on how far each is from the exact value; `NaN` is missing.
//!
//! 1. A column is *plain* while each double is the one nearest to a decimal of at most 15 digits: then doubles compare
//!    as the decimals do.
//! 2. It is *rounded* while only products, quotients, sums of one sign, least and greatest were taken: the error is at
//!    most one rounding (2⁻⁵³ of the value) an operation.
//! 3. Otherwise *each* row carries its own bound, which is infinite where doubles cannot decide at all.
//!
//! The powers of ten between which values lie are followed too, so that the first two never overflow or lose digits.

use std::ops::{Deref, RangeInclusive};

use super::frame::any_negative;
use super::{Buffer, Loop, wide};

/// Half the distance between neighbouring doubles near 1.
pub(super) const ROUNDING: f64 = f64::EPSILON / 2.0;
/// The share by which sums of bounds are made larger, for the rounding of the bounds themselves.
const SLACK: f64 = 1.0 + 64.0 * f64::EPSILON;
/// Powers of ten within which doubles keep all their digits.
const SAFE: RangeInclusive<i32> = -280..=280;
/// More roundings than this are bounded row by row.
const ROUNDINGS: u32 = 1 << 20;

#[derive(Debug)]
pub(super) enum Data<'f> {
    Same(f64),
    Lent(&'f [f64]),
    Own(Buffer),
}

impl Data<'_> {
    pub(super) fn into_buffer(self, rows: usize) -> Buffer {
        match self {
            Data::Same(value) => Buffer::filled(value, rows),
            Data::Lent(values) => values.iter().copied().collect(),
            Data::Own(values) => values,
        }
    }
}

/// The values of all rows.
pub(super) enum Values<'c> {
    Lent(&'c [f64]),
    Own(Buffer),
}

impl Deref for Values<'_> {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        match self {
            Values::Lent(values) => values,
            Values::Own(values) => values,
        }
    }
}

#[derive(Debug, PartialEq)]
pub(super) enum Bound {
    Plain,
    Rounded(u32),
    Each(Buffer),
}

#[derive(Debug)]
pub(super) struct Column<'f> {
    pub(super) data: Data<'f>,
    pub(super) bound: Bound,
    /// Powers of ten between which the sizes of all values other than zero lie.
    pub(super) low: i32,
    pub(super) high: i32,
}

/// How the errors of a column are known.
enum Errors<'c> {
    /// As a share of each value.
    Share(f64),
    Each(&'c [f64]),
}

/// A value and how far it may be off.
pub(super) type Pair = (f64, f64);

pub(super) const MISSING: Pair = (f64::NAN, 0.0);
pub(super) const UNSURE: Pair = (0.0, f64::INFINITY);

impl<'f> Column<'f> {
    pub(super) fn missing() -> Self {
        Self { data: Data::Same(f64::NAN), bound: Bound::Plain, low: 0, high: 0 }
    }

    /// Nothing is known; every row must be decided exactly.
    pub(super) fn unsure(rows: usize) -> Self {
        Self::from_pairs(rows, |_| UNSURE)
    }

    pub(super) fn from_pairs(rows: usize, pair: impl Fn(usize) -> Pair) -> Self {
        let (values, errors): (Vec<f64>, Vec<f64>) = (0..rows).map(pair).unzip();
        Self { data: Data::Own(values.into()), bound: Bound::Each(errors.into()), low: 0, high: 0 }
    }

    #[inline]
    pub(super) fn value(&self, row: usize) -> f64 {
        match &self.data {
            Data::Same(value) => *value,
            Data::Lent(values) => values.get(row).copied().unwrap_or(f64::NAN),
            Data::Own(values) => values[row],
        }
    }

    pub(super) fn pair(&self, row: usize) -> Pair {
        let value = self.value(row);
        let error = match &self.bound {
            Bound::Plain => value.abs() * ROUNDING,
            Bound::Rounded(count) => value.abs() * share(*count),
            Bound::Each(errors) => errors[row],
        };
        if value.is_nan() { MISSING } else { (value, error) }
    }

    pub(super) fn slice(&self, rows: usize) -> Values<'_> {
        match &self.data {
            Data::Same(value) => Values::Own(Buffer::filled(*value, rows)),
            Data::Lent(values) => Values::Lent(values),
            Data::Own(values) => Values::Lent(values),
        }
    }

    fn errors(&self) -> Errors<'_> {
        match &self.bound {
            Bound::Plain => Errors::Share(ROUNDING),
            Bound::Rounded(count) => Errors::Share(share(*count)),
            Bound::Each(errors) => Errors::Each(errors),
        }
    }

    /// How many roundings bound it, when it is not bounded row by row.
    fn roundings(&self) -> Option<u32> {
        match self.bound {
            Bound::Plain => Some(1),
            Bound::Rounded(count) => Some(count),
            Bound::Each(_) => None,
        }
    }

    /// Whether no value is negative.
    fn is_positive(&self) -> bool {
        match &self.data {
            Data::Same(value) => !any_negative(std::slice::from_ref(value)),
            Data::Lent(values) => !any_negative(values),
            Data::Own(values) => !any_negative(values),
        }
    }

    /// One value from each row, keeping the bound: for functions that never make an error larger.
    pub(super) fn map(self, apply: impl Fn(f64) -> f64) -> Self {
        let data = match self.data {
            Data::Same(value) => Data::Same(apply(value)),
            Data::Lent(values) => Data::Own(wide(|| values.iter().map(|value| apply(*value)).collect())),
            Data::Own(mut values) => {
                let own = &mut values[..];
                wide(|| own.iter_mut().for_each(|value| *value = apply(*value)));
                Data::Own(values)
            }
        };
        Self { data, ..self }
    }

    pub(super) fn add(self, other: Self, rows: usize) -> Self {
        let (low, high) = (self.low.min(other.low), self.high.max(other.high) + 1);
        if let Some(count) = counted(&self, &other, low, high)
            && self.is_positive()
            && other.is_positive()
        {
            return rounded(zip(self.data, other.data, |a, b| a + b), count, low, high);
        }
        pairs(&self, &other, rows, |(a, ea), (b, eb)| {
            let sum = a + b;
            (sum, (ea + eb + sum.abs() * ROUNDING) * SLACK)
        })
    }

    pub(super) fn subtract(&self, other: &Self, rows: usize) -> Self {
        pairs(self, other, rows, |(a, ea), (b, eb)| {
            let difference = a - b;
            (difference, (ea + eb + difference.abs() * ROUNDING) * SLACK)
        })
    }

    pub(super) fn multiply(self, other: Self, rows: usize) -> Self {
        let (low, high) = (self.low + other.low, self.high + other.high);
        if let Some(count) = counted(&self, &other, low, high) {
            return rounded(zip(self.data, other.data, |a, b| a * b), count, low, high);
        }
        pairs(&self, &other, rows, |(a, ea), (b, eb)| {
            let product = a * b;
            let error = a.abs() * eb + b.abs() * ea + ea * eb + product.abs() * ROUNDING;
            (product, error * SLACK + f64::MIN_POSITIVE)
        })
    }

    /// Division by zero is missing.
    pub(super) fn divide(self, other: Self, rows: usize) -> Self {
        let (low, high) = (self.low - other.high - 1, self.high - other.low + 1);
        if let Some(count) = counted(&self, &other, low, high) {
            let data = zip(self.data, other.data, |a, b| if b == 0.0 { f64::NAN } else { a / b });
            return rounded(data, count, low, high);
        }
        pairs(&self, &other, rows, |(a, ea), (b, eb)| {
            if b == 0.0 && eb == 0.0 {
                return MISSING;
            }
            let least = b.abs() - eb;
            if least.is_nan() || least <= 0.0 {
                return UNSURE;
            }
            let quotient = a / b;
            let error = (ea + quotient.abs() * eb) / (least * (1.0 - 8.0 * f64::EPSILON));
            (quotient, (error + quotient.abs() * ROUNDING) * SLACK + f64::MIN_POSITIVE)
        })
    }

    /// The least or greatest of two: neither makes an error larger.
    pub(super) fn extreme(self, other: Self, rows: usize, pick: impl Fn(f64, f64) -> f64) -> Self {
        let bound = match (&self.bound, &other.bound) {
            (Bound::Plain, Bound::Plain) => Some(Bound::Plain),
            _ => self.roundings().zip(other.roundings()).map(|(a, b)| Bound::Rounded(a.max(b))),
        };
        let (low, high) = (self.low.min(other.low), self.high.max(other.high));
        match bound {
            Some(bound) => {
                let data =
                    zip(
                        self.data,
                        other.data,
                        |a, b| if a.is_nan() || b.is_nan() { f64::NAN } else { pick(a, b) },
                    );
                Column { data, bound, low, high }
            }
            None => pairs(&self, &other, rows, |(a, ea), (b, eb)| (pick(a, b), ea.max(eb))),
        }
    }

    /// `ceil` or `floor`: sure only where the whole interval goes to one integer.
    pub(super) fn whole(self, rows: usize, round: impl Fn(f64) -> f64) -> Self {
        if self.bound == Bound::Plain {
            let high = self.high + 1;
            return Self { low: 0, high, ..self.map(round) };
        }
        Self::from_pairs(rows, |row| {
            let (value, error) = self.pair(row);
            let least = round((value - error * SLACK).next_down());
            let most = round((value + error * SLACK).next_up());
            if value.is_nan() {
                MISSING
            } else if least == most && value.abs() < 1e15 {
                (least, 0.0)
            } else {
                UNSURE
            }
        })
    }

    /// Row by row one of two columns, by `choose`; `None` is unsure.
    pub(super) fn choose(&self, other: &Self, rows: usize, choose: impl Fn(usize) -> Choice) -> Self {
        let unsure = (0..rows).any(|row| choose(row) == Choice::Unsure);
        let bound = match (&self.bound, &other.bound) {
            (Bound::Plain, Bound::Plain) => Some(Bound::Plain),
            _ => self.roundings().zip(other.roundings()).map(|(a, b)| Bound::Rounded(a.max(b))),
        };
        let (low, high) = (self.low.min(other.low), self.high.max(other.high));
        if let (false, Some(bound)) = (unsure, bound) {
            let value = |row| match choose(row) {
                Choice::First => self.value(row),
                Choice::Second => other.value(row),
                Choice::Missing | Choice::Unsure => f64::NAN,
            };
            return Column { data: Data::Own((0..rows).map(value).collect()), bound, low, high };
        }
        Self::from_pairs(rows, |row| match choose(row) {
            Choice::First => self.pair(row),
            Choice::Second => other.pair(row),
            Choice::Missing => MISSING,
            Choice::Unsure => UNSURE,
        })
    }
}

/// What a condition says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    First,
    Second,
    Missing,
    Unsure,
}

/// The share of a value that so many roundings may be off.
pub(super) fn share(count: u32) -> f64 {
    // (1 + u)ⁿ − 1 ≤ n·u / (1 − n·u), with n·u below 2⁻³².
    f64::from(count) * ROUNDING * (1.0 + 1e-9)
}

/// The roundings after one more operation on two columns, if that bounds it.
fn counted(left: &Column<'_>, right: &Column<'_>, low: i32, high: i32) -> Option<u32> {
    let count = left.roundings()? + right.roundings()? + 1;
    (count < ROUNDINGS && SAFE.contains(&low) && SAFE.contains(&high)).then_some(count)
}

fn rounded(data: Data<'_>, count: u32, low: i32, high: i32) -> Column<'_> {
    Column { data, bound: Bound::Rounded(count), low, high }
}

/// Row by row in one pass, reusing a buffer where there is one.
fn zip<'f>(left: Data<'f>, right: Data<'f>, apply: impl Fn(f64, f64) -> f64) -> Data<'f> {
    match (left, right) {
        (Data::Same(a), Data::Same(b)) => Data::Same(apply(a, b)),
        (Data::Same(a), Data::Lent(b)) => Data::Own(wide(move || b.iter().map(|b| apply(a, *b)).collect())),
        (Data::Lent(a), Data::Same(b)) => Data::Own(wide(move || a.iter().map(|a| apply(*a, b)).collect())),
        (Data::Lent(a), Data::Lent(b)) => {
            Data::Own(wide(move || a.iter().zip(b).map(|(a, b)| apply(*a, *b)).collect()))
        }
        (Data::Own(mut a), Data::Same(b)) => {
            let own = &mut a[..];
            wide(|| own.iter_mut().for_each(|a| *a = apply(*a, b)));
            Data::Own(a)
        }
        (Data::Same(a), Data::Own(mut b)) => {
            let own = &mut b[..];
            wide(|| own.iter_mut().for_each(|b| *b = apply(a, *b)));
            Data::Own(b)
        }
        (Data::Own(mut a), Data::Lent(b)) => {
            let own = &mut a[..];
            wide(|| own.iter_mut().zip(b).for_each(|(a, b)| *a = apply(*a, *b)));
            Data::Own(a)
        }
        (Data::Lent(a), Data::Own(mut b)) => {
            let own = &mut b[..];
            wide(|| a.iter().zip(own).for_each(|(a, b)| *b = apply(*a, *b)));
            Data::Own(b)
        }
        (Data::Own(mut a), Data::Own(b)) => {
            let (own, other) = (&mut a[..], &b[..]);
            wide(|| own.iter_mut().zip(other).for_each(|(a, b)| *a = apply(*a, *b)));
            Data::Own(a)
        }
    }
}

/// Row by row with errors. A missing operand is missing; a result that is not finite is unsure.
fn pairs<'f>(
    left: &Column<'_>,
    right: &Column<'_>,
    rows: usize,
    apply: impl Fn(Pair, Pair) -> Pair,
) -> Column<'f> {
    let (a, b) = (left.slice(rows), right.slice(rows));
    // One loop for each way in which errors are known, so that none asks row by row.
    match (left.errors(), right.errors()) {
        (Errors::Share(x), Errors::Share(y)) => joined(rows, shares(&a, x), shares(&b, y), apply),
        (Errors::Share(x), Errors::Each(y)) => joined(rows, shares(&a, x), each(&b, y), apply),
        (Errors::Each(x), Errors::Share(y)) => joined(rows, each(&a, x), shares(&b, y), apply),
        (Errors::Each(x), Errors::Each(y)) => joined(rows, each(&a, x), each(&b, y), apply),
    }
}

fn shares(values: &[f64], share: f64) -> impl Iterator<Item = Pair> + '_ {
    values.iter().map(move |value| (*value, value.abs() * share))
}

fn each<'c>(values: &'c [f64], errors: &'c [f64]) -> impl Iterator<Item = Pair> + 'c {
    values.iter().copied().zip(errors.iter().copied())
}

fn joined<'f>(
    rows: usize,
    left: impl Iterator<Item = Pair>,
    right: impl Iterator<Item = Pair>,
    apply: impl Fn(Pair, Pair) -> Pair,
) -> Column<'f> {
    let (mut values, mut errors) = (Buffer::filled(0.0, rows), Buffer::filled(0.0, rows));
    wide(Joining { left, right, apply, values: &mut values, errors: &mut errors });
    Column { data: Data::Own(values), bound: Bound::Each(errors), low: 0, high: 0 }
}

/// The loop over the rows of two columns.
struct Joining<'c, L, R, F> {
    left: L,
    right: R,
    apply: F,
    values: &'c mut [f64],
    errors: &'c mut [f64],
}

impl<L, R, F> Loop for Joining<'_, L, R, F>
where
    L: Iterator<Item = Pair>,
    R: Iterator<Item = Pair>,
    F: Fn(Pair, Pair) -> Pair,
{
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let results = self.values.iter_mut().zip(self.errors);
        for ((value, error), (a, b)) in results.zip(self.left.zip(self.right)) {
            let result = (self.apply)(a, b);
            let missing = a.0.is_nan() | b.0.is_nan() | (result.0.is_nan() & (result.1 == 0.0));
            let sure = result.0.is_finite() & result.1.is_finite();
            let kept = if sure { result } else { UNSURE };
            (*value, *error) = if missing { MISSING } else { kept };
        }
    }
}
