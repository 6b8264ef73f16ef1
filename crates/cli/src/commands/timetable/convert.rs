//! `timetable convert`: from one file to another, with every lesson locked when an answer is given.

use junheng_app::Trouble;
use junheng_timetable_files::fet;

use super::{answer, question, sheets};
use crate::args::TimetableConvertArgs;
use crate::commands::Desk;
use crate::failure::{Failure, findings_text};
use crate::page::print;

pub(crate) fn run(desk: &Desk, args: &TimetableConvertArgs) -> Result<(), Failure> {
    if args.into.exists() {
        return Err(Trouble::refused("path-exists", vec![("path", args.into.display().to_string())]).into());
    }
    let question = question(desk, &args.file)?;
    let solution = args.solution.as_deref().map(|path| answer(path, &question.problem)).transpose()?;
    let bytes = match (sheets::Form::of(&args.into), &solution) {
        (Some(form), Some(solution)) => {
            sheets::written(desk, &question.problem, solution, form, &args.term)?
        }
        (Some(_), None) => return Err(Failure::usage("solution-needed", &[])),
        (None, solution) => fet::write(&question.problem, solution.as_ref()).into_bytes(),
    };
    std::fs::write(&args.into, bytes).map_err(|error| Failure::file(&args.into, &error))?;
    let left_out = question.left_out.len().to_string();
    let lines = [
        findings_text(&question.findings, desk.lang),
        desk.say("timetable.left-out", &[("count", &left_out)]),
        desk.say("timetable.converted", &[("path", &args.into.display().to_string())]),
    ];
    print((lines.join("\n").trim_start().to_owned() + "\n").as_bytes())
}
