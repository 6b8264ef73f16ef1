//! The tiny school of the checker's tests, looked at by the search.

use junheng_timetable::rules::{Kind, PreferredRooms, RoomNeed, Rule};
use junheng_timetable::{LessonId, Problem, RoomId, Solution, Weight};
use junheng_timetable_check::check;
use junheng_timetable_engine::{Board, Compiled, Search};

pub(crate) use crate::fixture::{
    CLASS, EAST_ROOM, FIELD, HALF, LAB, LI, MATHS, OTHER_CLASS, WANG, lesson, lessons, slots,
};
use crate::fixture::{school, solution};

fn with_rules(rules: &[Kind], weight: Weight) -> Problem {
    let rule =
        |kind: &Kind| Rule { kind: kind.clone(), weight, active: true, line: None, comments: String::new() };
    Problem { rules: rules.iter().map(rule).collect(), ..school() }
}

/// How much an answer breaks the rules as the search counts it, with the lessons of the answer alone. `None` for an answer that the
/// search never looks at: somebody twice at once, a lesson beyond its day, or a room that no rule names.
fn broken(rules: &[Kind], answer: &str) -> Option<u32> {
    let weight = Weight::parse("50").unwrap();
    let mut problem = with_rules(rules, weight);
    let solution = solution(&problem, answer);
    for (index, lesson) in problem.lessons.iter_mut().enumerate() {
        lesson.active = solution.get(LessonId::at(index)).is_some();
    }
    if !rules.iter().any(|kind| matches!(kind, Kind::PreferredRooms(_))) {
        allow_rooms(&mut problem, &solution);
    }
    let compiled = Compiled::new(&problem).unwrap();
    let board = Board::new(&compiled, &solution);
    let laid = board.solution();
    let (hard, soft) = board.costs();
    if laid.placed().count() < solution.placed().count() {
        return None;
    }
    let report = check(&problem, &laid);
    let counted = i64::try_from(report.hard()).unwrap();
    assert_eq!((hard, soft), (counted, i64::try_from(report.soft().units()).unwrap()), "{answer}");
    let amount = u32::try_from(hard + soft / i64::from(weight.units())).unwrap();
    (laid == solution).then_some(amount)
}

/// A lesson takes a room only when a rule wants one: one that is next to nothing lets it take any.
fn allow_rooms(problem: &mut Problem, solution: &Solution) {
    let rooms: Vec<RoomId> = (0..problem.rooms.len()).map(RoomId::at).collect();
    for (id, _) in solution.placed().filter(|(_, placement)| placement.room.is_some()) {
        let wanted = PreferredRooms { need: RoomNeed::Lesson(id), rooms: rooms.clone(), locked: false };
        problem.rules.push(Rule {
            kind: Kind::PreferredRooms(wanted),
            weight: Weight::parse("0.000001").unwrap(),
            active: true,
            line: None,
            comments: String::new(),
        });
    }
}

/// Whether the search counts its own answer as the checker does.
fn searched(rules: &[Kind]) {
    let problem = with_rules(rules, Weight::HARD);
    let compiled = Compiled::new(&problem).unwrap();
    let mut search = Search::new(&compiled, 7);
    let progress = search.run(30_000);
    let answer: Solution = search.best();
    let report = check(&problem, &answer);
    assert_eq!(report.unplaced(), progress.unplaced);
    if progress.unplaced == 0 {
        assert_eq!((report.hard(), report.soft()), (progress.hard, progress.soft));
    }
}

/// The three facts of a rule.
#[track_caller]
pub(crate) fn facts(kind: Kind, breaks: (&str, u32), keeps: &str, untouched: &str) {
    facts_with(&[kind], breaks, keeps, untouched);
}

/// The three facts of a rule beside others that these answers keep.
#[track_caller]
pub(crate) fn facts_with(rules: &[Kind], breaks: (&str, u32), keeps: &str, untouched: &str) {
    for (answer, amount) in [breaks, (keeps, 0), (untouched, 0)] {
        assert!(broken(rules, answer).is_none_or(|counted| counted == amount), "{answer}");
    }
    searched(rules);
}
