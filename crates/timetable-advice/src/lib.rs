//! Answers about a timetable that is there: why a lesson stands where it does and what moving it would cost, who can take the
//! lessons of somebody who is absent, how even teachers' weeks are, and what one timetable has that another has not. Pure. What
//! a change costs is what the independent checker counts.

mod changes;
mod explain;
mod fairness;
mod narrow;
mod settle;
mod substitute;
mod tied;

pub use changes::{Change, changes};
pub use explain::{Effect, Explained, Move, explain};
pub use fairness::{Fairness, Spread, TeacherWeek, fairness};
pub use settle::settle;
pub use substitute::{Absence, Nearness, Offer, Proposal, Swap, substitute};
