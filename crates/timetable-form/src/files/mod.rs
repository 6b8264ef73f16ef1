//! The form as a file: a workbook or TOML, read and written.

mod cells;
mod toml_read;
mod toml_write;
mod workbook_read;
mod workbook_write;

pub use toml_read::read_toml;
pub use toml_write::write_toml;
pub use workbook_read::{Workbook, read_workbook};
pub use workbook_write::write_workbook;

/// Findings kept of one file; more help nobody and could fill the memory.
const FINDINGS: usize = 1_000;
/// Rows taken of one form. A county of several hundred schools stays far below.
const ROWS: usize = 400_000;
