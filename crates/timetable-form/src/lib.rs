//! A school's own form of its timetable problem. The form is data ([`schema`]); a filled-in one is read from a workbook or from
//! TOML ([`files`]), becomes a problem ([`build()`]), and a problem becomes a form again ([`from_problem()`]).

mod build;
mod files;
mod form;
mod from_problem;
pub mod schema;

pub use build::{Built, build};
pub use files::{Workbook, read_toml, read_workbook, write_toml, write_workbook};
pub use form::{Cell, Form, Line, Row, Rows};
pub use from_problem::from_problem;
pub use junheng_exchange::read::ReadError;
pub use rust_xlsxwriter::XlsxError;
