//! One test a family of rules, the same as of the checker: the search counts what the checker counts.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

#[path = "../../../timetable-check/tests/rules/school.rs"]
#[allow(dead_code, reason = "the checker's tests use more of it")]
mod fixture;
#[path = "../../../timetable-check/tests/rules/lessons.rs"]
mod lessons;
#[path = "../../../timetable-check/tests/rules/people.rs"]
mod people;
#[path = "../../../timetable-check/tests/rules/rooms.rs"]
mod rooms;
mod school;
