//! The fields of an element, read as what they stand for; a field that says nothing sensible is a [`Refusal`].

use std::collections::HashMap;

use junheng_timetable::rules::Whom;
use junheng_timetable::{GroupId, LessonId, RoomId, Slot, SlotSet, SubjectId, TagId, TeacherId, Weight};

use super::Reader;
use crate::xml::Element;

/// Why an element is not taken.
#[derive(Debug)]
pub(super) struct Refusal {
    /// The code of the finding.
    pub(super) code: &'static str,
    pub(super) field: String,
    pub(super) value: String,
    pub(super) line: u32,
}

pub(super) type Taken<T> = Result<T, Refusal>;

impl Refusal {
    pub(super) fn new(code: &'static str, element: &Element) -> Self {
        Self { code, field: element.name.clone(), value: element.text.clone(), line: element.line }
    }

    fn missing(field: &str, of: &Element) -> Self {
        Self { code: "fet-field-missing", field: field.to_owned(), value: String::new(), line: of.line }
    }
}

/// The first child with one of these names.
pub(super) fn field<'e>(element: &'e Element, names: &[&str]) -> Taken<&'e Element> {
    let found = names.iter().find_map(|name| element.child(name));
    found.ok_or_else(|| Refusal::missing(names.first().copied().unwrap_or_default(), element))
}

pub(super) fn number(element: &Element, names: &[&str]) -> Taken<u32> {
    let field = field(element, names)?;
    field.text.trim().parse().map_err(|_| Refusal::new("fet-number-expected", field))
}

/// `true` and `yes`; anything else is false, as FET has it. `None` when the field is not there.
pub(super) fn truth(element: &Element, name: &str) -> Option<bool> {
    element.child(name).map(|field| matches!(field.text.trim(), "true" | "yes"))
}

pub(super) fn weight(element: &Element) -> Taken<Weight> {
    let field = field(element, &["Weight_Percentage", "Weight"])?;
    Weight::parse(field.text.trim()).ok_or_else(|| Refusal::new("fet-weight-expected", field))
}

/// What the text of an element names.
fn known<T: Copy>(table: &HashMap<String, T>, element: &Element) -> Taken<T> {
    table.get(&element.text).copied().ok_or_else(|| Refusal::new("fet-name-unknown", element))
}

const TEACHER: &[&str] = &["Teacher", "Teacher_Name"];
const STUDENTS: &[&str] = &["Students", "Students_Name"];
const SUBJECT: &[&str] = &["Subject", "Subject_Name"];
const TAG: &[&str] = &["Activity_Tag", "Activity_Tag_Name", "Subject_Tag", "Subject_Tag_Name"];
const ROOM: &[&str] = &["Room", "Room_Name"];

impl Reader<'_> {
    pub(super) fn teacher(&self, element: &Element) -> Taken<TeacherId> {
        known(&self.names.teachers, field(element, TEACHER)?)
    }

    pub(super) fn group(&self, element: &Element) -> Taken<GroupId> {
        known(&self.names.groups, field(element, STUDENTS)?)
    }

    pub(super) fn subject(&self, element: &Element) -> Taken<SubjectId> {
        known(&self.names.subjects, field(element, SUBJECT)?)
    }

    pub(super) fn tag(&self, element: &Element) -> Taken<TagId> {
        known(&self.names.tags, field(element, TAG)?)
    }

    pub(super) fn tag_in(&self, element: &Element, name: &str) -> Taken<TagId> {
        known(&self.names.tags, field(element, &[name])?)
    }

    pub(super) fn tags(&self, element: &Element) -> Taken<Vec<TagId>> {
        element.all("Activity_Tag").map(|tag| known(&self.names.tags, tag)).collect()
    }

    pub(super) fn room(&self, element: &Element) -> Taken<RoomId> {
        known(&self.names.rooms, field(element, ROOM)?)
    }

    pub(super) fn rooms_in(&self, element: &Element, name: &str) -> Taken<Vec<RoomId>> {
        element.all(name).map(|room| known(&self.names.rooms, room)).collect()
    }

    /// The field's meaning; `None` when the field is not there or empty.
    pub(super) fn optional<T>(
        &self,
        element: &Element,
        names: &[&str],
        read: fn(&Self, &Element) -> Taken<T>,
    ) -> Taken<Option<T>> {
        let stated = names.iter().find_map(|name| element.child(name)).filter(|field| !field.text.is_empty());
        stated.map(|_| read(self, element)).transpose()
    }

    pub(super) fn optional_teacher(&self, element: &Element) -> Taken<Option<TeacherId>> {
        self.optional(element, TEACHER, Self::teacher)
    }

    pub(super) fn optional_group(&self, element: &Element) -> Taken<Option<GroupId>> {
        self.optional(element, STUDENTS, Self::group)
    }

    pub(super) fn optional_subject(&self, element: &Element) -> Taken<Option<SubjectId>> {
        self.optional(element, SUBJECT, Self::subject)
    }

    pub(super) fn optional_tag(&self, element: &Element) -> Taken<Option<TagId>> {
        self.optional(element, TAG, Self::tag)
    }

    /// The lesson whose number an element holds.
    fn lesson_of(&self, field: &Element) -> Taken<LessonId> {
        let number =
            field.text.trim().parse::<u32>().map_err(|_| Refusal::new("fet-number-expected", field))?;
        self.names.lessons.get(&number).copied().ok_or_else(|| Refusal::new("fet-name-unknown", field))
    }

    pub(super) fn lesson(&self, element: &Element, name: &str) -> Taken<LessonId> {
        self.lesson_of(field(element, &[name])?)
    }

    /// The lessons that the children of this name number.
    pub(super) fn lessons_in(&self, element: &Element, name: &str) -> Taken<Vec<LessonId>> {
        element.all(name).map(|field| self.lesson_of(field)).collect()
    }

    /// The period that a field names.
    pub(super) fn hour(&self, field: &Element) -> Taken<usize> {
        known(&self.names.hours, field)
    }

    /// The slot that the two fields ending in `Day` and `Hour` name.
    pub(super) fn slot(&self, element: &Element) -> Taken<Slot> {
        let ending = |ending: &str| {
            let found = element.children.iter().find(|field| field.name.ends_with(ending));
            found.ok_or_else(|| Refusal::missing(ending, element))
        };
        let (day, hour) = (ending("Day")?, ending("Hour")?);
        let slot = self.problem.grid.slot(known(&self.names.days, day)?, known(&self.names.hours, hour)?);
        slot.ok_or_else(|| Refusal::new("fet-name-unknown", day))
    }

    /// The slots that the children of this name name.
    pub(super) fn slots(&self, element: &Element, name: &str) -> Taken<SlotSet> {
        let mut slots = self.problem.grid.no_slots();
        for item in element.all(name) {
            slots.insert(self.slot(item)?);
        }
        Ok(slots)
    }

    /// Whom a rule about `Teacher`, `Teachers`, `StudentsSet` or `Students` means, and the rest of its name.
    pub(super) fn whom<'n>(&self, name: &'n str, element: &Element) -> Option<(Taken<Whom>, &'n str)> {
        if let Some(rest) = name.strip_prefix("Teachers") {
            return Some((Ok(Whom::EachTeacher), rest));
        }
        if let Some(rest) = name.strip_prefix("Teacher") {
            return Some((self.teacher(element).map(Whom::Teacher), rest));
        }
        if let Some(rest) = name.strip_prefix("StudentsSet") {
            return Some((self.group(element).map(Whom::Group), rest));
        }
        name.strip_prefix("Students").map(|rest| (Ok(Whom::EachGroup), rest))
    }
}
