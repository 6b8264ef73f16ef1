//! All schools of a county at once.

use junheng_timetable::rules::{Holder, Kind, NotAvailable, Rule};
use junheng_timetable::{Problem, Solution, Weight};
use junheng_timetable_check::check;
use junheng_timetable_engine::{Compiled, Progress, Search, SearchError};
use rayon::prelude::*;
use thiserror::Error;

use crate::School;
use crate::days::{Days, Dislikes, NotEnoughDays, all_ways, share_out};
use crate::judge::{Clash, clashes};
use crate::posts::{Specialist, specialists};

/// How hard to try, in changes to a school's timetable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Until a school's timetable is whole.
    pub to_be_whole: u64,
    /// More for its wishes, once it is.
    pub to_be_good: u64,
    /// How often specialists are given other days.
    pub rounds: usize,
    pub seed: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { to_be_whole: 4_000_000, to_be_good: 400_000, rounds: 4, seed: 1 }
    }
}

/// A school's timetable.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The problem with its specialists away on the days on which they are elsewhere.
    pub problem: Problem,
    pub solution: Solution,
    pub progress: Progress,
}

/// The timetables of a county, in the order of its schools.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub answers: Vec<Answer>,
    pub specialists: Vec<Specialist>,
    /// Specialists who would be at two schools on one day; none unless something is wrong with this program.
    pub clashes: Vec<Clash>,
}

impl Outcome {
    /// The schools whose timetables are not whole, by the checker.
    #[must_use]
    pub fn unsolved(&self) -> Vec<usize> {
        let wrong = |answer: &Answer| check(&answer.problem, &answer.solution).hard() > 0;
        self.answers.iter().enumerate().filter(|(_, answer)| wrong(answer)).map(|(index, _)| index).collect()
    }
}

#[derive(Debug, Error)]
pub enum CountyError {
    #[error(transparent)]
    NotEnoughDays(#[from] NotEnoughDays),
    #[error(transparent)]
    Search(#[from] SearchError),
    #[error("the schools have weeks of different length")]
    Weeks,
}

/// Solves a county; the same schools and effort give the same timetables, with any number of threads.
///
/// # Errors
/// When a specialist has more lessons than a week holds, the weeks differ, or a school's problem is too large.
pub fn solve(schools: &[School], effort: Effort) -> Result<Outcome, CountyError> {
    let days = schools.first().map_or(0, |school| school.problem.grid.days().len());
    if schools.iter().any(|school| school.problem.grid.days().len() != days) {
        return Err(CountyError::Weeks);
    }
    let specialists = specialists(schools)?;
    let ways = all_ways(&specialists, days)?;
    let mut dislikes: Dislikes = vec![vec![0; days]; schools.len()];
    let mut chosen = share_out(&specialists, &ways, &dislikes);
    let mut problems: Vec<Problem> = away(schools, &specialists, &chosen);
    let all: Vec<usize> = (0..schools.len()).collect();
    let mut answers = solve_schools(&problems, &all, effort)?;
    for round in 0..effort.rounds {
        let failed: Vec<usize> =
            all.iter().copied().filter(|school| !answers[*school].progress.is_whole()).collect();
        if failed.is_empty() {
            break;
        }
        dislike(&mut dislikes, &specialists, &chosen, &failed);
        chosen = share_out(&specialists, &ways, &dislikes);
        let again = away(schools, &specialists, &chosen);
        let touched = |school: &usize| again[*school] != problems[*school] || failed.contains(school);
        let touched: Vec<usize> = all.iter().copied().filter(touched).collect();
        problems = again;
        let seed = effort.seed.wrapping_add(round as u64 + 1);
        for (school, answer) in
            touched.iter().zip(solve_schools(&problems, &touched, Effort { seed, ..effort })?)
        {
            answers[*school] = answer;
        }
    }
    let clashes = clashes(&specialists, &answers);
    Ok(Outcome { answers, specialists, clashes })
}

/// The failed schools dislike the days on which they have their specialists now.
fn dislike(dislikes: &mut Dislikes, specialists: &[Specialist], chosen: &Days, failed: &[usize]) {
    for (specialist, way) in specialists.iter().zip(chosen) {
        for (day, post) in way.iter().enumerate().filter_map(|(day, post)| Some((day, (*post)?))) {
            let school = specialist.posts[post].school;
            if failed.contains(&school) {
                dislikes[school][day] += 50;
            }
        }
    }
}

/// The problems with each specialist away on the days on which they are elsewhere.
fn away(schools: &[School], specialists: &[Specialist], chosen: &Days) -> Vec<Problem> {
    let mut problems: Vec<Problem> = schools.iter().map(|school| school.problem.clone()).collect();
    for (specialist, way) in specialists.iter().zip(chosen) {
        for (index, post) in specialist.posts.iter().enumerate() {
            let problem = &mut problems[post.school];
            let elsewhere = |day: &usize| way[*day] != Some(index);
            let days: Vec<usize> = (0..way.len()).filter(elsewhere).collect();
            let periods: Vec<usize> = (0..problem.grid.periods().len()).collect();
            let slots = problem.grid.slots_at(&days, &periods);
            for teacher in &post.teachers {
                let kind = NotAvailable { holder: Holder::Teacher(*teacher), slots: slots.clone() };
                problem.rules.push(Rule {
                    kind: Kind::NotAvailable(kind),
                    weight: Weight::HARD,
                    active: true,
                    line: None,
                    comments: specialist.id.clone(),
                });
            }
        }
    }
    problems
}

/// Solves these schools, each by itself.
fn solve_schools(problems: &[Problem], which: &[usize], effort: Effort) -> Result<Vec<Answer>, SearchError> {
    which.par_iter().map(|school| solve_one(&problems[*school], effort)).collect()
}

/// Searches anew, each time with another seed and twice as long, until a timetable is whole: where one search goes round, the next
/// often does not.
fn solve_one(problem: &Problem, effort: Effort) -> Result<Answer, SearchError> {
    /// Changes of the first search, for each lesson.
    const FIRST: u64 = 60;
    let compiled = Compiled::new(problem)?;
    let mut length = FIRST * problem.lessons.len().max(1) as u64;
    let (mut work, mut seed) = (0, effort.seed);
    let mut best: Option<Search<'_>> = None;
    while work < effort.to_be_whole && best.as_ref().is_none_or(is_open) {
        let next = search(&compiled, seed, length.min(effort.to_be_whole - work));
        work += next.work().max(1);
        if best.as_ref().is_none_or(|best| next.progress() < best.progress()) {
            best = Some(next);
        }
        (seed, length) = (seed.wrapping_add(1 << 32), length * 2);
    }
    let mut best = best.unwrap_or_else(|| Search::new(&compiled, seed));
    if best.progress().is_whole() {
        best.run(effort.to_be_good);
    }
    Ok(Answer { problem: problem.clone(), solution: best.best(), progress: best.progress() })
}

/// Whether a search has found no whole timetable and could.
fn is_open(search: &Search<'_>) -> bool {
    !search.progress().is_whole() && !search.is_done()
}

/// A search of so many changes, or until a timetable is whole.
fn search(compiled: &Compiled, seed: u64, length: u64) -> Search<'_> {
    let mut search = Search::new(compiled, seed);
    while is_open(&search) && search.work() < length {
        search.run(length - search.work());
    }
    search
}
