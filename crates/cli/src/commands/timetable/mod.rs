//! `timetable`: one file a subcommand; those of XHSTT archives apart.

mod check;
mod clauses;
mod convert;
mod county;
mod files;
mod form;
mod plan;
mod xhstt;
mod xhstt_solve;

use std::path::Path;

use junheng_app::{Kind, Trouble};
use junheng_domain::Severity;
use junheng_timetable::{Problem, Solution};
use junheng_timetable_files::fet;

use super::Desk;
use crate::args::{TimetableCommand, TimetableSolveArgs};
use crate::failure::Failure;
use files::{Question, question};

pub(crate) async fn run(desk: &Desk, command: &TimetableCommand) -> Result<(), Failure> {
    match command {
        TimetableCommand::Form(args) => form::run(desk, args),
        TimetableCommand::Plan(args) => plan::run(desk, args),
        TimetableCommand::Check(args) => {
            let file = bytes(&args.file)?;
            if xhstt::is_archive(&file) { xhstt::check(desk, args, &file) } else { check::run(desk, args) }
        }
        TimetableCommand::Convert(args) => convert::run(desk, args),
        TimetableCommand::County(args) => county::run(desk, args),
        TimetableCommand::Solve(args) => solve(desk, args).await,
    }
}

async fn solve(desk: &Desk, args: &TimetableSolveArgs) -> Result<(), Failure> {
    let file = bytes(&args.file)?;
    if xhstt::is_archive(&file) {
        return xhstt_solve::run(desk, args, &file).await;
    }
    Err(Failure::usage("timetable-format", &[("path", &args.file.display().to_string())]))
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::file(path, &error))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Reads an answer: FET's `*_activities.xml`, or a table.
fn answer(path: &Path, problem: &Problem) -> Result<Solution, Failure> {
    let read = if path.extension().is_some_and(|ending| ending == "xml") {
        fet::read_activities
    } else {
        fet::read_assignment
    };
    let answer = read(&bytes(path)?, &name(path), problem);
    if answer.findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(Trouble::Findings(answer.findings).into());
    }
    Ok(answer.solution)
}

/// The failure of a question without an answer, or an answer that is not right; it was shown already.
fn not_right() -> Failure {
    Failure::checked(Kind::Data)
}
