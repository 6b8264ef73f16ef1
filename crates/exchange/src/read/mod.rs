//! Reading foreign files, hardened: workbooks (`.xlsx`) and delimited text, as streams of rows.
//!
//! [`read_file`] reads in this process, [`read_isolated`] in a child process with limits, so that no file can take the
//! caller down. Both yield the same events and the same account.

mod child;
mod delimited;
mod detect;
mod event;
mod file;
mod guard;
mod isolate;
mod limits;
mod moment;
mod package;
mod sheet;
mod sink;
mod strings;
mod styles;
mod text;
mod wire;
mod workbook;
mod xlsx;
mod xml;

use std::ops::ControlFlow;

pub use child::serve_child;
pub use event::{Area, Cell, Event, FileSummary, Format, Row, SheetCount, SheetInfo};
pub use file::{ReadError, read_bytes, read_file};
pub use isolate::{SUBCOMMAND, read_isolated};
pub use limits::Limits;
pub use moment::Moment;

/// Receives each event; `Break` ends the reading early.
pub type Visitor<'v> = dyn FnMut(Event) -> ControlFlow<()> + 'v;
