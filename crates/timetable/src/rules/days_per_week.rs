//! Days per week: on how many days somebody comes, or works in a part of the day.

use super::{Bound, Whom};

/// Somebody has lessons on at least, or at most, so many days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaysPerWeek {
    pub whom: Whom,
    pub days: Bound,
}

/// Somebody has lessons in the periods `from..to` on at most so many days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaysPerWeekInterval {
    pub whom: Whom,
    /// The first period, from 0.
    pub from: u32,
    /// The period after the last.
    pub to: u32,
    pub most: u32,
}
