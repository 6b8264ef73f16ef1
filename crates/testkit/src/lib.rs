//! The sample county as a readable timeline, builders and generators.

pub mod nation;
pub mod nation_csv;
mod random;

pub use random::Random;
