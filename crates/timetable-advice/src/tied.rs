//! Lessons that must begin at the same time move together.

use std::collections::BTreeSet;

use junheng_timetable::rules::Same;
use junheng_timetable::{Kind, LessonId, Problem};

/// The lesson and all that rules of weight 100 let begin only when it does, in order.
pub(crate) fn tied(problem: &Problem, lesson: LessonId) -> Vec<LessonId> {
    let ties = problem.active_rules().filter(|(_, rule)| rule.weight.is_hard());
    let ties: Vec<&[LessonId]> = ties
        .filter_map(|(_, rule)| match &rule.kind {
            Kind::SameStart(same) if same.same == Same::Time => Some(same.lessons.as_slice()),
            _ => None,
        })
        .collect();
    let mut found = BTreeSet::from([lesson]);
    let mut open = vec![lesson];
    while let Some(one) = open.pop() {
        for tie in ties.iter().filter(|tie| tie.contains(&one)) {
            let others = tie.iter().filter(|other| problem.lesson(**other).active);
            open.extend(others.filter(|other| found.insert(**other)));
        }
    }
    found.into_iter().collect()
}
