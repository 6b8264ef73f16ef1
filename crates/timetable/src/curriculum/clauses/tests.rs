//! One test a clause: three facts, it lacks, it is kept, it is not known.

use super::super::data::{Curriculum, builtin};
use super::{Standing, Unknown, judge};
use crate::bells::Bell;
use crate::grid::Grid;
use crate::ids::{AtomId, CourseId, GroupId, LessonId, SubjectId, TeacherId};
use crate::problem::{Course, Group, Lesson, Problem, Subject, Teacher};
use crate::solution::{Placement, Solution};

const BELLS: [&str; 6] = [
    "08:00 – 08:40 morning lesson",
    "08:50 – 09:30 morning lesson",
    "09:30 – 10:00 morning activity",
    "12:00 – 13:30 lunch",
    "13:30 – 14:10 afternoon lesson",
    "14:20 – 15:00 afternoon lesson",
];

/// A primary class and a junior one, two days, and the lessons `class subject teacher @day.period`, where they stand if so.
fn school(lessons: &str, with_bells: bool) -> (Problem, Solution) {
    let names = |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
    let grid = Grid::new(names(&["一", "二"]), names(&["1", "2", "活", "午", "3", "4"])).unwrap();
    let bells = BELLS.iter().map(|text| Bell::parse(text)).collect();
    let group = |name: &str, atom| Group {
        name: name.to_owned(),
        pupils: 40,
        parts: Vec::new(),
        atoms: vec![AtomId(atom)],
    };
    let mut problem = Problem {
        grid: if with_bells { grid.with_bells(bells) } else { grid },
        groups: vec![group("三(1)班", 0), group("七(1)班", 1)],
        grades: vec![GroupId(0), GroupId(1)],
        atoms: vec![GroupId(0), GroupId(1)],
        teachers: names(&["甲", "乙"]).into_iter().map(|name| Teacher { name }).collect(),
        ..Problem::default()
    };
    let mut solution = Solution::empty(0);
    for text in lessons.split_whitespace() {
        let (what, at) = text.split_once('@').map_or((text, None), |(what, at)| (what, Some(at)));
        let [class, subject, teacher] = what.split('-').collect::<Vec<_>>().try_into().unwrap();
        let known = problem.subjects.iter().position(|known| known.name == subject);
        let subject = known.unwrap_or_else(|| {
            problem.subjects.push(Subject { name: subject.to_owned() });
            problem.subjects.len() - 1
        });
        let (class, id): (u32, _) = (class.parse().unwrap(), LessonId::at(problem.lessons.len()));
        problem.courses.push(Course { lessons: vec![id] });
        problem.lessons.push(Lesson {
            number: id.0 + 1,
            subject: SubjectId::at(subject),
            tags: Vec::new(),
            teachers: vec![TeacherId(teacher.parse().unwrap())],
            groups: vec![GroupId(class)],
            atoms: vec![AtomId(class)],
            length: 1,
            course: CourseId(id.0),
            part: 1,
            stated_pupils: None,
            active: true,
        });
        if let Some((day, period)) = at.and_then(|at| at.split_once('.')) {
            let slot = problem.grid.slot(day.parse().unwrap(), period.parse().unwrap()).unwrap();
            solution.place(id, Placement::new(slot, None));
        }
    }
    (problem, solution)
}

/// The standings that a clause gives, without those that are kept.
fn standings(clause: &str, lessons: &str, with_bells: bool, with_answer: bool) -> Vec<Standing> {
    let curriculum = Curriculum::read(builtin("national/curriculum-2022").unwrap()).unwrap();
    let (problem, solution) = school(lessons, with_bells);
    let at = curriculum.clauses.iter().position(|known| known.id == clause).unwrap();
    let judged = judge(&curriculum, &problem, with_answer.then_some(&solution));
    let own = judged.into_iter().filter(|judged| judged.clause == at);
    own.map(|judged| judged.standing).filter(|standing| *standing != Standing::Kept).collect()
}

