//! The national plan of lessons: what each class owes by subject and week, what the clauses of the curriculum ask of a
//! timetable, and what a problem or its answer gives.

mod clauses;
mod data;
mod owed;
mod rules;

pub use clauses::{Judged, Standing, Unknown, Who, judge};
pub use data::{Asks, Clause, Curriculum, CurriculumError, Least, PlannedSubject, builtin};
pub use owed::{ClassPlan, Owed, classes, grade_of, plan};
pub use rules::rules;
