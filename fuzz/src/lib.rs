//! What reads foreign bytes, as functions from bytes to nothing: none may panic, hang or eat the memory, whatever the
//! bytes are.

mod mutate;
mod seeds;
pub mod stable;
mod targets;

pub use targets::{
    ALL, ARCHIVE, DELIMITED, EXPRESSION, FORM, MAPPING, STANDARD, TIMETABLE, Target, WORKBOOK,
};
