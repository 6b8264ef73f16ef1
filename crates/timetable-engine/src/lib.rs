//! Answers to timetable problems: lessons are placed by throwing out what is least hard to place elsewhere, then the timetable is
//! annealed. What it finds is judged by `junheng_timetable_check`, with which it shares no code.

mod board;
mod compile;
mod insert;
mod links;
mod load;
mod model;
mod search;
mod state;

pub use board::{Board, Effect};
pub use search::{Compiled, Progress, Search, SearchError};
