//! Units of columns: how a value in the column's unit becomes one in the measure's.

use junheng_domain::Exact;
use junheng_standards::{Measure, MeasureKind, Unit};

use super::plan::UnitMismatch;

/// The factor from the unit written in a mapping to the measure's own.
pub(crate) fn factor(text: &str, measure: &Measure) -> Result<Exact, UnitMismatch> {
    let MeasureKind::Number { unit, .. } = &measure.kind else { return Err(UnitMismatch) };
    let column = Unit::parse(text).map_err(|_| UnitMismatch)?;
    if column.powers != unit.powers {
        return Err(UnitMismatch);
    }
    let ten = Exact::from_integer(10.into());
    Ok(ten.pow(i32::from(column.ten) - i32::from(unit.ten)))
}

/// The measure's own unit in words, for a hint.
pub(crate) fn own(measure: &Measure) -> String {
    match &measure.kind {
        MeasureKind::Number { unit, .. } => unit.to_string(),
        MeasureKind::Code(_) | MeasureKind::Year | MeasureKind::Text => "—".to_owned(),
    }
}
