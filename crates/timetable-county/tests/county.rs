//! A small county made in one go.
#![cfg(test)]

use junheng_testkit::school_forms::{Form, county, example_county, nine_year_school, problem};
use junheng_timetable::curriculum::{Curriculum, Standing, builtin, judge};
use junheng_timetable_check::check;
use junheng_timetable_county::{CountyError, Effort, School, clashes, solve, specialists};

fn schools(forms: &[Form]) -> Vec<School> {
    let school = |form| problem(form).map(|(problem, shared)| School { problem, shared }).unwrap();
    forms.iter().map(school).collect()
}

#[test]
fn each_school_has_its_timetable_and_no_specialist_is_at_two_on_a_day() {
    let schools = schools(&example_county());
    assert_eq!(specialists(&schools).unwrap().len(), 1);
    let outcome = solve(&schools, Effort { to_be_good: 0, ..Effort::default() }).unwrap();
    for answer in &outcome.answers {
        let report = check(&answer.problem, &answer.solution);
        assert_eq!((report.hard(), answer.progress.unplaced), (0, 0), "{}", answer.problem.name);
        // The search counts as the checker does, parallel progress included.
        assert_eq!(report.soft(), answer.progress.soft, "{}", answer.problem.name);
    }
    assert_eq!((outcome.clashes.as_slice(), outcome.unsolved()), (&[][..], vec![]));
    // The judge of the whole does see a clash: two schools of a specialist with the same timetable.
    let mut same = outcome.answers.clone();
    let specialist = &outcome.specialists[0];
    let (one, other) = (specialist.posts[0].school, specialist.posts[1].school);
    let slot = |answer: &junheng_timetable_county::Answer, post: usize| {
        let own = answer.solution.placed().find(|(id, _)| {
            let teachers = &answer.problem.lesson(*id).teachers;
            specialist.posts[post].teachers.iter().any(|teacher| teachers.contains(teacher))
        });
        own.map(|(id, placement)| (id, placement.clone())).unwrap()
    };
    let ((_, place), (lesson, _)) = (slot(&same[one], 0), slot(&same[other], 1));
    same[other].solution.place(lesson, place);
    assert!(!clashes(&outcome.specialists, &same).is_empty());
}

#[test]
fn a_specialist_with_more_lessons_than_a_week_holds_is_told() {
    let mut schools = schools(&example_county());
    // The first teacher of each school, of Chinese on five days, is one and the same.
    for school in &mut schools {
        school.shared = vec![("县语文".to_owned(), vec![junheng_timetable::TeacherId(0)])];
    }
    let error = solve(&schools, Effort::default()).unwrap_err();
    assert!(matches!(error, CountyError::NotEnoughDays(ref lack) if lack.id == "县语文"), "{error}");
}

#[test]
fn a_county_of_forms_has_its_schools_and_specialists() {
    let made = county(24, 30, 7);
    let schools = schools(&made.schools);
    let specialists = specialists(&schools).unwrap();
    assert_eq!((schools.len(), specialists.len()), (24, made.specialists as usize));
    for specialist in &specialists {
        let days: usize = specialist.posts.iter().map(|post| post.least_days).sum();
        assert!(days <= 5, "{} needs {days} days", specialist.id);
    }
    let outcome = solve(&schools, Effort { to_be_good: 0, ..Effort::default() }).unwrap();
    assert_eq!((outcome.unsolved(), outcome.clashes), (vec![], vec![]));
}

#[test]
fn a_specialist_is_given_days_into_which_the_lessons_of_each_class_fit() {
    let schools = schools(&county(12, 30, 1).schools);
    let outcome = solve(&schools, Effort { to_be_good: 0, rounds: 0, ..Effort::default() }).unwrap();
    // Nobody had to be given other days.
    assert_eq!(outcome.unsolved(), Vec::<usize>::new());
}

#[test]
fn a_school_of_sixty_classes_has_a_timetable_without_any_finding() {
    let curriculum = Curriculum::read(builtin("national/curriculum-2022").unwrap()).unwrap();
    for seed in 1..=3 {
        let (problem, _) = problem(&nine_year_school(seed)).unwrap();
        let classes = problem.grades.iter().map(|grade| problem.group(*grade).parts.len()).sum::<usize>();
        // Four of the 150 teachers are one in odd weeks and another in even weeks.
        assert_eq!((classes, problem.teachers.len()), (60, 154));
        assert_eq!(junheng_timetable::proofs::contradictions(&problem), []);
        let school = School { problem, shared: Vec::new() };
        let outcome = solve(&[school], Effort { to_be_good: 0, ..Effort::default() }).unwrap();
        let answer = &outcome.answers[0];
        let report = check(&answer.problem, &answer.solution);
        assert_eq!((report.unplaced(), report.hard()), (0, 0), "seed {seed}");
        let judged = judge(&curriculum, &answer.problem, Some(&answer.solution));
        let lacking: Vec<_> = judged.iter().filter(|judged| judged.standing != Standing::Kept).collect();
        assert!(!judged.is_empty() && lacking.is_empty(), "seed {seed}: {lacking:?}");
    }
}
