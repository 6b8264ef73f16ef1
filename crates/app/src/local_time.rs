//! The county's clock: moments are written and shown in its local time, which is China Standard Time unless it is told
//! otherwise. China has one time and no summer time, so an offset says it all.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use crate::trouble::Trouble;

/// How far the county's clocks are ahead of universal time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime(Offset);

/// China Standard Time.
const CHINA: Offset = Offset::constant(8);

impl Default for LocalTime {
    fn default() -> Self {
        Self(CHINA)
    }
}

impl LocalTime {
    /// Reads an offset such as `+08:00`.
    ///
    /// # Errors
    /// When the text is no offset.
    pub fn parse(text: &str) -> Result<Self, Trouble> {
        let unreadable = || Trouble::unreadable("time-zone", text);
        let (sign, rest) = match text.split_at_checked(1) {
            Some(("+", rest)) => (1, rest),
            Some(("-", rest)) => (-1, rest),
            _ => return Err(unreadable()),
        };
        let (hours, minutes) = rest.split_once(':').ok_or_else(unreadable)?;
        let number = |text: &str, most: i32| {
            let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<i32>().ok().filter(|number| digits && *number <= most).ok_or_else(unreadable)
        };
        let seconds = sign * (number(hours, 14)? * 3600 + number(minutes, 59)? * 60);
        Ok(Self(Offset::from_seconds(seconds).map_err(|_| unreadable())?))
    }

    /// A moment as it is written down: RFC 3339 to the second, with the offset.
    #[must_use]
    pub fn written(self, moment: Timestamp) -> String {
        let local = moment.to_zoned(TimeZone::fixed(self.0));
        local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// A moment that was written down (RFC 3339), for readers: `2026-09-05 09:07`. What is no moment stays as it is.
    #[must_use]
    pub fn shown(self, at: &str) -> String {
        match at.parse::<Timestamp>() {
            Ok(moment) => moment.to_zoned(TimeZone::fixed(self.0)).strftime("%Y-%m-%d %H:%M").to_string(),
            Err(_) => at.to_owned(),
        }
    }

    /// The day of a moment that was written down.
    #[must_use]
    pub fn day(self, at: &str) -> String {
        self.shown(at).chars().take(10).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_as_the_countys_clocks_showed_it() {
        let china = LocalTime::default();
        for (at, shown) in [
            ("2026-09-05T09:07:30+08:00", "2026-09-05 09:07"),
            ("2026-09-04T20:30:00Z", "2026-09-05 04:30"),
            ("2026-09-05T09:07:30+09:00", "2026-09-05 08:07"),
            ("", ""),
            ("早上", "早上"),
        ] {
            assert_eq!(china.shown(at), shown, "{at}");
        }
        assert_eq!(china.day("2026-12-31T16:00:00Z"), "2027-01-01");
    }

    #[test]
    fn a_moment_is_written_with_the_countys_offset() {
        let moment: Timestamp = "2026-09-04T20:30:00.9Z".parse().unwrap();
        assert_eq!(LocalTime::default().written(moment), "2026-09-05T04:30:00+08:00");
        assert_eq!(LocalTime::parse("-03:30").unwrap().written(moment), "2026-09-04T17:00:00-03:30");
    }

    #[test]
    fn what_is_no_offset_is_refused() {
        for text in
            ["", "8", "+8", "+8:00", "08:00", "+08", "+15:00", "+08:60", "Asia/Shanghai", "++8:00", "é08:00"]
        {
            assert!(LocalTime::parse(text).is_err(), "{text}");
        }
        assert_eq!(LocalTime::parse("+08:00").unwrap(), LocalTime::default());
    }
}
