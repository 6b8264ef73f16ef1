//! Times the timetables of made-up schools: `made_up_schools [SEED] [WORK]` for a nine-year school of 60 classes, `made_up_schools
//! county [SCHOOLS] [SPECIALISTS] [SEED] [WORK]` for a county; WORK is how much each school's search changes for the wishes once all
//! is placed. What is found is judged by the checker and by the clauses of the curriculum.
#![allow(clippy::print_stdout, reason = "a program for developers tells them how long things took")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use junheng_labels::Lang;
use junheng_testkit::school_forms::{county, nine_year_school, problem};
use junheng_timetable::curriculum::{Curriculum, Standing, builtin, judge};
use junheng_timetable::proofs::contradictions;
use junheng_timetable::{Problem, Solution, Words};
use junheng_timetable_check::{Broken, check};
use junheng_timetable_county::{Answer, Effort, School, solve};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number =
        |at: usize, otherwise: u32| words.get(at).and_then(|word| word.parse().ok()).unwrap_or(otherwise);
    let is_county = words.first().is_some_and(|word| word == "county");
    let forms = if is_county {
        county(number(1, 120), number(2, 300), number(3, 1).into()).schools
    } else {
        vec![nine_year_school(number(0, 1).into())]
    };
    let start = Instant::now();
    let school = |form| problem(form).map(|(problem, shared)| School { problem, shared });
    let schools = match forms.iter().map(school).collect::<Result<Vec<School>, Vec<String>>>() {
        Ok(schools) => schools,
        Err(told) => {
            println!("{told:?}");
            return ExitCode::FAILURE;
        }
    };
    println!("read and built: {:.2} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let (seed, work) = if is_county { (number(3, 1), number(4, 0)) } else { (number(0, 1), number(1, 0)) };
    let effort = Effort { to_be_good: work.into(), seed: seed.into(), ..Effort::default() };
    let outcome = match solve(&schools, effort) {
        Ok(outcome) => outcome,
        Err(error) => {
            println!("{error}");
            return ExitCode::FAILURE;
        }
    };
    println!("solved: {:.2} s", start.elapsed().as_secs_f64());
    let work: u64 = outcome.answers.iter().map(|answer| answer.progress.work).sum();
    println!(
        "{} schools, {} specialists, {work} changes, {} not whole, {} clashes",
        schools.len(),
        outcome.specialists.len(),
        outcome.unsolved().len(),
        outcome.clashes.len()
    );
    let kept = outcome.answers.iter().map(told).filter(|kept| *kept).count();
    println!("{kept} schools without any finding");
    if kept == schools.len() && outcome.clashes.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What the checker and the clauses of the curriculum say of a school; whether they find nothing.
fn told(answer: &Answer) -> bool {
    let (problem, solution) = (&answer.problem, &answer.solution);
    let report = check(problem, solution);
    let lacking = lacking(problem, solution);
    let (least, most) = loads(problem);
    println!(
        "{}: {} lessons, {} rules, teachers with {least} to {most} periods; unplaced {}, hard {}, soft {}, clauses {lacking:?}",
        problem.name,
        problem.active_lessons().count(),
        problem.active_rules().count(),
        report.unplaced(),
        report.hard(),
        report.soft()
    );
    for found in contradictions(problem).iter().take(5) {
        println!("{}", Words::new(problem, Lang::En).contradiction(found));
    }
    let mut broken: BTreeMap<String, u32> = BTreeMap::new();
    for breach in report.breaches.iter().filter(|breach| breach.weight.is_hard()) {
        let what = match breach.broken {
            Broken::Always(always) => always.name(),
            Broken::Rule(id) => problem.rule(id).kind.family(),
        };
        *broken.entry(what.to_owned()).or_default() += breach.amount;
    }
    if !broken.is_empty() {
        println!("{broken:?}");
    }
    report.hard() == 0 && report.unplaced() == 0 && lacking.is_empty()
}

/// The clauses that lack something, and how often.
fn lacking(problem: &Problem, solution: &Solution) -> BTreeMap<String, u32> {
    let mut lacking = BTreeMap::new();
    let Some(Ok(curriculum)) = builtin("national/curriculum-2022").map(Curriculum::read) else {
        return BTreeMap::from([("no curriculum".to_owned(), 1)]);
    };
    for judged in judge(&curriculum, problem, Some(solution)) {
        if matches!(judged.standing, Standing::Lacking { .. }) {
            *lacking.entry(curriculum.clauses[judged.clause].id.clone()).or_default() += 1;
        }
    }
    lacking
}

/// The fewest and the most periods that a teacher has a week; one who is two in odd and even weeks counts once each.
fn loads(problem: &Problem) -> (u32, u32) {
    let mut loads = vec![0; problem.teachers.len()];
    for (_, lesson) in problem.active_lessons() {
        lesson.teachers.iter().for_each(|teacher| loads[teacher.index()] += lesson.length);
    }
    (loads.iter().copied().min().unwrap_or(0), loads.iter().copied().max().unwrap_or(0))
}
