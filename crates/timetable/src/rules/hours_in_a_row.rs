//! Hours in a row: how long somebody works without a free period.

use super::Whom;
use crate::ids::TagId;

/// Broken once by each run of periods that is too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursInARow {
    pub whom: Whom,
    /// Counts only lessons with this tag.
    pub tag: Option<TagId>,
    pub most: u32,
}
