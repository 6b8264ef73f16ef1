//! Times the timetables of made-up schools: `schools [SEED]` for a nine-year school of 60 classes, `schools county [SCHOOLS]
//! [SPECIALISTS] [SEED]` for a county. What is found is judged by the checker and by the clauses of the curriculum.
#![allow(clippy::print_stdout, reason = "a program for developers tells them how long things took")]

use std::process::ExitCode;
use std::time::Instant;

use junheng_labels::Lang;
use junheng_testkit::school_forms::{county, nine_year_school};
use junheng_timetable::curriculum::{Curriculum, Standing, builtin, judge};
use junheng_timetable::{Problem, Solution};
use junheng_timetable_check::check;
use junheng_timetable_county::{Effort, School, solve};
use junheng_timetable_form::{Form, build};

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
    let Some(schools) = forms.iter().map(school).collect::<Option<Vec<School>>>() else {
        return ExitCode::FAILURE;
    };
    println!("read and built: {:.2} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let seed = if is_county { number(3, 1) } else { number(0, 1) };
    let effort = Effort { to_be_good: 0, seed: seed.into(), ..Effort::default() };
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
    for answer in outcome.answers.iter().take(if is_county { 0 } else { 1 }) {
        told(&answer.problem, &answer.solution);
    }
    if outcome.unsolved().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn school(form: &Form) -> Option<School> {
    let built = build(form, Lang::Zh);
    built.findings.iter().for_each(|finding| println!("{} {}", finding.code, finding.place));
    Some(School { problem: built.problem?, shared: built.shared })
}

/// What the checker and the clauses say.
fn told(problem: &Problem, solution: &Solution) {
    let report = check(problem, solution);
    println!("unplaced {}, hard {}, soft {}", report.unplaced(), report.hard(), report.soft());
    for breach in report.breaches.iter().filter(|breach| breach.weight.is_hard()).take(20) {
        println!("{breach:?}");
    }
    let Some(Ok(curriculum)) = builtin("national/curriculum-2022").map(Curriculum::read) else { return };
    for judged in judge(&curriculum, problem, Some(solution)) {
        if judged.standing != Standing::Kept {
            let clause = &curriculum.clauses[judged.clause].id;
            println!("{clause}: {:?} {:?} {:?}", judged.who, judged.day, judged.standing);
        }
    }
}
