//! The targets: each with the bytes that mutations start from.

use std::ops::ControlFlow;
use std::sync::LazyLock;

use junheng_domain::{ImportInfo, ImportNo, Level, SchoolYear};
use junheng_exchange::read::{self, Event, Limits};
use junheng_exchange::{Intake, Mapping, columnar};
use junheng_labels::Lang;
use junheng_standards::expr::{Context, Frame};
use junheng_standards::{Condition, Formula, Measures, Standard};
use junheng_timetable::{Problem, Solution, TeacherId};
use junheng_timetable_files::fet;
use junheng_timetable_form::Workbook;

use crate::seeds;

/// One reader, and sound input for it.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    pub seeds: fn() -> Vec<Vec<u8>>,
}

pub const WORKBOOK: Target = Target { name: "workbook", run: workbook, seeds: seeds::workbooks };
pub const DELIMITED: Target = Target { name: "delimited", run: delimited, seeds: seeds::delimited };
pub const MAPPING: Target = Target { name: "mapping", run: mapping, seeds: seeds::mappings };
pub const STANDARD: Target = Target { name: "standard", run: standard, seeds: seeds::standards };
pub const EXPRESSION: Target = Target { name: "expression", run: expression, seeds: seeds::expressions };
pub const TIMETABLE: Target = Target { name: "timetable", run: timetable, seeds: seeds::timetables };
pub const FORM: Target = Target { name: "form", run: form, seeds: seeds::forms };
pub const ARCHIVE: Target = Target { name: "archive", run: archive, seeds: seeds::archives };

pub const ALL: [&Target; 8] =
    [&WORKBOOK, &DELIMITED, &MAPPING, &STANDARD, &EXPRESSION, &TIMETABLE, &FORM, &ARCHIVE];

static MEASURES: LazyLock<Measures> =
    LazyLock::new(|| Measures::read("measures.toml", seeds::MEASURES).unwrap_or_default());

/// Small enough that a bomb is refused before it costs a run its time.
fn limits() -> Limits {
    Limits { file_bytes: 1 << 20, unpacked_bytes: 1 << 24, cells: 200_000, rows: 50_000, ..Limits::default() }
}

fn workbook(bytes: &[u8]) {
    read_as(bytes, "fuzz.xlsx");
}

fn delimited(bytes: &[u8]) {
    read_as(bytes, "fuzz.csv");
    let Ok(year) = SchoolYear::parse("2026") else { return };
    let info = ImportInfo {
        no: ImportNo(0),
        name: "fuzz.csv".to_owned(),
        sha256: String::new(),
        sheets: vec!["fuzz".to_owned()],
        by: String::new(),
        at: String::new(),
    };
    drop(columnar::read_flat(bytes, &info, year, &MEASURES));
}

fn read_as(bytes: &[u8], name: &str) {
    let mut visit = |_: Event| ControlFlow::Continue(());
    // An error is one of the answers.
    let _ = read::read_bytes(bytes, name, &limits(), &mut visit);
}

/// A mapping that is read is used too, on a small file.
fn mapping(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(mapping) = Mapping::read("mapping.toml", &text) else { return };
    let mut intake = Intake::by_mapping("data.csv", &mapping, &MEASURES);
    let mut visit = |event: Event| {
        intake.take(event);
        ControlFlow::Continue(())
    };
    if let Ok(summary) = read::read_bytes(seeds::MAPPED, "data.csv", &limits(), &mut visit) {
        drop(intake.finish(&summary));
    }
}

fn standard(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    // Problems are one of the answers.
    let _ = Measures::read("measures.toml", &text);
    let _ = Standard::read(&[("standard.toml", &text)], &MEASURES);
}

/// A formula that is read is evaluated too, on rows without facts.
fn expression(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for level in [Level::Unit, Level::School, Level::County] {
        let context = Context { measures: &MEASURES, level, params: &[], target: None, years: false };
        let frame = Frame { rows: 2, ..Frame::default() };
        if let Ok(formula) = Formula::read(&text, None, &context) {
            drop(formula.approx(&frame));
            drop(formula.exact(&frame, 0));
        }
        if let Ok(condition) = Condition::read(&text, &context) {
            drop(condition.holds_each(&frame));
        }
    }
}

fn timetable(bytes: &[u8]) {
    let Some(problem) = fet::read(bytes, "fuzz.fet").problem else { return };
    let answer = fet::read_assignment(seeds::TIMETABLE_ANSWER, "answer.csv", &problem);
    drop(junheng_timetable::proofs::contradictions(&problem));
    drop(junheng_timetable_check::check(&problem, &answer.solution));
    drop(fet::write(&problem, Some(&answer.solution)));
    shown(&problem, &answer.solution);
}

/// What is made of a timetable: sheets, and answers to questions.
fn shown(problem: &Problem, solution: &Solution) {
    drop(junheng_timetable_sheets::write_html(problem, solution, Lang::Zh));
    drop(junheng_timetable_sheets::write_workbook(problem, solution, Lang::En));
    drop(junheng_timetable_advice::fairness(problem, solution));
    if let Some((lesson, _)) = problem.active_lessons().next() {
        drop(junheng_timetable_advice::explain(problem, solution, lesson, None));
    }
    if !problem.teachers.is_empty() {
        drop(junheng_timetable_advice::substitute(problem, solution, &[TeacherId(0)], 0));
    }
}

/// A form as a workbook or as TOML; one that is read is built, and a problem that comes of it is judged and written again.
fn form(bytes: &[u8]) {
    let (form, _) = if bytes.starts_with(b"PK") {
        let mut workbook = Workbook::new("fuzz.xlsx");
        let summary = read::read_bytes(bytes, "fuzz.xlsx", &limits(), &mut |event| {
            workbook.take(event);
            ControlFlow::Continue(())
        });
        let Ok(summary) = summary else { return };
        workbook.finish(&summary)
    } else {
        junheng_timetable_form::read_toml(&String::from_utf8_lossy(bytes), "fuzz.toml")
    };
    drop(junheng_timetable_form::write_toml(&form));
    let Some(problem) = junheng_timetable_form::build(&form, Lang::En).problem else { return };
    drop(junheng_timetable::proofs::contradictions(&problem));
    drop(junheng_timetable_check::check(&problem, &Solution::empty(0)));
    drop(junheng_timetable_form::from_problem(&problem, "fuzz.toml"));
}

fn archive(bytes: &[u8]) {
    let archive = junheng_xhstt::read(&String::from_utf8_lossy(bytes)).archive;
    for solution in archive.solution_groups.iter().flat_map(|group| &group.solutions) {
        drop(junheng_xhstt::evaluate(&archive.instances[solution.instance], solution));
    }
    drop(junheng_xhstt::write(&archive));
}
