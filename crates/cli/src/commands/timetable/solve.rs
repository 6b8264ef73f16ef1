//! `timetable solve` for problems of schools: searches until the effort is spent or Ctrl-C, and writes the best timetable.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use junheng_timetable::proofs::contradictions;
use junheng_timetable::{Cost, Problem, Solution};
use junheng_timetable_check::{Report, check};
use junheng_timetable_engine::{Answer, Compiled, Options, solve};
use junheng_timetable_files::fet;
use serde_json::{Number, Value as Json, json};

use super::check::{breaches, told};
use super::interrupt::{interruptible, processor_time};
use super::{Question, question};
use crate::args::{Output, TimetableSolveArgs};
use crate::commands::Desk;
use crate::failure::{Failure, findings_text};
use crate::page::{Page, warn};
use crate::progress::Progress;

/// Changes to the timetable in one unit of effort.
const UNIT: u64 = 1_000_000;

/// Units of effort of each search when nothing else is said: about half a minute.
const EFFORT: u64 = 100;

/// How many searches share the work when it is counted, so that the answer does not depend on the machine.
const SEARCHES: usize = 2;

/// The files in the folder for the result.
const TABLE: &str = "assignment.csv";
const LOCKED: &str = "timetable.fet";

/// What the search found.
struct Found {
    answer: Answer,
    /// Processor time until the first whole timetable.
    first_whole: Option<Duration>,
    /// A soft total that no whole timetable goes below.
    least: Cost,
}

pub(super) async fn run(desk: &Desk, args: &TimetableSolveArgs) -> Result<(), Failure> {
    let question = question(desk, &args.file)?;
    if !question.findings.is_empty() {
        warn(&findings_text(&question.findings, desk.lang))?;
    }
    std::fs::create_dir_all(&args.out).map_err(|error| Failure::file(&args.out, &error))?;
    let found = search(desk, &question.problem, args).await?;
    let written = save(&question.problem, &found.answer.solution, &args.out)?;
    let report = check(&question.problem, &found.answer.solution);
    shown(desk, args, &question, &found, &report, &written)
}

async fn search(desk: &Desk, problem: &Problem, args: &TimetableSolveArgs) -> Result<Found, Failure> {
    let compiled = Compiled::new(problem).map_err(|_| Failure::usage("day-too-long", &[]))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = args.threads.map_or(cores, |threads| usize::from(threads.get()));
    let limit = args.cpu_seconds.map(Duration::from_secs);
    // With a limit of time alone there is none of effort.
    let effort = args.effort.or(if limit.is_some() { None } else { Some(EFFORT) });
    let searches = if effort.is_some() { SEARCHES } else { threads };
    let effort = effort.map(|units| units.saturating_mul(UNIT));
    let (seed, lang) = (args.seed, desk.lang);
    let bar = Progress::rows(String::new());
    interruptible(move |stopped| {
        let options = Options { seed, effort, searches, threads, start: None };
        let mut first_whole = None;
        let answer = solve(&compiled, options, &mut |progress, _| {
            if progress.is_whole() && first_whole.is_none() {
                first_whole = Some(processor_time());
            }
            let values = [
                ("unplaced", progress.unplaced.to_string()),
                ("hard", progress.hard.to_string()),
                ("soft", progress.soft.to_string()),
            ];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            bar.told(junheng_labels::text(lang, "timetable.best", &values), progress.work);
            !stopped.load(Ordering::Relaxed) && limit.is_none_or(|limit| processor_time() < limit)
        });
        Found { answer, first_whole, least: compiled.least() }
    })
    .await
}

/// Writes the table of the answer, and the problem with every lesson locked, into a folder.
pub(super) fn save(problem: &Problem, solution: &Solution, out: &Path) -> Result<Vec<PathBuf>, Failure> {
    std::fs::create_dir_all(out).map_err(|error| Failure::file(out, &error))?;
    let files = [
        (out.join(TABLE), fet::write_assignment(problem, solution)),
        (out.join(LOCKED), fet::write(problem, Some(solution))),
    ];
    for (path, text) in &files {
        std::fs::write(path, text).map_err(|error| Failure::file(path, &error))?;
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// Seconds to a hundredth.
fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 100.0).round() / 100.0
}

/// How near a whole timetable is to what no timetable goes below.
pub(super) fn bound(desk: &Desk, soft: Cost, least: Cost) -> Option<String> {
    if soft <= least {
        return Some(desk.say("timetable.no-better", &[]));
    }
    (least > Cost::NONE).then(|| desk.say("timetable.at-least", &[("least", &least.to_string())]))
}

/// A cost as a number for programs.
fn number(cost: Cost) -> Json {
    cost.to_string().parse::<f64>().ok().and_then(Number::from_f64).map_or(Json::Null, Json::Number)
}

fn shown(
    desk: &Desk,
    args: &TimetableSolveArgs,
    question: &Question,
    found: &Found,
    report: &Report,
    written: &[PathBuf],
) -> Result<(), Failure> {
    let feasible = report.hard() == 0;
    let hard = report.hard() - report.unplaced() as u64;
    let spent = seconds(processor_time());
    let values = [
        ("unplaced", report.unplaced().to_string()),
        ("hard", hard.to_string()),
        ("soft", report.soft().to_string()),
        ("seconds", spent.to_string()),
    ];
    let mut page = Page::default();
    let key = if feasible { "timetable.solved" } else { "timetable.not-solved" };
    page.heading.push(desk.say(key, &values.each_ref().map(|(name, value)| (*name, value.as_str()))));
    if feasible {
        page.heading.extend(bound(desk, report.soft(), found.least));
    } else {
        page.heading.extend(told(desk, question, &contradictions(&question.problem)));
    }
    page.tables.extend(breaches(desk, question, report, &mut page.notes));
    for path in written {
        page.notes.push(desk.say("xhstt.written", &[("path", &path.display().to_string())]));
    }
    let left_out = |left: &junheng_timetable_files::LeftOut| json!({ "name": left.name, "line": left.line });
    page.json = json!({
        "schema": "junheng.timetable-solve/1",
        "file": args.file.display().to_string(),
        "seed": args.seed,
        "work": found.answer.progress.work,
        "feasible": feasible,
        "unplaced": report.unplaced(),
        "hard": hard,
        "soft": number(report.soft()),
        "least": number(found.least),
        "cpu_seconds": spent,
        "first_whole_cpu_seconds": found.first_whole.map(seconds),
        "left_out": question.left_out.iter().map(left_out).collect::<Vec<_>>(),
        "written": written.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
    });
    page.emit(&Output { format: args.format, out: None })
}
