//! Between doubles and exact fractions.

use junheng_domain::{Exact, Number};
use num_traits::ToPrimitive;

/// Half the gap between 1 and the next double: the relative error of one rounded operation.
pub(crate) const UNIT_ROUNDOFF: f64 = f64::EPSILON / 2.0;

/// The decimal that a cell's double stands for; `None` for a missing one.
pub(crate) fn of_cell(value: f64) -> Option<Exact> {
    Number::from_cell(value).ok().map(Number::exact)
}

/// The nearest double.
pub(crate) fn nearest(value: &Exact) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}

/// A sum of cells, exactly; `None` when one is missing.
pub(crate) fn sum(values: impl IntoIterator<Item = Option<Exact>>) -> Option<Exact> {
    values.into_iter().try_fold(Exact::from_integer(0.into()), |total, value| Some(total + value?))
}
