//! Odd and even weeks. A lesson of every second week is given to the half of its class that "is there" in these weeks: the
//! class divides into its odd weeks and its even weeks as it may divide into halves of pupils, and a teacher with lessons in
//! both kinds of weeks is two teachers, one of the odd weeks and one of the even. So rules, search and checker know nothing
//! of weeks; the names say them, and keep them in the files of other programs.

/// The weeks in which something takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weeks {
    Every,
    Odd,
    Even,
}

impl Weeks {
    pub const ALL: [Self; 3] = [Self::Every, Self::Odd, Self::Even];
    /// The two halves of a fortnight.
    pub const HALVES: [Self; 2] = [Self::Odd, Self::Even];

    /// Its name in labels and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Every => "every",
            Self::Odd => "odd",
            Self::Even => "even",
        }
    }

    /// What stands behind the names of classes and teachers.
    fn mark(self) -> &'static str {
        match self {
            Self::Every => "",
            Self::Odd => "（单周）",
            Self::Even => "（双周）",
        }
    }
}

/// The name of a class or teacher in these weeks: `七(1)班（单周）`.
#[must_use]
pub fn name_in(weeks: Weeks, name: &str) -> String {
    format!("{name}{}", weeks.mark())
}

/// The name without its weeks, and the weeks.
#[must_use]
pub fn weeks_of(name: &str) -> (&str, Weeks) {
    let marked = |weeks: Weeks| Some((name.strip_suffix(weeks.mark())?, weeks));
    Weeks::HALVES.into_iter().find_map(marked).unwrap_or((name, Weeks::Every))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_its_weeks_and_comes_back() {
        for weeks in Weeks::ALL {
            assert_eq!(weeks_of(&name_in(weeks, "七(1)班")), ("七(1)班", weeks));
        }
    }
}
