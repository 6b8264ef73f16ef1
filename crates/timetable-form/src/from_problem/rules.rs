//! A rule as the cells of a row of the sheet of rules.

use junheng_timetable::rules::{
    Bound, ChangeLimit, DayOf, Edge, Filter, Holder, NotOverlapping, Order, Place, RoomNeed, Same, Selection,
    Span, Whom,
};
use junheng_timetable::{Kind, LessonId, Problem, RoomId, Rule, SlotSet, SubjectId, TagId, TeacherId};

use super::{plain, slots_text};
use crate::form::join;

type Cells = Vec<(&'static str, String)>;

/// The cells of a rule.
pub(super) fn cells(problem: &Problem, rule: &Rule) -> Cells {
    let says = Says { problem };
    let mut cells = vec![("family", rule.kind.family().to_owned()), ("weight", rule.weight.to_string())];
    if !rule.active {
        cells.push(("active", "no".to_owned()));
    }
    cells.push(("comments", rule.comments.clone()));
    cells.extend(says.of_people(&rule.kind).unwrap_or_else(|| says.of_lessons(&rule.kind)));
    cells
}

#[derive(Clone, Copy)]
struct Says<'p> {
    problem: &'p Problem,
}

fn yes(holds: bool) -> (&'static str, String) {
    ("extra", if holds { "yes".to_owned() } else { String::new() })
}

fn bound(bound: Bound) -> (&'static str, String) {
    match bound {
        Bound::AtLeast(count) => ("least", count.to_string()),
        Bound::AtMost(count) => ("most", count.to_string()),
    }
}

fn most(count: u32) -> (&'static str, String) {
    ("most", count.to_string())
}

fn mode(word: &str) -> (&'static str, String) {
    ("mode", word.to_owned())
}

