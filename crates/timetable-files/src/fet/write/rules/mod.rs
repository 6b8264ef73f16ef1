//! The rules of a file, in its two lists: rules about time, then rules about rooms.

mod lessons;
mod lock;
mod people;
mod rooms;

use junheng_timetable::rules::{Holder, Selection, Whom};
use junheng_timetable::{Kind, LessonId, Problem, Rule, Slot, SlotSet, Solution, Weight};

use super::text::Text;

/// A rule on its way into the file.
pub(super) struct Element<'a> {
    text: &'a mut Text,
    problem: &'a Problem,
    weight: Weight,
    active: bool,
    comments: &'a str,
}

impl<'a> Element<'a> {
    fn of(text: &'a mut Text, problem: &'a Problem, rule: &'a Rule) -> Self {
        Self { text, problem, weight: rule.weight, active: rule.active, comments: &rule.comments }
    }

    /// Writes the element `Constraint…`, its own fields between those that all have.
    fn write(&mut self, name: &str, fields: impl FnOnce(&mut Self)) {
        let name = format!("Constraint{name}");
        self.text.open(&name);
        self.text.field("Weight_Percentage", self.weight);
        fields(self);
        self.text.field("Active", self.active);
        self.text.field("Comments", self.comments);
        self.text.close(&name);
    }

    fn field(&mut self, name: &str, value: impl std::fmt::Display) {
        self.text.field(name, value);
    }

    fn number_of(&self, lesson: LessonId) -> u32 {
        self.problem.lesson(lesson).number
    }

    fn lessons(&mut self, lessons: &[LessonId]) {
        self.field("Number_of_Activities", lessons.len());
        for lesson in lessons {
            self.field("Activity_Id", self.number_of(*lesson));
        }
    }

    fn day_and_hour(&mut self, slot: Slot, [day_name, hour_name]: [&str; 2]) {
        let (day, hour) = self.problem.grid.name(slot);
        self.text.field(day_name, day);
        self.text.field(hour_name, hour);
    }

    /// A number and the slots, each as an element `item` with a day and an hour.
    fn slots(&mut self, slots: &SlotSet, number: &str, item: &str, names: [&str; 2]) {
        self.field(number, slots.len());
        for slot in slots.iter() {
            self.text.open(item);
            self.day_and_hour(slot, names);
            self.text.close(item);
        }
    }

    /// `Teacher`, `Teachers`, `StudentsSet` or `Students`, which begins the name of a rule about people.
    fn prefix(whom: Whom) -> &'static str {
        match whom {
            Whom::EachTeacher => "Teachers",
            Whom::Teacher(_) => "Teacher",
            Whom::EachGroup => "Students",
            Whom::Group(_) => "StudentsSet",
        }
    }

    /// The field that names the one whom a rule means, if it is one.
    fn whom(&mut self, whom: Whom, teacher_field: &str) {
        match whom {
            Whom::Teacher(id) => self.field(teacher_field, &self.problem.teacher(id).name),
            Whom::Group(id) => self.field("Students", &self.problem.group(id).name),
            Whom::EachTeacher | Whom::EachGroup => {}
        }
    }
}

/// Whether a rule stands in the list of rules about rooms.
fn is_about_rooms(kind: &Kind) -> bool {
    match kind {
        Kind::NotAvailable(rule) => matches!(rule.holder, Holder::Room(_)),
        Kind::PreferredRooms(_) | Kind::Changes(_) | Kind::SameRoom(_) | Kind::OccupiedRooms(_) => true,
        _ => false,
    }
}

/// Whether FET has rules of this family.
pub(super) fn is_known_to_fet(kind: &Kind) -> bool {
    !matches!(kind, Kind::Progress(_))
}

pub(super) fn write(text: &mut Text, problem: &Problem, locked_at: Option<&Solution>) {
    for (list, basic, rooms) in [
        ("Time_Constraints_List", "BasicCompulsoryTime", false),
        ("Space_Constraints_List", "BasicCompulsorySpace", true),
    ] {
        text.open(list);
        basic_rule(text, problem).write(basic, |_| {});
        for rule in problem.rules.iter().filter(|rule| is_about_rooms(&rule.kind) == rooms) {
            one(&mut Element::of(text, problem, rule), &rule.kind);
        }
        if let Some(solution) = locked_at {
            lock::write(text, problem, solution, rooms);
        }
        text.close(list);
    }
}

/// A rule of weight 100 without comments.
fn basic_rule<'a>(text: &'a mut Text, problem: &'a Problem) -> Element<'a> {
    Element { text, problem, weight: Weight::HARD, active: true, comments: "" }
}

fn one(element: &mut Element<'_>, kind: &Kind) {
    match kind {
        Kind::NotAvailable(rule) => people::not_available(element, rule),
        Kind::DaysPerWeek(rule) => people::days_per_week(element, rule),
        Kind::DaysPerWeekInterval(rule) => people::interval(element, rule),
        Kind::HoursPerDay(rule) => people::hours_per_day(element, rule),
        Kind::HoursInARow(rule) => people::hours_in_a_row(element, rule),
        Kind::MaxGaps(rule) => people::gaps(element, rule),
        Kind::EarlyStart(rule) => people::early_start(element, rule),
        Kind::TagGaps(rule) => people::tag_gaps(element, rule),
        Kind::Rest(rule) => people::rest(element, rule),
        Kind::DaySpan(rule) => people::day_span(element, rule),
        Kind::Changes(rule) => rooms::changes(element, rule),
        Kind::PreferredRooms(rule) => rooms::preferred(element, rule),
        Kind::SameRoom(rule) => rooms::same(element, rule),
        Kind::OccupiedRooms(rule) => rooms::occupied(element, rule),
        Kind::PreferredStarts(rule) => lessons::starts(element, rule),
        Kind::PreferredSlots(rule) => lessons::slots(element, rule),
        Kind::DayEdge(rule) => lessons::edge(element, rule),
        Kind::DaysBetween(rule) => lessons::days_between(element, rule),
        Kind::GapsBetween(rule) => lessons::gaps_between(element, rule),
        Kind::SameStart(rule) => lessons::same_start(element, rule),
        Kind::NotOverlapping(rule) => lessons::not_overlapping(element, rule),
        Kind::Sequence(rule) => lessons::sequence(element, rule),
        Kind::OccupiedSlots(rule) => lessons::occupied(element, rule),
        Kind::LessonsInSlots(rule) => lessons::in_slots(element, rule),
        Kind::AtOnce(rule) => lessons::at_once(element, rule),
        Kind::Progress(_) => {}
    }
}

/// Writes a rule about a selection: with its filter as one element, with numbers as one element for each lesson.
fn each(
    element: &mut Element<'_>,
    selection: &Selection,
    names: [&str; 3],
    fields: impl Fn(&mut Element<'_>),
) {
    let [one, many, parts] = names;
    match selection {
        Selection::These(lessons) => {
            for lesson in lessons {
                element.write(one, |element| {
                    element.field("Activity_Id", element.number_of(*lesson));
                    fields(element);
                });
            }
        }
        Selection::Like(filter) => {
            let name = if filter.part.is_some() { parts } else { many };
            element.write(name, |element| {
                lessons::filter(element, filter);
                fields(element);
            });
        }
    }
}
