//! Gaps: free periods between the first and the last lesson of a day. Breaks and periods in which the person is not
//! available are no gaps.

use super::Whom;

/// Over what gaps are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Day,
    Week,
}

/// Nobody has more gaps a day, or a week. Broken by the gaps that are too many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaxGaps {
    pub whom: Whom,
    pub per: Span,
    pub most: u32,
}