/// A clause about places: the lessons with which it lacks, and those with which it is kept; and why it may not be known.
#[track_caller]
fn places(clause: &str, lacks: &str, keeps: &str, without_answer: bool, without_bells: Option<Unknown>) {
    assert!(
        matches!(standings(clause, lacks, true, true)[..], [Standing::Lacking { .. }]),
        "lacking by {lacks}"
    );
    assert_eq!(standings(clause, keeps, true, true), [], "kept by {keeps}");
    let unknown = |why: Unknown, found: Vec<Standing>| {
        assert!(
            !found.is_empty() && found.iter().all(|found| *found == Standing::Unknown(why)),
            "{why:?}: {found:?}"
        );
    };
    if without_answer {
        unknown(Unknown::Answer, standings(clause, lacks, true, false));
    }
    if let Some(why) = without_bells {
        unknown(why, standings(clause, lacks, false, true));
    }
}

#[test]
fn weekly_total() {
    let kept = "0-语文-0 ".repeat(30) + &"1-语文-0 ".repeat(34);
    assert_eq!(standings("weekly_total", &kept, false, false), []);
    let found = standings("weekly_total", &format!("{kept} 1-数学-0"), false, false);
    assert_eq!(found, [Standing::Lacking { needed: 3400, given: 3500 }]);
}

#[test]
fn taught() {
    // Grade 3 owes 9 subjects with 外语 and 信息科技, grade 7 one more; of two each has one here.
    let found = standings("taught", "0-语文-0 1-数学-0", false, false);
    assert_eq!(found.len(), 9 + 10);
    assert!(found.iter().all(|found| *found == Standing::Lacking { needed: 1, given: 0 }));
}

#[test]
fn least() {
    let full = "0-体育-0 0-体育-0 0-体育-0 0-劳动-0 0-班会-0 1-体育-0 1-体育-0 1-体育-0 1-劳动-0 1-班会-0";
    assert_eq!(standings("least", full, false, false), []);
    let found = standings("least", &full.replacen("0-体育-0", "0-语文-0", 1), false, false);
    assert_eq!(found, [Standing::Lacking { needed: 300, given: 200 }]);
}

#[test]
fn named_lessons() {
    assert_eq!(standings("handwriting", "0-书法-0", false, false), []);
    assert_eq!(
        standings("handwriting", "1-书法-0", false, false),
        [Standing::Lacking { needed: 100, given: 0 }]
    );
}

#[test]
fn shares_are_judged_over_nine_grades_only() {
    let found = standings("share", "0-语文-0", false, false);
    assert!(!found.is_empty() && found.iter().all(|found| *found == Standing::Unknown(Unknown::Grades)));
}

#[test]
fn start() {
    places("start_primary", "0-语文-0@0.0", "0-语文-0@0.1 1-语文-1@0.0", true, Some(Unknown::Times));
    assert_eq!(standings("start_junior", "1-语文-1@0.0", true, false), []);
}

#[test]
fn day_length() {
    // No day of this school is too long, whatever stands in it.
    assert_eq!(standings("day_primary", "0-语文-0", true, false), []);
    let found = standings("day_primary", "0-语文-0@0.0", false, true);
    assert_eq!(found, [Standing::Unknown(Unknown::Times)]);
}

#[test]
fn daily_activity() {
    let both = "0-体育-0@0.1 0-体育-0@1.1 1-体育-1@0.1 1-体育-1@1.1";
    places("daily_activity", &both.replace(" 1-体育-1@1.1", ""), both, true, Some(Unknown::Times));
}

#[test]
fn happy_half_day() {
    places(
        "happy_half_day",
        "0-体育-0@0.4 0-语文-0@0.5",
        "0-体育-0@0.4 0-语文-0@0.1",
        true,
        Some(Unknown::Parts),
    );
}

#[test]
fn research_half_day() {
    let taught = "0-数学-0@0.0 1-数学-1@0.4 0-数学-0@1.1 1-数学-1@";
    places("research_half_day", &format!("{taught}1.5"), &format!("{taught}1.0"), true, Some(Unknown::Parts));
}

#[test]
fn mornings() {
    places(
        "mornings",
        "0-语文-0@0.0 0-语文-0@0.4",
        "0-语文-0@0.0 0-语文-0@1.1 0-数学-0@0.4",
        true,
        Some(Unknown::Parts),
    );
}

#[test]
fn spread() {
    places("spread", "0-语文-0@0.0 0-语文-0@0.4", "0-语文-0@0.0 0-语文-0@1.0 0-语文-0@1.1", true, None);
}

#[test]
fn not_after_lunch() {
    places("not_after_lunch", "0-体育-0@0.4", "0-体育-0@0.5 0-语文-0@0.4", true, Some(Unknown::Parts));
}
