//! `timetable solve` for XHSTT archives: searches until the effort is spent or Ctrl-C, and writes the best timetable.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use junheng_app::Trouble;
use junheng_xhstt::{Archive, Instance, Metadata, Solution, SolutionGroup, Verdict, evaluate, write};
use junheng_xhstt_engine::{Answer, Options, SolveError, solve};
use serde_json::json;

use super::interrupt::{interruptible, processor_time};
use super::xhstt::{broken, left_out, reading};
use crate::args::{Output, TimetableSolveArgs};
use crate::commands::Desk;
use crate::failure::{Failure, findings_text};
use crate::page::{Page, warn};
use crate::progress::Progress;

/// Changes to the timetable in one unit of effort.
const UNIT: u64 = 1_000_000;

/// Units of effort when nothing else is said: about a minute.
const EFFORT: u64 = 300;

/// The file in the folder for the result.
const FILE: &str = "solution.xml";

pub(super) async fn run(desk: &Desk, args: &TimetableSolveArgs, bytes: &[u8]) -> Result<(), Failure> {
    let reading = reading(&args.file, bytes);
    if reading.archive.instances.is_empty() {
        return Err(Trouble::Findings(reading.findings).into());
    }
    if !reading.findings.is_empty() {
        warn(&findings_text(&reading.findings, desk.lang))?;
    }
    let archive = Arc::new(reading.archive);
    let at = chosen(&archive, args.instance.as_deref())?;
    let found = search(desk, Arc::clone(&archive), at, args).await?;
    let instance = &archive.instances[at];
    let path = save(desk, instance, &found.solution, args)?;
    let verdict = evaluate(instance, &found.solution);
    shown(desk, args, instance, &found, &verdict, &path)
}

/// The instance that is asked for, or the only one.
fn chosen(archive: &Archive, id: Option<&str>) -> Result<usize, Failure> {
    let ids = archive.instances.iter().map(|instance| instance.id.as_str()).collect::<Vec<_>>().join(", ");
    match id {
        None if archive.instances.len() == 1 => Ok(0),
        None => Err(Failure::usage("which-instance", &[("ids", &ids)])),
        Some(id) => {
            let found = archive.instances.iter().position(|instance| instance.id == id);
            found.ok_or_else(|| Failure::usage("no-such-instance", &[("id", id), ("ids", &ids)]))
        }
    }
}

/// What the search found.
struct Found {
    solution: Solution,
    /// Units of effort that were spent.
    effort: f64,
    processor: Duration,
}

/// Searches in a thread of its own, while this one waits for it or for Ctrl-C.
async fn search(
    desk: &Desk,
    archive: Arc<Archive>,
    at: usize,
    args: &TimetableSolveArgs,
) -> Result<Found, Failure> {
    let limit = args.cpu_seconds.map(Duration::from_secs);
    // With a limit of time alone there is none of effort.
    let effort = args.effort.or(if limit.is_some() { None } else { Some(EFFORT) });
    let options = Options { seed: args.seed, effort: effort.map(|units| units.saturating_mul(UNIT)) };
    let bar = Progress::rows(String::new());
    let lang = desk.lang;
    let begin = processor_time();
    let answer: Result<Answer, SolveError> = interruptible(move |stopped| {
        solve(&archive.instances[at], at, options, &mut |progress| {
            let costs =
                [("hard", progress.infeasibility.to_string()), ("soft", progress.objective.to_string())];
            let costs = costs.each_ref().map(|(name, cost)| (*name, cost.as_str()));
            bar.told(junheng_labels::text(lang, "xhstt.best", &costs), progress.work);
            !stopped.load(Ordering::Relaxed) && limit.is_none_or(|limit| processor_time() - begin < limit)
        })
    })
    .await?;
    let answer = answer.map_err(|_| Failure::usage("instance-too-large", &[]))?;
    let effort = answer.progress.work as f64 / UNIT as f64;
    Ok(Found { solution: answer.solution, effort, processor: processor_time() - begin })
}

/// Writes the instance with the one solution to it.
fn save(
    desk: &Desk,
    instance: &Instance,
    solution: &Solution,
    args: &TimetableSolveArgs,
) -> Result<PathBuf, Failure> {
    let entry = |tag: &str, text: String| (tag.to_owned(), text);
    let group = SolutionGroup {
        id: format!("Junheng-{}", args.seed),
        metadata: Metadata(vec![
            entry("Contributor", "Junheng".to_owned()),
            entry("Date", desk.now()),
            entry("Description", format!("seed {}", args.seed)),
        ]),
        solutions: vec![Solution { instance: 0, ..solution.clone() }],
    };
    let archive =
        Archive { instances: vec![instance.clone()], solution_groups: vec![group], ..Archive::default() };
    std::fs::create_dir_all(&args.out).map_err(|error| Failure::file(&args.out, &error))?;
    let path = args.out.join(FILE);
    std::fs::write(&path, write(&archive)).map_err(|error| Failure::file(&path, &error))?;
    Ok(path)
}

/// Hours that have no time.
fn unplaced(instance: &Instance, solution: &Solution) -> u64 {
    let asked: u64 = instance.events.iter().map(|event| u64::from(event.duration)).sum();
    let placed = solution.meets.iter().filter(|meet| meet.time.is_some());
    asked.saturating_sub(placed.map(|meet| u64::from(meet.duration)).sum())
}

fn shown(
    desk: &Desk,
    args: &TimetableSolveArgs,
    instance: &Instance,
    found: &Found,
    verdict: &Verdict,
    path: &std::path::Path,
) -> Result<(), Failure> {
    let unplaced = unplaced(instance, &found.solution);
    let seconds = (found.processor.as_secs_f64() * 10.0).round() / 10.0;
    let mut page = Page::default();
    page.heading.push(desk.say(
        "xhstt.found",
        &[
            ("id", &instance.id),
            ("hard", &verdict.cost.infeasibility.to_string()),
            ("soft", &verdict.cost.objective.to_string()),
            ("unplaced", &unplaced.to_string()),
            ("seconds", &seconds.to_string()),
        ],
    ));
    if verdict.breaches.is_empty() {
        page.heading.push(desk.say("xhstt.perfect", &[]));
    } else {
        let names = [("solution", instance.id.as_str()), ("instance", instance.id.as_str())];
        let title = desk.say("xhstt.broken", &names);
        page.tables.push(broken(desk, title, instance, verdict, &mut page.notes));
    }
    page.notes.push(desk.say("xhstt.written", &[("path", &path.display().to_string())]));
    page.json = json!({
        "schema": "junheng.xhstt-solve/1",
        "file": args.file.display().to_string(), "instance": instance.id, "seed": args.seed,
        "effort": found.effort, "feasible": verdict.cost.infeasibility == 0, "unplaced": unplaced,
        "hard": verdict.cost.infeasibility, "soft": verdict.cost.objective,
        "cpu_seconds": seconds, "left_out": left_out(instance), "written": path.display().to_string(),
    });
    page.emit(&Output { format: args.format, out: None })
}
