//! Each clause of a curriculum put to each class, or to the school: kept, lacking, or not known from what is given.

mod counts;
mod hours;
mod places;

pub(super) use places::after_lunch;

use super::data::{Asks, Curriculum};
use super::owed::classes;
use crate::ids::{AtomId, GroupId, LessonId};
use crate::problem::{Lesson, Problem};
use crate::solution::Solution;

/// To whom a clause is put.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    School,
    Class(GroupId),
    /// A subject of the curriculum by its place, in a class or in the whole school.
    Subject(usize, Option<GroupId>),
}

/// Why a clause cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unknown {
    /// An answer is needed.
    Answer,
    /// The times of periods are not known.
    Times,
    /// Which periods are in the morning, or after lunch, is not known.
    Parts,
    /// Shares are counted over all nine grades, which are not all there.
    Grades,
}

impl Unknown {
    /// Its name in labels and in machine-readable answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "no_answer",
            Self::Times => "no_times",
            Self::Parts => "no_parts",
            Self::Grades => "no_grades",
        }
    }
}

/// Whether a clause is kept. Figures are hundredths of a period for counts of periods, minutes for times, and lessons or days
/// for places in the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Kept,
    Lacking { needed: u32, given: u32 },
    Unknown(Unknown),
}

/// A clause put to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Where the clause stands in its curriculum.
    pub clause: usize,
    pub who: Who,
    /// The day on which it lacks, from 0.
    pub day: Option<usize>,
    pub standing: Standing,
    /// The lessons that stand wrong.
    pub lessons: Vec<LessonId>,
}

/// A problem with its answer, as the clauses look at it.
struct Week<'w> {
    curriculum: &'w Curriculum,
    problem: &'w Problem,
    solution: Option<&'w Solution>,
    /// The classes with their grades.
    classes: Vec<(GroupId, u8)>,
}

/// A placed lesson.
#[derive(Clone, Copy)]
struct Placed<'w> {
    id: LessonId,
    lesson: &'w Lesson,
    day: usize,
    /// Its first period, and the one after its last.
    start: usize,
    end: usize,
}

/// What a clause says of somebody: its standing, the day, the lessons.
type Said = (Who, Option<usize>, Standing, Vec<LessonId>);

/// Puts every clause to the problem, and to the answer when there is one.
#[must_use]
pub fn judge(curriculum: &Curriculum, problem: &Problem, solution: Option<&Solution>) -> Vec<Judged> {
    let week = Week { curriculum, problem, solution, classes: classes(problem) };
    let mut judged = Vec::new();
    for (clause, asks) in curriculum.clauses.iter().map(|clause| &clause.asks).enumerate() {
        let said = said(&week, asks);
        judged.extend(said.into_iter().map(|(who, day, standing, lessons)| Judged {
            clause,
            who,
            day,
            standing,
            lessons,
        }));
    }
    judged
}

fn said(week: &Week<'_>, asks: &Asks) -> Vec<Said> {
    match asks {
        Asks::WeeklyTotal => counts::weekly_total(week),
        Asks::Taught => counts::taught(week),
        Asks::Least => counts::least(week),
        Asks::Share => counts::share(week),
        Asks::Named { names, grades, periods } => counts::named(week, names, grades, *periods),
        Asks::Start { grades, not_before } => hours::start(week, grades, not_before),
        Asks::DayLength { grades, minutes } => hours::day_length(week, grades, *minutes),
        Asks::Activity { subjects, grades, minutes } => hours::activity(week, subjects, grades, *minutes),
        Asks::Happy { subjects, grades } => places::happy(week, subjects, grades),
        Asks::Research { subjects } => places::research(week, subjects),
        Asks::Mornings { subjects } => places::mornings(week, subjects),
        Asks::Spread { subjects } => places::spread(week, subjects),
        Asks::NotAfterLunch { subjects } => places::not_after_lunch(week, subjects),
    }
}

/// Kept when `given` reaches what is needed.
fn at_least(needed: u32, given: u32) -> Standing {
    if given >= needed { Standing::Kept } else { Standing::Lacking { needed, given } }
}

fn plain(who: Who, standing: Standing) -> Said {
    (who, None, standing, Vec::new())
}

impl<'w> Week<'w> {
    /// The classes of these grades.
    fn of_grades(&self, grades: &[u8]) -> Vec<GroupId> {
        let own = self.classes.iter().filter(|(_, grade)| grades.contains(grade));
        own.map(|(class, _)| *class).collect()
    }

    fn placed(&self, id: LessonId, lesson: &'w Lesson) -> Option<Placed<'w>> {
        let (grid, slot) = (&self.problem.grid, self.solution?.get(id)?.slot);
        let start = grid.period_of(slot);
        let end = start + grid.taken(slot, lesson.length).count();
        Some(Placed { id, lesson, day: grid.day_of(slot), start, end })
    }

    /// The placed lessons of an atom.
    fn of_atom(&self, atom: AtomId) -> Vec<Placed<'w>> {
        let lessons = self.problem.active_lessons();
        let own = lessons.filter(|(_, lesson)| lesson.atoms.binary_search(&atom).is_ok());
        own.filter_map(|(id, lesson)| self.placed(id, lesson)).collect()
    }

    fn name_of(&self, lesson: &Lesson) -> &str {
        &self.problem.subjects[lesson.subject.index()].name
    }

    /// Whether a lesson is of one of these subjects of the curriculum.
    fn is_of(&self, lesson: &Lesson, subjects: &[String]) -> bool {
        self.curriculum.means(subjects, self.name_of(lesson))
    }

    fn days(&self) -> std::ops::Range<usize> {
        0..self.problem.grid.days().len()
    }

    /// Puts a question to each class of these, once an answer is there: what the first of its atoms that lacks says, or that it
    /// is kept.
    fn each_class(&self, classes: &[GroupId], ask: impl Fn(&[Placed<'w>]) -> Option<Said>) -> Vec<Said> {
        let said = |class: &GroupId| {
            if self.solution.is_none() {
                return plain(Who::Class(*class), Standing::Unknown(Unknown::Answer));
            }
            let atoms = &self.problem.group(*class).atoms;
            let lacking = atoms.iter().find_map(|atom| ask(&self.of_atom(*atom)));
            match lacking {
                Some((_, day, standing, lessons)) => (Who::Class(*class), day, standing, lessons),
                None => plain(Who::Class(*class), Standing::Kept),
            }
        };
        classes.iter().map(said).collect()
    }

    /// That nothing is known of these classes.
    fn unknown(&self, classes: &[GroupId], why: Unknown) -> Vec<Said> {
        classes.iter().map(|class| plain(Who::Class(*class), Standing::Unknown(why))).collect()
    }
}

#[cfg(test)]
mod tests;
