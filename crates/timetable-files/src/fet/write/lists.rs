//! The lists of a file: the week, subjects, tags, teachers, groups, lessons, buildings, rooms.

use junheng_timetable::{Bell, Group, Lesson, Problem};

use super::text::Text;

pub(super) fn write(text: &mut Text, problem: &Problem) {
    let grid = &problem.grid;
    named(text, "Days_List", "Day", Some("Number_of_Days"), grid.days().iter().map(String::as_str));
    hours(text, problem);
    let subjects = problem.subjects.iter().map(|subject| subject.name.as_str());
    named(text, "Subjects_List", "Subject", None, subjects);
    named(text, "Activity_Tags_List", "Activity_Tag", None, problem.tags.iter().map(|tag| tag.name.as_str()));
    let teachers = problem.teachers.iter().map(|teacher| teacher.name.as_str());
    named(text, "Teachers_List", "Teacher", None, teachers);
    groups(text, problem);
    lessons(text, problem);
    let buildings = problem.buildings.iter().map(|building| building.name.as_str());
    named(text, "Buildings_List", "Building", None, buildings);
    rooms(text, problem);
}

fn named<'a>(
    text: &mut Text,
    list: &str,
    item: &str,
    number: Option<&str>,
    names: impl ExactSizeIterator<Item = &'a str>,
) {
    text.open(list);
    if let Some(number) = number {
        text.field(number, names.len());
    }
    for name in names {
        text.open(item);
        text.field("Name", name);
        text.close(item);
    }
    text.close(list);
}

/// The periods; what is known of their bells stands in their long names.
fn hours(text: &mut Text, problem: &Problem) {
    text.open("Hours_List");
    text.field("Number_of_Hours", problem.grid.periods().len());
    for (period, name) in problem.grid.periods().iter().enumerate() {
        text.open("Hour");
        text.field("Name", name);
        let bell = problem.grid.bell(period);
        if bell != Bell::default() {
            text.field("Long_Name", bell);
        }
        text.close("Hour");
    }
    text.close("Hours_List");
}

fn groups(text: &mut Text, problem: &Problem) {
    text.open("Students_List");
    for grade in &problem.grades {
        group(text, problem, problem.group(*grade), &["Year", "Group", "Subgroup"]);
    }
    text.close("Students_List");
}

/// A group and its parts, as deep as FET has levels for.
fn group(text: &mut Text, problem: &Problem, of: &Group, levels: &[&str]) {
    let Some((level, below)) = levels.split_first() else { return };
    text.open(level);
    text.field("Name", &of.name);
    text.field("Number_of_Students", of.pupils);
    for part in &of.parts {
        group(text, problem, problem.group(*part), below);
    }
    text.close(level);
}

fn lessons(text: &mut Text, problem: &Problem) {
    text.open("Activities_List");
    for lesson in &problem.lessons {
        text.open("Activity");
        for teacher in &lesson.teachers {
            text.field("Teacher", &problem.teacher(*teacher).name);
        }
        text.field("Subject", &problem.subjects[lesson.subject.index()].name);
        for tag in &lesson.tags {
            text.field("Activity_Tag", &problem.tags[tag.index()].name);
        }
        for group in &lesson.groups {
            text.field("Students", &problem.group(*group).name);
        }
        if let Some(pupils) = lesson.stated_pupils {
            text.field("Number_Of_Students", pupils);
        }
        let (total, first) = course(problem, lesson);
        text.field("Duration", lesson.length);
        text.field("Total_Duration", total);
        text.field("Id", lesson.number);
        text.field("Activity_Group_Id", first);
        text.field("Active", lesson.active);
        text.close("Activity");
    }
    text.close("Activities_List");
}

/// How long the lessons of the course are together, and the number from which its parts are counted; 0 for a lesson on its
/// own.
fn course(problem: &Problem, lesson: &Lesson) -> (u64, u32) {
    let lessons = &problem.courses[lesson.course.index()].lessons;
    let total = lessons.iter().map(|id| u64::from(problem.lesson(*id).length)).sum();
    let alone = lessons.len() == 1 && lesson.part == 1;
    let first = lesson.number.saturating_add(1).saturating_sub(lesson.part);
    (total, if alone { 0 } else { first })
}

fn rooms(text: &mut Text, problem: &Problem) {
    text.open("Rooms_List");
    for room in &problem.rooms {
        text.open("Room");
        text.field("Name", &room.name);
        text.field("Building", room.building.map_or("", |id| problem.buildings[id.index()].name.as_str()));
        if let Some(capacity) = room.capacity {
            text.field("Capacity", capacity);
        }
        text.field("Virtual", room.is_virtual());
        if room.is_virtual() {
            text.field("Number_of_Sets_of_Real_Rooms", room.sets.len());
        }
        for set in &room.sets {
            text.open("Set_of_Real_Rooms");
            text.field("Number_of_Real_Rooms", set.len());
            for real in set {
                text.field("Real_Room", &problem.room(*real).name);
            }
            text.close("Set_of_Real_Rooms");
        }
        text.close("Room");
    }
    text.close("Rooms_List");
}
