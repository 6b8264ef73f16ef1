//! Answers: FET's own (`*_activities.xml`), and a table with one lesson a line (`assignment.csv`).

use std::collections::HashMap;

use junheng_domain::{Finding, Place, Severity};
use junheng_timetable::{Grid, LessonId, Placement, Problem, RoomId, Slot, Solution};

use crate::xml::{Element, parse};

/// What an answer says.
#[derive(Debug, Clone)]
pub struct Answer {
    pub solution: Solution,
    pub findings: Vec<Finding>,
}

/// Looks up the names of one problem.
struct Lookup<'p> {
    grid: &'p Grid,
    days: HashMap<&'p str, usize>,
    periods: HashMap<&'p str, usize>,
    rooms: HashMap<&'p str, RoomId>,
    lessons: HashMap<u32, LessonId>,
}

fn numbered(names: &[String]) -> HashMap<&str, usize> {
    names.iter().enumerate().map(|(index, name)| (name.as_str(), index)).collect()
}

impl<'p> Lookup<'p> {
    fn new(problem: &'p Problem) -> Self {
        let rooms = problem.rooms.iter().enumerate();
        let lessons = problem.lessons.iter().enumerate();
        Self {
            grid: &problem.grid,
            days: numbered(problem.grid.days()),
            periods: numbered(problem.grid.periods()),
            rooms: rooms.map(|(index, room)| (room.name.as_str(), RoomId::at(index))).collect(),
            lessons: lessons.map(|(index, lesson)| (lesson.number, LessonId::at(index))).collect(),
        }
    }

    fn slot_named(&self, day: &str, period: &str) -> Option<Slot> {
        self.grid.slot(*self.days.get(day)?, *self.periods.get(period)?)
    }
}

/// Reads an answer of FET to `problem`; `file` is its name in findings.
#[must_use]
pub fn read_activities(bytes: &[u8], file: &str, problem: &Problem) -> Answer {
    let mut answer = Answer { solution: Solution::empty(problem.lessons.len()), findings: Vec::new() };
    let root = match parse(bytes) {
        Ok(root) => root,
        Err(error) => {
            let place = Place { file: Some(file.to_owned()), ..Place::default() };
            answer.findings.push(Finding::new("fet-damaged", Severity::Error, place).with_arg("why", error));
            return answer;
        }
    };
    let lookup = Lookup::new(problem);
    for element in root.all("Activity") {
        match placement(element, &lookup) {
            Ok((lesson, Some(placement))) => answer.solution.place(lesson, placement),
            Ok((_, None)) => {}
            Err(field) => {
                let place = Place { file: Some(file.to_owned()), row: Some(field.line), ..Place::default() };
                let place = Place { field: Some(field.name.clone()), ..place };
                let finding = Finding::new("answer-unknown-name", Severity::Error, place);
                answer.findings.push(finding.with_value(field.text.clone()));
            }
        }
    }
    answer
}

/// The lesson of an element and where it stands, `None` when it is not placed; or the field that names nothing known.
fn placement<'e>(
    element: &'e Element,
    lookup: &Lookup<'_>,
) -> Result<(LessonId, Option<Placement>), &'e Element> {
    let id = element.child("Id").ok_or(element)?;
    let lesson = id.text.trim().parse().ok().and_then(|number: u32| lookup.lessons.get(&number)).ok_or(id)?;
    let (day, hour) = (element.child("Day").ok_or(element)?, element.child("Hour").ok_or(element)?);
    if day.text.is_empty() {
        return Ok((*lesson, None));
    }
    let slot = lookup.slot_named(&day.text, &hour.text).ok_or(hour)?;
    let room = |field: &'e Element| lookup.rooms.get(field.text.as_str()).copied().ok_or(field);
    let stated = element.child("Room").filter(|field| !field.text.is_empty());
    let mut placement = Placement::new(slot, stated.map(room).transpose()?);
    placement.real_rooms = element.all("Real_Room").map(room).collect::<Result<_, _>>()?;
    Ok((*lesson, Some(placement)))
}

/// Reads a table: lesson number, day and period from 0, and a room or nothing. A first line of words is a header.
#[must_use]
pub fn read_assignment(bytes: &[u8], file: &str, problem: &Problem) -> Answer {
    let mut answer = Answer { solution: Solution::empty(problem.lessons.len()), findings: Vec::new() };
    let lookup = Lookup::new(problem);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    for (index, record) in reader.records().enumerate() {
        let row = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let place = Place { file: Some(file.to_owned()), row: Some(row), ..Place::default() };
        match record {
            Ok(record) => match assigned(&record, &lookup) {
                Ok((lesson, placement)) => answer.solution.place(lesson, placement),
                Err(0) if index == 0 => {}
                Err(column) => {
                    let place = Place { column: u16::try_from(column).ok(), ..place };
                    let finding = Finding::new("answer-unknown-name", Severity::Error, place);
                    answer.findings.push(finding.with_value(record.get(column).unwrap_or_default()));
                }
            },
            Err(error) => {
                answer
                    .findings
                    .push(Finding::new("fet-damaged", Severity::Error, place).with_arg("why", error));
            }
        }
    }
    answer
}

/// What a line says, or the column that makes no sense.
fn assigned(record: &csv::StringRecord, lookup: &Lookup<'_>) -> Result<(LessonId, Placement), usize> {
    let cell = |column: usize| record.get(column).map(str::trim).filter(|text| !text.is_empty());
    let index = |column: usize| cell(column).and_then(|text| text.parse::<usize>().ok()).ok_or(column);
    let number = u32::try_from(index(0)?).map_err(|_| 0_usize)?;
    let lesson = *lookup.lessons.get(&number).ok_or(0_usize)?;
    let slot = lookup.grid.slot(index(1)?, index(2)?).ok_or(2_usize)?;
    let room = cell(3).map(|name| lookup.rooms.get(name).copied().ok_or(3_usize)).transpose()?;
    Ok((lesson, Placement::new(slot, room)))
}

/// Writes the table of an answer, the lessons in the order of the problem.
#[must_use]
pub fn write_assignment(problem: &Problem, solution: &Solution) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (id, placement) in solution.placed() {
        let (day, period) = (problem.grid.day_of(placement.slot), problem.grid.period_of(placement.slot));
        let room = placement.room.map_or("", |room| problem.room(room).name.as_str());
        let cells = [problem.lesson(id).number.to_string(), day.to_string(), period.to_string()];
        let record = cells.iter().map(String::as_str).chain([room]);
        // Writing into memory does not fail.
        let _written = writer.write_record(record);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
