//! Solving an instance: what the caller asks, sees on the way, and gets.

use junheng_xhstt::{Instance, Meet, Solution};
use thiserror::Error;

use crate::anneal::{Best, Cooling, anneal};
use crate::construct::construct;
use crate::moves::Moves;
use crate::problem::{NONE, Problem, compile};
use crate::random::Random;
use crate::state::State;

/// What to spend.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The same seed and effort give the same answer.
    pub seed: u64,
    /// Changes to the timetable that may be made, tried ones included; none means until told to stop.
    pub effort: Option<u64>,
}

/// How far the search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Changes made so far.
    pub work: u64,
    /// The costs of the best timetable, as the search counts them.
    pub infeasibility: u64,
    pub objective: u64,
}

/// The best timetable found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub solution: Solution,
    pub progress: Progress,
}

/// Why an instance was not searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SolveError {
    #[error("the instance has too many times, resources or hours")]
    TooLarge,
}

/// Searches until the effort is spent, the cost is 0, or `goes_on` says no. `at` is the position of the instance in its
/// archive, for the solution.
///
/// # Errors
/// When the instance is too large.
pub fn solve(
    instance: &Instance,
    at: usize,
    options: Options,
    goes_on: &mut dyn FnMut(Progress) -> bool,
) -> Result<Answer, SolveError> {
    let problem = compile(instance)?;
    let (best, work) = search(&problem, options, goes_on);
    let solution = Solution { instance: at, meets: meets(instance, &problem, &best), claimed: None };
    Ok(Answer { solution, progress: progress(work, &best) })
}

fn progress(work: u64, best: &Best) -> Progress {
    let whole = |cost: i64| u64::try_from(cost).unwrap_or(0);
    Progress { work, infeasibility: whole(best.hard), objective: whole(best.soft) }
}

/// Changes of the first round.
const FIRST_ROUND: u64 = 2_000_000;

fn search(problem: &Problem, options: Options, goes_on: &mut dyn FnMut(Progress) -> bool) -> (Best, u64) {
    let mut random = Random::new(options.seed);
    let mut moves = Moves::new(problem);
    let weight = heaviness(problem).max(5.0);
    let mut state = State::new(problem);
    construct(&mut state, &mut random, weight);
    let first = state.clone();
    let mut best = Best::of(&state);
    let mut length = FIRST_ROUND;
    let mut may_go_on = |work: u64, best: &Best| {
        options.effort.is_none_or(|effort| work < effort) && goes_on(progress(work, best))
    };
    let mut work = state.work;
    while may_go_on(work, &best) && !best.is_perfect() {
        state = first.clone();
        state.work = work;
        let cooling = cooling(problem, length);
        let all = anneal(&mut state, &mut moves, &mut random, &mut best, cooling, &mut may_go_on);
        work = state.work;
        length *= 2;
        if !all {
            break;
        }
    }
    (best, work)
}

fn heaviness(problem: &Problem) -> f64 {
    problem.heaviest_soft as f64
}

/// Temperatures follow the heaviest soft weight; the end is cold enough to settle differences of one.
fn cooling(problem: &Problem, length: u64) -> Cooling {
    let weight = heaviness(problem).max(5.0);
    let hottest = (0.35 * heaviness(problem)).clamp(2.5, 60.0);
    Cooling { hottest, coldest: 0.4, length, weights: [2.0, weight, 20.0 * weight] }
}

/// The timetable in the positions of the instance, one meet for each event of a bundle.
fn meets(instance: &Instance, problem: &Problem, best: &Best) -> Vec<Meet> {
    let mut meets = Vec::new();
    for found in &best.meets {
        let bundle = &problem.bundles[found.bundle as usize];
        for event in &bundle.events {
            let slots = instance.slots(&instance.events[*event]);
            let mut resources: Vec<_> = slots.iter().map(|slot| slot.given).collect();
            for (open, chosen) in bundle.open.iter().zip(&found.chosen) {
                if open.event == *event && *chosen != NONE {
                    resources[open.slot] = Some(*chosen as usize);
                }
            }
            let time = (found.time != NONE).then_some(found.time as usize);
            meets.push(Meet { event: *event, duration: found.duration, time, resources });
        }
    }
    meets.sort_by_key(|meet| (meet.event, meet.time, meet.duration));
    meets
}
