//! `timetable`: one file a subcommand and format.

mod xhstt;
mod xhstt_solve;

use std::path::Path;

use super::Desk;
use crate::args::{TimetableCheckArgs, TimetableCommand, TimetableSolveArgs};
use crate::failure::Failure;

pub(crate) async fn run(desk: &Desk, command: &TimetableCommand) -> Result<(), Failure> {
    match command {
        TimetableCommand::Check(args) => check(desk, args),
        TimetableCommand::Solve(args) => solve(desk, args).await,
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::file(path, &error))
}

fn check(desk: &Desk, args: &TimetableCheckArgs) -> Result<(), Failure> {
    let bytes = bytes(&args.file)?;
    if xhstt::is_archive(&bytes) { xhstt::check(desk, args, &bytes) } else { Err(unknown(&args.file)) }
}

async fn solve(desk: &Desk, args: &TimetableSolveArgs) -> Result<(), Failure> {
    let bytes = bytes(&args.file)?;
    if xhstt::is_archive(&bytes) {
        xhstt_solve::run(desk, args, &bytes).await
    } else {
        Err(unknown(&args.file))
    }
}

fn unknown(path: &Path) -> Failure {
    Failure::usage("timetable-format", &[("path", &path.display().to_string())])
}
