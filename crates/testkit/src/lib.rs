//! What only tests, benchmarks and generators need: the sample county as a readable timeline, made-up nations and schools, and the
//! repository itself as files, with its glossary and its generated documents.

pub mod county;
pub mod documents;
#[cfg(feature = "filled")]
pub mod filled;
pub mod generated;
pub mod glossary;
pub mod nation;
pub mod nation_csv;
#[cfg(feature = "provider")]
pub mod provider;
mod random;
pub mod repository;
pub mod school_forms;
pub mod sources;
#[cfg(feature = "workbook")]
pub mod workbook;

pub use random::Random;
