//! How long, in processor time, questions about a timetable take on a made-up school of 60 classes: `questions [WORK]`, where WORK is how
//! much the search changes before the questions are put.
#![allow(clippy::print_stdout, reason = "a program for developers tells them how long things took")]

use std::error::Error;
use std::time::{Duration, Instant};

use junheng_labels::Lang;
use junheng_testkit::school_forms::nine_year_school;
use junheng_timetable::proofs::contradictions;
use junheng_timetable::{LessonId, Problem, Solution, TeacherId};
use junheng_timetable_advice::{explain, fairness, substitute};
use junheng_timetable_check::check;
use junheng_timetable_engine::{Compiled, Search, better_by_few};
use junheng_timetable_sheets::{write_html, write_workbook};

const SEED: u64 = 1;
const WORK: u64 = 2_000_000;
/// Every so many lessons one is asked about.
const EACH: usize = 11;

fn main() -> Result<(), Box<dyn Error>> {
    let work = std::env::args().nth(1).map_or(Ok(WORK), |word| word.parse())?;
    let built = junheng_timetable_form::build(&nine_year_school(SEED), Lang::Zh);
    let problem = built.problem.ok_or("the made-up school is no problem")?;
    let compiled = Compiled::new(&problem)?;
    let mut search = Search::new(&compiled, SEED);
    let progress = search.run(work);
    let solution = search.best();
    println!(
        "{} lessons, {} rules; lessons without a place {}, breaches of what must hold {}",
        problem.active_lessons().count(),
        problem.active_rules().count(),
        progress.unplaced,
        check(&problem, &solution).hard(),
    );
    questions(&problem, &solution);
    let mut few = solution.clone();
    told(
        "improve by 20 changes",
        [timed(|| few = better_by_few(&compiled, &solution, &[], 20, SEED))].into_iter(),
    );
    println!("soft {} before, {} after", check(&problem, &solution).soft(), check(&problem, &few).soft());
    Ok(())
}

fn questions(problem: &Problem, solution: &Solution) {
    let asked: Vec<LessonId> = problem.active_lessons().map(|(id, _)| id).step_by(EACH).collect();
    told("explain, all slots", asked.iter().map(|id| timed(|| explain(problem, solution, *id, None))));
    let to = problem.grid.slots().nth(problem.grid.periods().len());
    told("explain, one slot", asked.iter().map(|id| timed(|| explain(problem, solution, *id, to))));
    let teachers = (0..problem.teachers.len()).step_by(EACH).map(TeacherId::at);
    told("substitute, one day", teachers.map(|id| timed(|| substitute(problem, solution, &[id], 0))));
    told("fairness", [timed(|| fairness(problem, solution))].into_iter());
    told("contradictions", [timed(|| contradictions(problem))].into_iter());
    told("HTML", [timed(|| write_html(problem, solution, Lang::Zh))].into_iter());
    told("workbook", [timed(|| write_workbook(problem, solution, Lang::Zh))].into_iter());
}

/// How long the work takes the processor; by the clock where the system does not tell.
fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let (begin, busy) = (Instant::now(), processor_time());
    let answer = work();
    let took = match (busy, processor_time()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => begin.elapsed(),
    };
    drop(answer);
    took
}

/// What this thread has had of the processor, as Linux counts it in nanoseconds.
fn processor_time() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn told(what: &str, times: impl Iterator<Item = Duration>) {
    let mut times: Vec<f64> = times.map(|time| time.as_secs_f64() * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    let (count, worst) = (times.len(), times.last().copied().unwrap_or(0.0));
    let (median, most) = (times[count / 2], times[count * 95 / 100]);
    println!(
        "{what}: {count} times, median {median:.1} ms, 95 of 100 within {most:.1} ms, worst {worst:.1} ms"
    );
}
