//! A timetable as people use it: sheets of classes, teachers and rooms for paper, for calendars and as a workbook. Pure: it
//! gives bytes and touches no file and no clock.

mod calendar;
mod grid;
mod html;
mod sheet;
mod term;
mod workbook;

pub use calendar::{CalendarError, Calendars};
pub use html::write_html;
pub use sheet::{Entry, Holder, Kind, Sheet, holder_named, sheet, sheets};
pub use term::{Term, TermError};
pub use workbook::write_workbook;
