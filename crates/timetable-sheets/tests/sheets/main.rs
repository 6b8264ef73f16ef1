//! Sheets hold what the answer says, whatever the names hold.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod calendar;
mod html;
mod school;
mod weeks;
mod workbook;
