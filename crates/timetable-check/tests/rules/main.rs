//! One test a family of rules, of its name, each with three facts: an answer that breaks the rule and by how much, one that
//! keeps it, and one that does what the rule forbids where the rule does not reach.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod lessons;
mod people;
mod proofs;
mod rooms;
mod school;
