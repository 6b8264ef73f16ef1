//! How much a file may cost before it is refused.

use serde::{Deserialize, Serialize};

/// Caps on a file and on the process that reads it. A county workbook stays far below each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Size of the file itself.
    pub file_bytes: u64,
    /// All parts of a workbook together, unpacked.
    pub unpacked_bytes: u64,
    /// Unpacked size of a part over its packed size, looked at from 1 MiB unpacked on.
    pub ratio: u64,
    /// Entries in the archive of a workbook.
    pub entries: u32,
    pub sheets: u32,
    /// Rows with a value, over all sheets.
    pub rows: u32,
    /// Columns of a sheet. Values to the right of them are not read, with a finding.
    pub columns: u16,
    /// Cells with a value, over all sheets.
    pub cells: u64,
    /// Characters of one text; a spreadsheet allows 32 767.
    pub text_chars: u32,
    /// The table of shared texts, unpacked.
    pub shared_strings_bytes: u64,
    /// Address space of the reading process.
    pub child_memory_bytes: u64,
    /// Wall clock and processor seconds of the reading process.
    pub child_seconds: u32,
}

const MIB: u64 = 1 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 * MIB,
            unpacked_bytes: 1024 * MIB,
            ratio: 200,
            entries: 2_000,
            sheets: 200,
            rows: 1_048_576,
            columns: 512,
            cells: 50_000_000,
            text_chars: 32_767,
            shared_strings_bytes: 128 * MIB,
            child_memory_bytes: 768 * MIB,
            child_seconds: 120,
        }
    }
}
