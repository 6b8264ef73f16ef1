//! Hours per day: how many periods a day somebody has, all or those with a tag.

use super::{Bound, Whom};
use crate::ids::TagId;

/// Broken once on each day with too many or too few periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursPerDay {
    pub whom: Whom,
    /// Counts only lessons with this tag.
    pub tag: Option<TagId>,
    pub hours: Bound,
    /// For a lower limit: days without any lesson may be.
    pub allow_empty_days: bool,
}
