//! What the pages of one school show, a file a page.

mod facts;
mod past;
mod standing;
mod years;

pub use facts::{FactGroup, FactRow, SchoolFacts};
pub use past::{Document, EventView, SchoolPast, ShareView};
pub use standing::{
    GroupView, LeftOutView, PartView, RequirementRow, SchoolHead, SchoolStanding, SharedView,
};
pub use years::{SchoolYears, Series, YearValue};
