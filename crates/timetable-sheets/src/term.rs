//! The dates of a term on which the days of a timetable take place.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use junheng_timetable::Grid;
use junheng_timetable::fortnight::Weeks;

/// A term longer than this is a typing error.
const LONGEST_DAYS: i32 = 400;

/// A term: from its first to its last day, without the days off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    first: Date,
    last: Date,
    /// Days without lessons, from and to.
    off: Vec<(Date, Date)>,
    /// A day, and the day whose lessons it takes over: schools work on a Saturday for a holiday.
    made_up: Vec<(Date, Date)>,
}

/// Why there is no such term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    #[error("the last day comes before the first")]
    Backwards,
    #[error("the term is longer than a year")]
    TooLong,
}

impl Term {
    /// A term with every day of school.
    ///
    /// # Errors
    /// When it ends before it begins, or lasts more than a year.
    pub fn new(first: Date, last: Date) -> Result<Self, TermError> {
        let days = (last - first).get_days();
        if days < 0 {
            return Err(TermError::Backwards);
        }
        if days > LONGEST_DAYS {
            return Err(TermError::TooLong);
        }
        Ok(Self { first, last, off: Vec::new(), made_up: Vec::new() })
    }

    /// The term without the days from `first` to `last`.
    #[must_use]
    pub fn without(mut self, first: Date, last: Date) -> Self {
        self.off.push((first, last));
        self
    }

    /// The term with the lessons of `of` on the day `on`, whatever weekday it is.
    #[must_use]
    pub fn with_made_up(mut self, on: Date, of: Date) -> Self {
        self.made_up.push((on, of));
        self
    }

    fn is_off(&self, date: Date) -> bool {
        self.off.iter().any(|(first, last)| (*first..=*last).contains(&date))
    }

    /// How many weeks lie between the week of the first day and that of a date.
    fn week_of(&self, date: Date) -> i32 {
        let monday = |date: Date| date - i32::from(date.weekday().to_monday_zero_offset()).days();
        (monday(date) - monday(self.first)).get_days() / 7
    }
}

/// The dates of one day of the timetable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dates {
    /// Every so many weeks.
    pub(crate) every: u8,
    /// The first to the last by weekday and week, those off among them.
    pub(crate) regular: Vec<Date>,
    pub(crate) off: Vec<Date>,
    /// Beside the regular ones.
    pub(crate) made_up: Vec<Date>,
}

/// On which weekday and in which of the weeks of a cycle each day of a timetable is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cycle {
    days: Vec<(Weekday, i32)>,
    weeks: i32,
}

impl Cycle {
    /// By the names of the days, or else from Monday on. `None` when there are more days than a week has and their names
    /// say nothing.
    pub(crate) fn of(grid: &Grid) -> Option<Self> {
        let named: Option<Vec<Weekday>> = grid.days().iter().map(|name| weekday_named(name)).collect();
        let counted = || -> Option<Vec<Weekday>> {
            let weekday = |day: usize| Weekday::from_monday_zero_offset(i8::try_from(day).ok()?).ok();
            (0..grid.days().len()).map(weekday).collect()
        };
        let weekdays = named.or_else(counted)?;
        let week = |day: usize| weekdays[..day].iter().filter(|other| **other == weekdays[day]).count();
        let days: Vec<(Weekday, i32)> = (0..weekdays.len())
            .map(|day| Some((weekdays[day], i32::try_from(week(day)).ok()?)))
            .collect::<Option<_>>()?;
        let weeks = days.iter().map(|(_, week)| week + 1).max().unwrap_or(1);
        Some(Self { days, weeks })
    }

    /// The dates of a day in all weeks, or in odd or even ones.
    pub(crate) fn dates(&self, term: &Term, day: usize, weeks: Weeks) -> Dates {
        let (weekday, week) = self.days[day];
        let (cycle, week) = match weeks {
            Weeks::Every => (self.weeks, week),
            // The first week of the term is odd.
            Weeks::Odd => (2, 0),
            Weeks::Even => (2, 1),
        };
        let is_one = |date: Date| date.weekday() == weekday && term.week_of(date) % cycle == week;
        let all = term.first.series(1.day()).take_while(|date| *date <= term.last);
        let regular: Vec<Date> = all.filter(|date| is_one(*date)).collect();
        let made_up = term.made_up.iter().filter(|(_, of)| is_one(*of)).map(|(on, _)| *on).collect();
        // A day on which another's lessons are given does not give its own.
        let gone = |date: &Date| term.is_off(*date) || term.made_up.iter().any(|(on, _)| on == date);
        let off = regular.iter().copied().filter(gone).collect();
        Dates { every: u8::try_from(cycle).unwrap_or(1), regular, off, made_up }
    }
}

