//! Timetables of a county in one go. Schools share specialists, and nothing else; so a county falls apart into schools once it
//! is known on which days each specialist is where.
//!
//! 1. Each specialist gets days for each of their schools, as few as the lessons need, so that the schools have theirs spread.
//! 2. Each school is solved by itself, all at once, with its specialists away on the other days.
//! 3. A school that finds no timetable gets its specialists on other days, and the schools that this touches are solved again.
//! 4. The whole is judged: each school by the checker, and each specialist over all schools.

mod days;
mod fit;
mod judge;
mod posts;
mod solve;

pub use days::NotEnoughDays;
pub use judge::{Clash, clashes};
pub use posts::{Post, Specialist, specialists};
pub use solve::{Answer, CountyError, Effort, Outcome, solve};

use junheng_timetable::{Problem, TeacherId};

/// A school of the county.
#[derive(Debug, Clone)]
pub struct School {
    pub problem: Problem,
    /// Its teachers whom other schools share: their id in the county, and who they are here; one with lessons in odd and in even
    /// weeks is two.
    pub shared: Vec<(String, Vec<TeacherId>)>,
}
