//! Who teaches whom what: each row a course of lessons.

use std::collections::{BTreeMap, HashSet};

use junheng_domain::{Finding, Severity};
use junheng_timetable::fortnight::{Weeks, name_in};
use junheng_timetable::rules::{PreferredRooms, RoomNeed};
use junheng_timetable::{AtomId, Course, CourseId, GroupId, Kind, Lesson, LessonId, TeacherId, Weight};

use super::Builder;
use crate::form::Line;

/// Lessons a week that one row may have.
const LESSONS_OF_A_ROW: u32 = 200;
/// Lessons that a problem may have; a county of several hundred schools has fewer.
const LESSONS: usize = 400_000;

/// The lengths of the lessons of a row, doubles first.
fn lengths(periods: u32, doubles: u32, length: u32) -> Option<Vec<u32>> {
    let doubled = doubles.checked_mul(2)?;
    let singles = periods.checked_sub(doubled)?;
    if length == 0 || singles % length != 0 || (doubles > 0 && length != 1) {
        return None;
    }
    let doubles = std::iter::repeat_n(2, doubles as usize);
    Some(doubles.chain(std::iter::repeat_n(length, (singles / length) as usize)).collect())
}

impl Builder<'_> {
    pub(super) fn teaching(&mut self) {
        let lines = self.form.lines("teaching");
        let stated = lines.iter().filter_map(|line| line.text("number").parse::<u32>().ok());
        let mut next = stated.map(|number| number.saturating_add(LESSONS_OF_A_ROW)).max().unwrap_or(1);
        let mut courses = BTreeMap::new();
        let mut rooms = Vec::new();
        for line in lines {
            if self.problem.lessons.len() > LESSONS {
                let place = self.place();
                self.find(Finding::new("form-too-large", Severity::Error, place).with_arg("limit", LESSONS));
                return;
            }
            let taught = self.course(line, &mut next, &mut courses);
            let wanted = self.several(line, "rooms", |names| &names.rooms);
            if !wanted.is_empty() {
                rooms.push((line, taught, wanted));
            }
        }
        self.rooms_of_lessons =
            rooms.into_iter().map(|(line, lessons, rooms)| (line.spot(), lessons, rooms)).collect();
    }

    /// Adds the lessons of a row.
    fn course(
        &mut self,
        line: Line<'_>,
        next: &mut u32,
        courses: &mut BTreeMap<u32, CourseId>,
    ) -> Vec<LessonId> {
        let weeks =
            Weeks::ALL.into_iter().find(|weeks| weeks.name() == line.text("weeks")).unwrap_or(Weeks::Every);
        let groups: Vec<GroupId> = self.several(line, "classes", |names| &names.groups);
        let classes: Vec<String> = groups.iter().map(|id| self.problem.group(*id).name.clone()).collect();
        let groups: Vec<GroupId> = groups.into_iter().map(|group| self.in_weeks(group, weeks)).collect();
        if self.name(line, "subject").is_none() {
            return Vec::new();
        }
        let subject = self.one(line, "subject", |names| &names.subjects);
        let teachers = self.teachers_in(line, weeks);
        let tags = self.several(line, "tags", |names| &names.tags);
        let lengths = self.lengths(line);
        let first = self.whole(line, "number", u32::MAX / 2);
        let number = first.unwrap_or(*next);
        // A course has the number of its first lesson.
        let course_number = self.whole(line, "course", number);
        let (Some(subject), Some(lengths)) = (subject, lengths) else { return Vec::new() };
        if first.is_none() {
            *next = next.saturating_add(u32::try_from(lengths.len()).unwrap_or(u32::MAX));
        }
        let mut atoms: Vec<AtomId> =
            groups.iter().flat_map(|group| &self.problem.group(*group).atoms).copied().collect();
        atoms.sort_unstable();
        atoms.dedup();
        let stated_pupils = self.whole(line, "pupils", u32::MAX);
        let base = course_number.unwrap_or(number);
        let course = self.course_of(course_number, courses);
        let mut taught = Vec::new();
        for (number, length) in (number..).zip(lengths) {
            let id = LessonId::at(self.problem.lessons.len());
            if self.names.lessons.insert(number, id).is_some() {
                self.wrong("form-number-twice", line, "number");
            }
            self.problem.courses[course.index()].lessons.push(id);
            self.problem.lessons.push(Lesson {
                number,
                subject,
                tags: tags.clone(),
                teachers: teachers.clone(),
                groups: groups.clone(),
                atoms: atoms.clone(),
                length,
                course,
                part: number.saturating_sub(base).saturating_add(1),
                stated_pupils,
                active: line.text("active") != "no",
            });
            taught.push(id);
        }
        if let ([class], Some(half)) =
            (classes.as_slice(), Weeks::HALVES.iter().position(|half| *half == weeks))
        {
            self.turns.entry(class.clone()).or_default()[half].extend(&taught);
        }
        taught
    }

    fn course_of(&mut self, number: Option<u32>, courses: &mut BTreeMap<u32, CourseId>) -> CourseId {
        let next = CourseId::at(self.problem.courses.len());
        let course = number.map_or(next, |number| *courses.entry(number).or_insert(next));
        if course == next {
            self.problem.courses.push(Course { lessons: Vec::new() });
        }
        course
    }

    fn lengths(&mut self, line: Line<'_>) -> Option<Vec<u32>> {
        let limit = LESSONS_OF_A_ROW;
        let length = self.whole(line, "length", limit).unwrap_or(1);
        let doubles = self.whole(line, "doubles", limit).unwrap_or(0);
        let periods = self.whole(line, "lessons", limit).unwrap_or(length.max(1));
        let longest = if doubles > 0 { length.max(2) } else { length };
        let fitting = longest as usize <= self.problem.grid.periods().len();
        let lengths = lengths(periods, doubles, length).filter(|_| fitting);
        if lengths.is_none() {
            self.wrong("form-length", line, "lessons");
        }
        lengths
    }

    /// The half of a class that is there in these weeks.
    fn in_weeks(&self, group: GroupId, weeks: Weeks) -> GroupId {
        let name = name_in(weeks, &self.problem.group(group).name);
        if weeks == Weeks::Every { group } else { self.names.groups.get(&name).copied().unwrap_or(group) }
    }

    /// The teachers of a row: of one who is two, the one of these weeks, or both.
    fn teachers_in(&mut self, line: Line<'_>, weeks: Weeks) -> Vec<TeacherId> {
        let teachers = self.several(line, "teachers", |names| &names.teachers);
        let of_weeks = |ids: Vec<TeacherId>| match (weeks, ids.as_slice()) {
            (Weeks::Odd, [odd, _]) => vec![*odd],
            (Weeks::Even, [_, even]) => vec![*even],
            _ => ids,
        };
        let mut seen = HashSet::new();
        teachers.into_iter().flat_map(of_weeks).filter(|id| seen.insert(*id)).collect()
    }

    /// The rooms that rows of the teaching name.
    pub(super) fn stated_rooms(&mut self) {
        for (spot, lessons, rooms) in std::mem::take(&mut self.rooms_of_lessons) {
            for lesson in lessons {
                let need = RoomNeed::Lesson(lesson);
                let kind = Kind::PreferredRooms(PreferredRooms { need, rooms: rooms.clone(), locked: false });
                self.rule(kind, Weight::HARD, spot.clone());
            }
        }
    }
}