/// What stands before the number of a weekday in Chinese.
const WEEK: [&str; 3] = ["星期", "礼拜", "周"];
const WEEKDAYS: [(&str, &str, Weekday); 7] = [
    ("一", "mon", Weekday::Monday),
    ("二", "tue", Weekday::Tuesday),
    ("三", "wed", Weekday::Wednesday),
    ("四", "thu", Weekday::Thursday),
    ("五", "fri", Weekday::Friday),
    ("六", "sat", Weekday::Saturday),
    ("日", "sun", Weekday::Sunday),
];

/// The weekday that a name says: `星期一`, `周日`, `双周星期三`, `Monday`, `Tue`.
fn weekday_named(name: &str) -> Option<Weekday> {
    let lower = name.trim().to_lowercase();
    let after = |word: &'static str| name.match_indices(word).map(move |(at, _)| &name[at + word.len()..]);
    let in_chinese = || {
        let mut rests = WEEK.into_iter().flat_map(after);
        rests.find_map(|rest| {
            WEEKDAYS
                .iter()
                .find(|(number, ..)| rest.starts_with(number) || (*number == "日" && rest.starts_with('天')))
        })
    };
    let in_english = || WEEKDAYS.iter().find(|(_, word, _)| lower.starts_with(word));
    in_chinese().or_else(in_english).map(|(_, _, weekday)| *weekday)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn cycle(days: &[&str]) -> Option<Cycle> {
        let names = days.iter().map(|name| (*name).to_owned()).collect();
        Cycle::of(&Grid::new(names, vec!["1".to_owned()]).unwrap())
    }

    fn shown(dates: &[Date]) -> Vec<String> {
        dates.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_name_of_a_day_says_its_weekday() {
        for (name, expected) in [
            ("星期一", Some(Weekday::Monday)),
            ("周日", Some(Weekday::Sunday)),
            ("星期天", Some(Weekday::Sunday)),
            ("双周星期三", Some(Weekday::Wednesday)),
            ("周五（单周）", Some(Weekday::Friday)),
            ("Tuesday", Some(Weekday::Tuesday)),
            ("fri", Some(Weekday::Friday)),
            ("第1天", None),
            ("", None),
        ] {
            assert_eq!(weekday_named(name), expected, "{name}");
        }
    }

    #[test]
    fn days_without_weekdays_run_from_monday_on_and_a_cycle_of_weeks_is_seen() {
        assert_eq!(cycle(&["A", "B"]).unwrap().days, [(Weekday::Monday, 0), (Weekday::Tuesday, 0)]);
        assert_eq!(cycle(&["A", "B", "C", "D", "E", "F", "G", "H"]), None);
        let two = cycle(&["单周星期一", "双周星期一"]).unwrap();
        assert_eq!((two.weeks, two.days[1]), (2, (Weekday::Monday, 1)));
    }

    #[test]
    fn a_term_leaves_out_its_days_off_and_moves_lessons() {
        // 2026-09-01 is a Tuesday; the holiday's Monday is made up on a Saturday.
        let term = Term::new(date("2026-09-01"), date("2026-10-12")).unwrap();
        let term = term.without(date("2026-10-01"), date("2026-10-07"));
        let term = term.with_made_up(date("2026-10-10"), date("2026-10-05"));
        let dates = cycle(&["星期一"]).unwrap().dates(&term, 0, Weeks::Every);
        let regular = ["2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28", "2026-10-05", "2026-10-12"];
        assert_eq!(shown(&dates.regular), regular);
        assert_eq!(
            (shown(&dates.off), shown(&dates.made_up)),
            (vec!["2026-10-05".to_owned()], vec!["2026-10-10".to_owned()])
        );
    }

    #[test]
    fn the_week_in_which_a_term_begins_is_odd() {
        let term = Term::new(date("2026-09-02"), date("2026-09-18")).unwrap();
        let tuesday = cycle(&["星期二"]).unwrap();
        assert_eq!(shown(&tuesday.dates(&term, 0, Weeks::Odd).regular), ["2026-09-15"]);
        assert_eq!(shown(&tuesday.dates(&term, 0, Weeks::Even).regular), ["2026-09-08"]);
        assert_eq!(tuesday.dates(&term, 0, Weeks::Even).every, 2);
    }

    #[test]
    fn a_term_that_ends_before_it_begins_or_never_is_refused() {
        assert_eq!(Term::new(date("2026-09-01"), date("2026-08-31")), Err(TermError::Backwards));
        assert_eq!(Term::new(date("2026-09-01"), date("2030-08-31")), Err(TermError::TooLong));
    }
}
