//! Clauses about hours of the day; they need the times of periods, and an answer unless any answer keeps them.

use super::{Placed, Said, Standing, Unknown, Week, Who, at_least, plain};
use crate::bells::{Clock, Purpose};

pub(super) fn start(week: &Week<'_>, grades: &[u8], not_before: &str) -> Vec<Said> {
    let (grid, classes) = (&week.problem.grid, week.of_grades(grades));
    let Some(limit) = Clock::parse(not_before) else { return Vec::new() };
    let starts: Option<Vec<(usize, Clock)>> =
        grid.lesson_periods().map(|period| Some((period, grid.bell(period).begins?))).collect();
    let Some(starts) = starts else { return week.unknown(&classes, Unknown::Times) };
    let early: Vec<usize> =
        starts.iter().filter(|(_, begins)| *begins < limit).map(|(period, _)| *period).collect();
    if early.is_empty() {
        return classes.into_iter().map(|class| plain(Who::Class(class), Standing::Kept)).collect();
    }
    week.each_class(&classes, |lessons| {
        let wrong: Vec<&Placed<'_>> = lessons.iter().filter(|lesson| early.contains(&lesson.start)).collect();
        let first = wrong.iter().filter_map(|lesson| grid.bell(lesson.start).begins).min()?;
        let midnight = Clock::parse("00:00")?;
        let standing = Standing::Lacking { needed: midnight.until(limit), given: midnight.until(first) };
        let day = wrong.first().map(|lesson| lesson.day);
        Some((Who::School, day, standing, wrong.iter().map(|lesson| lesson.id).collect()))
    })
}

/// The minutes of the periods for lessons; `None` when those of one are not known.
fn minutes(week: &Week<'_>) -> Option<Vec<u32>> {
    let grid = &week.problem.grid;
    let of = |period: usize| match grid.bell(period).purpose {
        Purpose::Lesson | Purpose::Activity => grid.bell(period).minutes(),
        Purpose::Lunch | Purpose::Service => Some(0),
    };
    (0..grid.periods().len()).map(of).collect()
}

pub(super) fn day_length(week: &Week<'_>, grades: &[u8], most: u32) -> Vec<Said> {
    let classes = week.of_grades(grades);
    let Some(minutes) = minutes(week) else { return week.unknown(&classes, Unknown::Times) };
    let whole: u32 = week.problem.grid.lesson_periods().map(|period| minutes[period]).sum();
    if whole <= most {
        return classes.into_iter().map(|class| plain(Who::Class(class), Standing::Kept)).collect();
    }
    week.each_class(&classes, |lessons| {
        week.days().find_map(|day| {
            let given = of_day(lessons, day)
                .flat_map(|lesson| lesson.start..lesson.end)
                .map(|period| minutes[period]);
            let given: u32 = given.sum();
            let standing = Standing::Lacking { needed: most, given };
            (given > most).then(|| (Who::School, Some(day), standing, Vec::new()))
        })
    })
}

pub(super) fn activity(week: &Week<'_>, subjects: &[String], grades: &[u8], least: u32) -> Vec<Said> {
    let (grid, classes) = (&week.problem.grid, week.of_grades(grades));
    let Some(minutes) = minutes(week) else { return week.unknown(&classes, Unknown::Times) };
    let by_bell = (0..minutes.len()).filter(|period| grid.bell(*period).purpose == Purpose::Activity);
    let by_bell: u32 = by_bell.map(|period| minutes[period]).sum();
    if by_bell >= least {
        return classes.into_iter().map(|class| plain(Who::Class(class), Standing::Kept)).collect();
    }
    week.each_class(&classes, |lessons| {
        week.days().find_map(|day| {
            let moving = of_day(lessons, day).filter(|lesson| week.is_of(lesson.lesson, subjects));
            let given = moving.flat_map(|lesson| lesson.start..lesson.end).map(|period| minutes[period]);
            let standing = at_least(least, by_bell + given.sum::<u32>());
            (standing != Standing::Kept).then(|| (Who::School, Some(day), standing, Vec::new()))
        })
    })
}

fn of_day<'a, 'w>(lessons: &'a [Placed<'w>], day: usize) -> impl Iterator<Item = &'a Placed<'w>> {
    lessons.iter().filter(move |lesson| lesson.day == day)
}
