//! Dates as spreadsheets count them: days since an epoch, the time of day as the fraction.

/// A serial day count. The 1900 system counts a 29 February 1900 that never was; the 1904 system starts at
/// 1 January 1904.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// The number in the cell.
    pub serial: f64,
    /// Whether the workbook counts from 1904.
    pub from_1904: bool,
}

/// Days from 1 January 1970 to the day before serial 1 of the 1900 system, for serials after its false leap day.
const DAYS_1900: i64 = -25_569;
const DAYS_1904: i64 = -24_107;
const SECONDS_A_DAY: f64 = 86_400.0;
/// The last serial that a spreadsheet shows as a date: 31 December 9999.
const LAST_SERIAL: f64 = 2_958_466.0;

impl Moment {
    /// ISO 8601: `2026-09-01`, `2026-09-01T08:30:00`, or `08:30:00` for a time without a day. `None` when the
    /// number is no date: negative, beyond the year 9999, or the false 29 February 1900.
    #[must_use]
    pub fn iso(&self) -> Option<String> {
        if !(0.0..LAST_SERIAL).contains(&self.serial) {
            return None;
        }
        let seconds = (self.serial * SECONDS_A_DAY).round() as i64;
        let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let time = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
        if days == 0 && !self.from_1904 {
            return Some(time);
        }
        let epoch_days = match (self.from_1904, days) {
            (true, _) => days + DAYS_1904,
            (false, 60) => return None,
            (false, 1..60) => days + DAYS_1900 + 1,
            (false, _) => days + DAYS_1900,
        };
        let (year, month, day) = civil(epoch_days);
        let date = format!("{year:04}-{month:02}-{day:02}");
        Some(if second == 0 { date } else { format!("{date}T{time}") })
    }
}

/// Year, month and day of a day count from 1 January 1970 (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_of_both_epochs_name_their_day() {
        for (serial, from_1904, expected) in [
            (41_153.0, false, Some("2012-09-01")),
            (39_691.0, true, Some("2012-09-01")),
            (1.0, false, Some("1900-01-01")),
            (59.0, false, Some("1900-02-28")),
            (60.0, false, None),
            (61.0, false, Some("1900-03-01")),
            (0.0, true, Some("1904-01-01")),
            (0.5, false, Some("12:00:00")),
            (46_266.354_166_666_7, false, Some("2026-09-01T08:30:00")),
            (2_958_465.0, false, Some("9999-12-31")),
            (-1.0, false, None),
            (1e300, false, None),
            (f64::NAN, false, None),
        ] {
            let moment = Moment { serial, from_1904 };
            assert_eq!(moment.iso().as_deref(), expected, "{serial} {from_1904}");
        }
    }
}
