//! Searches of random schools: what they count is what the checker counts, and what is asked of them comes true.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod random_school;

use junheng_timetable::rules::{Kind, PreferredStarts, Rule, Selection};
use junheng_timetable::{Cost, LessonId, Problem, Solution, TeacherId, Weight};
use junheng_timetable_check::{Broken, check};
use junheng_timetable_engine::{
    Answer, Board, Compiled, Options, Progress, Search, SearchError, better_by_few, solve,
};
use proptest::prelude::*;
use random_school::{Wishes, school};

/// The costs of an answer as the checker has them.
fn judged(problem: &Problem, solution: &Solution) -> (usize, u64, Cost) {
    let report = check(problem, solution);
    (report.unplaced(), report.hard() - report.unplaced() as u64, report.soft())
}

fn counted(progress: Progress) -> (usize, u64, Cost) {
    (progress.unplaced, progress.hard, progress.soft)
}

fn solved(problem: &Problem, seed: u64, effort: u64, threads: usize) -> Answer {
    let compiled = Compiled::new(problem).unwrap();
    let options = Options { seed, effort: Some(effort), searches: 2, threads, start: None };
    solve(&compiled, options, &mut |_, _| true)
}

fn is_perfect(answer: &Answer) -> bool {
    answer.progress.is_whole() && answer.progress.soft == Cost::NONE
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn the_search_counts_as_the_checker_does(seed: u64) {
        let (problem, hidden) = school(seed, Wishes::Anything);
        let compiled = Compiled::new(&problem).unwrap();
        let mut board = Board::new(&compiled, &hidden);
        for step in 0..60 {
            let laid = board.solution();
            if laid.placed().count() == problem.lessons.len() {
                let report = check(&problem, &laid);
                let (hard, soft) = board.costs();
                prop_assert_eq!(hard, i64::try_from(report.hard()).unwrap());
                prop_assert_eq!(soft, i64::try_from(report.soft().units()).unwrap());
            }
            // A lesson goes where nobody is in its way.
            let lesson = LessonId::at(step % problem.lessons.len());
            let free = problem.grid.slots().find(|slot| {
                let at = (usize::from(slot.0) + step) % problem.grid.slot_count();
                let slot = junheng_timetable::Slot(u16::try_from(at).unwrap());
                board.what_if(lesson, slot, None).is_some_and(|effect| effect.in_the_way.is_empty() && effect.is_allowed)
            });
            if let Some(slot) = free {
                let at = (usize::from(slot.0) + step) % problem.grid.slot_count();
                board.put(lesson, junheng_timetable::Slot(u16::try_from(at).unwrap()), None);
            }
        }
    }

    #[test]
    fn an_answer_costs_what_the_search_says(seed: u64) {
        let (problem, _) = school(seed, Wishes::Anything);
        let answer = solved(&problem, seed, 60_000, 1);
        if answer.progress.unplaced == 0 {
            prop_assert_eq!(counted(answer.progress), judged(&problem, &answer.solution));
        } else {
            prop_assert_eq!(answer.progress.unplaced, judged(&problem, &answer.solution).0);
        }
    }

    #[test]
    fn a_school_with_a_hidden_answer_gets_one(seed: u64) {
        let (problem, hidden) = school(seed, Wishes::KeptByTheHiddenAnswer);
        prop_assert_eq!(check(&problem, &hidden).hard(), 0);
        let answer = solved(&problem, 1, 400_000, 1);
        prop_assert_eq!(check(&problem, &answer.solution).hard(), 0);
    }

    #[test]
    fn the_same_seed_gives_the_same_answer_on_any_number_of_threads(seed: u64) {
        let (problem, _) = school(seed, Wishes::Anything);
        let one = solved(&problem, seed, 60_000, 1);
        prop_assert_eq!(&one, &solved(&problem, seed, 60_000, 1));
        prop_assert_eq!(&one, &solved(&problem, seed, 60_000, 2));
    }

    #[test]
    fn more_effort_is_never_worse(seed: u64) {
        let (problem, _) = school(seed, Wishes::Anything);
        let mut last = None;
        for effort in [1_000, 20_000, 21_000, 90_000] {
            let cost = counted(solved(&problem, seed, effort, 1).progress);
            prop_assert!(last.is_none_or(|last| cost <= last), "{:?} after {:?}", cost, last);
            last = Some(cost);
        }
    }

    #[test]
    fn a_kept_lesson_stays(seed: u64) {
        let (problem, hidden) = school(seed, Wishes::KeptByTheHiddenAnswer);
        let keep: Vec<LessonId> = (0..problem.lessons.len()).step_by(3).map(LessonId::at).collect();
        let compiled = Compiled::new(&problem).unwrap();
        let mut search = Search::start_from(&compiled, seed, &hidden, &keep);
        search.run(50_000);
        let better = search.best();
        prop_assert_eq!(check(&problem, &better).hard(), 0);
        prop_assert!(check(&problem, &better).soft() <= check(&problem, &hidden).soft());
        for lesson in keep {
            prop_assert_eq!(better.get(lesson).unwrap().slot, hidden.get(lesson).unwrap().slot);
        }
    }

    #[test]
    fn few_changes_better_an_answer_and_are_no_more_than_allowed(seed: u64, most in 0_usize..8) {
        let (problem, hidden) = school(seed, Wishes::KeptByTheHiddenAnswer);
        let keep = [LessonId(0), LessonId(3)];
        let compiled = Compiled::new(&problem).unwrap();
        let better = better_by_few(&compiled, &hidden, &keep, most, seed);
        let moved = |id: &LessonId| better.get(*id) != hidden.get(*id);
        let changes = problem.active_lessons().filter(|(id, _)| moved(id)).count();
        prop_assert!(changes <= most, "{changes} of {most}");
        prop_assert!(!keep.iter().any(moved));
        prop_assert!(judged(&problem, &better) <= judged(&problem, &hidden));
        if changes > 0 {
            prop_assert!(judged(&problem, &better) < judged(&problem, &hidden));
        }
    }

    #[test]
    fn what_a_change_costs_is_what_it_costs_when_done(seed: u64, lesson: usize, slot: usize) {
        let (problem, hidden) = school(seed, Wishes::KeptByTheHiddenAnswer);
        let compiled = Compiled::new(&problem).unwrap();
        let mut board = Board::new(&compiled, &hidden);
        let before = board.costs();
        let lesson = LessonId::at(lesson % problem.lessons.len());
        let slot = junheng_timetable::Slot(u16::try_from(slot % problem.grid.slot_count()).unwrap());
        let told = board.what_if(lesson, slot, None);
        prop_assert_eq!(board.costs(), before);
        let done = board.put(lesson, slot, None);
        prop_assert_eq!(&told, &done);
        let (change_hard, change_soft) = done.map_or((0, 0), |effect| (effect.hard, effect.soft));
        prop_assert_eq!(board.costs(), (before.0 + change_hard, before.1 + change_soft));
    }
}

