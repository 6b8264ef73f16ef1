//! Units of measures, checked when a formula is loaded.

use std::collections::BTreeMap;

/// A product of powers of base units (`m2`, `yuan`, `pupil`, `teacher`, `room`, `book`, `device`, `class` …) with a
/// decimal scale: `yuan/pupil`, `teacher/100pupil`. Two units add or compare only when they are equal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    pub powers: BTreeMap<String, i8>,
    /// Power of ten by which a value in this unit is multiplied to come to base units: 4 for 万元, -2 for percent.
    pub ten: i8,
}
