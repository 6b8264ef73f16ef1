//! The lessons of a file.

use std::collections::BTreeMap;

use junheng_timetable::{AtomId, Course, CourseId, Lesson, LessonId};

use super::Reader;
use super::fields::{Refusal, Taken, field, number, truth};
use crate::xml::Element;

impl Reader<'_> {
    pub(super) fn lessons(&mut self, root: &Element) {
        let mut courses = BTreeMap::new();
        for element in root.child("Activities_List").into_iter().flat_map(|list| list.all("Activity")) {
            match self.new_lesson(element, &mut courses) {
                Ok(lesson) => {
                    let id = LessonId::at(self.problem.lessons.len());
                    self.names.lessons.insert(lesson.number, id);
                    self.problem.courses[lesson.course.index()].lessons.push(id);
                    self.problem.lessons.push(lesson);
                }
                Err(refusal) => self.refuse(&refusal, element),
            }
        }
    }

    fn new_lesson(&mut self, element: &Element, courses: &mut BTreeMap<u32, CourseId>) -> Taken<Lesson> {
        let number_field = field(element, &["Id"])?;
        let number_of_lesson = number(element, &["Id"])?;
        if self.names.lessons.contains_key(&number_of_lesson) {
            return Err(Refusal::new("fet-lesson-twice", number_field));
        }
        let length = number(element, &["Duration"])?.max(1);
        let groups = self.several(element, "Students", &self.names.groups)?;
        let mut atoms: Vec<AtomId> =
            groups.iter().flat_map(|group| &self.problem.group(*group).atoms).copied().collect();
        atoms.sort_unstable();
        atoms.dedup();
        let mut tags = self.several(element, "Activity_Tag", &self.names.tags)?;
        tags.extend(self.several(element, "Subject_Tag", &self.names.tags)?);
        let first =
            element.text_of(&["Activity_Group_Id"]).and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        let part = if first == 0 { 1 } else { number_of_lesson.saturating_sub(first).saturating_add(1) };
        let (subject, teachers) =
            (self.subject(element)?, self.several(element, "Teacher", &self.names.teachers)?);
        let stated_pupils =
            element.text_of(&["Number_Of_Students"]).and_then(|text| text.trim().parse().ok());
        Ok(Lesson {
            number: number_of_lesson,
            subject,
            tags,
            teachers,
            groups,
            atoms,
            length,
            course: self.course(first, courses),
            part,
            stated_pupils,
            active: truth(element, "Active").unwrap_or(true),
        })
    }

    /// The course whose first lesson has this number; 0 is a lesson on its own.
    fn course(&mut self, first: u32, courses: &mut BTreeMap<u32, CourseId>) -> CourseId {
        let next = CourseId::at(self.problem.courses.len());
        let course = if first == 0 { next } else { *courses.entry(first).or_insert(next) };
        if course == next {
            self.problem.courses.push(Course { lessons: Vec::new() });
        }
        course
    }

    /// What the non-empty children of this name stand for.
    fn several<T: Copy>(
        &self,
        element: &Element,
        name: &str,
        table: &std::collections::HashMap<String, T>,
    ) -> Taken<Vec<T>> {
        let stated = element.all(name).filter(|field| !field.text.is_empty());
        let known = |field: &Element| table.get(&field.text).copied();
        stated.map(|field| known(field).ok_or_else(|| Refusal::new("fet-name-unknown", field))).collect()
    }
}
