//! The sample county as a readable timeline, builders and generators.
