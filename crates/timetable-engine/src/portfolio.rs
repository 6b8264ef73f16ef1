//! Several searches beside each other. What each finds depends on its own seed and work, so the answer does not depend on the
//! number of threads.

use std::thread;

use junheng_timetable::{LessonId, Solution};

use crate::progress::Progress;
use crate::search::{Compiled, Search};

/// What to spend.
#[derive(Debug, Clone, Copy)]
pub struct Options<'s> {
    pub seed: u64,
    /// Changes that each search may make; none means until told to stop.
    pub effort: Option<u64>,
    /// How many searches there are.
    pub searches: usize,
    pub threads: usize,
    /// Where they begin, and the lessons that stay.
    pub start: Option<(&'s Solution, &'s [LessonId])>,
}

/// The best timetable found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub solution: Solution,
    pub progress: Progress,
}

/// Changes of the first turn of the first search; the others begin when it did not suffice.
const FIRST_TURN: u64 = 500_000;
/// Changes between two looks of the observer.
const LOOK: u64 = 25_000;
/// Changes of a turn of all searches.
const TURN: u64 = 400_000;

/// Searches until the effort is spent, nothing is left to better, or `observe` says no. It is told how far the best search is, with
/// that search.
pub fn solve(
    compiled: &Compiled,
    options: Options<'_>,
    observe: &mut dyn FnMut(Progress, &Search<'_>) -> bool,
) -> Answer {
    let seed = |number: u64| options.seed.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let begin = |number: u64| match options.start {
        None => Search::new(compiled, seed(number)),
        Some((solution, keep)) => Search::start_from(compiled, seed(number), solution, keep),
    };
    let effort = options.effort.unwrap_or(u64::MAX);
    let mut first = begin(0);
    while first.work() < effort.min(FIRST_TURN) && !first.is_done() {
        let progress = first.run(LOOK.min(effort - first.work()));
        if !observe(progress, &first) || progress.is_whole() && options.searches > 1 {
            break;
        }
    }
    let mut searches = vec![first];
    let others = 1..u64::try_from(options.searches).unwrap_or(1);
    let mut goes_on = observe(searches[0].progress(), &searches[0]);
    if goes_on && !searches[0].is_done() {
        searches.extend(others.map(begin));
    }
    while goes_on {
        let turn = TURN.min(if searches.len() == 1 { LOOK * 4 } else { TURN });
        if !take_turns(&mut searches, options.threads, turn, effort) {
            break;
        }
        follow(compiled, &mut searches, &seed);
        let best = best(&searches);
        goes_on = observe(best.progress(), best) && !compiled.has_no_better(best.progress());
    }
    let best = best(&searches);
    Answer { solution: best.best(), progress: best.progress() }
}

/// The best search, the first of equals.
fn best<'a, 'c>(searches: &'a [Search<'c>]) -> &'a Search<'c> {
    let cost = |search: &Search<'_>| {
        let progress = search.progress();
        (progress.unplaced, progress.hard, progress.soft)
    };
    searches
        .iter()
        .reduce(|best, next| if cost(next) < cost(best) { next } else { best })
        .unwrap_or(&searches[0])
}

/// Each search goes on for one turn; false when none can.
fn take_turns(searches: &mut [Search<'_>], threads: usize, turn: u64, effort: u64) -> bool {
    let can = |search: &Search<'_>| !search.is_done() && search.work() < effort;
    if !searches.iter().any(can) {
        return false;
    }
    let go_on = |search: &mut Search<'_>| {
        let end = search.work().saturating_add(turn).min(effort);
        while search.work() < end && !search.is_done() {
            search.run(end - search.work());
        }
    };
    if threads < 2 || searches.len() < 2 {
        searches.iter_mut().for_each(go_on);
        return true;
    }
    let share = searches.len().div_ceil(threads);
    thread::scope(|scope| {
        for some in searches.chunks_mut(share) {
            scope.spawn(move || some.iter_mut().for_each(go_on));
        }
    });
    true
}

/// Searches without a whole timetable go on from the first that has one.
fn follow<'c>(compiled: &'c Compiled, searches: &mut [Search<'c>], seed: &dyn Fn(u64) -> u64) {
    let Some(whole) = searches.iter().position(|search| search.progress().is_whole()) else { return };
    if searches.iter().all(|search| search.progress().is_whole()) {
        return;
    }
    let solution = searches[whole].best();
    let fixed = searches[whole].fixed_lessons();
    for (number, search) in searches.iter_mut().enumerate() {
        if !search.progress().is_whole() {
            let work = search.work();
            *search = Search::start_from(compiled, seed(number as u64), &solution, &fixed);
            search.skip(work);
            search.run(1);
        }
    }
}
