//! Clauses about where lessons stand in the week; they need an answer and, most of them, which periods are in the morning.

use std::collections::BTreeSet;

use super::{Placed, Said, Standing, Unknown, Week, Who, at_least, plain};
use crate::bells::{Part, Purpose};
use crate::ids::GroupId;

/// The half-days of a day as their periods.
fn halves(week: &Week<'_>) -> Option<Vec<Vec<usize>>> {
    let parts = [Part::Morning, Part::Afternoon].map(|part| week.problem.grid.periods_in(part));
    let parts: Option<Vec<Vec<usize>>> = parts.into_iter().collect();
    Some(parts?.into_iter().filter(|periods| !periods.is_empty()).collect())
}

fn all_classes(week: &Week<'_>) -> Vec<GroupId> {
    week.classes.iter().map(|(class, _)| *class).collect()
}

fn within(lesson: &Placed<'_>, day: usize, periods: &[usize]) -> bool {
    lesson.day == day && (lesson.start..lesson.end).any(|period| periods.contains(&period))
}

pub(super) fn happy(week: &Week<'_>, subjects: &[String], grades: &[u8]) -> Vec<Said> {
    let classes = week.of_grades(grades);
    let Some(halves) = halves(week) else { return week.unknown(&classes, Unknown::Parts) };
    week.each_class(&classes, |lessons| {
        let happy = |day: usize, periods: &[usize]| {
            let mut own = lessons.iter().filter(|lesson| within(lesson, day, periods)).peekable();
            own.peek().is_some() && own.all(|lesson| week.is_of(lesson.lesson, subjects))
        };
        let found = week.days().any(|day| halves.iter().any(|periods| happy(day, periods)));
        (!found).then(|| (Who::School, None, at_least(1, 0), Vec::new()))
    })
}

/// Each subject with several teachers has a half-day without any lesson of them.
pub(super) fn research(week: &Week<'_>, subjects: &[String]) -> Vec<Said> {
    let listed = week.curriculum.subjects.iter().enumerate();
    let listed = listed.filter(|(_, subject)| subjects.contains(&subject.id));
    let mut said = Vec::new();
    for (index, subject) in listed {
        let own = std::slice::from_ref(&subject.id);
        let lessons = week.problem.active_lessons().filter(|(_, lesson)| week.is_of(lesson, own));
        let teachers: BTreeSet<_> = lessons.flat_map(|(_, lesson)| lesson.teachers.iter().copied()).collect();
        if teachers.len() < 2 {
            continue;
        }
        let standing = match (week.solution, halves(week)) {
            (None, _) => Standing::Unknown(Unknown::Answer),
            (_, None) => Standing::Unknown(Unknown::Parts),
            (Some(_), Some(halves)) => {
                // Meetings of teachers without pupils are what the half-day is for.
                let teaching = week.problem.active_lessons().filter(|(_, lesson)| {
                    !lesson.atoms.is_empty()
                        && lesson.teachers.iter().any(|teacher| teachers.contains(teacher))
                });
                let busy: Vec<Placed<'_>> =
                    teaching.filter_map(|(id, lesson)| week.placed(id, lesson)).collect();
                let free =
                    |day: usize, half: &Vec<usize>| !busy.iter().any(|lesson| within(lesson, day, half));
                let found = week.days().any(|day| halves.iter().any(|half| free(day, half)));
                at_least(1, u32::from(found))
            }
        };
        said.push(plain(Who::Subject(index, None), standing));
    }
    said
}

pub(super) fn mornings(week: &Week<'_>, subjects: &[String]) -> Vec<Said> {
    let classes = all_classes(week);
    let Some(morning) = week.problem.grid.periods_in(Part::Morning) else {
        return week.unknown(&classes, Unknown::Parts);
    };
    week.each_class(&classes, |lessons| {
        let own: Vec<&Placed<'_>> =
            lessons.iter().filter(|lesson| week.is_of(lesson.lesson, subjects)).collect();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let early = own.iter().filter(|lesson| morning.contains(&lesson.start)).count();
        let needed = own.len() / 2 + 1;
        let late = own.iter().filter(|lesson| !morning.contains(&lesson.start)).map(|lesson| lesson.id);
        let standing = Standing::Lacking { needed: count(needed), given: count(early) };
        (early < needed && !own.is_empty()).then(|| (Who::School, None, standing, late.collect()))
    })
}

pub(super) fn spread(week: &Week<'_>, subjects: &[String]) -> Vec<Said> {
    let days = week.days().len();
    week.each_class(&all_classes(week), |lessons| {
        subjects.iter().find_map(|subject| {
            let one = std::slice::from_ref(subject);
            let own: Vec<&Placed<'_>> =
                lessons.iter().filter(|lesson| week.is_of(lesson.lesson, one)).collect();
            let taken: BTreeSet<usize> = own.iter().map(|lesson| lesson.day).collect();
            let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            let standing = at_least(count(own.len().min(days)), count(taken.len()));
            let ids = own.iter().map(|lesson| lesson.id).collect();
            (standing != Standing::Kept).then_some((Who::School, None, standing, ids))
        })
    })
}

pub(super) fn not_after_lunch(week: &Week<'_>, subjects: &[String]) -> Vec<Said> {
    let classes = all_classes(week);
    let Some(after) = after_lunch(&week.problem.grid) else { return week.unknown(&classes, Unknown::Parts) };
    week.each_class(&classes, |lessons| {
        let own =
            lessons.iter().filter(|lesson| week.is_of(lesson.lesson, subjects) && lesson.start == after);
        let wrong: Vec<&Placed<'_>> = own.collect();
        let day = wrong.first()?.day;
        let given = u32::try_from(wrong.len()).unwrap_or(u32::MAX);
        let ids = wrong.iter().map(|lesson| lesson.id).collect();
        Some((Who::School, Some(day), Standing::Lacking { needed: 0, given }, ids))
    })
}

/// The first period for lessons after lunch, or of the afternoon when no period is for lunch.
pub(in super::super) fn after_lunch(grid: &crate::grid::Grid) -> Option<usize> {
    let lunch = (0..grid.periods().len()).rfind(|period| grid.bell(*period).purpose == Purpose::Lunch);
    match lunch {
        Some(lunch) => grid.lesson_periods().find(|period| *period > lunch),
        None => grid.periods_in(Part::Afternoon)?.first().copied(),
    }
}
