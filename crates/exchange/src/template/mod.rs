//! Workbooks made for a standard: written with hidden field codes, and read back by them without a mapping.

mod fields;
mod marker;
mod recognise;
mod sheets;
mod write;

pub(crate) use marker::HEADER_BELOW;
pub use recognise::Expected;
pub(crate) use recognise::{Recognised, Recogniser, is_hidden_row};
pub use sheets::asked_levels;
pub use write::{TemplateError, TemplateOptions, write};
