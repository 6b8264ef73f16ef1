//! Reading a user's file into rows and findings, in a child process with limits.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use junheng_domain::{CountyCode, Finding, ImportInfo, ImportNo, SchoolYear, SheetRow, SheetRows, Snapshot};
use junheng_exchange::read::{Event, ReadError};
use junheng_exchange::template::Expected;
use junheng_exchange::{BatchRow, Intake, Mapping, MarkedError, Reading, Source, marked_copy};
use junheng_labels::Lang;
use junheng_standards::Standard;

use crate::files::write_new;
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

/// The first word of a command line by which this program reads a file for itself.
pub const READER: &str = junheng_exchange::read::SUBCOMMAND;

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

impl FileToRead<'_> {
    pub(crate) fn source(&self) -> Source {
        Source::isolated(self.path, self.reader)
    }
}

/// Reads a file by its mapping, or as a template of `standard`, to its end and with all findings.
pub(crate) fn read(
    file: &FileToRead<'_>,
    standard: &Standard,
    expected: Expected,
) -> Result<Reading, Trouble> {
    read_while(file, standard, expected, &|| true)
}

/// The same, given up half-way when `more` says so: the reading is then not complete.
pub(crate) fn read_while(
    file: &FileToRead<'_>,
    standard: &Standard,
    expected: Expected,
    more: &dyn Fn() -> bool,
) -> Result<Reading, Trouble> {
    let mapping = file.mapping.map(read_mapping).transpose()?;
    let source = file.source();
    let name = source.name();
    let standards = [standard];
    let mut intake = match &mapping {
        Some(mapping) => Intake::by_mapping(&name, mapping, &standard.measures),
        None => Intake::by_template(&name, &standards, expected),
    };
    let mut rows = 0;
    let summary = source.events(&mut |event: Event| {
        if let Event::Row(..) = event {
            rows += 1;
            if rows % 1000 == 0 {
                (file.progress)(rows);
                if !more() {
                    return ControlFlow::Break(());
                }
            }
        }
        intake.take(event);
        ControlFlow::Continue(())
    });
    Ok(intake.finish(&summary.map_err(|error| unread(file.path, error))?))
}

/// Why a file could not be read at all.
pub(crate) fn unread(path: &Path, error: ReadError) -> Trouble {
    match error {
        ReadError::Open(source) | ReadError::Read(source) => Trouble::file(path, source),
        ReadError::NotAFile => Trouble::refused("not-a-file", vec![("path", path.display().to_string())]),
        other => {
            Trouble::Failed { kind: Kind::Internal, what: "the file could not be read", source: other.into() }
        }
    }
}

/// Writes the marked copy of a file: what is wrong in a column of its own, and red cells.
///
/// # Errors
/// When the file cannot be read again, or the copy cannot be written or is there already.
pub fn write_marked(
    file: &FileToRead<'_>,
    findings: &[Finding],
    lang: Lang,
    out: &Path,
) -> Result<(), Trouble> {
    write_new(out, &marked(&file.source(), findings, lang)?)
}

pub(crate) fn marked(source: &Source, findings: &[Finding], lang: Lang) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Cursor::new(Vec::new());
    marked_copy(source, findings, lang, &mut bytes).map_err(|error| match error {
        MarkedError::Incomplete => Trouble::refused("web-file-not-marked", Vec::new()),
        other => Trouble::storage("the marked copy could not be made", other),
    })?;
    Ok(bytes.into_inner())
}

/// The file of a reading as an import with this number, not stored yet.
fn info(reading: &Reading, no: ImportNo) -> ImportInfo {
    ImportInfo {
        no,
        name: reading.file.name.clone(),
        sha256: reading.file.sha256.clone(),
        sheets: reading.sheets.clone(),
        by: String::new(),
        at: String::new(),
    }
}

/// The rows of each batch as of import `no`, parted by the county that they name; `county` where they name none.
fn sheet_rows<'r>(
    reading: &'r Reading,
    no: ImportNo,
    county: &'r CountyCode,
) -> impl Iterator<Item = (&'r CountyCode, SheetRows<'r>)> {
    reading.batches.iter().flat_map(move |batch| {
        let mut by_county: BTreeMap<&CountyCode, Vec<SheetRow<'_>>> = BTreeMap::new();
        for BatchRow { county: named, subject, row, values } in batch.iter() {
            by_county.entry(named.unwrap_or(county)).or_default().push(SheetRow { subject, row, values });
        }
        let (level, sheet, columns) = (batch.level, batch.sheet, batch.columns.as_slice());
        let with_place =
            move |(county, rows)| (county, SheetRows { level, import: no, sheet, columns, rows });
        by_county.into_iter().map(with_place)
    })
}

/// The facts of a reading as one snapshot a county, without a store. Rows that name no county belong to `county`.
pub(crate) fn snapshots(reading: &Reading, county: &CountyCode, year: SchoolYear) -> Vec<Snapshot> {
    let no = ImportNo(0);
    let mut snapshots: BTreeMap<&CountyCode, Snapshot> = BTreeMap::new();
    for (county, rows) in sheet_rows(reading, no, county) {
        let snapshot = snapshots.entry(county).or_insert_with(|| {
            let mut snapshot = Snapshot::empty(county.clone(), year);
            snapshot.imports.push(info(reading, no));
            snapshot
        });
        snapshot.state(&rows);
    }
    snapshots.into_values().collect()
}

/// The county as it would be once the reading is imported: `now` with the reading's rows laid over it.
pub(crate) fn snapshot_with(mut now: Snapshot, reading: &Reading) -> Snapshot {
    let no = ImportNo(now.imports.iter().map(|import| import.no.0).max().unwrap_or(0) + 1);
    let county = now.county.clone();
    now.imports.push(info(reading, no));
    for (_, rows) in sheet_rows(reading, no, &county).filter(|(named, _)| **named == county) {
        now.state(&rows);
    }
    now
}
