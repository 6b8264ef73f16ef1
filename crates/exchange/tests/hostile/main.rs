//! Files that mean harm, or are merely wrong, with the answer that each must get: read in this process and in one of
//! its own, alike.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod archives;
mod craft;
mod kinds;
mod sheets;
mod texts;
mod values;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;

use junheng_domain::Severity;
use junheng_exchange::read::{
    Cell, Event, FileSummary, Limits, ReadError, Row, Visitor, read_file, read_isolated,
};

/// A file and what must come of it.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// The name that the file goes by.
    pub(crate) file: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) limits: Limits,
    pub(crate) expected: Expected,
    /// A finding besides the refusal.
    pub(crate) also: Option<&'static str>,
    /// Only the process of its own can stand it.
    pub(crate) isolated_only: bool,
}

impl Case {
    pub(crate) fn also_finding(mut self, code: &'static str) -> Self {
        self.also = Some(code);
        self
    }
}

pub(crate) enum Expected {
    /// The file is refused with this finding.
    Refused(&'static str),
    /// The file is read: its rows as [`show`] writes them, and the codes of its findings.
    Read(Vec<String>, Vec<&'static str>),
}

pub(crate) fn refused(name: &'static str, file: &'static str, bytes: Vec<u8>, code: &'static str) -> Case {
    let expected = Expected::Refused(code);
    Case { name, file, bytes, limits: Limits::default(), expected, also: None, isolated_only: false }
}

pub(crate) fn read(
    name: &'static str,
    file: &'static str,
    bytes: Vec<u8>,
    rows: &[&str],
    codes: &[&'static str],
) -> Case {
    let expected = Expected::Read(rows.iter().map(|row| (*row).to_owned()).collect(), codes.to_vec());
    Case { name, file, bytes, limits: Limits::default(), expected, also: None, isolated_only: false }
}

fn all() -> Vec<Case> {
    [archives::cases(), kinds::cases(), sheets::cases(), values::cases(), texts::cases()]
        .into_iter()
        .flatten()
        .collect()
}

/// What was heard of a file.
#[derive(Debug, Default, PartialEq)]
struct Heard {
    rows: Vec<String>,
    codes: BTreeSet<String>,
    errors: Vec<String>,
}

impl Heard {
    fn take(&mut self, event: Event) {
        match event {
            Event::Sheet(_) => {}
            Event::Row(_, row) => self.rows.push(show(&row)),
            Event::Finding(finding) => {
                if finding.severity == Severity::Error {
                    self.errors.push(finding.code.clone());
                }
                self.codes.insert(finding.code);
            }
        }
    }
}

/// `5:'text|2.5|TRUE`, with a tilde behind the number of a hidden row.
pub(crate) fn show(row: &Row) -> String {
    let cells: Vec<String> = row.cells.iter().map(show_cell).collect();
    format!("{}{}:{}", row.number, if row.hidden { "~" } else { "" }, cells.join("|"))
}

fn show_cell(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => format!("'{text}"),
        Cell::Bool(truth) => truth.to_string().to_uppercase(),
        Cell::Date(moment) => format!("@{}", moment.iso().unwrap_or_default()),
        Cell::Error(text) => format!("!{text}"),
        Cell::Unvalued => "?".into(),
    }
}

fn hear(
    read: impl FnOnce(&mut Visitor<'_>) -> Result<FileSummary, ReadError>,
) -> (Heard, Result<FileSummary, ReadError>) {
    let mut heard = Heard::default();
    let summary = read(&mut |event| {
        heard.take(event);
        ControlFlow::Continue(())
    });
    (heard, summary)
}

fn judge(case: &Case, heard: &Heard, summary: &FileSummary) -> Result<(), String> {
    match &case.expected {
        Expected::Refused(code) => {
            let codes = [Some(*code), case.also].into_iter().flatten().map(str::to_owned).collect();
            if summary.complete || heard.errors != [*code] || heard.codes != codes {
                return Err(format!(
                    "expected the refusal {code}, got {heard:?}, complete {}",
                    summary.complete
                ));
            }
        }
        Expected::Read(rows, codes) => {
            let codes: BTreeSet<String> = codes.iter().map(|code| (*code).to_owned()).collect();
            if !summary.complete || heard.rows != *rows || heard.codes != codes {
                return Err(format!("expected {rows:?} with {codes:?}, got {heard:?}"));
            }
            let counted: u32 = summary.sheets.iter().map(|sheet| sheet.rows).sum();
            if counted as usize != rows.len() {
                return Err(format!("{counted} rows are counted of {}", rows.len()));
            }
        }
    }
    Ok(())
}

fn run(case: &Case, folder: &Path) -> Result<(), String> {
    let path = folder.join(case.file);
    std::fs::write(&path, &case.bytes).map_err(|error| error.to_string())?;
    let exe = Path::new(env!("CARGO_BIN_EXE_junheng-read"));
    let (heard, summary) = hear(|visit| read_isolated(exe, &path, &case.limits, visit));
    let summary = summary.map_err(|error| format!("isolated: {error}"))?;
    judge(case, &heard, &summary)?;
    if !case.isolated_only {
        let (here, summary_here) = hear(|visit| read_file(&path, &case.limits, visit));
        let summary_here = summary_here.map_err(|error| format!("in process: {error}"))?;
        if here != heard || summary_here != summary {
            return Err(format!("in process {here:?} {summary_here:?}, isolated {heard:?} {summary:?}"));
        }
    }
    Ok(())
}

#[test]
fn each_hostile_file_gets_its_answer() {
    let cases = all();
    let names: BTreeSet<_> = cases.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), cases.len(), "each case has a name of its own");
    assert!(cases.len() >= 60, "{} cases", cases.len());
    let folder = tempfile::tempdir().unwrap();
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|case| run(case, folder.path()).err().map(|why| format!("{}: {why}", case.name)))
        .collect();
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), cases.len(), failures.join("\n"));
}
