//! The clauses of a curriculum as rules of a problem, those that a search can keep. Counts of lessons are a matter of the
//! lessons themselves, half-days of the form, which says when they are.

use super::clauses::after_lunch;
use super::data::{Asks, Clause, Curriculum};
use super::owed::classes;
use crate::bells::{Clock, Part};
use crate::ids::{GroupId, LessonId, SubjectId};
use crate::problem::{Lesson, Problem};
use crate::rules::{
    Bound, Filter, Holder, Kind, NotAvailable, OccupiedSlots, PreferredSlots, Rule, Selection,
};
use crate::weight::Weight;

/// The rules of weight 100 that the clauses make of a problem; each says its clause in its comments. A clause about times or
/// mornings makes none when the problem does not know them.
#[must_use]
pub fn rules(curriculum: &Curriculum, problem: &Problem) -> Vec<Rule> {
    let made = |clause: &Clause| -> Vec<Rule> {
        let kinds = match &clause.asks {
            Asks::Start { grades, not_before } => start(problem, grades, not_before),
            Asks::Mornings { subjects } => mornings(curriculum, problem, subjects),
            Asks::NotAfterLunch { subjects } => not_after_lunch(curriculum, problem, subjects),
            _ => Vec::new(),
        };
        let comments = format!("{}#{}", curriculum.id, clause.id);
        let rule =
            |kind| Rule { kind, weight: Weight::HARD, active: true, line: None, comments: comments.clone() };
        kinds.into_iter().map(rule).collect()
    };
    curriculum.clauses.iter().flat_map(made).collect()
}

fn start(problem: &Problem, grades: &[u8], not_before: &str) -> Vec<Kind> {
    let grid = &problem.grid;
    let Some(limit) = Clock::parse(not_before) else { return Vec::new() };
    let early = |period: &usize| grid.bell(*period).begins.is_some_and(|begins| begins < limit);
    let periods: Vec<usize> = grid.lesson_periods().filter(early).collect();
    let days: Vec<usize> = (0..grid.days().len()).collect();
    let slots = grid.slots_at(&days, &periods);
    if slots.is_empty() {
        return Vec::new();
    }
    let own = classes(problem).into_iter().filter(|(_, grade)| grades.contains(grade));
    own.map(|(class, _)| {
        Kind::NotAvailable(NotAvailable { holder: Holder::Group(class), slots: slots.clone() })
    })
    .collect()
}

/// More than half of the lessons of each class in the subjects stand in the morning.
fn mornings(curriculum: &Curriculum, problem: &Problem, subjects: &[String]) -> Vec<Kind> {
    let grid = &problem.grid;
    let Some(morning) = grid.periods_in(Part::Morning) else { return Vec::new() };
    let days: Vec<usize> = (0..grid.days().len()).collect();
    let slots = grid.slots_at(&days, &morning);
    let of_class = |class: GroupId| -> Vec<LessonId> {
        let own = |lesson: &Lesson| {
            curriculum.means(subjects, &problem.subjects[lesson.subject.index()].name)
                && lesson.groups.iter().any(|group| problem.overlap(*group, class))
        };
        problem.active_lessons().filter(|(_, lesson)| own(lesson)).map(|(id, _)| id).collect()
    };
    let mut kinds = Vec::new();
    for (class, _) in classes(problem) {
        let lessons = of_class(class);
        let periods: u32 = lessons.iter().map(|id| problem.lesson(*id).length).sum();
        if periods > 0 {
            let count = Bound::AtLeast(periods / 2 + 1);
            kinds.push(Kind::OccupiedSlots(OccupiedSlots { lessons, slots: slots.clone(), count }));
        }
    }
    kinds
}

fn not_after_lunch(curriculum: &Curriculum, problem: &Problem, subjects: &[String]) -> Vec<Kind> {
    let grid = &problem.grid;
    let Some(period) = after_lunch(grid) else { return Vec::new() };
    let days: Vec<usize> = (0..grid.days().len()).collect();
    let slots = grid.all_but(&grid.slots_at(&days, &[period]));
    let named =
        problem.subjects.iter().enumerate().filter(|(_, subject)| curriculum.means(subjects, &subject.name));
    let kind = |(index, _)| {
        let filter = Filter { subject: Some(SubjectId::at(index)), ..Filter::default() };
        Kind::PreferredSlots(PreferredSlots { lessons: Selection::Like(filter), slots: slots.clone() })
    };
    named.map(kind).collect()
}
