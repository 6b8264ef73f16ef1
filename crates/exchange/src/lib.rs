//! Workbooks and CSV in and out: hardened reading, mappings, templates, findings by cell.

pub mod columnar;
mod headers;
pub mod mapping;
mod notes;
pub mod read;
mod reading;
mod rows;
pub mod template;

pub use mapping::Mapping;
pub use reading::{Batch, BatchRow, Counts, FileIdentity, Profile, Reading};
pub use rows::Intake;
