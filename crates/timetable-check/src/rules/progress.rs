//! Parallel progress.

use junheng_timetable::LessonId;
use junheng_timetable::rules::Progress;

use super::Tell;
use crate::weeks::{Weeks, count};

pub(crate) fn check(weeks: &Weeks<'_>, rule: &Progress, tell: &mut Tell<'_>) {
    let lessons = |course: &junheng_timetable::CourseId| &weeks.problem.courses[course.index()].lessons;
    for day in 0..weeks.grid().days().len() {
        let held =
            |course| count(weeks.of(lessons(course)).iter().filter(|placed| placed.day <= day).count());
        let held: Vec<u32> = rule.courses.iter().map(held).collect();
        let apart = held.iter().max().unwrap_or(&0) - held.iter().min().unwrap_or(&0);
        let today = rule.courses.iter().flat_map(|course| weeks.of(lessons(course)));
        let today: Vec<LessonId> = today.filter(|placed| placed.day == day).map(|placed| placed.id).collect();
        tell.push(apart.saturating_sub(rule.most), today, None, Some(day));
    }
}
