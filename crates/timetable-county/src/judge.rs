//! The whole judged: where each specialist is on each day, from the timetables themselves.

use crate::posts::Specialist;
use crate::solve::Answer;

/// A specialist at two schools on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    pub specialist: String,
    pub day: usize,
    pub schools: [usize; 2],
}

/// All clashes of all specialists.
#[must_use]
pub fn clashes(specialists: &[Specialist], answers: &[Answer]) -> Vec<Clash> {
    let mut found = Vec::new();
    for specialist in specialists {
        let days = answers.first().map_or(0, |answer| answer.problem.grid.days().len());
        for day in 0..days {
            let at = specialist.posts.iter().filter(|post| {
                let answer = &answers[post.school];
                let own = answer.solution.placed().filter(|(id, _)| {
                    let teachers = &answer.problem.lesson(*id).teachers;
                    post.teachers.iter().any(|teacher| teachers.contains(teacher))
                });
                own.into_iter().any(|(_, placement)| answer.problem.grid.day_of(placement.slot) == day)
            });
            let schools: Vec<usize> = at.map(|post| post.school).collect();
            for two in schools.windows(2) {
                found.push(Clash { specialist: specialist.id.clone(), day, schools: [two[0], two[1]] });
            }
        }
    }
    found
}
