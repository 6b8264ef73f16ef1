//! Timetables: the problem of a school or a county as a readable model, its rules, its answer. Pure; knows no file
//! format, no search and no checker.

mod bells;
pub mod curriculum;
mod describe;
pub mod fortnight;
mod grid;
mod ids;
mod problem;
pub mod proofs;
pub mod rules;
mod solution;
mod weight;

pub use bells::{Bell, Clock, Part, Purpose};
pub use describe::Words;
pub use grid::{Grid, Slot, SlotSet};
pub use ids::{AtomId, BuildingId, CourseId, GroupId, LessonId, RoomId, RuleId, SubjectId, TagId, TeacherId};
pub use problem::{Building, Course, Group, Lesson, Problem, Room, Subject, Tag, Teacher};
pub use rules::{Kind, Rule};
pub use solution::{Placement, Solution};
pub use weight::{Cost, Weight};
