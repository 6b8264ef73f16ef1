//! Sheets as calendars (RFC 5545): each lesson an event that repeats over the term. Times are those of the clock on the wall
//! of the school, wherever the calendar is read.

use std::io::{Cursor, Write as _};

use icalendar::{Calendar, Component as _, Event, EventLike as _, Property};
use jiff::Timestamp;
use jiff::civil::Date;
use junheng_labels::{Lang, text};
use junheng_timetable::{Clock, Problem, Solution};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::sheet::{Entry, Kind, Sheet, sheets};
use crate::term::{Cycle, Dates, Term};

/// Why there is no calendar.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    #[error("the periods {0:?} do not say when they begin and end")]
    NoBells(Vec<String>),
    #[error("the days do not say their weekdays")]
    NoWeekdays,
    #[error("the calendar cannot be written")]
    Written(#[from] std::fmt::Error),
    #[error("the calendars cannot be put together")]
    Archive(#[from] zip::result::ZipError),
    #[error("the calendars cannot be put together")]
    Io(#[from] std::io::Error),
}

/// What all calendars of an answer have in common.
#[derive(Debug)]
pub struct Calendars<'p> {
    problem: &'p Problem,
    term: &'p Term,
    cycle: Cycle,
    lang: Lang,
    made_at: Timestamp,
}

impl<'p> Calendars<'p> {
    /// # Errors
    /// When a period does not say its times, or there are more days than a week has and they do not say their weekdays.
    pub fn new(
        problem: &'p Problem,
        term: &'p Term,
        lang: Lang,
        made_at: Timestamp,
    ) -> Result<Self, CalendarError> {
        let cycle = Cycle::of(&problem.grid).ok_or(CalendarError::NoWeekdays)?;
        Ok(Self { problem, term, cycle, lang, made_at })
    }

    /// The calendar of one holder.
    ///
    /// # Errors
    /// When a period in which there is a lesson does not say its times.
    pub fn of(&self, sheet: &Sheet<'_>) -> Result<String, CalendarError> {
        self.all_have_bells(std::slice::from_ref(sheet))?;
        let mut calendar = Calendar::empty();
        for (key, value) in
            [("VERSION", "2.0"), ("PRODID", "-//Junheng//Timetable//EN"), ("CALSCALE", "GREGORIAN")]
        {
            calendar.append_property(Property::new(key, value));
        }
        calendar.name(&plain(&text(self.lang, "timetable.sheet.title", &[("name", sheet.name)])));
        for entry in &sheet.entries {
            for event in self.events(sheet, entry) {
                calendar.push(event);
            }
        }
        Ok(calendar.to_string())
    }

    /// A file for each class, teacher and room, put together in one archive.
    ///
    /// # Errors
    /// As for [`Calendars::of`].
    pub fn archive(&self, solution: &Solution) -> Result<Vec<u8>, CalendarError> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for kind in Kind::ALL {
            self.all_have_bells(&sheets(self.problem, solution, kind))?;
            let folder = text(self.lang, &format!("timetable.sheet.{}", kind.name()), &[]);
            let mut names = Vec::new();
            for sheet in sheets(self.problem, solution, kind) {
                let name = file_name(sheet.name, &mut names);
                archive.start_file(format!("{folder}/{name}.ics"), options)?;
                archive.write_all(self.of(&sheet)?.as_bytes())?;
            }
        }
        Ok(archive.finish()?.into_inner())
    }

    /// Each period with a lesson says its times; otherwise all that do not are told together.
    fn all_have_bells(&self, sheets: &[Sheet<'_>]) -> Result<(), CalendarError> {
        let grid = &self.problem.grid;
        let has_lesson = |period: &usize| {
            sheets.iter().flat_map(|sheet| &sheet.entries).any(|entry| {
                let first = grid.period_of(entry.start);
                (first..first + entry.length).contains(period)
            })
        };
        let silent = (0..grid.periods().len()).filter(|period| times(self.problem, *period).is_none());
        let silent: Vec<String> =
            silent.filter(has_lesson).map(|period| grid.periods()[period].clone()).collect();
        if silent.is_empty() { Ok(()) } else { Err(CalendarError::NoBells(silent)) }
    }

    /// The events of a lesson: one that repeats, and one for each date on which it is made up.
    fn events(&self, sheet: &Sheet<'_>, entry: &Entry<'_>) -> Vec<Event> {
        let grid = &self.problem.grid;
        let first = grid.period_of(entry.start);
        let last = (first + entry.length).saturating_sub(1);
        let Some((begins, _)) = times(self.problem, first) else { return Vec::new() };
        let Some((_, ends)) = times(self.problem, last) else { return Vec::new() };
        let dates = self.cycle.dates(self.term, grid.day_of(entry.start), entry.weeks);
        let event = |date: Date, part: usize| {
            let mut event = Event::new();
            event.uid(&self.id(sheet, entry, part));
            event.add_property("DTSTAMP", self.made_at.strftime("%Y%m%dT%H%M%SZ").to_string());
            event.add_property("DTSTART", at(date, begins)).add_property("DTEND", at(date, ends));
            self.describe(&mut event, entry);
            event
        };
        let mut events = Vec::new();
        if let Some((date, last)) = dates.regular.first().zip(dates.regular.last()) {
            let mut regular = event(*date, 0);
            repeat(&mut regular, &dates, *last, begins);
            events.push(regular.done());
        }
        let made_up = (1..).zip(&dates.made_up);
        events.extend(made_up.map(|(part, date)| event(*date, part).done()));
        events
    }

    fn describe(&self, event: &mut Event, entry: &Entry<'_>) {
        let comma = self.lang.comma();
        let who: Vec<&str> = entry.groups.iter().chain(&entry.teachers).copied().collect();
        let summary: Vec<&str> = [entry.subject].into_iter().chain(who).collect();
        event.summary(&plain(&summary.join(" ")));
        if !entry.rooms.is_empty() {
            event.location(&plain(&entry.rooms.join(comma)));
        }
        let weeks = entry.in_weeks(self.lang);
        if !weeks.is_empty() {
            event.description(&weeks);
        }
        event.add_property("TRANSP", "OPAQUE");
    }

    /// The same for the same lesson of the same holder, so that a later calendar replaces an earlier one.
    fn id(&self, sheet: &Sheet<'_>, entry: &Entry<'_>, part: usize) -> String {
        let number = self.problem.lesson(entry.lesson).number.to_string();
        let parts = [&self.problem.name, sheet.holder.kind().name(), sheet.name, &number, &part.to_string()];
        let digest = Sha256::digest(parts.join("\n").as_bytes());
        let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("{hex}@junheng")
    }
}

/// When a period begins and ends, if that is known.
fn times(problem: &Problem, period: usize) -> Option<(Clock, Clock)> {
    let bell = problem.grid.bell(period);
    bell.begins.zip(bell.ends)
}

/// A date and a time of day: `20260901T082000`.
fn at(date: Date, time: Clock) -> String {
    let time: String = time.to_string().chars().filter(char::is_ascii_digit).collect();
    format!("{}T{time}00", date.strftime("%Y%m%d"))
}

fn repeat(event: &mut Event, dates: &Dates, last: Date, begins: Clock) {
    if dates.regular.len() > 1 {
        let rule = format!("FREQ=WEEKLY;INTERVAL={};UNTIL={}", dates.every, at(last, begins));
        event.add_property("RRULE", rule);
    }
    if !dates.off.is_empty() {
        let off: Vec<String> = dates.off.iter().map(|date| at(*date, begins)).collect();
        event.add_property("EXDATE", off.join(","));
    }
}

/// A text on one line, without characters that control.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A name that every system takes for a file, and that no other has.
fn file_name(name: &str, taken: &mut Vec<String>) -> String {
    let kept = |c: char| if c.is_control() || "/\\:*?\"<>|.".contains(c) { '_' } else { c };
    let base: String = name.chars().map(kept).take(80).collect();
    let mut unique = base.clone();
    let mut count = 1;
    while taken.iter().any(|other| other.to_lowercase() == unique.to_lowercase()) {
        count += 1;
        unique = format!("{base} {count}");
    }
    taken.push(unique.clone());
    unique
}
