//! Changes of buildings and of rooms between the lessons of a day.

use super::Whom;

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Building,
    Room,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeLimit {
    AtMostPerDay(u32),
    AtMostPerWeek(u32),
    /// So many free periods between the lesson before and the lesson after a change.
    GapsBetween(u32),
}

/// Broken by the changes that are too many, or once by each change without enough time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    pub whom: Whom,
    pub of: Place,
    pub limit: ChangeLimit,
}
