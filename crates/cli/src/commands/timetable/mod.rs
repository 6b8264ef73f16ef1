//! `timetable`: one file a subcommand; those of XHSTT archives apart.

mod breaches;
mod check;
mod clauses;
mod compare;
mod convert;
mod county;
mod explain;
mod fairness;
mod files;
mod form;
mod improve;
mod interrupt;
mod plan;
mod sheets;
mod solve;
mod substitute;
mod wishes;
mod xhstt;
mod xhstt_solve;

use std::io::Read as _;
use std::path::Path;

use flate2::read::MultiGzDecoder;
use junheng_app::{Kind, Trouble};
use junheng_domain::{Finding, Place, Severity};
use junheng_timetable::{Problem, Solution};
use junheng_timetable_files::fet;

use super::Desk;
use crate::args::{AnsweredArgs, TimetableCommand, TimetableSolveArgs};
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
        TimetableCommand::Improve(args) => improve::run(desk, args).await,
        TimetableCommand::Explain(args) => explain::run(desk, args),
        TimetableCommand::Substitute(args) => substitute::run(desk, args),
        TimetableCommand::Fairness(args) => fairness::run(desk, args),
        TimetableCommand::Compare(args) => compare::run(desk, args),
    }
}

async fn solve(desk: &Desk, args: &TimetableSolveArgs) -> Result<(), Failure> {
    let file = bytes(&args.file)?;
    if xhstt::is_archive(&file) {
        return xhstt_solve::run(desk, args, &file).await;
    }
    solve::run(desk, args).await
}

/// How a file that gzip packed begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What a packed file may hold, in MiB.
const MOST_UNPACKED: u64 = 256;

/// The bytes of a file, unpacked when it is packed by gzip, as archives of timetables are passed on.
fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let file = std::fs::read(path).map_err(|error| Failure::file(path, &error))?;
    if !file.starts_with(&GZIP) {
        return Ok(file);
    }
    let told = |code: &str, key: &str, value: String| -> Failure {
        let place = Place { file: Some(name(path)), ..Place::default() };
        Trouble::Findings(vec![Finding::new(code, Severity::Error, place).with_arg(key, value)]).into()
    };
    let most = MOST_UNPACKED << 20;
    let mut unpacked = Vec::new();
    let unpacking = MultiGzDecoder::new(file.as_slice()).take(most + 1).read_to_end(&mut unpacked);
    unpacking.map_err(|error| told("gzip-damaged", "why", error.to_string()))?;
    if unpacked.len() as u64 > most {
        return Err(told("gzip-too-large", "limit", MOST_UNPACKED.to_string()));
    }
    Ok(unpacked)
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

/// A problem and the answer to it.
fn answered(desk: &Desk, args: &AnsweredArgs) -> Result<(Question, Solution), Failure> {
    let question = question(desk, &args.file)?;
    let solution = answer(&args.solution, &question.problem)?;
    Ok((question, solution))
}

/// A day by its name, or by its number from 1.
fn day_named(problem: &Problem, name: &str) -> Result<usize, Failure> {
    named(problem.grid.days(), name).ok_or_else(|| Trouble::not_found("day-name", name).into())
}

/// A period by its name, or by its number from 1.
fn period_named(problem: &Problem, name: &str) -> Result<usize, Failure> {
    named(problem.grid.periods(), name).ok_or_else(|| Trouble::not_found("period-name", name).into())
}

fn named(names: &[String], name: &str) -> Option<usize> {
    let by_name = names.iter().position(|one| one == name);
    by_name.or_else(|| name.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < names.len()))
}

/// The failure of a question without an answer, or an answer that is not right; it was shown already.
fn not_right() -> Failure {
    Failure::checked(Kind::Data)
}
