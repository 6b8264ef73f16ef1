//! The sheet of rules: any rule of any family, its parts in their columns. What [`crate::from_problem()`] writes.

use junheng_domain::{Finding, Severity};
use junheng_timetable::rules::{
    AtOnce, Bound, ChangeLimit, Changes, DayEdge, DayOf, DaySpan, DaysBetween, DaysPerWeek,
    DaysPerWeekInterval, EarlyStart, Edge, Filter, GapsBetween, Holder, HoursInARow, HoursPerDay,
    LessonsInSlots, MaxGaps, NotAvailable, NotOverlapping, OccupiedRooms, OccupiedSlots, Order, Place,
    PreferredRooms, PreferredSlots, PreferredStarts, Progress, Rest, RoomNeed, Same, SameRoom, SameStart,
    Selection, Sequence, Span, TagGaps, Whom,
};
use junheng_timetable::{Kind, LessonId, Rule, TagId, TeacherId, Weight};

use super::Builder;
use super::slots::ALL;
use crate::form::Line;

impl Builder<'_> {
    pub(super) fn rules(&mut self) {
        for line in self.form.lines("rule") {
            let Some(family) = self.name(line, "family") else { continue };
            let before = self.findings.len();
            let weight = self.weight(line, Weight::HARD);
            let kind = self.kind(line, &family);
            if kind.is_none() && self.findings.len() == before {
                self.wrong("form-value-missing", line, "family");
            }
            if let Some(kind) = kind {
                let (active, comments) = (line.text("active") != "no", line.text("comments").to_owned());
                self.problem.rules.push(Rule { kind, weight, active, line: None, comments });
            }
        }
    }

    fn kind(&mut self, line: Line<'_>, family: &str) -> Option<Kind> {
        let of_people = self.of_people(line, family);
        of_people.or_else(|| self.of_lessons(line, family)).unwrap_or_else(|| {
            self.wrong("form-rule-unknown", line, "family");
            None
        })
    }

    /// A rule about people or rooms: `None` for a family of others, `Some(None)` when a part is missing or wrong.
    fn of_people(&mut self, line: Line<'_>, family: &str) -> Option<Option<Kind>> {
        Some(match family {
            "not-available" => self
                .holder(line)
                .map(|holder| Kind::NotAvailable(NotAvailable { holder, slots: self.slots(line, "slots") })),
            "max-gaps" => self.whom(line).zip(self.count(line, "most")).map(|(whom, most)| {
                let per = if line.text("mode") == "week" { Span::Week } else { Span::Day };
                Kind::MaxGaps(MaxGaps { whom, per, most })
            }),
            "days-per-week" => self
                .whom(line)
                .zip(self.bound(line))
                .map(|(whom, days)| Kind::DaysPerWeek(DaysPerWeek { whom, days })),
            "interval-days" => self.interval(line),
            "hours-per-day" => self.whom(line).zip(self.bound(line)).map(|(whom, hours)| {
                let (tag, allow_empty_days) = (self.tag(line, 0), line.text("extra") == "yes");
                Kind::HoursPerDay(HoursPerDay { whom, tag, hours, allow_empty_days })
            }),
            "hours-in-a-row" => self
                .whom(line)
                .zip(self.count(line, "most"))
                .map(|(whom, most)| Kind::HoursInARow(HoursInARow { whom, tag: self.tag(line, 0), most })),
            "early-start" => self
                .whom(line)
                .zip(self.count(line, "most"))
                .map(|(whom, most)| Kind::EarlyStart(EarlyStart { whom, most_second_period: most })),
            "rest" => self
                .whom(line)
                .zip(self.count(line, "least"))
                .map(|(whom, least)| Kind::Rest(Rest { whom, least, circular: line.text("extra") == "yes" })),
            "day-span" => self.whom(line).zip(self.count(line, "most")).map(|(whom, most)| {
                Kind::DaySpan(DaySpan { whom, most, one_day_longer: line.text("extra") == "yes" })
            }),
            "tag-gaps" => self.whom(line).zip(self.count(line, "least")).and_then(|(whom, least)| {
                let first = self.tag(line, 0)?;
                Some(Kind::TagGaps(TagGaps { whom, first, second: self.tag(line, 1), least }))
            }),
            "place-changes" => self.whom(line).zip(self.change_limit(line)).map(|(whom, limit)| {
                let of = if line.text("by") == "room" { Place::Room } else { Place::Building };
                Kind::Changes(Changes { whom, of, limit })
            }),
            "preferred-rooms" => self.room_need(line).map(|need| {
                let rooms = self.several(line, "rooms", |names| &names.rooms);
                Kind::PreferredRooms(PreferredRooms { need, rooms, locked: line.text("extra") == "yes" })
            }),
            _ => return None,
        })
    }

    fn interval(&mut self, line: Line<'_>) -> Option<Kind> {
        let whom = self.whom(line)?;
        let (from, to) = (self.count(line, "from")?.checked_sub(1)?, self.count(line, "to")?);
        let most = self.count(line, "most")?;
        Some(Kind::DaysPerWeekInterval(DaysPerWeekInterval { whom, from, to, most }))
    }

    fn of_lessons(&mut self, line: Line<'_>, family: &str) -> Option<Option<Kind>> {
        let extra = line.text("extra") == "yes";
        Some(match family {
            "preferred-starts" => {
                let (lessons, slots) = (self.selection(line), self.slots(line, "slots"));
                Some(Kind::PreferredStarts(PreferredStarts { lessons, slots, locked: extra }))
            }
            "preferred-slots" => {
                let (lessons, slots) = (self.selection(line), self.slots(line, "slots"));
                Some(Kind::PreferredSlots(PreferredSlots { lessons, slots }))
            }
            "day-edge" => {
                let edge = if line.text("mode") == "ends" { Edge::Ends } else { Edge::Begins };
                let day_of = if line.text("by") == "teachers" { DayOf::Teachers } else { DayOf::Pupils };
                Some(Kind::DayEdge(DayEdge { lessons: self.selection(line), edge, day_of }))
            }
            "days-between" => self.bound(line).map(|days| {
                let lessons = self.lessons(line, "lessons");
                Kind::DaysBetween(DaysBetween { lessons, days, consecutive_if_same_day: extra })
            }),
            "gaps-between" => self.bound(line).map(|periods| {
                Kind::GapsBetween(GapsBetween { lessons: self.lessons(line, "lessons"), periods })
            }),
            "same-start" => {
                let same = match line.text("mode") {
                    "day" => Same::Day,
                    "period" => Same::Period,
                    _ => Same::Time,
                };
                Some(Kind::SameStart(SameStart { lessons: self.lessons(line, "lessons"), same }))
            }
            "not-overlapping" => Some(Kind::NotOverlapping(if line.text("tags").is_empty() {
                NotOverlapping::Lessons(self.lessons(line, "lessons"))
            } else {
                NotOverlapping::Tags(self.several(line, "tags", |names| &names.tags))
            })),
            "sequence" => {
                let order = match line.text("mode") {
                    "grouped" => Order::Grouped,
                    "ordered" => Order::Ordered,
                    "ordered_same_day" => Order::OrderedIfSameDay,
                    _ => Order::Consecutive,
                };
                let (first, second) = (self.lessons(line, "lessons"), self.lessons(line, "second"));
                Some(Kind::Sequence(Sequence { first, second, order }))
            }
            "occupied-slots" => self.bound(line).map(|count| {
                let (lessons, slots) = (self.lessons(line, "lessons"), self.slots(line, "slots"));
                Kind::OccupiedSlots(OccupiedSlots { lessons, slots, count })
            }),
            "lessons-in-slots" => self.count(line, "most").map(|most| {
                let (lessons, slots) = (self.lessons(line, "lessons"), self.slots(line, "slots"));
                Kind::LessonsInSlots(LessonsInSlots { lessons, slots, most })
            }),
            "occupied-rooms" => self.count(line, "most").map(|most| {
                Kind::OccupiedRooms(OccupiedRooms { lessons: self.lessons(line, "lessons"), most })
            }),
            "same-room" => Some(Kind::SameRoom(SameRoom { lessons: self.lessons(line, "lessons") })),
            "at-once" => self.bound(line).map(|count| {
                let (lessons, slots) = (self.lessons(line, "lessons"), self.slots(line, "slots"));
                Kind::AtOnce(AtOnce { lessons, slots, count, allow_empty_slots: extra })
            }),
            "parallel-progress" => self.count(line, "most").map(|most| {
                let lessons = self.lessons(line, "lessons");
                let courses = lessons.iter().map(|id| self.problem.lesson(*id).course).collect();
                Kind::Progress(Progress { courses, most })
            }),
            _ => return None,
        })
    }

    fn count(&mut self, line: Line<'_>, column: &str) -> Option<u32> {
        let count = self.whole(line, column, u32::MAX);
        if line.text(column).is_empty() {
            self.wrong("form-value-missing", line, column);
        }
        count
    }

    fn bound(&mut self, line: Line<'_>) -> Option<Bound> {
        if line.text("least").is_empty() {
            self.count(line, "most").map(Bound::AtMost)
        } else {
            self.count(line, "least").map(Bound::AtLeast)
        }
    }

    fn change_limit(&mut self, line: Line<'_>) -> Option<ChangeLimit> {
        match line.text("mode") {
            "gaps" => self.count(line, "least").map(ChangeLimit::GapsBetween),
            "week" => self.count(line, "most").map(ChangeLimit::AtMostPerWeek),
            _ => self.count(line, "most").map(ChangeLimit::AtMostPerDay),
        }
    }

    /// A teacher of the sheet of rules: by the name that the problem has, weeks included.
    fn teacher(&mut self, line: Line<'_>) -> Option<TeacherId> {
        let name = line.text("teacher");
        let exact = self.problem.teachers.iter().position(|teacher| teacher.name == name);
        exact
            .map(TeacherId::at)
            .or_else(|| self.one(line, "teacher", |names| &names.teachers)?.first().copied())
    }

    /// Whose week a rule looks at; `*` is each teacher or each class.
    fn whom(&mut self, line: Line<'_>) -> Option<Whom> {
        match (line.text("teacher"), line.text("class")) {
            (ALL, _) => Some(Whom::EachTeacher),
            (_, ALL) => Some(Whom::EachGroup),
            ("", "") => {
                self.wrong("form-value-missing", line, "teacher");
                None
            }
            ("", _) => self.one(line, "class", |names| &names.groups).map(Whom::Group),
            _ => self.teacher(line).map(Whom::Teacher),
        }
    }

    fn holder(&mut self, line: Line<'_>) -> Option<Holder> {
        match (line.text("teacher"), line.text("class"), line.text("rooms")) {
            ("", "", "") => Some(Holder::Everybody),
            ("", "", _) => {
                self.several(line, "rooms", |names| &names.rooms).first().copied().map(Holder::Room)
            }
            ("", ..) => self.one(line, "class", |names| &names.groups).map(Holder::Group),
            _ => self.teacher(line).map(Holder::Teacher),
        }
    }

    fn tag(&mut self, line: Line<'_>, place: usize) -> Option<TagId> {
        self.several(line, "tags", |names| &names.tags).get(place).copied()
    }

    fn room_need(&mut self, line: Line<'_>) -> Option<RoomNeed> {
        if !line.text("lessons").is_empty() {
            return self.lessons(line, "lessons").first().copied().map(RoomNeed::Lesson);
        }
        if !line.text("teacher").is_empty() {
            return self.teacher(line).map(RoomNeed::HomeOfTeacher);
        }
        if !line.text("class").is_empty() {
            return self.one(line, "class", |names| &names.groups).map(RoomNeed::HomeOfGroup);
        }
        let (subject, tag) = (self.one(line, "subject", |names| &names.subjects), self.tag(line, 0));
        match (subject, tag) {
            (Some(subject), Some(tag)) => Some(RoomNeed::SubjectAndTag(subject, tag)),
            (Some(subject), None) => Some(RoomNeed::Subject(subject)),
            (None, tag) => tag.map(RoomNeed::Tag),
        }
    }

    fn selection(&mut self, line: Line<'_>) -> Selection {
        if !line.text("lessons").is_empty() {
            return Selection::These(self.lessons(line, "lessons"));
        }
        let teacher = if line.text("teacher").is_empty() { None } else { self.teacher(line) };
        Selection::Like(Filter {
            teacher,
            group: self.one(line, "class", |names| &names.groups),
            subject: self.one(line, "subject", |names| &names.subjects),
            tag: self.tag(line, 0),
            length: self.whole(line, "length", u32::MAX),
            part: self.whole(line, "part", u32::MAX),
        })
    }

    /// Lessons by their numbers, also as `12-15`.
    fn lessons(&mut self, line: Line<'_>, column: &str) -> Vec<LessonId> {
        let mut found = Vec::new();
        for word in line.list(column) {
            let ends = word.split_once('-').unwrap_or((&word, &word));
            let ends = (ends.0.trim().parse::<u32>(), ends.1.trim().parse::<u32>());
            let known: Option<Vec<LessonId>> = match ends {
                (Ok(first), Ok(last)) if first <= last && (last - first) < 100_000 => {
                    (first..=last).map(|number| self.names.lessons.get(&number).copied()).collect()
                }
                _ => None,
            };
            match known {
                Some(lessons) => found.extend(lessons),
                None => {
                    let finding = Finding::new("form-name-unknown", Severity::Error, line.place(column));
                    self.find(finding.with_value(word));
                }
            }
        }
        found
    }
}
