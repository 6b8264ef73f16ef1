//! What the sheets of subjects, classes, teachers, periods and campuses ask for, as rules.

use std::collections::BTreeMap;

use junheng_domain::{Finding, Severity};
use junheng_timetable::fortnight::{Weeks, weeks_of};
use junheng_timetable::rules::{
    AtOnce, Bound, ChangeLimit, Changes, DaysBetween, DaysPerWeek, Filter, Holder, HoursInARow, HoursPerDay,
    MaxGaps, NotAvailable, Place, PreferredRooms, PreferredSlots, RoomNeed, Same, SameStart, Selection, Span,
    Whom,
};
use junheng_timetable::{GroupId, Kind, LessonId, Part, Purpose, SubjectId, Weight};

use super::Builder;
use crate::form::Line;

impl Builder<'_> {
    pub(super) fn short_rules(&mut self) {
        self.turns();
        self.breaks();
        self.subjects();
        self.homes();
        self.limits();
        self.travel();
    }

    /// What a class has in odd weeks only and what it has in even weeks only stand side by side: the first of the ones with the
    /// first of the others of the same length, and so on.
    fn turns(&mut self) {
        for (class, lessons) in std::mem::take(&mut self.turns) {
            let [mut odd, even] = lessons;
            for other in even {
                let length = self.problem.lesson(other).length;
                let Some(at) = odd.iter().position(|one| self.problem.lesson(*one).length == length) else {
                    continue;
                };
                let lessons = vec![odd.remove(at), other];
                self.rule(
                    Kind::SameStart(SameStart { lessons, same: Same::Time }),
                    Weight::HARD,
                    class.clone(),
                );
            }
        }
    }

    /// Periods that are not for lessons are breaks of the whole school, unless a rule says so already.
    fn breaks(&mut self) {
        let grid = &self.problem.grid;
        let resting = |period: &usize| grid.bell(*period).purpose != Purpose::Lesson;
        let periods: Vec<usize> = (0..grid.periods().len()).filter(resting).collect();
        let days: Vec<usize> = (0..grid.days().len()).collect();
        let slots = grid.slots_at(&days, &periods);
        let said = self.problem.rules.iter().any(|rule| match &rule.kind {
            Kind::NotAvailable(rule) => {
                rule.holder == Holder::Everybody && slots.iter().all(|slot| rule.slots.contains(slot))
            }
            _ => false,
        });
        if !slots.is_empty() && !said {
            let kind = Kind::NotAvailable(NotAvailable { holder: Holder::Everybody, slots });
            self.rule(kind, Weight::HARD, String::new());
        }
    }

    fn subjects(&mut self) {
        for line in self.form.lines("subject") {
            let Some(subject) = self.names.subjects.get(line.text("name")).copied() else { continue };
            if line.text("spread") != "no" {
                self.spread(subject, line);
            }
            if let Some(weight) = self.weight_in(line, "morning") {
                let periods = self.half(line, "morning", Part::Morning);
                let days: Vec<usize> = (0..self.problem.grid.days().len()).collect();
                let slots = self.problem.grid.slots_at(&days, &periods);
                let lessons = Selection::Like(Filter { subject: Some(subject), ..Filter::default() });
                self.rule(Kind::PreferredSlots(PreferredSlots { lessons, slots }), weight, line.spot());
            }
            if let Some(rooms) = self.one(line, "room_kind", |names| &names.room_kinds) {
                let need = RoomNeed::Subject(subject);
                let kind = Kind::PreferredRooms(PreferredRooms { need, rooms, locked: false });
                self.rule(kind, Weight::HARD, line.spot());
            }
            if let Some(most) = self.whole(line, "at_once", u32::MAX) {
                let lessons = self.lessons_of(subject);
                let mut slots = self.problem.grid.no_slots();
                self.problem.grid.slots().for_each(|slot| slots.insert(slot));
                let count = Bound::AtMost(most);
                let kind = Kind::AtOnce(AtOnce { lessons, slots, count, allow_empty_slots: false });
                self.rule(kind, Weight::HARD, line.spot());
            }
        }
    }

    fn lessons_of(&self, subject: SubjectId) -> Vec<LessonId> {
        let own = self.problem.active_lessons().filter(|(_, lesson)| lesson.subject == subject);
        own.map(|(id, _)| id).collect()
    }

    /// The lessons of a subject in a class stand on different days; when there are more than days, each day has one before any
    /// has two.
    fn spread(&mut self, subject: SubjectId, line: Line<'_>) {
        let mut by_groups: BTreeMap<Vec<GroupId>, Vec<LessonId>> = BTreeMap::new();
        for id in self.lessons_of(subject) {
            by_groups.entry(self.problem.lesson(id).groups.clone()).or_default().push(id);
        }
        let days = self.problem.grid.days().len();
        for lessons in by_groups.values() {
            for lessons in lessons.chunks(days).filter(|lessons| lessons.len() > 1) {
                let (lessons, days) = (lessons.to_vec(), Bound::AtLeast(1));
                let kind = Kind::DaysBetween(DaysBetween { lessons, days, consecutive_if_same_day: false });
                self.rule(kind, Weight::HARD, line.spot());
            }
        }
    }

    fn homes(&mut self) {
        for line in self.form.lines("class") {
            let Some(room) = self.one(line, "room", |names| &names.rooms) else { continue };
            let Some(class) = self.names.groups.get(line.text("name")).copied() else { continue };
            // Lessons of odd and of even weeks share the room as they share the time, so it is not asked for twice.
            let parts = self.problem.group(class).parts.iter().copied();
            let halves = parts.filter(|part| weeks_of(&self.problem.group(*part).name).1 == Weeks::Every);
            let groups: Vec<GroupId> = [class].into_iter().chain(halves).collect();
            for group in groups {
                let need = RoomNeed::HomeOfGroup(group);
                let kind = Kind::PreferredRooms(PreferredRooms { need, rooms: vec![room], locked: false });
                self.rule(kind, Weight::HARD, line.spot());
            }
        }
    }

    /// The limits of the teachers' days and weeks.
    fn limits(&mut self) {
        for line in self.form.lines("teacher") {
            let Some(teachers) = self.names.teachers.get(line.text("name")).cloned() else { continue };
            let weight = self.weight(line, Weight::HARD);
            let limits = ["most_day", "in_a_row", "most_days", "most_gaps"];
            let limits = limits.map(|column| (column, self.whole(line, column, u32::MAX)));
            for whom in teachers.into_iter().map(Whom::Teacher) {
                for (column, most) in limits {
                    let Some(most) = most else { continue };
                    let kind = match column {
                        "most_day" => Kind::HoursPerDay(HoursPerDay {
                            whom,
                            tag: None,
                            hours: Bound::AtMost(most),
                            allow_empty_days: false,
                        }),
                        "in_a_row" => Kind::HoursInARow(HoursInARow { whom, tag: None, most }),
                        "most_days" => Kind::DaysPerWeek(DaysPerWeek { whom, days: Bound::AtMost(most) }),
                        _ => Kind::MaxGaps(MaxGaps { whom, per: Span::Week, most }),
                    };
                    self.rule(kind, weight, line.spot());
                }
            }
        }
    }

    /// Free periods that teachers need between two campuses.
    fn travel(&mut self) {
        let mut times = Vec::new();
        for line in self.form.lines("travel") {
            let known = ["from", "to"].map(|column| {
                self.name(line, column);
                self.one(line, column, |names| &names.buildings)
            });
            let periods = self.whole(line, "periods", u32::MAX);
            if line.text("periods").is_empty() {
                self.wrong("form-value-missing", line, "periods");
            }
            if let (Some(periods), [Some(_), Some(_)]) = (periods, known) {
                times.push((line, periods));
            }
        }
        let Some((line, longest)) = times.iter().max_by_key(|(_, periods)| *periods).copied() else { return };
        if times.iter().any(|(_, periods)| *periods < longest) {
            let finding = Finding::new("form-travel-longest", Severity::Warning, line.place("periods"));
            self.find(finding.with_arg("periods", longest));
        }
        let limit = ChangeLimit::GapsBetween(longest);
        let kind = Kind::Changes(Changes { whom: Whom::EachTeacher, of: Place::Building, limit });
        self.rule(kind, Weight::HARD, line.spot());
    }
}
