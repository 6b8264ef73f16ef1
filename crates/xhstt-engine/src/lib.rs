//! Answers to XHSTT instances: a first timetable, then annealing with swaps, Kempe chains and regrouping. What it finds
//! is judged by `junheng_xhstt::evaluate`, with which it shares no code.

mod anneal;
mod construct;
mod moves;
mod problem;
mod random;
mod solve;
mod state;

pub use solve::{Answer, Options, Progress, SolveError, solve};
