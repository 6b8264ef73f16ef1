//! Rest between the days, and the span of a day.

use super::Whom;

/// So many periods lie between the last lesson of a day and the first of the next, counting the free periods at both ends. Broken
/// once by each two days with less.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rest {
    pub whom: Whom,
    pub least: u32,
    /// The first day follows the last.
    pub circular: bool,
}

/// From the first lesson to the last a day is at most so many periods long. Broken once by each day that is longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaySpan {
    pub whom: Whom,
    pub most: u32,
    /// One day a week may be one period longer.
    pub one_day_longer: bool,
}
