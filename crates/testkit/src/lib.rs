//! The sample county as a readable timeline, builders and generators.

pub mod county;
pub mod nation;
pub mod nation_csv;
mod random;
#[cfg(feature = "workbook")]
pub mod workbook;

pub use random::Random;
