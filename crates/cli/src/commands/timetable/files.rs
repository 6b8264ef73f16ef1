//! The files that hold a timetable problem: `.fet`, and a school's form as a workbook or as TOML.

use std::path::Path;

use junheng_app::Trouble;
use junheng_domain::{Finding, Severity};
use junheng_timetable::{Problem, TeacherId};
use junheng_timetable_files::{LeftOut, fet};
use junheng_timetable_form::{Form, ReadError, build, read_toml, read_workbook};

use super::{bytes, name};
use crate::commands::Desk;
use crate::failure::Failure;

/// A problem with what was not understood of its file.
pub(super) struct Question {
    pub(super) problem: Problem,
    pub(super) findings: Vec<Finding>,
    pub(super) left_out: Vec<LeftOut>,
    /// The form that it was made of.
    pub(super) form: Option<Form>,
    /// Teachers whom other schools share, with their ids in the county.
    pub(super) shared: Vec<(String, Vec<TeacherId>)>,
}

/// How a file of timetables is built, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Fet,
    Toml,
    Workbook,
}

impl Kind {
    pub(super) fn of(path: &Path) -> Self {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("toml") => Self::Toml,
            Some("xlsx") => Self::Workbook,
            _ => Self::Fet,
        }
    }
}

/// Reads a problem; a file that holds none, or a form with an error, is refused with its findings.
pub(super) fn question(desk: &Desk, path: &Path) -> Result<Question, Failure> {
    let (form, findings) = match Kind::of(path) {
        Kind::Fet => return of_fet(path),
        Kind::Toml => read_toml(&String::from_utf8_lossy(&bytes(path)?), &name(path)),
        Kind::Workbook => workbook(path)?,
    };
    let built = build(&form, desk.lang);
    let findings: Vec<Finding> = findings.into_iter().chain(built.findings).collect();
    match built.problem.filter(|_| findings.iter().all(|finding| finding.severity < Severity::Error)) {
        Some(problem) => {
            Ok(Question { problem, findings, left_out: Vec::new(), form: Some(form), shared: built.shared })
        }
        None => Err(Trouble::Findings(findings).into()),
    }
}

fn of_fet(path: &Path) -> Result<Question, Failure> {
    let reading = fet::read(&bytes(path)?, &name(path));
    match reading.problem {
        Some(problem) => {
            let (findings, left_out) = (reading.findings, reading.left_out);
            Ok(Question { problem, findings, left_out, form: None, shared: Vec::new() })
        }
        None => Err(Trouble::Findings(reading.findings).into()),
    }
}

fn workbook(path: &Path) -> Result<(Form, Vec<Finding>), Failure> {
    let reader = std::env::current_exe().map_err(Failure::internal)?;
    read_workbook(path, &reader).map_err(|error| match error {
        ReadError::Open(error) | ReadError::Read(error) => Failure::file(path, &error),
        error => Failure::internal(error),
    })
}
