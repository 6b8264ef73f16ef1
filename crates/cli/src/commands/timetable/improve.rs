//! `timetable improve`: betters an answer, keeps what is fixed, and lists the changes; of those that gain nothing, none stays. With a limit
//! of changes it looks for the few that gain most.

use std::sync::atomic::Ordering;
use std::time::Duration;

use junheng_app::Trouble;
use junheng_timetable::proofs::least_cost;
use junheng_timetable::{Cost, Kind, LessonId, Placement, Problem, Solution, Words};
use junheng_timetable_advice::{Change, changes, settle};
use junheng_timetable_check::{Report, check};
use junheng_timetable_engine::{Compiled, Options, better_by_few, solve};
use serde_json::{Value as Json, json};

use super::interrupt::{interruptible, processor_time};
use super::solve::{bound, save};
use super::{Question, answered, breaches};
use crate::args::TimetableImproveArgs;
use crate::commands::Desk;
use crate::failure::Failure;
use crate::page::{Page, Table};
use crate::progress::Progress;

/// Changes to the timetable in one unit of effort.
const UNIT: u64 = 1_000_000;

/// Units of effort of each search when nothing else is said.
const EFFORT: u64 = 20;

/// How many searches share the work, so that the answer does not depend on the machine.
const SEARCHES: usize = 2;

pub(crate) async fn run(desk: &Desk, args: &TimetableImproveArgs) -> Result<(), Failure> {
    let (question, before) = answered(desk, &args.answered)?;
    let problem = &question.problem;
    let keep = kept(problem, &args.keep)?;
    let found = match args.changes {
        Some(most) => better_by_few(&compiled(problem)?, &before, &keep, most, args.seed),
        None => search(desk, args, problem, before.clone(), keep).await?,
    };
    let better = order(&check(problem, &found)) < order(&check(problem, &before));
    let after = if better { settle(problem, &before, &found) } else { before.clone() };
    save(problem, &after, &args.out)?;
    shown(desk, args, &question, &before, &after)
}

/// What orders answers, the best first.
fn order(report: &Report) -> (usize, u64, Cost) {
    (report.unplaced(), report.hard(), report.soft())
}

/// The lessons that stay: those that the problem locks, and those that were named.
fn kept(problem: &Problem, numbers: &[u32]) -> Result<Vec<LessonId>, Failure> {
    let mut kept: Vec<LessonId> = Vec::new();
    for number in numbers {
        let lesson = problem.active_lessons().find(|(_, lesson)| lesson.number == *number);
        kept.push(lesson.map(|(id, _)| id).ok_or_else(|| Trouble::not_found("lesson", number))?);
    }
    for (_, rule) in problem.active_rules() {
        if let Kind::PreferredStarts(rule) = &rule.kind
            && rule.locked
        {
            kept.extend(rule.lessons.lessons(problem));
        }
    }
    kept.sort_unstable();
    kept.dedup();
    Ok(kept)
}

fn compiled(problem: &Problem) -> Result<Compiled, Failure> {
    Compiled::new(problem).map_err(|_| Failure::usage("instance-too-large", &[]))
}

/// Searches from the answer on.
async fn search(
    desk: &Desk,
    args: &TimetableImproveArgs,
    problem: &Problem,
    before: Solution,
    keep: Vec<LessonId>,
) -> Result<Solution, Failure> {
    let compiled = compiled(problem)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let limit = args.cpu_seconds.map(Duration::from_secs);
    // With a limit of time alone there is none of effort.
    let effort = args.effort.or(if limit.is_some() { None } else { Some(EFFORT) });
    let effort = effort.map(|units| units.saturating_mul(UNIT));
    let (seed, lang, bar) = (args.seed, desk.lang, Progress::rows(String::new()));
    interruptible(move |stopped| {
        let start = Some((&before, keep.as_slice()));
        let options = Options { seed, effort, searches: SEARCHES, threads, start };
        let answer = solve(&compiled, options, &mut |progress, _| {
            let costs = [
                ("unplaced", progress.unplaced.to_string()),
                ("hard", progress.hard.to_string()),
                ("soft", progress.soft.to_string()),
            ];
            let costs = costs.each_ref().map(|(name, cost)| (*name, cost.as_str()));
            bar.told(junheng_labels::text(lang, "timetable.best", &costs), progress.work);
            !stopped.load(Ordering::Relaxed) && limit.is_none_or(|limit| processor_time() < limit)
        });
        answer.solution
    })
    .await
}

fn shown(
    desk: &Desk,
    args: &TimetableImproveArgs,
    question: &Question,
    before: &Solution,
    after: &Solution,
) -> Result<(), Failure> {
    let problem = &question.problem;
    let (was, is) = (check(problem, before), check(problem, after));
    let changed = changes(problem, before, after);
    let said = |report: &Report| {
        let [unplaced, hard] = [report.unplaced().to_string(), report.hard().to_string()];
        let args = [("unplaced", unplaced.as_str()), ("hard", &hard), ("soft", &report.soft().to_string())];
        desk.say("advice.costs", &args)
    };
    let mut page = Page::default();
    page.heading.push(desk.say("advice.before", &[("costs", &said(&was))]));
    page.heading.push(desk.say("advice.after", &[("costs", &said(&is))]));
    if changed.is_empty() {
        page.heading.push(desk.say("advice.no-better", &[]));
    } else {
        page.tables.push(table(desk, problem, &changed));
    }
    if is.hard() == 0 {
        page.heading.extend(bound(desk, is.soft(), least_cost(problem)));
    }
    page.notes.push(desk.say("timetable.converted", &[("path", &args.out.display().to_string())]));
    let seconds = (processor_time().as_secs_f64() * 10.0).round() / 10.0;
    let report = |report: &Report| {
        json!({
            "feasible": report.hard() == 0, "unplaced": report.unplaced(), "hard": report.hard(),
            "soft": report.soft().to_string(),
        })
    };
    page.json = json!({
        "schema": "junheng.timetable-improve/1", "file": args.answered.file.display().to_string(),
        "seed": args.seed, "before": report(&was), "after": report(&is),
        "changes": changed.iter().map(|change| change_json(problem, change)).collect::<Vec<_>>(),
        "cpu_seconds": seconds, "written": args.out.display().to_string(),
    });
    page.emit(&crate::args::Output { format: args.format, out: None })
}

fn place(problem: &Problem, place: Option<&Placement>) -> String {
    let Some(place) = place else { return "—".to_owned() };
    let room = place.room.map(|room| format!(" · {}", problem.room(room).name)).unwrap_or_default();
    format!("{}{room}", breaches::slot(problem, place.slot))
}

fn table(desk: &Desk, problem: &Problem, changed: &[Change]) -> Table {
    let words = Words::new(problem, desk.lang);
    let title = desk.say("advice.changes", &[("count", &changed.len().to_string())]);
    let mut table = Table::new(title, desk.headers(&["lesson", "was-at", "is-at"]));
    for change in changed {
        let [was, is] = [&change.before, &change.after].map(|at| place(problem, at.as_ref()));
        table.push(vec![words.lesson(change.lesson), was, is]);
    }
    table
}

fn change_json(problem: &Problem, change: &Change) -> Json {
    let place = |place: &Option<Placement>| {
        place.as_ref().map(|place| {
            json!({
                "day": problem.grid.day_of(place.slot), "period": problem.grid.period_of(place.slot),
                "room": place.room.map(|room| problem.room(room).name.clone()),
            })
        })
    };
    json!({
        "lesson": problem.lesson(change.lesson).number, "before": place(&change.before),
        "after": place(&change.after),
    })
}
