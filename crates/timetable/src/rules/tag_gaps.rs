//! Gaps between lessons with given tags, on the same day of the same person.

use super::Whom;
use crate::ids::TagId;

/// So many periods lie between a lesson with the tag `first` and the next one with the tag `second`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagGaps {
    pub whom: Whom,
    pub first: TagId,
    /// `None` for the same tag.
    pub second: Option<TagId>,
    pub least: u32,
}
