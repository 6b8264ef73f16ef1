//! Reading foreign files, hardened: workbooks (`.xlsx`) and delimited text, as streams of rows.
//!
//! A file is read in this process or in a child process with limits, so that no file can take
//! the caller down. Both yield the same events and the same account.

mod event;
mod limits;
mod moment;

use std::ops::ControlFlow;

pub use event::{Area, Cell, Event, FileSummary, Format, Row, SheetCount, SheetInfo};
pub use limits::Limits;
pub use moment::Moment;

/// Receives each event; `Break` ends the reading early.
pub type Visitor<'v> = dyn FnMut(Event) -> ControlFlow<()> + 'v;
