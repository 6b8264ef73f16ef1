//! The rules of a timetable: about twenty families, one file each, and [`Kind`], the plain list of them all.
//!
//! That no teacher, no pupil and no room is wanted twice at once, that rooms are large enough and that each lesson
//! is placed within its day needs no rule: it always holds.

mod at_once;
mod availability;
mod changes;
mod consecutive;
mod day_edge;
mod days_between;
mod days_per_week;
mod early_start;
mod gaps;
mod gaps_between;
mod hours_in_a_row;
mod hours_per_day;
mod not_overlapping;
mod occupied;
mod preferred_rooms;
mod preferred_times;
mod progress;
mod rest;
mod same_room;
mod same_start;
mod selection;
mod tag_gaps;

pub use at_once::AtOnce;
pub use availability::{Holder, NotAvailable};
pub use changes::{ChangeLimit, Changes, Place};
pub use consecutive::{Order, Sequence};
pub use day_edge::{DayEdge, DayOf, Edge};
pub use days_between::DaysBetween;
pub use days_per_week::{DaysPerWeek, DaysPerWeekInterval};
pub use early_start::EarlyStart;
pub use gaps::{MaxGaps, Span};
pub use gaps_between::GapsBetween;
pub use hours_in_a_row::HoursInARow;
pub use hours_per_day::HoursPerDay;
pub use not_overlapping::NotOverlapping;
pub use occupied::{LessonsInSlots, OccupiedRooms, OccupiedSlots};
pub use preferred_rooms::{PreferredRooms, RoomNeed};
pub use preferred_times::{PreferredSlots, PreferredStarts};
pub use progress::Progress;
pub use rest::{DaySpan, Rest};
pub use same_room::SameRoom;
pub use same_start::{Same, SameStart};
pub use selection::{Filter, Selection};
pub use tag_gaps::TagGaps;

use crate::ids::{AtomId, GroupId, TeacherId};
use crate::problem::Problem;
use crate::weight::Weight;

/// A rule of a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub kind: Kind,
    pub weight: Weight,
    /// Whether it is in force.
    pub active: bool,
    /// The line of the file where it stands.
    pub line: Option<u32>,
    /// What somebody wrote beside it.
    pub comments: String,
}

/// All families of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    NotAvailable(NotAvailable),
    DaysBetween(DaysBetween),
    PreferredStarts(PreferredStarts),
    PreferredSlots(PreferredSlots),
    PreferredRooms(PreferredRooms),
    MaxGaps(MaxGaps),
    SameStart(SameStart),
    DaysPerWeek(DaysPerWeek),
    DaysPerWeekInterval(DaysPerWeekInterval),
    HoursPerDay(HoursPerDay),
    EarlyStart(EarlyStart),
    Sequence(Sequence),
    HoursInARow(HoursInARow),
    NotOverlapping(NotOverlapping),
    DayEdge(DayEdge),
    Changes(Changes),
    TagGaps(TagGaps),
    OccupiedSlots(OccupiedSlots),
    LessonsInSlots(LessonsInSlots),
    OccupiedRooms(OccupiedRooms),
    GapsBetween(GapsBetween),
    SameRoom(SameRoom),
    Rest(Rest),
    DaySpan(DaySpan),
    AtOnce(AtOnce),
    Progress(Progress),
}

impl Kind {
    /// The family's name in labels and in machine-readable answers.
    #[must_use]
    pub fn family(&self) -> &'static str {
        match self {
            Self::NotAvailable(_) => "not-available",
            Self::DaysBetween(_) => "days-between",
            Self::PreferredStarts(_) => "preferred-starts",
            Self::PreferredSlots(_) => "preferred-slots",
            Self::PreferredRooms(_) => "preferred-rooms",
            Self::MaxGaps(_) => "max-gaps",
            Self::SameStart(_) => "same-start",
            Self::DaysPerWeek(_) => "days-per-week",
            Self::DaysPerWeekInterval(_) => "interval-days",
            Self::HoursPerDay(_) => "hours-per-day",
            Self::EarlyStart(_) => "early-start",
            Self::Sequence(_) => "sequence",
            Self::HoursInARow(_) => "hours-in-a-row",
            Self::NotOverlapping(_) => "not-overlapping",
            Self::DayEdge(_) => "day-edge",
            Self::Changes(_) => "place-changes",
            Self::TagGaps(_) => "tag-gaps",
            Self::OccupiedSlots(_) => "occupied-slots",
            Self::LessonsInSlots(_) => "lessons-in-slots",
            Self::OccupiedRooms(_) => "occupied-rooms",
            Self::GapsBetween(_) => "gaps-between",
            Self::SameRoom(_) => "same-room",
            Self::Rest(_) => "rest",
            Self::DaySpan(_) => "day-span",
            Self::AtOnce(_) => "at-once",
            Self::Progress(_) => "parallel-progress",
        }
    }
}

/// A lower or an upper limit, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    AtLeast(u32),
    AtMost(u32),
}

impl Bound {
    /// By how much a count misses the limit.
    #[must_use]
    pub fn missed_by(self, count: u32) -> u32 {
        match self {
            Self::AtLeast(least) => least.saturating_sub(count),
            Self::AtMost(most) => count.saturating_sub(most),
        }
    }
}

/// Whose week a rule looks at: each person's on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    EachTeacher,
    Teacher(TeacherId),
    /// Each atom of the school.
    EachGroup,
    /// Each atom of the group.
    Group(GroupId),
}

/// One whose week a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Person {
    Teacher(TeacherId),
    Atom(AtomId),
}

impl Whom {
    /// Those whom it means, one by one.
    #[must_use]
    pub fn people(self, problem: &Problem) -> Vec<Person> {
        match self {
            Self::EachTeacher => {
                (0..problem.teachers.len()).map(|index| Person::Teacher(TeacherId::at(index))).collect()
            }
            Self::Teacher(teacher) => vec![Person::Teacher(teacher)],
            Self::EachGroup => {
                (0..problem.atoms.len()).map(|index| Person::Atom(AtomId::at(index))).collect()
            }
            Self::Group(group) => problem.group(group).atoms.iter().map(|atom| Person::Atom(*atom)).collect(),
        }
    }
}
