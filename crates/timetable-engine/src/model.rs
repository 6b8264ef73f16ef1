//! A problem compiled for the search: dense numbers, lessons that begin together as one unit, and rules as small counters.

use std::ops::Range;

use junheng_timetable::rules::{Bound, Edge};

/// No unit, member, room or slot.
pub(crate) const NONE: u32 = u32::MAX;
/// Not placed.
pub(crate) const NOWHERE: u16 = u16::MAX;

/// A rule as the search counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Price {
    /// Where the rule stands in its problem.
    pub(crate) rule: u32,
    /// How many times a breach counts: people with the same week are one holder.
    pub(crate) times: i64,
    /// What a breach costs; 0 for a rule that must hold.
    pub(crate) soft: i64,
}

impl Price {
    pub(crate) fn is_hard(self) -> bool {
        self.soft == 0
    }
}

/// Lessons that begin together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unit {
    /// Its members in the list of members.
    pub(crate) members: Range<usize>,
    /// Where it may begin.
    pub(crate) starts: Vec<u16>,
    /// The same as bits, by slot.
    pub(crate) start_bits: Vec<u64>,
    /// What a start costs, by slot; empty when none costs anything.
    pub(crate) start_costs: Vec<i64>,
    pub(crate) uses: Vec<Use>,
    /// Those that must hold first.
    pub(crate) links: Vec<Link>,
    /// How many of them must hold.
    pub(crate) hard_links: usize,
    /// Sets that members are in.
    pub(crate) sets: Vec<(u32, u32)>,
    /// Whether rules of weight 100 about weeks or sets look at it.
    pub(crate) is_watched: bool,
    /// Whether a member wants a room.
    pub(crate) wants_rooms: bool,
}

impl Unit {
    /// What a start costs.
    pub(crate) fn start_cost(&self, start: u16) -> i64 {
        self.start_costs.get(usize::from(start)).copied().unwrap_or(0)
    }

    /// The rules of two that must hold and are not about rooms.
    pub(crate) fn partners(&self) -> impl Iterator<Item = &Link> {
        self.links[..self.hard_links].iter().filter(|link| link.kind != LinkKind::SameRoom)
    }

    /// Wishes about the unit and another, not about rooms.
    pub(crate) fn wishes(&self) -> impl Iterator<Item = &Link> {
        self.links[self.hard_links..].iter().filter(|link| link.kind != LinkKind::SameRoom)
    }

    pub(crate) fn may_begin_at(&self, start: u16) -> bool {
        let word = self.start_bits.get(usize::from(start / 64)).copied().unwrap_or(0);
        word >> (start % 64) & 1 == 1
    }
}

/// One lesson of a unit.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) lesson: u32,
    pub(crate) unit: u32,
    pub(crate) length: u16,
    /// The rooms that it may take, the cheap first; empty when it needs none.
    pub(crate) rooms: Vec<Choice>,
}

/// A room that a member may take, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) room: u32,
    pub(crate) hard: i64,
    pub(crate) soft: i64,
    /// Where the choices of the same price begin, and how many they are.
    pub(crate) first: usize,
    pub(crate) equals: usize,
}

/// The choice to look at in step `step`: the cheap first, those of one price from `turn` on.
pub(crate) fn turned(rooms: &[Choice], step: usize, turn: usize) -> usize {
    let Choice { first, equals, .. } = rooms[step];
    first + (step - first + turn) % equals
}

/// Whose time a member takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use {
    pub(crate) holder: u32,
    pub(crate) member: u32,
    pub(crate) length: u16,
    /// Whether the holder has one lesson at a time.
    pub(crate) is_person: bool,
}

/// One whose time lessons take: a teacher, pupils who are never apart, lessons that keep apart, or the lessons with a tag of a person.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holder {
    /// By day, the periods in which free time is no gap.
    pub(crate) blocked: Vec<u64>,
    pub(crate) monitors: Range<usize>,
    pub(crate) edges: Vec<u32>,
    pub(crate) units: Vec<u32>,
    /// Periods of all its lessons.
    pub(crate) periods: u32,
    /// Whether free periods between its lessons, or before them, are against a rule that must hold.
    pub(crate) shuns_gaps: bool,
    pub(crate) shuns_late: bool,
    /// Whether a rule looks at more than which of its periods are busy: at places, tags, or where a lesson stands in the day.
    pub(crate) looks_closer: bool,
}