impl Says<'_> {
    fn teacher(self, id: TeacherId) -> (&'static str, String) {
        ("teacher", plain(&self.problem.teacher(id).name))
    }

    fn group(self, id: junheng_timetable::GroupId) -> (&'static str, String) {
        ("class", plain(&self.problem.group(id).name))
    }

    fn subject(self, id: SubjectId) -> (&'static str, String) {
        ("subject", self.problem.subjects[id.index()].name.clone())
    }

    fn tags(self, ids: &[TagId]) -> (&'static str, String) {
        ("tags", join(ids.iter().map(|id| &self.problem.tags[id.index()].name)))
    }

    fn rooms(self, ids: &[RoomId]) -> (&'static str, String) {
        ("rooms", join(ids.iter().map(|id| &self.problem.room(*id).name)))
    }

    fn whom(self, whom: Whom) -> (&'static str, String) {
        match whom {
            Whom::EachTeacher => ("teacher", "*".to_owned()),
            Whom::Teacher(id) => self.teacher(id),
            Whom::EachGroup => ("class", "*".to_owned()),
            Whom::Group(id) => self.group(id),
        }
    }

    fn slots(self, slots: &SlotSet) -> (&'static str, String) {
        ("slots", slots_text(&self.problem.grid, slots))
    }

    /// The numbers of lessons, runs of them as `12-15`.
    fn numbers(self, lessons: &[LessonId]) -> String {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for number in lessons.iter().map(|id| self.problem.lesson(*id).number) {
            match runs.last_mut() {
                Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
                _ => runs.push((number, number)),
            }
        }
        let run = |(first, last): &(u32, u32)| {
            if first == last { first.to_string() } else { format!("{first}-{last}") }
        };
        join(runs.iter().map(run))
    }

    fn lessons(self, lessons: &[LessonId]) -> (&'static str, String) {
        ("lessons", self.numbers(lessons))
    }

    fn selection(self, selection: &Selection) -> Cells {
        match selection {
            Selection::These(lessons) => vec![self.lessons(lessons)],
            Selection::Like(filter) => self.filter(filter),
        }
    }

    fn filter(self, filter: &Filter) -> Cells {
        let cells = [
            filter.teacher.map(|id| self.teacher(id)),
            filter.group.map(|id| self.group(id)),
            filter.subject.map(|id| self.subject(id)),
            filter.tag.map(|id| self.tags(&[id])),
            filter.length.map(|length| ("length", length.to_string())),
            filter.part.map(|part| ("part", part.to_string())),
        ];
        cells.into_iter().flatten().collect()
    }

    fn of_people(self, kind: &Kind) -> Option<Cells> {
        Some(match kind {
            Kind::NotAvailable(rule) => {
                let holder = match rule.holder {
                    Holder::Teacher(id) => Some(self.teacher(id)),
                    Holder::Group(id) => Some(self.group(id)),
                    Holder::Room(id) => Some(self.rooms(&[id])),
                    Holder::Everybody => None,
                };
                holder.into_iter().chain([self.slots(&rule.slots)]).collect()
            }
            Kind::MaxGaps(rule) => {
                let per = if rule.per == Span::Week { "week" } else { "day" };
                vec![self.whom(rule.whom), most(rule.most), mode(per)]
            }
            Kind::DaysPerWeek(rule) => vec![self.whom(rule.whom), bound(rule.days)],
            Kind::DaysPerWeekInterval(rule) => {
                let from = rule.from.saturating_add(1);
                vec![
                    self.whom(rule.whom),
                    ("from", from.to_string()),
                    ("to", rule.to.to_string()),
                    most(rule.most),
                ]
            }
            Kind::HoursPerDay(rule) => {
                let tag = rule.tag.map(|tag| self.tags(&[tag]));
                let cells = [self.whom(rule.whom), bound(rule.hours), yes(rule.allow_empty_days)];
                cells.into_iter().chain(tag).collect()
            }
            Kind::HoursInARow(rule) => {
                let tag = rule.tag.map(|tag| self.tags(&[tag]));
                [self.whom(rule.whom), most(rule.most)].into_iter().chain(tag).collect()
            }
            Kind::EarlyStart(rule) => vec![self.whom(rule.whom), most(rule.most_second_period)],
            Kind::Rest(rule) => {
                vec![self.whom(rule.whom), ("least", rule.least.to_string()), yes(rule.circular)]
            }
            Kind::DaySpan(rule) => vec![self.whom(rule.whom), most(rule.most), yes(rule.one_day_longer)],
            Kind::TagGaps(rule) => {
                let tags: Vec<TagId> = [rule.first].into_iter().chain(rule.second).collect();
                vec![self.whom(rule.whom), self.tags(&tags), ("least", rule.least.to_string())]
            }
            Kind::Changes(rule) => {
                let by = if rule.of == Place::Building { "building" } else { "room" };
                let limit = match rule.limit {
                    ChangeLimit::AtMostPerDay(count) => [most(count), mode("day")],
                    ChangeLimit::AtMostPerWeek(count) => [most(count), mode("week")],
                    ChangeLimit::GapsBetween(count) => [("least", count.to_string()), mode("gaps")],
                };
                [self.whom(rule.whom), ("by", by.to_owned())].into_iter().chain(limit).collect()
            }
            Kind::PreferredRooms(rule) => {
                let need = match rule.need {
                    RoomNeed::Lesson(id) => vec![self.lessons(&[id])],
                    RoomNeed::Subject(id) => vec![self.subject(id)],
                    RoomNeed::Tag(id) => vec![self.tags(&[id])],
                    RoomNeed::SubjectAndTag(subject, tag) => vec![self.subject(subject), self.tags(&[tag])],
                    RoomNeed::HomeOfTeacher(id) => vec![self.teacher(id)],
                    RoomNeed::HomeOfGroup(id) => vec![self.group(id)],
                };
                need.into_iter().chain([self.rooms(&rule.rooms), yes(rule.locked)]).collect()
            }
            _ => return None,
        })
    }

    fn of_lessons(self, kind: &Kind) -> Cells {
        match kind {
            Kind::PreferredStarts(rule) => {
                let cells = [self.slots(&rule.slots), yes(rule.locked)];
                self.selection(&rule.lessons).into_iter().chain(cells).collect()
            }
            Kind::PreferredSlots(rule) => {
                self.selection(&rule.lessons).into_iter().chain([self.slots(&rule.slots)]).collect()
            }
            Kind::DayEdge(rule) => {
                let edge = mode(if rule.edge == Edge::Ends { "ends" } else { "begins" });
                let by = if rule.day_of == DayOf::Teachers { "teachers" } else { "pupils" };
                self.selection(&rule.lessons).into_iter().chain([edge, ("by", by.to_owned())]).collect()
            }
            Kind::DaysBetween(rule) => {
                vec![self.lessons(&rule.lessons), bound(rule.days), yes(rule.consecutive_if_same_day)]
            }
            Kind::GapsBetween(rule) => vec![self.lessons(&rule.lessons), bound(rule.periods)],
            Kind::SameStart(rule) => {
                let same = match rule.same {
                    Same::Time => "time",
                    Same::Day => "day",
                    Same::Period => "period",
                };
                vec![self.lessons(&rule.lessons), mode(same)]
            }
            Kind::NotOverlapping(NotOverlapping::Lessons(lessons)) => vec![self.lessons(lessons)],
            Kind::NotOverlapping(NotOverlapping::Tags(tags)) => vec![self.tags(tags)],
            Kind::Sequence(rule) => {
                let order = match rule.order {
                    Order::Consecutive => "consecutive",
                    Order::Grouped => "grouped",
                    Order::Ordered => "ordered",
                    Order::OrderedIfSameDay => "ordered_same_day",
                };
                vec![self.lessons(&rule.first), ("second", self.numbers(&rule.second)), mode(order)]
            }
            Kind::OccupiedSlots(rule) => {
                vec![self.lessons(&rule.lessons), self.slots(&rule.slots), bound(rule.count)]
            }
            Kind::LessonsInSlots(rule) => {
                vec![self.lessons(&rule.lessons), self.slots(&rule.slots), most(rule.most)]
            }
            Kind::OccupiedRooms(rule) => vec![self.lessons(&rule.lessons), most(rule.most)],
            Kind::SameRoom(rule) => vec![self.lessons(&rule.lessons)],
            Kind::AtOnce(rule) => {
                let cells = [self.slots(&rule.slots), bound(rule.count), yes(rule.allow_empty_slots)];
                [self.lessons(&rule.lessons)].into_iter().chain(cells).collect()
            }
            Kind::Progress(rule) => {
                let courses = rule.courses.iter().map(|id| &self.problem.courses[id.index()]);
                let firsts: Vec<LessonId> =
                    courses.filter_map(|course| course.lessons.first().copied()).collect();
                vec![self.lessons(&firsts), most(rule.most)]
            }
            _ => Vec::new(),
        }
    }
}
