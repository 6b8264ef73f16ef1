//! `timetable county`: the timetables of all schools of a county, from a folder with a form of each.

use std::path::{Path, PathBuf};

use junheng_app::Trouble;
use junheng_timetable_check::{Report, check};
use junheng_timetable_county::{CountyError, Effort, Outcome, School, solve};
use junheng_timetable_files::fet;
use serde_json::json;

use super::files::{Kind, question};
use super::not_right;
use crate::args::TimetableCountyArgs;
use crate::commands::Desk;
use crate::failure::{Failure, findings_text};
use crate::page::{Page, Table};

pub(crate) fn run(desk: &Desk, args: &TimetableCountyArgs) -> Result<(), Failure> {
    let files = forms(&args.forms)?;
    let mut page = Page::default();
    let mut schools = Vec::new();
    for file in &files {
        let question = question(desk, file)?;
        page.heading.extend(findings_text(&question.findings, desk.lang).lines().map(str::to_owned));
        schools.push(School { problem: question.problem, shared: question.shared });
    }
    let effort = Effort { seed: args.seed, ..Effort::default() };
    let outcome = solve(&schools, effort).map_err(refused)?;
    let written = write(&args.into, &files, &outcome)?;
    let reports: Vec<Report> =
        outcome.answers.iter().map(|answer| check(&answer.problem, &answer.solution)).collect();
    let whole = reports.iter().filter(|report| report.hard() == 0).count();
    page.heading.push(desk.say(
        "timetable.county",
        &[
            ("schools", &schools.len().to_string()),
            ("specialists", &outcome.specialists.len().to_string()),
            ("whole", &whole.to_string()),
            ("clashes", &outcome.clashes.len().to_string()),
        ],
    ));
    page.tables.push(table(desk, &outcome, &reports));
    page.json = as_json(args, &outcome, &reports, &written);
    page.emit(&args.output)?;
    if whole == schools.len() && outcome.clashes.is_empty() { Ok(()) } else { Err(not_right()) }
}

/// The forms of a folder, by name.
fn forms(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| Failure::file(folder, &error))?;
    let mut files = Vec::new();
    for entry in entries {
        files.push(entry.map_err(|error| Failure::file(folder, &error))?.path());
    }
    files.retain(|path| path.is_file() && Kind::of(path) != Kind::Fet);
    files.sort();
    match files.is_empty() {
        true => Err(Failure::usage("county-empty", &[("path", &folder.display().to_string())])),
        false => Ok(files),
    }
}

fn refused(error: CountyError) -> Failure {
    match error {
        CountyError::NotEnoughDays(lack) => Failure::usage(
            "county-days",
            &[
                ("name", &lack.id),
                ("needed", &lack.needed.to_string()),
                ("available", &lack.available.to_string()),
            ],
        ),
        CountyError::Weeks => Failure::usage("county-weeks", &[]),
        CountyError::Search(error) => Failure::internal(error),
    }
}

/// Writes each school's answer as a table named as its form.
fn write(folder: &Path, files: &[PathBuf], outcome: &Outcome) -> Result<Vec<PathBuf>, Failure> {
    let failed = |path: &Path, error: &std::io::Error| Failure::file(path, error);
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let mut written = Vec::new();
    for (file, answer) in files.iter().zip(&outcome.answers) {
        let path = folder.join(file.file_stem().unwrap_or_default()).with_extension("csv");
        if path.exists() {
            return Err(Trouble::refused("path-exists", vec![("path", path.display().to_string())]).into());
        }
        let text = fet::write_assignment(&answer.problem, &answer.solution);
        std::fs::write(&path, text).map_err(|error| failed(&path, &error))?;
        written.push(path);
    }
    Ok(written)
}

fn table(desk: &Desk, outcome: &Outcome, reports: &[Report]) -> Table {
    let keys = ["school", "lessons", "specialists", "unplaced", "hard", "soft"];
    let title = desk.say("timetable.county-schools", &[]);
    let mut table = Table::new(title, desk.headers(&keys)).right(&[1, 2, 3, 4, 5]);
    for (index, (answer, report)) in outcome.answers.iter().zip(reports).enumerate() {
        let posts = outcome.specialists.iter().flat_map(|specialist| &specialist.posts);
        let shared = posts.filter(|post| post.school == index).count();
        table.push(vec![
            answer.problem.name.clone(),
            answer.problem.active_lessons().count().to_string(),
            shared.to_string(),
            report.unplaced().to_string(),
            report.hard().to_string(),
            report.soft().to_string(),
        ]);
    }
    table
}

fn as_json(
    args: &TimetableCountyArgs,
    outcome: &Outcome,
    reports: &[Report],
    written: &[PathBuf],
) -> serde_json::Value {
    let schools = outcome.answers.iter().zip(reports).zip(written).map(|((answer, report), path)| {
        json!({
            "name": answer.problem.name, "lessons": answer.problem.active_lessons().count(),
            "unplaced": report.unplaced(), "hard": report.hard(), "soft": report.soft().to_string(),
            "written": path.display().to_string(),
        })
    });
    let clashes = outcome.clashes.iter().map(|clash| {
        let schools = clash.schools.map(|school| outcome.answers[school].problem.name.clone());
        json!({ "specialist": clash.specialist, "day": clash.day, "schools": schools })
    });
    json!({
        "schema": "junheng.timetable-county/1", "seed": args.seed, "specialists": outcome.specialists.len(),
        "schools": schools.collect::<Vec<_>>(), "clashes": clashes.collect::<Vec<_>>(),
    })
}
