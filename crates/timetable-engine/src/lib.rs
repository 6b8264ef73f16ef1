//! Answers to timetable problems: lessons are placed by throwing out what is least hard to place elsewhere, then the timetable is
//! annealed. What it finds is judged by `junheng_timetable_check`, with which it shares no code.

mod anneal;
mod board;
mod chain;
mod compile;
mod few;
mod insert;
mod links;
mod load;
mod model;
mod portfolio;
mod progress;
mod search;
mod state;

pub use board::{Board, Effect};
pub use few::better_by_few;
pub use portfolio::{Answer, Options, solve};
pub use progress::Progress;
pub use search::{Compiled, Search, SearchError};
