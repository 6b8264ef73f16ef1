//! Use cases: authorise, load, decide, save and record.
