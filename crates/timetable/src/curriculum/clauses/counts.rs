//! Clauses about how many periods there are; they need no answer.

use super::super::owed::{floor, given, is_of};
use super::{Said, Standing, Unknown, Week, Who, at_least, plain};

pub(super) fn weekly_total(week: &Week<'_>) -> Vec<Said> {
    let said = |(class, grade): &(crate::ids::GroupId, u8)| {
        let needed = week.curriculum.weekly(*grade)? * 100;
        let given = given(week.problem, *class, |_| true);
        let standing = if needed == given { Standing::Kept } else { Standing::Lacking { needed, given } };
        Some(plain(Who::Class(*class), standing))
    };
    week.classes.iter().filter_map(said).collect()
}

pub(super) fn taught(week: &Week<'_>) -> Vec<Said> {
    each_subject(week, |_, _| 1)
}

pub(super) fn least(week: &Week<'_>) -> Vec<Said> {
    let floored = |subject: &str, grade| {
        let has = week.curriculum.least.iter();
        let has = has.filter(|least| least.subject == subject).any(|least| least.grades.contains(&grade));
        if has { floor(week.curriculum, subject, grade) * 100 } else { 0 }
    };
    each_subject(week, floored)
}

/// Puts to each class and each subject of its grade how many hundredths of a period are needed; 0 asks nothing.
fn each_subject(week: &Week<'_>, needed: impl Fn(&str, u8) -> u32) -> Vec<Said> {
    let mut said = Vec::new();
    for (class, grade) in &week.classes {
        for (index, subject) in week.curriculum.subjects.iter().enumerate() {
            let needed = if subject.grades.contains(grade) { needed(&subject.id, *grade) } else { 0 };
            if needed > 0 {
                let given = given(week.problem, *class, |lesson| is_of(week.problem, lesson, subject));
                said.push(plain(Who::Subject(index, Some(*class)), at_least(needed, given)));
            }
        }
    }
    said
}

pub(super) fn named(week: &Week<'_>, names: &[String], grades: &[u8], periods: u32) -> Vec<Said> {
    let said = |class: &crate::ids::GroupId| {
        let given =
            given(week.problem, *class, |lesson| names.iter().any(|name| name == week.name_of(lesson)));
        plain(Who::Class(*class), at_least(periods * 100, given))
    };
    week.of_grades(grades).iter().map(said).collect()
}

/// The share of each subject in all periods of nine years, in hundredths of a percent; a grade counts with the mean of its
/// classes.
pub(super) fn share(week: &Week<'_>) -> Vec<Said> {
    let curriculum = week.curriculum;
    let shared = curriculum.subjects.iter().enumerate();
    let shared = shared.filter_map(|(index, subject)| Some((index, subject, subject.share_percent?)));
    let all_there = (1..=9).all(|grade| week.classes.iter().any(|(_, own)| *own == grade));
    let over_years = |counts: &dyn Fn(&crate::problem::Lesson) -> bool| -> u64 {
        let years = (1_u8..).zip(&curriculum.teaching_weeks);
        let hundredths = years.map(|(grade, weeks)| {
            let classes = week.of_grades(&[grade]);
            let sum: u64 = classes.iter().map(|class| u64::from(given(week.problem, *class, counts))).sum();
            sum * u64::from(*weeks) / (classes.len() as u64).max(1)
        });
        hundredths.sum()
    };
    let all = if all_there { over_years(&|_| true).max(1) } else { 1 };
    let said = |(index, subject, [from, to]): (usize, &super::super::PlannedSubject, [u32; 2])| {
        if !all_there {
            return plain(Who::Subject(index, None), Standing::Unknown(Unknown::Grades));
        }
        let own = over_years(&|lesson| is_of(week.problem, lesson, subject));
        let given = u32::try_from(own * 10_000 / all).unwrap_or(u32::MAX);
        let standing = match (given < from * 100, given > to * 100) {
            (true, _) => Standing::Lacking { needed: from * 100, given },
            (_, true) => Standing::Lacking { needed: to * 100, given },
            _ => Standing::Kept,
        };
        plain(Who::Subject(index, None), standing)
    };
    shared.map(said).collect()
}
