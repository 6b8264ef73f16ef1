//! Workbooks and CSV in and out: hardened reading, mappings, templates, findings by cell.

mod checks;
pub mod columnar;
mod difference;
mod headers;
pub mod mapping;
mod marked;
mod notes;
pub mod read;
mod reading;
mod rows;
mod source;
pub mod table;
pub mod template;

pub use checks::cross_checks;
pub use difference::{AlarmLevel, Change, Difference, RowTally, Tally, difference};
pub use mapping::Mapping;
pub use marked::{MarkedError, marked_copy};
pub use reading::{Batch, BatchRow, Counts, FileIdentity, Profile, Reading, RowId};
pub use rows::{Intake, read_value};
pub use source::Source;
