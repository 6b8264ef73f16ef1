//! One file a family of rules.

mod at_once;
mod availability;
mod changes;
mod days;
mod early_start;
mod gaps;
mod hours;
mod occupied;
mod pairs;
mod preferred_rooms;
mod preferred_times;
mod progress;
mod sequence;
mod tag_gaps;

use junheng_timetable::rules::{Kind, Person};
use junheng_timetable::{LessonId, Rule, RuleId};

use crate::breach::{Breach, Broken, Report};
use crate::weeks::Weeks;

/// Where the breaches of one rule go.
pub(crate) struct Tell<'r> {
    rule: RuleId,
    weight: junheng_timetable::Weight,
    report: &'r mut Report,
}

impl Tell<'_> {
    fn push(&mut self, amount: u32, lessons: Vec<LessonId>, person: Option<Person>, day: Option<usize>) {
        if amount > 0 {
            let broken = Broken::Rule(self.rule);
            self.report.breaches.push(Breach { broken, weight: self.weight, amount, lessons, person, day });
        }
    }

    /// A breach by lessons.
    pub(crate) fn lessons(&mut self, amount: u32, lessons: impl Into<Vec<LessonId>>) {
        self.push(amount, lessons.into(), None, None);
    }

    /// A breach by lessons that no weight excuses.
    pub(crate) fn lessons_anyway(&mut self, amount: u32, lessons: impl Into<Vec<LessonId>>) {
        let own = std::mem::replace(&mut self.weight, junheng_timetable::Weight::HARD);
        self.lessons(amount, lessons);
        self.weight = own;
    }

    /// A breach in somebody's week, on one of its days if `day` is given.
    pub(crate) fn person(&mut self, amount: u32, person: Person, day: Option<usize>) {
        self.push(amount, Vec::new(), Some(person), day);
    }
}

/// Checks one rule.
pub(crate) fn check(weeks: &Weeks<'_>, id: RuleId, rule: &Rule, report: &mut Report) {
    let tell = &mut Tell { rule: id, weight: rule.weight, report };
    match &rule.kind {
        Kind::NotAvailable(rule) => availability::check(weeks, rule, tell),
        Kind::DaysBetween(rule) => pairs::days_between(weeks, rule, tell),
        Kind::PreferredStarts(rule) => preferred_times::starts(weeks, rule, tell),
        Kind::PreferredSlots(rule) => preferred_times::slots(weeks, rule, tell),
        Kind::PreferredRooms(rule) => preferred_rooms::check(weeks, rule, tell),
        Kind::MaxGaps(rule) => gaps::check(weeks, rule, tell),
        Kind::SameStart(rule) => pairs::same_start(weeks, rule, tell),
        Kind::DaysPerWeek(rule) => days::per_week(weeks, rule, tell),
        Kind::DaysPerWeekInterval(rule) => days::interval(weeks, rule, tell),
        Kind::HoursPerDay(rule) => hours::per_day(weeks, rule, tell),
        Kind::EarlyStart(rule) => early_start::check(weeks, rule, tell),
        Kind::Sequence(rule) => sequence::check(weeks, rule, tell),
        Kind::HoursInARow(rule) => hours::in_a_row(weeks, rule, tell),
        Kind::NotOverlapping(rule) => pairs::not_overlapping(weeks, rule, tell),
        Kind::DayEdge(rule) => days::edge(weeks, rule, tell),
        Kind::Changes(rule) => changes::check(weeks, rule, tell),
        Kind::TagGaps(rule) => tag_gaps::check(weeks, rule, tell),
        Kind::OccupiedSlots(rule) => occupied::slots(weeks, rule, tell),
        Kind::LessonsInSlots(rule) => occupied::lessons(weeks, rule, tell),
        Kind::OccupiedRooms(rule) => occupied::rooms(weeks, rule, tell),
        Kind::GapsBetween(rule) => pairs::gaps_between(weeks, rule, tell),
        Kind::SameRoom(rule) => pairs::same_room(weeks, rule, tell),
        Kind::Rest(rule) => days::rest(weeks, rule, tell),
        Kind::DaySpan(rule) => days::span(weeks, rule, tell),
        Kind::AtOnce(rule) => at_once::check(weeks, rule, tell),
        Kind::Progress(rule) => progress::check(weeks, rule, tell),
    }
}
