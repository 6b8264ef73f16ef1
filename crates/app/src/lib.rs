//! Use cases: each authorises by a typed permit, loads, decides, and saves with its record in one transaction.

mod assessing;
mod entries;
mod files;
mod governance;
mod import;
mod intake;
mod judgement;
mod layers;
mod names;
mod office;
mod permit;
mod registers;
mod role;
mod schools;
mod scope;
mod standard;
mod template;
mod trouble;
mod upkeep;
mod visitor;

pub use assessing::{Judged, Judging, WithoutStore, assess_file};
pub use entries::NewEntry;
pub use governance::{
    NewProposal, ProposedStandard, PublicCoefficient, PublicGroup, PublicPage, PublicStage, Published, unfit,
};
pub use import::{Checked, ImportOptions, Receipt};
pub use intake::{FileToRead, READER, read_mapping, serve_reader, write_marked};
pub use judgement::{Judgement, SchoolFigures, Seen};
pub use junheng_assess as assess;
pub use junheng_exchange::table;
pub use junheng_exchange::{Difference, Reading};
pub use junheng_standards as standards;
pub use junheng_store::{
    AuditEntry, Decision, Dependents, ImportKind, ImportRecord, LayerStatus, LockedSnapshot, Proposal,
    ProposalState, RecordedEvent, SnapshotNo,
};
pub use names::{SearchName, Typed, order_key};
pub use office::{Office, read_county, read_school, read_stage, read_year};
pub use permit::{
    Administer, Approve, Inspect, Maintain, Operator, Overview, Permit, Propose, Publish, Report, Review,
    Right, RightName, Secure, See, Settle,
};
pub use registers::NewFact;
pub use role::Role;
pub use schools::SchoolChange;
pub use scope::{Area, Branch, Scope, Within};
pub use standard::{Shelf, check_file};
pub use template::write_filled;
pub use trouble::{Kind, Trouble};
pub use upkeep::restore;
pub use visitor::{Post, Visitor};