#[test]
fn among_many_schools_few_changes_gain_something() {
    let gained = (0..10_u64).filter(|seed| {
        let (problem, hidden) = school(*seed, Wishes::KeptByTheHiddenAnswer);
        let compiled = Compiled::new(&problem).unwrap();
        let better = better_by_few(&compiled, &hidden, &[], 4, 1);
        judged(&problem, &better) < judged(&problem, &hidden)
    });
    assert!(gained.count() > 5);
}

#[test]
fn wishes_that_can_all_be_kept_are_kept() {
    for seed in 0..30 {
        let (mut problem, hidden) = school(seed, Wishes::KeptByTheHiddenAnswer);
        problem.rules.iter_mut().for_each(|rule| rule.weight = Weight::parse("95").unwrap());
        let broken: Vec<_> = check(&problem, &hidden).breaches.iter().map(|breach| breach.broken).collect();
        for id in problem.active_rules().map(|(id, _)| id).collect::<Vec<_>>() {
            problem.rules[id.index()].active = !broken.contains(&Broken::Rule(id));
        }
        assert_eq!(check(&problem, &hidden).soft(), Cost::NONE);
        let answer = solved(&problem, 1, 400_000, 1);
        assert!(is_perfect(&answer), "school {seed}: {:?}", answer.progress);
    }
}

#[test]
fn it_stops_where_nothing_better_exists() {
    let (mut problem, _) = school(3, Wishes::KeptByTheHiddenAnswer);
    // All lessons of a teacher are wished in one slot, which holds one of them.
    let lessons: Vec<LessonId> = problem
        .active_lessons()
        .filter(|(_, lesson)| lesson.teachers.contains(&TeacherId(0)))
        .map(|(id, _)| id)
        .collect();
    let mut slots = problem.grid.no_slots();
    slots.insert(problem.grid.slots().next().unwrap());
    let outside = u32::try_from(lessons.len()).unwrap() - 1;
    let kind =
        Kind::PreferredStarts(PreferredStarts { lessons: Selection::These(lessons), slots, locked: false });
    let weight = Weight::parse("95").unwrap();
    problem.rules = vec![Rule { kind, weight, active: true, line: None, comments: String::new() }];
    let effort = 400_000_000;
    let answer = solved(&problem, 1, effort, 1);
    assert_eq!(counted(answer.progress), (0, 0, weight.times(outside)));
    assert!(outside > 0 && answer.progress.work < effort / 10, "{:?}", answer.progress);
}

#[test]
fn it_stops_when_told_and_gives_the_best() {
    let (problem, _) = school(3, Wishes::Anything);
    let compiled = Compiled::new(&problem).unwrap();
    let options = Options { seed: 1, effort: None, searches: 2, threads: 2, start: None };
    let mut asked = 0;
    let answer = solve(&compiled, options, &mut |_, _| {
        asked += 1;
        asked < 3
    });
    assert!(answer.solution.placed().count() > 0);
}

#[test]
fn a_day_that_is_too_long_is_refused() {
    let names = |count: usize| (0..count).map(|number| number.to_string()).collect();
    let grid = junheng_timetable::Grid::new(names(2), names(65)).unwrap();
    let refused = Compiled::new(&Problem { grid, ..Problem::default() });
    assert_eq!(refused.unwrap_err(), SearchError::DayTooLong { periods: 65, most: 64 });
}

#[test]
fn a_teacher_with_too_many_lessons_gives_as_many_as_fit() {
    let (mut problem, _) = school(1, Wishes::KeptByTheHiddenAnswer);
    let slots = problem.grid.slot_count();
    problem.rules.clear();
    let mut lesson = problem.lessons[0].clone();
    (lesson.length, lesson.teachers) = (1, vec![TeacherId(0)]);
    problem.lessons = vec![lesson; slots + 2];
    // Long enough for all trials of insertion, which all leave too many out, and for what comes after them.
    let answer = solved(&problem, 1, 40_000 * problem.lessons.len() as u64, 1);
    assert_eq!(answer.progress.unplaced, 2);
    assert_eq!(judged(&problem, &answer.solution).0, 2);
}

#[test]
fn nothing_to_place_is_whole() {
    let (mut problem, _) = school(1, Wishes::KeptByTheHiddenAnswer);
    problem.lessons.iter_mut().for_each(|lesson| lesson.active = false);
    problem.rules.clear();
    let answer = solved(&problem, 1, 1_000, 2);
    assert!(is_perfect(&answer));
}
