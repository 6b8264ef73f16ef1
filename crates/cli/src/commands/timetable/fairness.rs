//! `timetable fairness`: how even the weeks of teachers are.

use junheng_timetable::Problem;
use junheng_timetable_advice::{Fairness, TeacherWeek, fairness};
use serde_json::{Value as Json, json};

use super::answered;
use crate::args::TimetableFairnessArgs;
use crate::commands::Desk;
use crate::failure::Failure;
use crate::page::{Page, Table};

/// A count over a teacher's week, with the label of its column.
pub(super) type Count = (&'static str, fn(&TeacherWeek) -> u32);

/// What is counted of a teacher's week.
pub(super) const COUNTS: [Count; 8] = [
    ("periods", TeacherWeek::periods),
    ("days", TeacherWeek::days),
    ("fullest-day", TeacherWeek::fullest),
    ("uneven", TeacherWeek::uneven),
    ("first-periods", |week| week.first_periods),
    ("last-periods", |week| week.last_periods),
    ("gaps", |week| week.gaps),
    ("in-a-row", |week| week.in_a_row),
];

/// The counts of which one teacher should not have far more than another.
pub(super) fn headers(desk: &Desk) -> Vec<String> {
    let mut headers = desk.headers(&["teacher", "by-day"]);
    headers.extend(desk.headers(&[
        "periods",
        "days",
        "fullest-day",
        "uneven",
        "first-periods",
        "last-periods",
        "gaps",
        "in-a-row",
    ]));
    headers
}

pub(crate) fn run(desk: &Desk, args: &TimetableFairnessArgs) -> Result<(), Failure> {
    let (question, solution) = answered(desk, &args.answered)?;
    let problem = &question.problem;
    let found = fairness(problem, &solution);
    let mut table =
        Table::new(desk.say("advice.fairness", &[]), headers(desk)).right(&[2, 3, 4, 5, 6, 7, 8, 9]);
    for week in &found.teachers {
        let by_day: Vec<String> = week.by_day.iter().map(ToString::to_string).collect();
        let mut row = vec![problem.teacher(week.teacher).name.clone(), by_day.join(" ")];
        row.extend(COUNTS.iter().map(|(_, count)| count(week).to_string()));
        table.push(row);
    }
    let mut page = Page { tables: vec![table], ..Page::default() };
    page.notes.extend(spreads(desk, &found));
    page.json = as_json(problem, &found);
    page.emit(&args.output)
}

/// For each count the least, the middle and the most.
fn spreads(desk: &Desk, found: &Fairness) -> Vec<String> {
    let spread = |(key, count): &Count| {
        let spread = found.spread(count)?;
        let name = desk.say(&format!("column.{key}"), &[]);
        let [least, middle, most] = [spread.least, spread.middle, spread.most].map(|count| count.to_string());
        let args = [("name", name.as_str()), ("least", &least), ("middle", &middle), ("most", &most)];
        Some(desk.say("advice.spread", &args))
    };
    COUNTS.iter().filter_map(spread).collect()
}

fn as_json(problem: &Problem, found: &Fairness) -> Json {
    let named = |week: &TeacherWeek| -> Json {
        let counts = COUNTS.iter().map(|(key, count)| (key.replace('-', "_"), json!(count(week))));
        let mut object: serde_json::Map<String, Json> = counts.collect();
        object.insert("teacher".to_owned(), json!(problem.teacher(week.teacher).name));
        object.insert("by_day".to_owned(), json!(week.by_day));
        Json::Object(object)
    };
    let spread = |(key, count): &Count| {
        let spread = found.spread(count)?;
        let value = json!({ "least": spread.least, "middle": spread.middle, "most": spread.most });
        Some((key.replace('-', "_"), value))
    };
    let spreads: serde_json::Map<String, Json> = COUNTS.iter().filter_map(spread).collect();
    json!({
        "schema": "junheng.timetable-fairness/1",
        "teachers": found.teachers.iter().map(named).collect::<Vec<_>>(), "spread": spreads,
    })
}
