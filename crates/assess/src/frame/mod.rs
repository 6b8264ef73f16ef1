//! From a snapshot to the rows that a standard judges: who counts, what is merged, what is split.

mod build;
mod column;
mod index;
mod reads;
mod scope;
mod split;

pub(crate) use build::{Below, CountyFrame, SchoolFrame, StageFrame, StageRows, ranges, scoped};
pub(crate) use column::{Part, Source};
pub(crate) use index::Index;
pub(crate) use reads::{Reads, Wanted};
pub(crate) use scope::MOTHER;
