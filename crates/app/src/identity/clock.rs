//! Moments: RFC 3339 from the edge, seconds since 1970 where they are compared, and the day where a post begins.

use jiff::Timestamp;

use crate::trouble::Trouble;

/// A moment as it came from the edge, and what is computed from it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment<'a> {
    /// RFC 3339 with offset.
    pub(crate) text: &'a str,
    /// Seconds since 1970.
    pub(crate) seconds: i64,
}

impl<'a> Moment<'a> {
    pub(crate) fn read(at: &'a str) -> Result<Self, Trouble> {
        let timestamp: Timestamp = at.parse().map_err(|_| Trouble::unreadable("moment", at))?;
        Ok(Self { text: at, seconds: timestamp.as_second() })
    }

    /// The day there, such as `2026-11-22`.
    pub(crate) fn day(&self) -> &'a str {
        self.text.get(..10).unwrap_or(self.text)
    }
}

/// Whether a text is a day of the calendar, such as `2026-11-22`.
pub(crate) fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// Seconds since 1970 as RFC 3339 in UTC, for those who read a list.
pub(crate) fn shown(seconds: i64) -> String {
    Timestamp::from_second(seconds).map(|moment| moment.to_string()).unwrap_or_default()
}
