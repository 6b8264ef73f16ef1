//! The independent checker: is an answer right? It shares the model with the engines but no code, and is written to be
//! plainly right rather than quick. Counts are those of FET, so that its totals can be put beside FET's own.

mod basic;
mod breach;
mod real_rooms;
mod rules;
mod weeks;

pub use breach::{Always, Breach, Broken, Report};

use junheng_timetable::{Problem, Solution};

use weeks::Weeks;

/// Compares an answer with every rule of its problem.
#[must_use]
pub fn check(problem: &Problem, solution: &Solution) -> Report {
    let weeks = Weeks::new(problem, solution);
    let mut report = Report::default();
    basic::check(&weeks, &mut report);
    for (id, rule) in problem.active_rules() {
        rules::check(&weeks, id, rule, &mut report);
    }
    report
}
