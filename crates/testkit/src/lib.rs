//! What only tests and generators need: the repository as files, its glossary and its generated documents.

pub mod documents;
pub mod generated;
pub mod glossary;
pub mod repository;
pub mod sources;
