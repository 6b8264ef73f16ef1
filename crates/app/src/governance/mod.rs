//! What a county decides for itself before others: its own standards, and what the public may read.

mod proposals;
pub(crate) mod publication;
pub(crate) mod publication_check;

pub use proposals::{NewProposal, ProposedStandard};
pub use publication::{PublicCoefficient, PublicGroup, PublicPage, PublicStage, Published};
pub use publication_check::unfit;
