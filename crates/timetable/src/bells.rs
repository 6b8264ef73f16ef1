//! The bells of a day: when a period begins and ends, in which part of the day it lies, and what it is for.

use std::fmt;

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Morning,
    Afternoon,
    Evening,
}

impl Part {
    pub const ALL: [Self; 3] = [Self::Morning, Self::Afternoon, Self::Evening];

    /// Its name in labels and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
        }
    }
}

/// What a period is for. Lessons stand in periods for lessons only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Purpose {
    #[default]
    Lesson,
    /// Physical activity of all classes: the long break, exercise before school ends.
    Activity,
    Lunch,
    /// Care after school hours; it counts neither as a lesson nor as time at school.
    Service,
}

impl Purpose {
    pub const ALL: [Self; 4] = [Self::Lesson, Self::Activity, Self::Lunch, Self::Service];

    /// Its name in labels and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lesson => "lesson",
            Self::Activity => "activity",
            Self::Lunch => "lunch",
            Self::Service => "service",
        }
    }
}

/// A time of day, in minutes from midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock(u16);

impl Clock {
    pub const NOON: Self = Self(12 * 60);

    /// Reads `8:20`, `08:20` or `08:20:00`, also with a full-width colon.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split([':', '：']);
        let mut number = |limit: u16| {
            let digits = parts.next()?;
            let short = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<u16>().ok().filter(|number| short && *number < limit)
        };
        let (hours, minutes) = (number(24)?, number(60)?);
        match parts.next() {
            None | Some("00") => Some(Self(hours * 60 + minutes)),
            Some(_) => None,
        }
    }

    /// Minutes from this time to a later one; 0 when it is not later.
    #[must_use]
    pub fn until(self, later: Self) -> u32 {
        u32::from(later.0.saturating_sub(self.0))
    }
}

/// `08:20`.
impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// What is known of one period of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bell {
    pub begins: Option<Clock>,
    pub ends: Option<Clock>,
    /// As the school says it; see [`Bell::part`].
    pub stated: Option<Part>,
    pub purpose: Purpose,
}

impl Bell {
    /// The part of the day: as stated, or before noon and after it by the clock.
    #[must_use]
    pub fn part(&self) -> Option<Part> {
        let by_clock = |begins: Clock| if begins < Clock::NOON { Part::Morning } else { Part::Afternoon };
        self.stated.or_else(|| self.begins.map(by_clock))
    }

    #[must_use]
    pub fn minutes(&self) -> Option<u32> {
        Some(self.begins?.until(self.ends?))
    }

    /// Reads what [`Bell`] shows, or a time, or two with a dash between them; what is not understood is left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut bell = Self::default();
        for word in text.split(|c: char| c.is_whitespace() || "-–—~～至".contains(c)) {
            if let Some(time) = Clock::parse(word) {
                if bell.begins.is_none() { bell.begins = Some(time) } else { bell.ends = Some(time) }
            }
            let part = Part::ALL.into_iter().find(|part| part.name() == word);
            bell.stated = part.or(bell.stated);
            bell.purpose = Purpose::ALL.into_iter().find(|one| one.name() == word).unwrap_or(bell.purpose);
        }
        bell
    }
}

/// `08:20 – 09:00 morning lesson`, without what is not known.
impl fmt::Display for Bell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times: Vec<String> =
            [self.begins, self.ends].into_iter().flatten().map(|time| time.to_string()).collect();
        let words = [
            Some(times.join(" – ")).filter(|times| !times.is_empty()),
            self.stated.map(|part| part.name().to_owned()),
        ];
        let words: Vec<String> =
            words.into_iter().flatten().chain([self.purpose.name().to_owned()]).collect();
        f.write_str(&words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_read_as_it_is_written() {
        for (text, expected) in [
            ("8:20", Some("08:20")),
            ("08：05", Some("08:05")),
            ("08:20:00", Some("08:20")),
            ("24:00", None),
            ("8:60", None),
            ("8", None),
            ("008:20", None),
            ("8:20:30", None),
            ("", None),
        ] {
            assert_eq!(Clock::parse(text).map(|time| time.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_bell_comes_back_as_it_was_shown() {
        let bell = Bell {
            begins: Clock::parse("13:30"),
            ends: Clock::parse("14:10"),
            stated: Some(Part::Morning),
            purpose: Purpose::Activity,
        };
        for bell in [bell, Bell::default(), Bell { ends: None, stated: None, ..bell }] {
            assert_eq!(Bell::parse(&bell.to_string()), bell, "{bell}");
        }
        assert_eq!(Bell::parse("08:20-09:00").minutes(), Some(40));
        assert_eq!((Bell::parse("13:00").part(), Bell::parse("第1节").part()), (Some(Part::Afternoon), None));
    }
}
