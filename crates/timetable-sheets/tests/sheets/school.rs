//! A small school with names that would break a careless writer, and its answer.

use junheng_timetable::rules::{Holder, NotAvailable};
use junheng_timetable::{
    AtomId, Course, CourseId, Grid, Group, GroupId, Kind, Lesson, LessonId, Placement, Problem, Room, RoomId,
    Rule, Slot, Solution, Subject, SubjectId, Teacher, TeacherId, Weight,
};

pub(crate) const CLASS: &str = "七(1)班 <script>alert(1)</script>";
pub(crate) const TEACHER: &str = "𠮷田·阿依古丽, \"甲\"; 乙\\";
pub(crate) const SECOND: &str = "=HYPERLINK(\"x\")";
pub(crate) const ROOM: &str = "@实验室&<b>";

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn group(name: &str, parts: &[u32], atoms: &[u32]) -> Group {
    let parts = parts.iter().map(|id| GroupId(*id)).collect();
    Group { name: name.to_owned(), pupils: 20, parts, atoms: atoms.iter().map(|id| AtomId(*id)).collect() }
}

fn lesson(number: u32, subject: u32, teachers: &[u32], groups: &[u32], atoms: &[u32], length: u32) -> Lesson {
    Lesson {
        number,
        subject: SubjectId(subject),
        tags: Vec::new(),
        teachers: teachers.iter().map(|id| TeacherId(*id)).collect(),
        groups: groups.iter().map(|id| GroupId(*id)).collect(),
        atoms: atoms.iter().map(|id| AtomId(*id)).collect(),
        length,
        course: CourseId(0),
        part: number,
        stated_pupils: None,
        active: true,
    }
}

/// Two days of four periods, the third a break; a class of two halves. The last lesson has no place.
pub(crate) fn school() -> (Problem, Solution) {
    let grid = Grid::new(names(&["星期一", "星期二"]), names(&["第1节", "第2节", "午休", "第3节"])).unwrap();
    let mut closed = grid.no_slots();
    closed.insert(Slot(2));
    closed.insert(Slot(6));
    let rule = NotAvailable { holder: Holder::Everybody, slots: closed };
    let room = |name: &str| Room { name: name.to_owned(), capacity: None, building: None, sets: Vec::new() };
    let problem = Problem {
        name: "学校 <i>&".to_owned(),
        grid,
        subjects: ["数学", "实验"].map(|name| Subject { name: name.to_owned() }).to_vec(),
        teachers: [TEACHER, SECOND].map(|name| Teacher { name: name.to_owned() }).to_vec(),
        groups: vec![
            group("七年级", &[1], &[0, 1]),
            group(CLASS, &[2, 3], &[0, 1]),
            group("甲组", &[], &[0]),
            group("乙组", &[], &[1]),
        ],
        grades: vec![GroupId(0)],
        atoms: vec![GroupId(2), GroupId(3)],
        rooms: vec![room(ROOM), room("空教室")],
        courses: vec![Course { lessons: (0..4).map(LessonId).collect() }],
        lessons: vec![
            lesson(1, 0, &[0], &[1], &[0, 1], 2),
            lesson(2, 1, &[0], &[2], &[0], 1),
            lesson(3, 1, &[1], &[3], &[1], 1),
            lesson(4, 0, &[1], &[1], &[0, 1], 1),
        ],
        rules: vec![Rule {
            kind: Kind::NotAvailable(rule),
            weight: Weight::HARD,
            active: true,
            line: None,
            comments: String::new(),
        }],
        ..Problem::default()
    };
    let mut solution = Solution::empty(4);
    solution.place(LessonId(0), Placement::new(Slot(0), None));
    solution.place(LessonId(1), Placement::new(Slot(5), Some(RoomId(0))));
    solution.place(LessonId(2), Placement::new(Slot(5), None));
    (problem, solution)
}
