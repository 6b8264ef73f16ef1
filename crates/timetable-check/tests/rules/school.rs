//! A tiny school: three days of four periods, two teachers, a class in halves and another class, three rooms in two buildings.

use junheng_timetable::rules::{Kind, Rule};
use junheng_timetable::{
    AtomId, Building, BuildingId, Course, CourseId, Grid, Group, GroupId, Lesson, LessonId, Placement,
    Problem, Room, RoomId, Slot, SlotSet, Solution, Subject, SubjectId, Tag, TagId, Teacher, TeacherId,
    Weight,
};
use junheng_timetable_check::{Broken, check};

pub(crate) const LI: TeacherId = TeacherId(0);
pub(crate) const WANG: TeacherId = TeacherId(1);
/// The class with its halves, each half, and the other class.
pub(crate) const CLASS: GroupId = GroupId(0);
pub(crate) const HALF: GroupId = GroupId(1);
pub(crate) const OTHER_CLASS: GroupId = GroupId(3);
pub(crate) const EAST_ROOM: RoomId = RoomId(0);
pub(crate) const LAB: TagId = TagId(0);
pub(crate) const FIELD: TagId = TagId(1);
pub(crate) const MATHS: SubjectId = SubjectId(0);

/// The lesson of a number, from 1.
pub(crate) fn lesson(number: u32) -> LessonId {
    LessonId(number - 1)
}

pub(crate) fn lessons(numbers: &[u32]) -> Vec<LessonId> {
    numbers.iter().map(|number| lesson(*number)).collect()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Slots as `day.period`, from 0: `0.1 2.3`.
pub(crate) fn slots(text: &str) -> SlotSet {
    let grid = school().grid;
    let mut set = grid.no_slots();
    text.split_whitespace().for_each(|word| set.insert(slot(&grid, word)));
    set
}

fn slot(grid: &Grid, word: &str) -> Slot {
    let (day, period) = word.split_once('.').unwrap();
    grid.slot(day.parse().unwrap(), period.parse().unwrap()).unwrap()
}

fn group(name: &str, parts: &[u32], atoms: &[u32]) -> Group {
    let (parts, atoms) = (parts.iter().map(|id| GroupId(*id)), atoms.iter().map(|id| AtomId(*id)));
    Group { name: name.to_owned(), pupils: 20, parts: parts.collect(), atoms: atoms.collect() }
}

fn room(name: &str, building: u32) -> Room {
    Room { name: name.to_owned(), capacity: Some(40), building: Some(BuildingId(building)), sets: Vec::new() }
}

pub(crate) fn school() -> Problem {
    let groups = vec![
        group("class", &[1, 2], &[0, 1]),
        group("half", &[], &[0]),
        group("other half", &[], &[1]),
        group("other class", &[], &[2]),
    ];
    let mut problem = Problem {
        grid: Grid::new(names(&["Mon", "Tue", "Wed"]), names(&["1", "2", "3", "4"])).unwrap(),
        subjects: names(&["maths", "art"]).into_iter().map(|name| Subject { name }).collect(),
        tags: names(&["lab", "field"]).into_iter().map(|name| Tag { name }).collect(),
        teachers: names(&["Li", "Wang"]).into_iter().map(|name| Teacher { name }).collect(),
        grades: vec![CLASS, OTHER_CLASS],
        atoms: vec![HALF, GroupId(2), OTHER_CLASS],
        groups,
        buildings: names(&["east", "west"]).into_iter().map(|name| Building { name }).collect(),
        rooms: vec![room("east", 0), room("west", 1), room("west too", 1)],
        ..Problem::default()
    };
    // Lessons 1 to 3 are of Li with the class (lab, field, a double), 4 and 5 of Wang with it; 6 to 8 of Wang with the other class.
    for (teacher, group, subject, length, tag) in [
        (LI, CLASS, 0, 1, Some(LAB)),
        (LI, HALF, 0, 1, Some(FIELD)),
        (LI, CLASS, 0, 2, None),
        (WANG, CLASS, 1, 1, None),
        (WANG, HALF, 1, 1, Some(LAB)),
        (WANG, OTHER_CLASS, 1, 1, Some(LAB)),
        (WANG, OTHER_CLASS, 1, 1, Some(FIELD)),
        (WANG, OTHER_CLASS, 1, 2, None),
    ] {
        let id = LessonId::at(problem.lessons.len());
        problem.courses.push(Course { lessons: vec![id] });
        problem.lessons.push(Lesson {
            number: id.0 + 1,
            subject: SubjectId(subject),
            tags: tag.into_iter().collect(),
            teachers: vec![teacher],
            groups: vec![group],
            atoms: problem.group(group).atoms.clone(),
            length,
            course: CourseId(id.0),
            part: 1,
            stated_pupils: None,
            active: true,
        });
    }
    problem
}

/// Placements as `lesson@day.period/room`, the room by its index or not at all: `1@0.0 2@0.1/2`.
pub(crate) fn solution(problem: &Problem, text: &str) -> Solution {
    let mut solution = Solution::empty(problem.lessons.len());
    for word in text.split_whitespace() {
        let (number, place) = word.split_once('@').unwrap();
        let (at, room) = place.split_once('/').map_or((place, None), |(at, room)| (at, Some(room)));
        let room = room.map(|room| RoomId(room.parse().unwrap()));
        let placement = Placement::new(slot(&problem.grid, at), room);
        solution.place(lesson(number.parse().unwrap()), placement);
    }
    solution
}

/// How much an answer breaks the rules; what always holds is not counted.
fn broken(rules: &[Kind], answer: &str) -> u32 {
    let mut problem = school();
    let rule = |kind: &Kind| Rule {
        kind: kind.clone(),
        weight: Weight::HARD,
        active: true,
        line: None,
        comments: String::new(),
    };
    problem.rules = rules.iter().map(rule).collect();
    let report = check(&problem, &solution(&problem, answer));
    let of_rules = report.breaches.iter().filter(|breach| matches!(breach.broken, Broken::Rule(_)));
    of_rules.map(|breach| breach.amount).sum()
}

/// The three facts of a rule.
#[track_caller]
pub(crate) fn facts(kind: Kind, breaks: (&str, u32), keeps: &str, untouched: &str) {
    facts_with(&[kind], breaks, keeps, untouched);
}

/// The three facts of a rule beside others that these answers keep.
#[track_caller]
pub(crate) fn facts_with(rules: &[Kind], breaks: (&str, u32), keeps: &str, untouched: &str) {
    assert_eq!(broken(rules, breaks.0), breaks.1, "broken by {}", breaks.0);
    assert_eq!(broken(rules, keeps), 0, "kept by {keeps}");
    assert_eq!(broken(rules, untouched), 0, "not touched by {untouched}");
}
