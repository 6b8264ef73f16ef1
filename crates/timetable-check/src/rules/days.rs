//! Days of a week: how many, how long, with how much rest between, and what begins and ends them.

use junheng_timetable::rules::{
    DayEdge, DayOf, DaySpan, DaysPerWeek, DaysPerWeekInterval, Edge, Person, Rest,
};

use super::Tell;
use crate::weeks::{Week, Weeks, count};

pub(crate) fn per_week(weeks: &Weeks<'_>, rule: &DaysPerWeek, tell: &mut Tell<'_>) {
    let grid = weeks.grid();
    for (person, week) in weeks.people(rule.whom) {
        let days = (0..grid.days().len()).filter(|day| week.span(grid, *day).is_some()).count();
        tell.person(rule.days.missed_by(count(days)), person, None);
    }
}

pub(crate) fn interval(weeks: &Weeks<'_>, rule: &DaysPerWeekInterval, tell: &mut Tell<'_>) {
    let grid = weeks.grid();
    let within = |week: &Week, day: usize| {
        let busy = week.busy(grid, day);
        busy.iter().take(rule.to as usize).skip(rule.from as usize).any(|taken| *taken)
    };
    for (person, week) in weeks.people(rule.whom) {
        let days = (0..grid.days().len()).filter(|day| within(week, *day)).count();
        tell.person(count(days).saturating_sub(rule.most), person, None);
    }
}

pub(crate) fn rest(weeks: &Weeks<'_>, rule: &Rest, tell: &mut Tell<'_>) {
    let (grid, days) = (weeks.grid(), weeks.grid().days().len());
    let pairs = if rule.circular { days } else { days.saturating_sub(1) };
    for (person, week) in weeks.people(rule.whom) {
        for day in 0..pairs {
            let (evening, morning) = (week.busy(grid, day), week.busy(grid, (day + 1) % days));
            let free = evening.iter().rev().take_while(|taken| !**taken).count()
                + morning.iter().take_while(|taken| !**taken).count();
            tell.person(u32::from(count(free) < rule.least), person, Some(day));
        }
    }
}

pub(crate) fn span(weeks: &Weeks<'_>, rule: &DaySpan, tell: &mut Tell<'_>) {
    let grid = weeks.grid();
    for (person, week) in weeks.people(rule.whom) {
        let mut spared = !rule.one_day_longer;
        for day in 0..grid.days().len() {
            let length = week.span(grid, day).map_or(0, |(first, last)| count(last - first + 1));
            if length == rule.most.saturating_add(1) && !spared {
                spared = true;
            } else if length > rule.most {
                tell.person(1, person, Some(day));
            }
        }
    }
}

pub(crate) fn edge(weeks: &Weeks<'_>, rule: &DayEdge, tell: &mut Tell<'_>) {
    let grid = weeks.grid();
    for placed in weeks.of(&rule.lessons.lessons(weeks.problem)) {
        let people: Vec<Person> = match rule.day_of {
            DayOf::Pupils => placed.lesson.atoms.iter().map(|atom| Person::Atom(*atom)).collect(),
            DayOf::Teachers => {
                placed.lesson.teachers.iter().map(|teacher| Person::Teacher(*teacher)).collect()
            }
        };
        let others = people.into_iter().any(|person| {
            let busy = weeks.week(person).busy(grid, placed.day);
            match rule.edge {
                Edge::Begins => busy[..placed.start].contains(&true),
                Edge::Ends => busy[placed.end..].contains(&true),
            }
        });
        tell.lessons(u32::from(others), [placed.id]);
    }
}
