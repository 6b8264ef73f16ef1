//! From rows of cells to values by subject: header search, binding, conversion, and the account of rows.

mod cell;
mod grid;
mod header;
mod intake;
mod key;
mod number;
mod plan;
mod skip;
mod table;
mod units;

pub use cell::read_value;
pub(crate) use cell::{Trouble, shown};
pub use intake::Intake;
pub(crate) use key::is_national_code;
