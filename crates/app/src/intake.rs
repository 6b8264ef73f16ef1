//! Reading a user's file into rows and findings, in a child process with limits.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use junheng_domain::{
    CountyCode, Fact, ImportInfo, ImportNo, Origin, SchoolYear, Snapshot, SnapshotBuilder,
};
use junheng_exchange::read::{Event, Limits, read_isolated};
use junheng_exchange::{Intake, Mapping, Reading};
use junheng_standards::Measures;

use crate::trouble::Trouble;

/// A file to be read, and with what.
#[derive(Clone, Copy)]
pub struct FileToRead<'a> {
    pub path: &'a Path,
    /// Mapping file; without one the file is a template of ours.
    pub mapping: Option<&'a Path>,
    /// The program that is started to read the file with limits: this one.
    pub reader: &'a Path,
    /// Told the number of rows read so far.
    pub progress: &'a dyn Fn(u64),
}

/// Reads a mapping file.
///
/// # Errors
/// When it cannot be read, or with all its problems as findings.
pub fn read_mapping(path: &Path) -> Result<Mapping, Trouble> {
    let text = std::fs::read_to_string(path).map_err(|source| Trouble::file(path, source))?;
    Mapping::read(&path.display().to_string(), &text).map_err(Trouble::Findings)
}
