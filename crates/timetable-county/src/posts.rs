//! Who teaches where, and how many days that takes.

use std::collections::{BTreeMap, BTreeSet};

use junheng_timetable::rules::{Bound, Kind, Whom};
use junheng_timetable::{LessonId, Problem, Solution, TeacherId};
use junheng_timetable_engine::{Board, Compiled, SearchError};

use crate::School;
use crate::fit::{Course, fits};

/// A specialist with their schools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Specialist {
    pub id: String,
    pub posts: Vec<Post>,
}

/// What a specialist does at one school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Where the school stands in its county.
    pub school: usize,
    pub teachers: Vec<TeacherId>,
    /// Periods a week.
    pub periods: u32,
    /// The fewest days that the lessons need.
    pub least_days: usize,
    courses: Vec<Course>,
    most_a_day: u32,
}

impl Post {
    /// Whether the lessons fit into these days, as bits.
    pub(crate) fn fits(&self, days: u64) -> bool {
        fits(&self.courses, days, self.most_a_day)
    }
}

/// The specialists of a county, by id, each with at least two schools.
///
/// # Errors
/// When a school's problem is too large for the search.
pub fn specialists(schools: &[School]) -> Result<Vec<Specialist>, SearchError> {
    let mut by_id: BTreeMap<&str, Vec<(usize, &[TeacherId])>> = BTreeMap::new();
    for (index, school) in schools.iter().enumerate() {
        for (id, teachers) in &school.shared {
            by_id.entry(id).or_default().push((index, teachers));
        }
    }
    let shared: Vec<_> = by_id.into_iter().filter(|(_, posts)| posts.len() > 1).collect();
    let wanted: BTreeSet<usize> =
        shared.iter().flat_map(|(_, posts)| posts.iter().map(|post| post.0)).collect();
    let mut compiled = BTreeMap::new();
    for index in wanted {
        compiled.insert(index, Compiled::new(&schools[index].problem)?);
    }
    let boards: BTreeMap<usize, Board<'_>> = compiled
        .iter()
        .map(|(index, compiled)| {
            let empty = Solution::empty(schools[*index].problem.lessons.len());
            (*index, Board::new(compiled, &empty))
        })
        .collect();
    let made = |(index, teachers): (usize, &[TeacherId])| {
        post(index, &schools[index].problem, teachers, &boards[&index])
    };
    let specialist = |(id, posts): (&str, Vec<_>)| Specialist {
        id: id.to_owned(),
        posts: posts.into_iter().map(made).collect(),
    };
    Ok(shared.into_iter().map(specialist).collect())
}

fn post(school: usize, problem: &Problem, teachers: &[TeacherId], board: &Board<'_>) -> Post {
    let own = |teacher: &TeacherId| -> Vec<LessonId> {
        let lessons = problem.active_lessons().filter(|(_, lesson)| lesson.teachers.contains(teacher));
        lessons.map(|(id, _)| id).collect()
    };
    // The odd weeks and the even ones run side by side, so the fuller of them counts.
    let fullest =
        teachers.iter().map(own).max_by_key(|lessons| periods(problem, lessons)).unwrap_or_default();
    let mut post = Post {
        school,
        teachers: teachers.to_vec(),
        periods: periods(problem, &fullest),
        least_days: 0,
        courses: courses(problem, &fullest, board),
        most_a_day: most_a_day(problem, teachers),
    };
    post.least_days = least_days(&post, problem.grid.days().len());
    post
}

fn periods(problem: &Problem, lessons: &[LessonId]) -> u32 {
    lessons.iter().map(|id| problem.lesson(*id).length).sum()
}

/// The fewest days into which the lessons of a post fit; one more than the week has when they do not fit at all. Days are tried by
/// their number, the fewest first.
fn least_days(post: &Post, days: usize) -> usize {
    let week = if days >= 64 { u64::MAX } else { (1 << days) - 1 };
    if !post.fits(week) {
        return days + 1;
    }
    let tried = (1..=week.min(1 << 12)).filter(|set| post.fits(*set));
    tried.map(|set| set.count_ones() as usize).min().unwrap_or(days).max(1)
}

/// The lessons that keep to different days, together, and the others one by one; each with where it may begin.
fn courses(problem: &Problem, lessons: &[LessonId], board: &Board<'_>) -> Vec<Course> {
    let mut courses = Vec::new();
    let mut left = lessons.to_vec();
    for (_, rule) in problem.active_rules().filter(|(_, rule)| rule.weight.is_hard()) {
        let Kind::DaysBetween(rule) = &rule.kind else { continue };
        if matches!(rule.days, Bound::AtLeast(least) if least > 0) {
            let (own, others): (Vec<LessonId>, _) =
                left.into_iter().partition(|id| rule.lessons.contains(id));
            left = others;
            if !own.is_empty() {
                courses.push(course(problem, &own, board));
            }
        }
    }
    courses.extend(left.iter().map(|id| course(problem, &[*id], board)));
    courses
}

fn course(problem: &Problem, lessons: &[LessonId], board: &Board<'_>) -> Course {
    let grid = &problem.grid;
    let mut starts = vec![0; grid.days().len()];
    for slot in lessons.iter().flat_map(|id| board.starts(*id)) {
        starts[grid.day_of(slot)] |= 1 << grid.period_of(slot);
    }
    Course { lessons: lessons.len(), starts }
}

/// The most periods that any of the teachers gives on a day.
fn most_a_day(problem: &Problem, teachers: &[TeacherId]) -> u32 {
    let limits = problem.active_rules().filter(|(_, rule)| rule.weight.is_hard()).filter_map(|(_, rule)| {
        let Kind::HoursPerDay(rule) = &rule.kind else { return None };
        let Bound::AtMost(most) = rule.hours else { return None };
        let is_own = match rule.whom {
            Whom::EachTeacher => true,
            Whom::Teacher(teacher) => teachers.contains(&teacher),
            Whom::EachGroup | Whom::Group(_) => false,
        };
        (is_own && rule.tag.is_none()).then_some(most)
    });
    limits.min().unwrap_or(u32::MAX)
}
