//! `timetable form`: an empty form for a school to fill in.

use junheng_timetable_form::Form;

use super::convert::write_form;
use crate::args::TimetableFormArgs;
use crate::commands::Desk;
use crate::failure::Failure;
use crate::page::print;

pub(crate) fn run(desk: &Desk, args: &TimetableFormArgs) -> Result<(), Failure> {
    write_form(desk, &Form::empty(""), &args.out)?;
    let said = desk.say("template.done", &[("file", &args.out.display().to_string())]);
    print(format!("{said}\n").as_bytes())
}
