//! Workbooks made for a standard: written with hidden field codes, and read back by them without a mapping.

mod fields;
mod marker;
mod recognise;
mod sheets;
mod write;

pub use recognise::Expected;
pub(crate) use recognise::{Recognised, Recogniser};
pub use write::{TemplateError, TemplateOptions, write};
