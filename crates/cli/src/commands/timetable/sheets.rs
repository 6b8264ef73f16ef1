//! `timetable convert` to what people use: HTML to print, a workbook, calendars.

use std::path::Path;

use jiff::civil::Date;
use junheng_app::Trouble;
use junheng_labels::Lang;
use junheng_timetable::{Problem, Solution};
use junheng_timetable_sheets::{
    CalendarError, Calendars, Term, TermError, holder_named, sheet, write_html, write_workbook,
};

use crate::args::TermArgs;
use crate::commands::Desk;
use crate::failure::Failure;

/// What a file is, by its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Html,
    Workbook,
    Calendar,
    /// A calendar for each class, teacher and room.
    Calendars,
}

impl Form {
    /// A workbook without an answer is a school's form.
    pub(super) fn of(path: &Path, answered: bool) -> Option<Self> {
        let ending = path.extension()?.to_string_lossy().to_lowercase();
        match ending.as_str() {
            "html" | "htm" => Some(Self::Html),
            "xlsx" if answered => Some(Self::Workbook),
            "ics" => Some(Self::Calendar),
            "zip" => Some(Self::Calendars),
            _ => None,
        }
    }
}

/// The bytes of an answer in a form for people.
pub(super) fn written(
    desk: &Desk,
    problem: &Problem,
    solution: &Solution,
    form: Form,
    term: &TermArgs,
) -> Result<Vec<u8>, Failure> {
    match form {
        Form::Html => {
            write_html(problem, solution, desk.lang).map(String::into_bytes).map_err(Failure::internal)
        }
        Form::Workbook => write_workbook(problem, solution, desk.lang).map_err(Failure::internal),
        Form::Calendar | Form::Calendars => {
            let dates = read_term(term)?;
            let refused = |error| no_calendar(error, desk.lang);
            let made_at = jiff::Timestamp::now();
            let calendars = Calendars::new(problem, &dates, desk.lang, made_at).map_err(refused)?;
            if form == Form::Calendars {
                return calendars.archive(solution).map_err(refused);
            }
            let name = term.of.as_deref().ok_or_else(|| Failure::usage("calendar-of", &[]))?;
            let holder = holder_named(problem, name).ok_or_else(|| Trouble::not_found("holder", name))?;
            let one = sheet(problem, solution, holder);
            calendars.of(&one).map(String::into_bytes).map_err(refused)
        }
    }
}

fn no_calendar(error: CalendarError, lang: Lang) -> Failure {
    match error {
        CalendarError::NoBells(periods) => {
            Failure::usage("period-times", &[("periods", &periods.join(lang.comma()))])
        }
        CalendarError::NoWeekdays => Failure::usage("weekdays", &[]),
        error => Failure::internal(error),
    }
}

fn date(text: &str) -> Result<Date, Failure> {
    text.trim().parse().map_err(|_| Failure::usage("date", &[("value", text)]))
}

fn read_term(args: &TermArgs) -> Result<Term, Failure> {
    let (Some(first), Some(last)) = (&args.first_day, &args.last_day) else {
        return Err(Failure::usage("calendar-term", &[]));
    };
    let mut term = Term::new(date(first)?, date(last)?).map_err(|error| match error {
        TermError::Backwards => Failure::usage("term-backwards", &[]),
        TermError::TooLong => Failure::usage("term-long", &[]),
    })?;
    for off in &args.off {
        let (from, to) = off.split_once("..").unwrap_or((off, off));
        term = term.without(date(from)?, date(to)?);
    }
    for made_up in &args.made_up {
        let (on, of) =
            made_up.split_once('=').ok_or_else(|| Failure::usage("date", &[("value", made_up)]))?;
        term = term.with_made_up(date(on)?, date(of)?);
    }
    Ok(term)
}
