//! Early start: the day of pupils begins with the first period, or on a few days with the second.

use super::Whom;

/// Nobody has a free first period (not available ones apart), but on at most so many days the first period may be free when the
/// second is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlyStart {
    pub whom: Whom,
    pub most_second_period: u32,
}
