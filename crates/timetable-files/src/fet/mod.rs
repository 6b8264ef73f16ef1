//! Files of FET: `.fet` in the dialects of versions 5 and 6 (a problem), `*_activities.xml` (FET's own answer), and the
//! table of an answer.

mod answer;
mod read;
mod write;

pub use answer::{Answer, read_activities, read_assignment, write_assignment};
pub use read::read;
pub use write::{unsaid, write};
