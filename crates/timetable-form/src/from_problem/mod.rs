//! A problem as a form: its lists, its lessons by course, and each rule as a row of the sheet of rules. Built again, the form
//! is the same problem.

mod rules;

use junheng_timetable::{Bell, Grid, Lesson, Problem, SlotSet};

use crate::form::{Form, join, quoted};

/// The form of a problem.
#[must_use]
pub fn from_problem(problem: &Problem, file: &str) -> Form {
    let mut form = Form::empty(file);
    week(&mut form, problem);
    lists(&mut form, problem);
    teaching(&mut form, problem);
    for rule in &problem.rules {
        let cells = rules::cells(problem, rule);
        form.push("rule", &cells);
    }
    form
}

fn week(form: &mut Form, problem: &Problem) {
    form.push("school", &[("name", problem.name.clone())]);
    for name in problem.grid.days() {
        form.push("day", &[("name", name.clone())]);
    }
    for (period, name) in problem.grid.periods().iter().enumerate() {
        let bell = problem.grid.bell(period);
        let time =
            |time: Option<junheng_timetable::Clock>| time.map(|time| time.to_string()).unwrap_or_default();
        let purpose = if bell == Bell::default() { "" } else { bell.purpose.name() };
        let part = bell.stated.map_or("", junheng_timetable::Part::name);
        form.push(
            "period",
            &[
                ("name", name.clone()),
                ("begins", time(bell.begins)),
                ("ends", time(bell.ends)),
                ("part", part.to_owned()),
                ("purpose", purpose.to_owned()),
            ],
        );
    }
}

fn lists(form: &mut Form, problem: &Problem) {
    for subject in &problem.subjects {
        form.push("subject", &[("name", subject.name.clone()), ("spread", "no".to_owned())]);
    }
    for tag in &problem.tags {
        form.push("tag", &[("name", tag.name.clone())]);
    }
    for teacher in &problem.teachers {
        form.push("teacher", &[("name", teacher.name.clone())]);
    }
    for group in &problem.groups {
        let parts = join(group.parts.iter().map(|id| &problem.group(*id).name));
        form.push(
            "class",
            &[("name", group.name.clone()), ("pupils", group.pupils.to_string()), ("parts", parts)],
        );
    }
    for building in &problem.buildings {
        form.push("campus", &[("name", building.name.clone())]);
    }
    for room in &problem.rooms {
        let campus = room.building.map(|id| problem.buildings[id.index()].name.clone()).unwrap_or_default();
        let capacity = room.capacity.map(|capacity| capacity.to_string()).unwrap_or_default();
        let sets = room.sets.iter().map(|set| join(set.iter().map(|id| &problem.room(*id).name)));
        let sets = sets.collect::<Vec<_>>().join(" | ");
        form.push(
            "room",
            &[("name", room.name.clone()), ("capacity", capacity), ("campus", campus), ("sets", sets)],
        );
    }
}

/// Whether `next` is the lesson after `lesson` in one row: of the same course and alike in all but its number.
fn continues(lesson: &Lesson, next: &Lesson) -> bool {
    let number = lesson.number.checked_add(1);
    let follows = Lesson { number: next.number, part: lesson.part.saturating_add(1), ..lesson.clone() };
    number == Some(next.number) && follows == *next
}

fn teaching(form: &mut Form, problem: &Problem) {
    let mut lessons = problem.lessons.iter().peekable();
    while let Some(first) = lessons.next() {
        let (mut last, mut count) = (first, 1_u32);
        while let Some(next) = lessons.next_if(|next| continues(last, next) && count < 100) {
            (last, count) = (next, count + 1);
        }
        let base = first.number.saturating_add(1).saturating_sub(first.part);
        let in_course = problem.courses[first.course.index()].lessons.len();
        let own = in_course == count as usize && first.part == 1;
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let cells = [
            ("classes", join(first.groups.iter().map(|id| &problem.group(*id).name))),
            ("subject", problem.subjects[first.subject.index()].name.clone()),
            ("teachers", join(first.teachers.iter().map(|id| &problem.teacher(*id).name))),
            ("lessons", first.length.saturating_mul(count).to_string()),
            ("tags", join(first.tags.iter().map(|id| &problem.tags[id.index()].name))),
            ("length", first.length.to_string()),
            ("number", first.number.to_string()),
            ("course", number((!own).then_some(base))),
            ("pupils", number(first.stated_pupils)),
            ("active", if first.active { String::new() } else { "no".to_owned() }),
        ];
        form.push("teaching", &cells);
    }
}

/// Slots as `days@periods | days@periods`: days with the same periods together.
fn slots_text(grid: &Grid, slots: &SlotSet) -> String {
    let mut sets: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    for day in 0..grid.days().len() {
        let taken = |period: &usize| grid.slot(day, *period).is_some_and(|slot| slots.contains(slot));
        let periods: Vec<usize> = (0..grid.periods().len()).filter(taken).collect();
        match sets.iter_mut().find(|(_, known)| *known == periods) {
            _ if periods.is_empty() => {}
            Some((days, _)) => days.push(day),
            None => sets.push((vec![day], periods)),
        }
    }
    let side = |indices: &[usize], names: &[String]| {
        if indices.len() == names.len() {
            "*".to_owned()
        } else {
            join(indices.iter().map(|index| &names[*index]))
        }
    };
    let sets = sets
        .iter()
        .map(|(days, periods)| format!("{}@{}", side(days, grid.days()), side(periods, grid.periods())));
    sets.collect::<Vec<_>>().join(" | ")
}

/// A name in a column of one text.
fn plain(name: &str) -> String {
    if name == "*" { quoted(name) } else { name.to_owned() }
}
