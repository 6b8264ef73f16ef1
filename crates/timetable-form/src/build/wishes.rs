//! When somebody is not available, wishes, parallel progress, the research half-days of subjects, and happy half-days.

use std::collections::BTreeSet;

use junheng_domain::{Finding, Severity};
use junheng_labels::text;
use junheng_timetable::rules::{
    Bound, Filter, Holder, NotAvailable, OccupiedSlots, PreferredSlots, PreferredStarts, Progress, Same,
    SameStart, Selection,
};
use junheng_timetable::{
    Course, CourseId, GroupId, Kind, Lesson, LessonId, SlotSet, Subject, SubjectId, TeacherId, Weight,
};

use super::Builder;
use super::week::part;
use crate::form::Line;

/// Of whom a row of wishes speaks.
#[derive(Clone, Copy)]
enum Of {
    Holder(Holder),
    Subject(SubjectId),
}

/// The weight of a wish that does not say its own.
fn of_a_wish() -> Weight {
    Weight::parse("80").unwrap_or(Weight::HARD)
}

impl Builder<'_> {
    pub(super) fn wishes(&mut self) {
        for line in self.form.lines("time") {
            self.wish(line);
        }
        for line in self.form.lines("progress") {
            self.progress(line);
        }
        for line in self.form.lines("research") {
            self.research(line);
        }
        for line in self.form.lines("happy") {
            self.happy(line);
        }
    }

    fn wish(&mut self, line: Line<'_>) {
        let wish = line.text("wish");
        if self.name(line, "of").is_none() || self.name(line, "wish").is_none() {
            return;
        }
        let (days, periods) = (self.days(line, "days"), self.periods(line, "periods"));
        let named = self.problem.grid.slots_at(&days, &periods);
        let others = self.problem.grid.all_but(&named);
        let must = wish == "never" || wish == "only";
        let (allowed, blocked) =
            if wish == "only" || wish == "rather" { (named, others) } else { (others, named) };
        let weight = self.weight(line, if must { Weight::HARD } else { of_a_wish() });
        for of in self.of(line) {
            let spot = line.spot();
            match of {
                Of::Holder(holder) if weight.is_hard() => {
                    let slots = blocked.clone();
                    self.rule(Kind::NotAvailable(NotAvailable { holder, slots }), weight, spot);
                }
                Of::Holder(Holder::Room(_)) => self.wrong("form-wish-unfit", line, "wish"),
                Of::Holder(holder) => self.within(holder_filter(holder), &allowed, weight, spot),
                Of::Subject(subject) => {
                    let filter = Filter { subject: Some(subject), ..Filter::default() };
                    self.within(filter, &allowed, weight, spot);
                }
            }
        }
    }

    fn within(&mut self, filter: Filter, slots: &SlotSet, weight: Weight, spot: String) {
        let (lessons, slots) = (Selection::Like(filter), slots.clone());
        self.rule(Kind::PreferredSlots(PreferredSlots { lessons, slots }), weight, spot);
    }

    /// Those of whom a row speaks.
    fn of(&mut self, line: Line<'_>) -> Vec<Of> {
        let kind = line.text("of");
        if kind == "school" {
            return vec![Of::Holder(Holder::Everybody)];
        }
        self.name(line, "names");
        let holder = Of::Holder;
        match kind {
            "teacher" => {
                let teachers = self.several(line, "names", |names| &names.teachers);
                teachers.into_iter().flatten().map(|id| holder(Holder::Teacher(id))).collect()
            }
            "class" => {
                let groups = self.several(line, "names", |names| &names.groups);
                groups.into_iter().map(|id| holder(Holder::Group(id))).collect()
            }
            "room" => {
                let rooms = self.several(line, "names", |names| &names.rooms);
                rooms.into_iter().map(|id| holder(Holder::Room(id))).collect()
            }
            _ => {
                let subjects = self.several(line, "names", |names| &names.subjects);
                subjects.into_iter().map(Of::Subject).collect()
            }
        }
    }

    /// The classes of each grade, or those that are named, side by side in a subject.
    fn progress(&mut self, line: Line<'_>) {
        self.name(line, "subject");
        self.name(line, "most");
        let subject = self.one(line, "subject", |names| &names.subjects);
        let most = self.whole(line, "most", u32::MAX);
        let named = self.several(line, "classes", |names| &names.groups);
        let weight = self.weight(line, Weight::HARD);
        let (Some(subject), Some(most)) = (subject, most) else { return };
        let grades = self.problem.grades.clone().into_iter().map(|grade| vec![grade]);
        let sets: Vec<Vec<GroupId>> = if named.is_empty() { grades.collect() } else { vec![named.clone()] };
        for set in sets {
            let classes = self.classes_of(&set);
            let courses: Vec<CourseId> =
                classes.iter().filter_map(|class| self.course_of_class(subject, *class)).collect();
            let lengths: BTreeSet<usize> =
                courses.iter().map(|id| self.problem.courses[id.index()].lessons.len()).collect();
            if courses.len() > 1 && lengths.len() == 1 {
                self.rule(Kind::Progress(Progress { courses, most }), weight, line.spot());
            } else if !courses.is_empty() && (!named.is_empty() || lengths.len() > 1) {
                let grade = self.problem.group(set[0]).name.clone();
                let finding = Finding::new("form-progress-uneven", Severity::Warning, line.place("subject"));
                self.find(finding.with_arg("grade", grade));
            }
        }
    }

    /// The course of a subject that a class has for itself.
    fn course_of_class(&self, subject: SubjectId, class: GroupId) -> Option<CourseId> {
        let mut own = self.problem.active_lessons().map(|(_, lesson)| lesson);
        own.find(|lesson| lesson.subject == subject && lesson.groups == [class]).map(|lesson| lesson.course)
    }

    /// A half-day on which all teachers of a subject are free. When the row leaves the day open, they meet for all its
    /// periods on a day that the search chooses.
    fn research(&mut self, line: Line<'_>) {
        self.name(line, "subject");
        let Some(subject) = self.one(line, "subject", |names| &names.subjects) else { return };
        let named: Vec<TeacherId> =
            self.several(line, "teachers", |names| &names.teachers).into_iter().flatten().collect();
        let teaching = self.problem.active_lessons().filter(|(_, lesson)| lesson.subject == subject);
        let all: BTreeSet<TeacherId> =
            teaching.flat_map(|(_, lesson)| lesson.teachers.iter().copied()).collect();
        let teachers = if named.is_empty() { all.into_iter().collect() } else { named };
        if teachers.is_empty() {
            self.find(Finding::new("form-nobody-teaches", Severity::Warning, line.place("subject")));
            return;
        }
        let part = part(line.text("part")).unwrap_or(junheng_timetable::Part::Afternoon);
        let (days, periods) = (self.days(line, "days"), self.half(line, "part", part));
        let slots = self.problem.grid.slots_at(&days, &periods);
        if days.len() == 1 {
            for teacher in teachers {
                let kind = NotAvailable { holder: Holder::Teacher(teacher), slots: slots.clone() };
                self.rule(Kind::NotAvailable(kind), Weight::HARD, line.spot());
            }
            return;
        }
        let lessons = self.meetings(line.text("subject"), &teachers, periods.len());
        let (chosen, spot) = (Selection::These(lessons.clone()), line.spot());
        let starts = PreferredStarts { lessons: chosen, slots, locked: false };
        self.rule(Kind::PreferredStarts(starts), Weight::HARD, spot.clone());
        self.rule(Kind::SameStart(SameStart { lessons, same: Same::Day }), Weight::HARD, spot);
    }

    /// Lessons of teachers alone, one for each period of their half-day.
    fn meetings(&mut self, subject: &str, teachers: &[TeacherId], count: usize) -> Vec<LessonId> {
        let name = text(self.lang, "form.research-subject", &[("subject", subject)]);
        let known = self.names.subjects.get(&name).copied();
        let subject = known.unwrap_or_else(|| {
            let id = SubjectId::at(self.problem.subjects.len());
            self.names.subjects.insert(&name, id);
            self.problem.subjects.push(Subject { name });
            id
        });
        let course = CourseId::at(self.problem.courses.len());
        self.problem.courses.push(Course { lessons: Vec::new() });
        let last = self.problem.lessons.iter().map(|lesson| lesson.number).max().unwrap_or(0);
        for (part, number) in (1_u32..).zip(last.saturating_add(1)..).take(count) {
            let id = LessonId::at(self.problem.lessons.len());
            self.names.lessons.insert(number, id);
            self.problem.courses[course.index()].lessons.push(id);
            self.problem.lessons.push(Lesson {
                number,
                subject,
                tags: Vec::new(),
                teachers: teachers.to_vec(),
                groups: Vec::new(),
                atoms: Vec::new(),
                length: 1,
                course,
                part,
                stated_pupils: None,
                active: true,
            });
        }
        self.problem.courses[course.index()].lessons.clone()
    }

    /// On the happy half-day of a grade other subjects than those listed have no lessons.
    fn happy(&mut self, line: Line<'_>) {
        let complete = ["grades", "days", "part", "subjects"].map(|column| self.name(line, column).is_some());
        let grades = self.several(line, "grades", |names| &names.groups);
        let subjects = self.several(line, "subjects", |names| &names.subjects);
        let days = self.days(line, "days");
        let Some(part) = part(line.text("part")).filter(|_| complete == [true; 4]) else { return };
        let periods = self.half(line, "part", part);
        let half = self.problem.grid.slots_at(&days, &periods);
        let slots = self.problem.grid.all_but(&half);
        let of_grades = |lesson: &Lesson| {
            let overlap = |group: &GroupId| grades.iter().any(|grade| self.problem.overlap(*group, *grade));
            lesson.groups.iter().any(overlap) && !subjects.contains(&lesson.subject)
        };
        let lessons = self.problem.active_lessons().filter(|(_, lesson)| of_grades(lesson));
        let lessons: Vec<LessonId> = lessons.map(|(id, _)| id).collect();
        if !lessons.is_empty() {
            let lessons = Selection::These(lessons);
            self.rule(Kind::PreferredSlots(PreferredSlots { lessons, slots }), Weight::HARD, line.spot());
        }
        self.happy_lessons(&grades, &subjects, &half, line);
    }

    /// Each class has a lesson of the happy subjects on its happy half-day.
    fn happy_lessons(&mut self, grades: &[GroupId], subjects: &[SubjectId], half: &SlotSet, line: Line<'_>) {
        for class in self.classes_of(grades) {
            let own = |lesson: &Lesson| {
                let overlap = |group: &GroupId| self.problem.overlap(*group, class);
                lesson.groups.iter().any(overlap) && subjects.contains(&lesson.subject)
            };
            let lessons = self.problem.active_lessons().filter(|(_, lesson)| own(lesson));
            let lessons: Vec<LessonId> = lessons.map(|(id, _)| id).collect();
            let (slots, count) = (half.clone(), Bound::AtLeast(1));
            if !lessons.is_empty() {
                self.rule(
                    Kind::OccupiedSlots(OccupiedSlots { lessons, slots, count }),
                    Weight::HARD,
                    line.spot(),
                );
            }
        }
    }
}

fn holder_filter(holder: Holder) -> Filter {
    match holder {
        Holder::Teacher(teacher) => Filter { teacher: Some(teacher), ..Filter::default() },
        Holder::Group(group) => Filter { group: Some(group), ..Filter::default() },
        Holder::Room(_) | Holder::Everybody => Filter::default(),
    }
}
