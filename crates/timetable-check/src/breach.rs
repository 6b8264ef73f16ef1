//! What the checker says.

use junheng_timetable::rules::Person;
use junheng_timetable::{Cost, LessonId, RuleId, Weight};

/// What always holds, without any rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Always {
    /// Each active lesson is placed.
    Placed,
    /// A lesson ends on the day on which it begins.
    WithinDay,
    /// A teacher teaches one lesson at a time.
    OneTeacherOneLesson,
    /// Pupils have one lesson at a time.
    OneGroupOneLesson,
    /// A room holds one lesson at a time.
    OneRoomOneLesson,
    /// The pupils fit into the room.
    RoomLargeEnough,
    /// A virtual room has its real rooms.
    RealRooms,
}

impl Always {
    /// Its name in labels and in machine-readable answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::WithinDay => "within-day",
            Self::OneTeacherOneLesson => "one-teacher-one-lesson",
            Self::OneGroupOneLesson => "one-group-one-lesson",
            Self::OneRoomOneLesson => "one-room-one-lesson",
            Self::RoomLargeEnough => "room-large-enough",
            Self::RealRooms => "real-rooms",
        }
    }
}

/// What is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Broken {
    Always(Always),
    Rule(RuleId),
}

/// A place where an answer breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    pub broken: Broken,
    pub weight: Weight,
    /// By how much, counted as the rule's family says; at least 1.
    pub amount: u32,
    /// The lessons that do it, when they can be named.
    pub lessons: Vec<LessonId>,
    /// Whose week it is, for rules about weeks.
    pub person: Option<Person>,
    /// The day, from 0, for rules about days.
    pub day: Option<usize>,
}

impl Breach {
    #[must_use]
    pub fn cost(&self) -> Cost {
        self.weight.times(self.amount)
    }
}

/// All breaches, in the order of the rules; the ones that need no rule come first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    pub breaches: Vec<Breach>,
}

impl Report {
    /// How often rules of weight 100, and what always holds, are broken.
    #[must_use]
    pub fn hard(&self) -> u64 {
        self.breaches
            .iter()
            .filter(|breach| breach.weight.is_hard())
            .map(|breach| u64::from(breach.amount))
            .sum()
    }

    /// The sum of weight / 100 over the breaches of all other rules.
    #[must_use]
    pub fn soft(&self) -> Cost {
        self.breaches.iter().filter(|breach| !breach.weight.is_hard()).map(Breach::cost).sum()
    }

    /// The lessons that have no place.
    #[must_use]
    pub fn unplaced(&self) -> usize {
        self.breaches.iter().filter(|breach| breach.broken == Broken::Always(Always::Placed)).count()
    }
}
