//! Reading a user's file into rows and findings, in a child process with limits.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use junheng_domain::{CountyCode, Fact, ImportInfo, ImportNo, Origin, SchoolYear, Snapshot, SnapshotBuilder};
use junheng_exchange::read::{Event, Limits, ReadError, read_isolated};
use junheng_exchange::{Expected, Intake, Mapping, Reading};
use junheng_standards::Standard;

use crate::trouble::{Kind, Trouble};

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

/// The body of the hidden command that reads a file in a process of its own.
pub fn serve_reader(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    junheng_exchange::read::serve_child(args)
}

/// Reads a mapping file.
///
/// # Errors
/// When it cannot be read, or with all its problems as findings.
pub fn read_mapping(path: &Path) -> Result<Mapping, Trouble> {
    let text = std::fs::read_to_string(path).map_err(|source| Trouble::file(path, source))?;
    Mapping::read(&path.display().to_string(), &text).map_err(Trouble::Findings)
}

/// Reads a file by its mapping, or as a template of `standard`, to its end and with all findings.
pub(crate) fn read(file: &FileToRead<'_>, standard: &Standard, expected: Expected) -> Result<Reading, Trouble> {
    let mapping = file.mapping.map(read_mapping).transpose()?;
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    let standards = [standard];
    let mut intake = match &mapping {
        Some(mapping) => Intake::by_mapping(&name, mapping, &standard.measures),
        None => Intake::by_template(&name, &standards, expected),
    };
    let mut rows = 0;
    let mut visit = |event: Event| {
        if let Event::Row(..) = event {
            rows += 1;
            if rows % 1000 == 0 {
                (file.progress)(rows);
            }
        }
        intake.take(event);
        ControlFlow::Continue(())
    };
    let summary = read_isolated(file.reader, file.path, &Limits::default(), &mut visit);
    let summary = summary.map_err(|error| match error {
        ReadError::Open(source) | ReadError::Read(source) => Trouble::file(file.path, source),
        ReadError::NotAFile => Trouble::refused("not-a-file", vec![("path", file.path.display().to_string())]),
        other => Trouble::Failed { kind: Kind::Internal, what: "the file could not be read", source: other.into() },
    })?;
    Ok(intake.finish(&summary))
}

/// The facts of a reading as one snapshot a county, without a store. Rows that name no county belong to `county`.
pub(crate) fn snapshots(reading: &Reading, county: &CountyCode, year: SchoolYear) -> Vec<Snapshot> {
    let info = ImportInfo {
        no: ImportNo(0),
        name: reading.file.name.clone(),
        sha256: reading.file.sha256.clone(),
        sheets: reading.sheets.clone(),
        by: String::new(),
        at: String::new(),
    };
    let mut builders: BTreeMap<CountyCode, SnapshotBuilder> = BTreeMap::new();
    for batch in &reading.batches {
        for row in batch.iter() {
            let county = row.county.unwrap_or(county);
            let builder = builders.entry(county.clone()).or_insert_with(|| {
                let mut builder = SnapshotBuilder::new(county.clone(), year);
                builder.import(info.clone());
                builder
            });
            for ((measure, column), value) in batch.columns.iter().zip(row.values) {
                let origin =
                    Origin { import: ImportNo(0), sheet: batch.sheet, row: row.row, column: *column };
                builder.put(Fact {
                    subject: row.subject.clone(),
                    measure: measure.clone(),
                    value: value.clone(),
                    origin,
                });
            }
        }
    }
    builders.into_values().map(SnapshotBuilder::build).collect()
}
