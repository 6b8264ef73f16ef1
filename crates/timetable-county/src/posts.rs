//! Who teaches where, and how many days that takes.

use std::collections::BTreeMap;

use junheng_timetable::rules::{Bound, Holder, Kind};
use junheng_timetable::{LessonId, Problem, TeacherId};

use crate::School;

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
    /// By day, the periods in which the specialist may teach here.
    pub open: Vec<u32>,
}

/// The specialists of a county, by id, each with at least two schools.
#[must_use]
pub fn specialists(schools: &[School]) -> Vec<Specialist> {
    let mut by_id: BTreeMap<&str, Vec<Post>> = BTreeMap::new();
    for (index, school) in schools.iter().enumerate() {
        for (id, teachers) in &school.shared {
            by_id.entry(id).or_default().push(post(index, &school.problem, teachers));
        }
    }
    let shared = by_id.into_iter().filter(|(_, posts)| posts.len() > 1);
    shared.map(|(id, posts)| Specialist { id: id.to_owned(), posts }).collect()
}

fn post(school: usize, problem: &Problem, teachers: &[TeacherId]) -> Post {
    let open = open(problem, teachers);
    let own = |teacher: &TeacherId| -> Vec<LessonId> {
        let lessons = problem.active_lessons().filter(|(_, lesson)| lesson.teachers.contains(teacher));
        lessons.map(|(id, _)| id).collect()
    };
    // The odd weeks and the even ones run side by side, so the fuller of them counts.
    let fullest =
        teachers.iter().map(own).max_by_key(|lessons| periods(problem, lessons)).unwrap_or_default();
    let needed = periods(problem, &fullest);
    let mut longest = open.clone();
    longest.sort_unstable_by(|a, b| b.cmp(a));
    let mut room = 0;
    let by_periods = longest.iter().take_while(|periods| {
        let short = room < needed;
        room += **periods;
        short
    });
    let least_days = by_periods.count().max(days_apart(problem, &fullest)).max(1);
    Post { school, teachers: teachers.to_vec(), periods: needed, least_days, open }
}

fn periods(problem: &Problem, lessons: &[LessonId]) -> u32 {
    lessons.iter().map(|id| problem.lesson(*id).length).sum()
}

/// By day, the slots in which none of the teachers is kept away.
fn open(problem: &Problem, teachers: &[TeacherId]) -> Vec<u32> {
    let grid = &problem.grid;
    let mut blocked = grid.no_slots();
    for (_, rule) in problem.active_rules().filter(|(_, rule)| rule.weight.is_hard()) {
        let Kind::NotAvailable(rule) = &rule.kind else { continue };
        let away = match rule.holder {
            Holder::Everybody => true,
            Holder::Teacher(teacher) => teachers.contains(&teacher),
            Holder::Group(_) | Holder::Room(_) => false,
        };
        if away {
            blocked.extend(&rule.slots);
        }
    }
    let mut open = vec![0; grid.days().len()];
    grid.slots().filter(|slot| !blocked.contains(*slot)).for_each(|slot| open[grid.day_of(slot)] += 1);
    open
}

/// The most of these lessons that a rule puts on different days.
fn days_apart(problem: &Problem, lessons: &[LessonId]) -> usize {
    let apart =
        problem.active_rules().filter(|(_, rule)| rule.weight.is_hard()).filter_map(|(_, rule)| match &rule
            .kind
        {
            Kind::DaysBetween(rule) if matches!(rule.days, Bound::AtLeast(least) if least > 0) => {
                Some(rule.lessons.iter().filter(|lesson| lessons.contains(lesson)).count())
            }
            _ => None,
        });
    apart.max().unwrap_or(0)
}
