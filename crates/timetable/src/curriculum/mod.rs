//! The national plan of lessons: what each class owes by subject and week, and what a timetable problem gives it.

mod data;
mod owed;

pub use data::{Curriculum, CurriculumError, Least, PlannedSubject, builtin};
pub use owed::{ClassPlan, Owed, grade_of, plan};
