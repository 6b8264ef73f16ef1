//! `timetable convert`: from one file to another. An answer locks every lesson of a `.fet`, and is what people's forms show.

use std::fs::File;
use std::path::Path;

use junheng_app::Trouble;
use junheng_timetable_files::fet;
use junheng_timetable_form::{Form, from_problem, write_toml, write_workbook};

use super::files::Kind;
use super::{answer, name, question, sheets};
use crate::args::TimetableConvertArgs;
use crate::commands::Desk;
use crate::failure::{Failure, findings_text};
use crate::page::print;

pub(crate) fn run(desk: &Desk, args: &TimetableConvertArgs) -> Result<(), Failure> {
    free(&args.into)?;
    let question = question(desk, &args.file)?;
    let solution = args.solution.as_deref().map(|path| answer(path, &question.problem)).transpose()?;
    let mut left_out = question.left_out.len();
    match (sheets::Form::of(&args.into, solution.is_some()), &solution) {
        (Some(form), Some(solution)) => {
            let bytes = sheets::written(desk, &question.problem, solution, form, &args.term)?;
            save(&args.into, &bytes)?;
        }
        (Some(_), None) => return Err(Failure::usage("solution-needed", &[])),
        (None, _) if Kind::of(&args.into) == Kind::Fet => {
            left_out += fet::unsaid(&question.problem).count();
            save(&args.into, fet::write(&question.problem, solution.as_ref()).as_bytes())?;
        }
        (None, _) => {
            let form = question.form.unwrap_or_else(|| from_problem(&question.problem, &name(&args.file)));
            write_form(desk, &form, &args.into)?;
        }
    }
    let lines = [
        findings_text(&question.findings, desk.lang),
        desk.say("timetable.left-out", &[("count", &left_out.to_string())]),
        desk.say("timetable.converted", &[("path", &args.into.display().to_string())]),
    ];
    print((lines.join("\n").trim_start().to_owned() + "\n").as_bytes())
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|error| Failure::file(path, &error))
}

/// Refuses to write over a file.
fn free(path: &Path) -> Result<(), Failure> {
    if path.exists() {
        return Err(Trouble::refused("path-exists", vec![("path", path.display().to_string())]).into());
    }
    Ok(())
}

/// Writes a form as the file that the path's name says: `.toml`, or else a workbook.
pub(super) fn write_form(desk: &Desk, form: &Form, path: &Path) -> Result<(), Failure> {
    free(path)?;
    if Kind::of(path) == Kind::Toml {
        return std::fs::write(path, write_toml(form)).map_err(|error| Failure::file(path, &error));
    }
    let file = File::create_new(path).map_err(|error| Failure::file(path, &error))?;
    write_workbook(form, desk.lang, file).map_err(Failure::internal)
}
