//! What classes owe by a curriculum, beside what the lessons of a problem give them.

use std::collections::BTreeMap;

use super::data::{Curriculum, PlannedSubject};
use crate::fortnight::weeks_of;
use crate::ids::GroupId;
use crate::problem::{Lesson, Problem};

/// A class and what it owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassPlan {
    pub class: GroupId,
    pub grade: u8,
    /// Periods a week of all subjects.
    pub weekly: u32,
    /// What the lessons give of them, in hundredths of a period.
    pub given: u32,
    pub subjects: Vec<Owed>,
}

/// What a class owes in a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Where the subject stands in its curriculum.
    pub subject: usize,
    /// Periods a week by a clause; 1 for a subject that must merely be taught.
    pub least: u32,
    /// Its share of the week, from and to, in hundredths of a period; a guide, since shares are counted over nine years.
    pub guide: Option<[u32; 2]>,
    /// What the lessons give, in hundredths of a period: the mean of odd and even weeks, and of halves of a class the one that
    /// has less.
    pub given: u32,
}

impl Owed {
    /// Hundredths of a period that are lacking.
    #[must_use]
    pub fn lacking(&self) -> u32 {
        self.least.saturating_mul(100).saturating_sub(self.given)
    }
}

const GRADES: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The grade that the name of a class begins with: `七(1)班`, `三年级2班`, `初二(3)班`, `7.1`; `None` when it says none.
#[must_use]
pub fn grade_of(name: &str) -> Option<u8> {
    let (name, years_before) = match name.trim().strip_prefix('初') {
        Some(rest) => (rest, 6),
        None => (name.trim(), 0),
    };
    let mut characters = name.chars();
    let first = characters.next()?;
    let position = GRADES.iter().position(|grade| *grade == first).and_then(|at| u8::try_from(at + 1).ok());
    let digit = first.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
    // `10.1` is no grade 1.
    let ends = characters.next().is_none_or(|next| !next.is_ascii_digit());
    let grade = position.or(digit.filter(|_| ends))? + years_before;
    (1..=9).contains(&grade).then_some(grade)
}

/// What each class owes: the groups that grades divide into, or undivided grades, when their names say their grade.
#[must_use]
pub fn plan(curriculum: &Curriculum, problem: &Problem) -> Vec<ClassPlan> {
    let graded = classes(problem).into_iter();
    graded.filter_map(|(class, grade)| class_plan(curriculum, problem, class, grade)).collect()
}

/// The classes whose names say their grade, with it.
#[must_use]
pub fn classes(problem: &Problem) -> Vec<(GroupId, u8)> {
    let classes = problem.classes().into_iter();
    classes.filter_map(|class| Some((class, grade_of(&problem.group(class).name)?))).collect()
}

fn class_plan(curriculum: &Curriculum, problem: &Problem, class: GroupId, grade: u8) -> Option<ClassPlan> {
    let weekly = curriculum.weekly(grade)?;
    let subjects = curriculum.subjects.iter().enumerate();
    let taught = subjects.filter(|(_, subject)| subject.grades.contains(&grade));
    let owed = taught.map(|(index, subject)| Owed {
        subject: index,
        least: floor(curriculum, &subject.id, grade),
        guide: subject.share_percent.map(|share| share.map(|percent| percent * weekly)),
        given: given(problem, class, |lesson| is_of(problem, lesson, subject)),
    });
    let subjects = owed.collect();
    Some(ClassPlan { class, grade, weekly, given: given(problem, class, |_| true), subjects })
}

pub(super) fn floor(curriculum: &Curriculum, subject: &str, grade: u8) -> u32 {
    let floors =
        curriculum.least.iter().filter(|least| least.subject == subject && least.grades.contains(&grade));
    floors.map(|least| least.periods).max().unwrap_or(1)
}

pub(super) fn is_of(problem: &Problem, lesson: &Lesson, subject: &PlannedSubject) -> bool {
    subject.names.contains(&problem.subjects[lesson.subject.index()].name)
}

/// Periods a week of the lessons that count, in hundredths: of each part of the class the mean over odd and even weeks, and of
/// these the least.
pub(super) fn given(problem: &Problem, class: GroupId, counts: impl Fn(&Lesson) -> bool) -> u32 {
    let mut parts: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for atom in &problem.group(class).atoms {
        let lessons = problem.active_lessons().filter(|(_, lesson)| lesson.atoms.binary_search(atom).is_ok());
        let periods = lessons.filter(|(_, lesson)| counts(lesson)).map(|(_, lesson)| lesson.length).sum();
        parts.entry(weeks_of(problem.atom_name(*atom)).0).or_default().push(periods);
    }
    let mean = |weeks: &Vec<u32>| {
        let sum = weeks.iter().fold(0_u32, |sum, periods| sum.saturating_add(*periods));
        sum.saturating_mul(100) / u32::try_from(weeks.len()).unwrap_or(1).max(1)
    };
    parts.values().map(mean).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_class_says_its_grade() {
        for (name, expected) in [
            ("七(1)班", Some(7)),
            ("三年级2班", Some(3)),
            ("初二（3）班", Some(8)),
            ("7.1", Some(7)),
            ("10.1", None),
            ("初九", None),
            ("Blue", None),
            ("", None),
        ] {
            assert_eq!(grade_of(name), expected, "{name}");
        }
    }
}
