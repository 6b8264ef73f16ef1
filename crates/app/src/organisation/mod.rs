//! The county's organisation: townships and their schools, departments, the leading group, and who answers for what.

mod departments;
mod leading_group;
mod matrix;
mod matter;
mod responsibilities;
mod tree;

use crate::permit::{Assign, Permit};
use crate::trouble::Trouble;

pub(crate) use departments::department_taken;
pub use departments::{DepartmentForm, DepartmentKind, DepartmentView};
pub use leading_group::{Seat, SeatForm, SeatView};
pub use matrix::{Matrix, MatrixGroup, MatrixRow};
pub use matter::Matter;
pub use responsibilities::{Answerer, Answering, AssignForm, PastAnswering, Responsibilities};
pub use tree::{SchoolBranch, TownshipView};

/// Who answers for what is the whole county's affair.
fn for_the_county(permit: &Permit<Assign>) -> Result<(), Trouble> {
    if permit.scope().is_county() { Ok(()) } else { Err(Trouble::refused("county-scope-needed", Vec::new())) }
}
