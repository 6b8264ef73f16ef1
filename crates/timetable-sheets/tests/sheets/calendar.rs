//! Calendars.

use std::io::Cursor;

use icalendar::{Calendar, CalendarComponent, Component, EventLike};
use junheng_labels::Lang;
use junheng_timetable::{Bell, Problem, Solution};
use junheng_timetable_sheets::{CalendarError, Calendars, Kind, Term, sheets};

use crate::school::{CLASS, ROOM, TEACHER, school};

/// The school with bells; the break has none.
fn with_bells() -> (Problem, Solution) {
    let (mut problem, solution) = school();
    let bells = ["08:20-09:00", "09:10-09:50", "", "13:30-14:10"].map(Bell::parse);
    problem.grid = problem.grid.clone().with_bells(bells.to_vec());
    (problem, solution)
}

fn term() -> Term {
    let date = |text: &str| text.parse().unwrap();
    let term = Term::new(date("2026-09-01"), date("2026-10-31")).unwrap();
    let term = term.without(date("2026-10-01"), date("2026-10-07"));
    term.with_made_up(date("2026-10-10"), date("2026-10-05"))
}

fn class_calendar() -> String {
    let (problem, solution) = with_bells();
    let term = term();
    let made_at = "2026-08-20T08:00:00Z".parse().unwrap();
    let calendars = Calendars::new(&problem, &term, Lang::Zh, made_at).unwrap();
    calendars.of(&sheets(&problem, &solution, Kind::Classes)[0]).unwrap()
}

#[test]
fn a_lesson_repeats_over_the_term_without_its_days_off() {
    let calendar: Calendar = class_calendar().parse().unwrap();
    let events: Vec<_> = calendar.events().collect();
    // Two halves on Tuesday, one lesson on Monday, and that once more on a Saturday.
    assert_eq!(events.len(), 4);
    let monday = &events[0];
    assert_eq!(monday.property_value("DTSTART"), Some("20260907T082000"));
    assert_eq!(monday.property_value("DTEND"), Some("20260907T095000"), "two periods");
    assert_eq!(monday.property_value("RRULE"), Some("FREQ=WEEKLY;INTERVAL=1;UNTIL=20261026T082000"));
    // The parser keeps properties of which there may be many apart.
    assert!(class_calendar().contains("EXDATE:20261005T082000\r\n"));
    let saturday = &events[1];
    assert_eq!(saturday.property_value("DTSTART"), Some("20261010T082000"));
    assert_eq!(saturday.property_value("RRULE"), None);
}

#[test]
fn names_come_back_as_they_were_and_no_line_is_too_long() {
    let text = class_calendar();
    let calendar: Calendar = text.parse().unwrap();
    let events: Vec<_> = calendar.events().collect();
    assert_eq!(events[0].get_summary(), Some(format!("数学 {TEACHER}").as_str()));
    assert_eq!(events[2].get_location(), Some(ROOM));
    assert!(calendar.get_name().is_some_and(|name| name.contains(CLASS)));
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\n', '\r'])));
    assert!(text.ends_with("END:VCALENDAR\r\n"));
}

#[test]
fn a_name_cannot_begin_a_line_of_its_own() {
    let (mut problem, solution) = with_bells();
    problem.subjects[0].name = "数学\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR".to_owned();
    problem.groups[1].name = "班\nDESCRIPTION:x".to_owned();
    let term = term();
    let calendars =
        Calendars::new(&problem, &term, Lang::En, "2026-08-20T08:00:00Z".parse().unwrap()).unwrap();
    let text = calendars.of(&sheets(&problem, &solution, Kind::Classes)[0]).unwrap();
    assert_eq!(text.matches("\nBEGIN:VCALENDAR").count() + text.matches("\nDESCRIPTION:x").count(), 0);
}

#[test]
fn the_same_lesson_keeps_its_id_and_no_two_share_one() {
    let ids = |text: &str| -> Vec<String> {
        let calendar: Calendar = text.parse().unwrap();
        let events = calendar.components.iter().filter_map(CalendarComponent::as_event);
        events.filter_map(|event| event.get_uid().map(str::to_owned)).collect()
    };
    let mut one = ids(&class_calendar());
    assert_eq!(one, ids(&class_calendar()));
    one.sort_unstable();
    one.dedup();
    assert_eq!(one.len(), 4);
}

#[test]
fn all_periods_without_times_are_told() {
    let (problem, solution) = school();
    let term = term();
    let calendars =
        Calendars::new(&problem, &term, Lang::Zh, "2026-08-20T08:00:00Z".parse().unwrap()).unwrap();
    let error = calendars.of(&sheets(&problem, &solution, Kind::Classes)[0]).unwrap_err();
    assert!(matches!(error, CalendarError::NoBells(periods) if periods == ["第1节", "第2节"]));
}

#[test]
fn there_is_a_file_for_each_holder_with_a_name_that_every_system_takes() {
    let (problem, solution) = with_bells();
    let term = term();
    let calendars =
        Calendars::new(&problem, &term, Lang::Zh, "2026-08-20T08:00:00Z".parse().unwrap()).unwrap();
    let bytes = calendars.archive(&solution).unwrap();
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names.len(), 4, "a class, two teachers, a room: {names:?}");
    for name in names {
        let (folder, file) = name.split_once('/').unwrap();
        assert!(folder.ends_with("课表") && !file.contains(['/', '\\', '<', '"']), "{name}");
    }
}
