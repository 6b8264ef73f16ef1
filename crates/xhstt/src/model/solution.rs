//! Answers of an archive.

use super::Metadata;

/// Answers of one contributor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SolutionGroup {
    pub id: String,
    pub metadata: Metadata,
    pub solutions: Vec<Solution>,
}

/// An answer to an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// Position among the archive's instances.
    pub instance: usize,
    pub meets: Vec<Meet>,
    /// Infeasibility and objective that the file itself claims for it.
    pub claimed: Option<(u64, u64)>,
}

/// A part of an event that takes place in one go (a solution event of the format).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meet {
    pub event: usize,
    pub duration: u32,
    /// When it starts.
    pub time: Option<usize>,
    /// One for each slot of the event, those given beforehand included.
    pub resources: Vec<Option<usize>>,
}