/// A rule about the week of one holder.
#[derive(Debug, Clone)]
pub(crate) struct Monitor {
    pub(crate) price: Price,
    pub(crate) holder: u32,
    pub(crate) kind: MonitorKind,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum MonitorKind {
    GapsOfWeek(u32),
    GapsOfDay(u32),
    DaysAtMost(u32),
    DaysAtLeast(u32),
    /// Days with something in these periods.
    DaysWithin(u64, u32),
    HoursAtMost(u32),
    HoursAtLeast {
        least: u32,
        allow_empty: bool,
    },
    EarlyStart(u32),
    InARow(u32),
    Span {
        most: u32,
        one_longer: bool,
    },
    Rest {
        least: u32,
        circular: bool,
    },
    ChangesOfWeek {
        building: bool,
        most: u32,
    },
    ChangesOfDay {
        building: bool,
        most: u32,
    },
    ChangeTime {
        building: bool,
        least: u32,
    },
    TagGaps {
        first: u32,
        second: u32,
        least: u32,
    },
}

/// What two units are to each other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub(crate) price: Price,
    /// The same for both units of a pair.
    pub(crate) pair: u32,
    pub(crate) kind: LinkKind,
    pub(crate) other: u32,
    pub(crate) own_member: u32,
    pub(crate) other_member: u32,
    pub(crate) own_length: u16,
    pub(crate) other_length: u16,
    /// Whether the own lesson is the first of a rule with an order.
    pub(crate) is_first: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkKind {
    DaysBetween(Bound),
    TouchOnSameDay,
    GapsBetween(Bound),
    SameTime,
    SameDay,
    SamePeriod,
    Apart,
    Follows,
    SideBySide,
    Ordered,
    OrderedOnSameDay,
    SameRoom,
}

/// A rule about the slots or rooms of a set of lessons.
#[derive(Debug, Clone)]
pub(crate) struct SetRule {
    pub(crate) price: Price,
    pub(crate) kind: SetKind,
    pub(crate) members: Vec<u32>,
    /// By slot, whether it counts; empty for rules about rooms and groups.
    pub(crate) slots: Vec<bool>,
    /// Periods of all its lessons.
    pub(crate) periods: u32,
    /// For parallel progress, the members of each course; empty for other rules.
    pub(crate) courses: Vec<Vec<u32>>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum SetKind {
    /// Different slots taken.
    Slots(Bound),
    /// Lessons within the slots.
    Within(u32),
    /// Different rooms taken.
    Rooms(u32),
    /// Lessons in each of the slots.
    AtOnce { count: Bound, allow_empty: bool },
    /// All side by side.
    Grouped,
    /// At the end of each day the courses are at most so many lessons apart.
    Progress(u32),
}

/// A lesson that begins or ends the day of some holders.
#[derive(Debug, Clone)]
pub(crate) struct EdgeRule {
    pub(crate) price: Price,
    pub(crate) member: u32,
    pub(crate) edge: Edge,
    pub(crate) holders: Vec<u32>,
}

/// A room as the search sees it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Space {
    pub(crate) building: u32,
    /// By day, the periods in which it is not available.
    pub(crate) blocked: Vec<u64>,
    /// By slot, what taking it costs; empty when nothing.
    pub(crate) costs: Vec<i64>,
    /// For a virtual room, the sets of rooms of which one each is taken.
    pub(crate) sets: Vec<Vec<u32>>,
}

/// Everything that the search needs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    pub(crate) days: usize,
    pub(crate) periods: usize,
    /// By slot, its day and period.
    pub(crate) clock: Vec<(u16, u16)>,
    /// By day, the periods that are breaks for all.
    pub(crate) breaks: Vec<u64>,
    pub(crate) units: Vec<Unit>,
    pub(crate) members: Vec<Member>,
    /// By lesson; [`NONE`] for one that is not placed.
    pub(crate) member_of: Vec<u32>,
    pub(crate) holders: Vec<Holder>,
    pub(crate) monitors: Vec<Monitor>,
    pub(crate) sets: Vec<SetRule>,
    pub(crate) edges: Vec<EdgeRule>,
    /// How many pairs of units are linked.
    pub(crate) pairs: u32,
    pub(crate) rooms: Vec<Space>,
    /// By lesson, the tags that rules about gaps between tags ask for.
    pub(crate) tags: Vec<Vec<u32>>,
}

impl Model {
    pub(crate) fn slots(&self) -> usize {
        self.days * self.periods
    }

    pub(crate) fn unit(&self, unit: u32) -> &Unit {
        &self.units[unit as usize]
    }

    pub(crate) fn member(&self, member: u32) -> &Member {
        &self.members[member as usize]
    }

    pub(crate) fn day_and_period(&self, slot: u16) -> (usize, usize) {
        let (day, period) = self.clock[usize::from(slot)];
        (day.into(), period.into())
    }
}

/// Periods from `start` on as bits of a day.
pub(crate) fn bits(start: usize, length: u16) -> u64 {
    let ones = if length >= 64 { u64::MAX } else { (1_u64 << length) - 1 };
    ones << start
}
