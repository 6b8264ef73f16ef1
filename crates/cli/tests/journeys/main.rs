//! Journeys of a county officer through the real program, one file per story. The main story also runs on PostgreSQL when
//! `JUNHENG_TEST_POSTGRES` holds the URL of a server (`scripts/with-postgres cargo test`); without it that one is ignored.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod a_school_year;
mod broken_files;
mod databases;
mod how_tos;
mod in_chinese;
mod judged_by_documents;
mod log;
mod mistyped;
mod own_standards;
mod several_years;
#[path = "../support/mod.rs"]
mod support;
mod tampering;
mod timetable_uses;
mod timetables;
mod twice;
mod wrong_cells;

use libtest_mimic::{Arguments, Trial};

/// A story as a test.
fn story(name: &'static str, tell: fn()) -> Trial {
    Trial::test(name, move || {
        tell();
        Ok(())
    })
}

fn main() {
    let stories = [
        a_school_year::stories(),
        broken_files::stories(),
        how_tos::stories(),
        in_chinese::stories(),
        judged_by_documents::stories(),
        log::stories(),
        mistyped::stories(),
        own_standards::stories(),
        several_years::stories(),
        tampering::stories(),
        timetable_uses::stories(),
        timetables::stories(),
        twice::stories(),
        wrong_cells::stories(),
    ];
    libtest_mimic::run(&Arguments::from_args(), stories.into_iter().flatten().collect()).exit();
}
