//! Random small schools, each with an answer that was there first.

use fastrand::Rng;
use junheng_timetable::rules::{
    AtOnce, Bound, ChangeLimit, Changes, DayEdge, DayOf, DaySpan, DaysBetween, DaysPerWeek,
    DaysPerWeekInterval, EarlyStart, Edge, Filter, GapsBetween, Holder, HoursInARow, HoursPerDay, Kind,
    LessonsInSlots, MaxGaps, NotAvailable, NotOverlapping, OccupiedRooms, OccupiedSlots, Order, Place,
    PreferredRooms, PreferredSlots, PreferredStarts, Rest, RoomNeed, Rule, Same, SameRoom, SameStart,
    Selection, Sequence, Span, TagGaps, Whom,
};
use junheng_timetable::{
    AtomId, Building, BuildingId, Course, CourseId, Grid, Group, GroupId, Lesson, LessonId, Placement,
    Problem, Room, RoomId, Slot, SlotSet, Solution, Subject, SubjectId, Tag, TagId, Teacher, TeacherId,
    Weight,
};
use junheng_timetable_check::check;

/// Which rules a school gets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wishes {
    /// Any, of any weight, kept or not.
    Anything,
    /// Of weight 100 only what the hidden answer keeps.
    KeptByTheHiddenAnswer,
}

/// A school and its hidden answer: everything placed, nobody twice at once.
pub(crate) fn school(seed: u64, wishes: Wishes) -> (Problem, Solution) {
    let mut random = Rng::with_seed(seed);
    let mut problem = frame(&mut random);
    let hidden = fill(&mut problem, &mut random);
    for _ in 0..random.usize(4..14) {
        let kind = rule(&problem, &hidden, &mut random);
        let weight = *random.choice(&["100", "95", "50", "3.5"]).unwrap();
        let weight = if random.bool() { Weight::HARD } else { Weight::parse(weight).unwrap() };
        problem.rules.push(Rule { kind, weight, active: true, line: None, comments: String::new() });
        if wishes == Wishes::KeptByTheHiddenAnswer && check(&problem, &hidden).hard() > 0 {
            problem.rules.pop();
        }
    }
    (problem, hidden)
}

fn names(count: usize) -> Vec<String> {
    (1..=count).map(|number| number.to_string()).collect()
}

/// Days, people and rooms: classes in halves, three plain rooms and one that stands for two.
fn frame(random: &mut Rng) -> Problem {
    let mut problem = Problem {
        grid: Grid::new(names(random.usize(2..6)), names(random.usize(3..7))).unwrap(),
        subjects: names(3).into_iter().map(|name| Subject { name }).collect(),
        tags: names(2).into_iter().map(|name| Tag { name }).collect(),
        teachers: names(random.usize(2..5)).into_iter().map(|name| Teacher { name }).collect(),
        buildings: names(2).into_iter().map(|name| Building { name }).collect(),
        ..Problem::default()
    };
    for class in 0..random.u32(1..4) {
        let at = |part: u32| GroupId(class * 3 + part);
        let atoms = vec![AtomId(class * 2), AtomId(class * 2 + 1)];
        let group = |atoms: Vec<AtomId>, parts| Group { name: String::new(), pupils: 10, parts, atoms };
        problem.groups.push(group(atoms.clone(), vec![at(1), at(2)]));
        problem.groups.push(group(vec![atoms[0]], Vec::new()));
        problem.groups.push(group(vec![atoms[1]], Vec::new()));
        problem.grades.push(at(0));
        problem.atoms.extend([at(1), at(2)]);
    }
    let room = |building, capacity| Room { name: String::new(), capacity, building, sets: Vec::new() };
    problem.rooms = vec![
        room(Some(BuildingId(0)), Some(15)),
        room(Some(BuildingId(1)), None),
        room(Some(BuildingId(1)), None),
        room(None, None),
    ];
    problem.rooms.push(Room {
        sets: vec![vec![RoomId(1), RoomId(2)], vec![RoomId(2), RoomId(3)]],
        ..room(None, None)
    });
    problem
}

/// Lessons at random places where nobody is busy yet.
fn fill(problem: &mut Problem, random: &mut Rng) -> Solution {
    let mut busy: Vec<(u32, Slot)> = Vec::new();
    let mut solution = Solution::empty(0);
    let slots: Vec<Slot> = problem.grid.slots().collect();
    for _ in 0..random.usize(8..40) {
        let length = *random.choice(&[1, 1, 1, 2]).unwrap();
        let teachers: Vec<TeacherId> =
            (0..random.u32(1..3)).map(|_| TeacherId(random.u32(..problem.teachers.len() as u32))).collect();
        let groups = vec![GroupId(random.u32(..problem.groups.len() as u32))];
        let mut teachers = teachers;
        teachers.sort_unstable();
        teachers.dedup();
        let atoms = problem.group(groups[0]).atoms.clone();
        let start = *random.choice(&slots).unwrap();
        let people = teachers.iter().map(|id| id.0).chain(atoms.iter().map(|id| id.0 + 1000));
        let wanted: Vec<(u32, Slot)> = people
            .flat_map(|who| {
                problem.grid.taken(start, length).map(move |slot| (who, slot)).collect::<Vec<_>>()
            })
            .collect();
        let fits = problem.grid.rest_of_day(start) >= length as usize;
        if !fits || wanted.iter().any(|taken| busy.contains(taken)) {
            continue;
        }
        busy.extend(wanted);
        let id = LessonId::at(problem.lessons.len());
        problem.courses.push(Course { lessons: vec![id] });
        problem.lessons.push(Lesson {
            number: id.0 + 1,
            subject: SubjectId(random.u32(..3)),
            tags: (0..2).filter(|_| random.u8(..3) == 0).map(TagId).collect(),
            teachers,
            groups,
            atoms,
            length,
            course: CourseId(id.0),
            part: 1,
            stated_pupils: None,
            active: true,
        });
        solution.place(id, Placement::new(start, None));
    }
    solution
}

fn some_slots(problem: &Problem, random: &mut Rng, among: u8) -> SlotSet {
    let mut set = problem.grid.no_slots();
    problem.grid.slots().filter(|_| random.u8(..among) == 0).for_each(|slot| set.insert(slot));
    set
}

fn some_lessons(problem: &Problem, random: &mut Rng, count: usize) -> Vec<LessonId> {
    let mut all: Vec<LessonId> = (0..problem.lessons.len()).map(LessonId::at).collect();
    random.shuffle(&mut all);
    all.truncate(count);
    all
}

fn whom(problem: &Problem, random: &mut Rng) -> Whom {
    match random.u8(..4) {
        0 => Whom::EachTeacher,
        1 => Whom::Teacher(TeacherId(random.u32(..problem.teachers.len() as u32))),
        2 => Whom::EachGroup,
        _ => Whom::Group(GroupId(random.u32(..problem.groups.len() as u32))),
    }
}

fn selection(problem: &Problem, random: &mut Rng) -> Selection {
    if random.bool() {
        return Selection::These(some_lessons(problem, random, 3));
    }
    let subject = random.bool().then(|| SubjectId(random.u32(..3)));
    let group = random.bool().then(|| GroupId(random.u32(..problem.groups.len() as u32)));
    Selection::Like(Filter { subject, group, ..Filter::default() })
}

fn bound(random: &mut Rng, most: u32) -> Bound {
    let count = random.u32(1..=most);
    if random.bool() { Bound::AtLeast(count) } else { Bound::AtMost(count) }
}

fn rule(problem: &Problem, hidden: &Solution, random: &mut Rng) -> Kind {
    match random.u8(..3) {
        0 => of_people(problem, random),
        1 => of_lessons(problem, random),
        _ => of_pairs_and_places(problem, hidden, random),
    }
}

fn of_people(problem: &Problem, random: &mut Rng) -> Kind {
    let whom = whom(problem, random);
    let tag = random.bool().then(|| TagId(random.u32(..2)));
    match random.u8(..10) {
        0 => Kind::MaxGaps(MaxGaps {
            whom,
            per: if random.bool() { Span::Day } else { Span::Week },
            most: random.u32(..3),
        }),
        1 => Kind::DaysPerWeek(DaysPerWeek { whom, days: bound(random, 4) }),
        2 => Kind::DaysPerWeekInterval(DaysPerWeekInterval {
            whom,
            from: random.u32(..2),
            to: 3,
            most: random.u32(1..4),
        }),
        3 => Kind::HoursPerDay(HoursPerDay {
            whom,
            tag,
            hours: bound(random, 4),
            allow_empty_days: random.bool(),
        }),
        4 => Kind::EarlyStart(EarlyStart { whom, most_second_period: random.u32(..3) }),
        5 => Kind::HoursInARow(HoursInARow { whom, tag, most: random.u32(1..4) }),
        6 => Kind::Rest(Rest { whom, least: random.u32(1..4), circular: random.bool() }),
        7 => Kind::DaySpan(DaySpan { whom, most: random.u32(1..5), one_day_longer: random.bool() }),
        8 => Kind::TagGaps(TagGaps {
            whom,
            first: TagId(0),
            second: random.bool().then_some(TagId(1)),
            least: random.u32(1..3),
        }),
        _ => Kind::NotAvailable(NotAvailable {
            holder: Holder::Teacher(TeacherId(0)),
            slots: some_slots(problem, random, 6),
        }),
    }
}

fn of_lessons(problem: &Problem, random: &mut Rng) -> Kind {
    let lessons = some_lessons(problem, random, 4);
    match random.u8(..8) {
        0 => Kind::PreferredStarts(PreferredStarts {
            lessons: selection(problem, random),
            slots: some_slots(problem, random, 2),
            locked: false,
        }),
        1 => Kind::PreferredSlots(PreferredSlots {
            lessons: selection(problem, random),
            slots: some_slots(problem, random, 2),
        }),
        2 => Kind::DayEdge(DayEdge {
            lessons: selection(problem, random),
            edge: if random.bool() { Edge::Begins } else { Edge::Ends },
            day_of: if random.bool() { DayOf::Pupils } else { DayOf::Teachers },
        }),
        3 => Kind::OccupiedSlots(OccupiedSlots {
            lessons,
            slots: some_slots(problem, random, 2),
            count: bound(random, 3),
        }),
        4 => Kind::LessonsInSlots(LessonsInSlots {
            lessons,
            slots: some_slots(problem, random, 2),
            most: random.u32(1..3),
        }),
        5 => Kind::AtOnce(AtOnce {
            lessons,
            slots: some_slots(problem, random, 3),
            count: bound(random, 2),
            allow_empty_slots: random.bool(),
        }),
        6 => Kind::NotAvailable(NotAvailable {
            holder: Holder::Everybody,
            slots: some_slots(problem, random, 9),
        }),
        _ => Kind::NotAvailable(NotAvailable {
            holder: Holder::Group(GroupId(0)),
            slots: some_slots(problem, random, 8),
        }),
    }
}

fn of_pairs_and_places(problem: &Problem, hidden: &Solution, random: &mut Rng) -> Kind {
    let lessons = some_lessons(problem, random, 3);
    let whom = whom(problem, random);
    match random.u8(..11) {
        0 => Kind::DaysBetween(DaysBetween {
            lessons,
            days: bound(random, 2),
            consecutive_if_same_day: random.bool(),
        }),
        1 => Kind::GapsBetween(GapsBetween { lessons, periods: bound(random, 2) }),
        2 => {
            let same = *random.choice(&[Same::Time, Same::Day, Same::Period]).unwrap();
            // Lessons that the hidden answer has together.
            let slot = lessons.first().and_then(|id| hidden.get(*id)).map(|placement| placement.slot);
            let together = hidden.placed().filter(|(_, placement)| Some(placement.slot) == slot);
            let lessons = if same == Same::Time { together.map(|(id, _)| id).collect() } else { lessons };
            Kind::SameStart(SameStart { lessons, same })
        }
        3 => Kind::NotOverlapping(if random.bool() {
            NotOverlapping::Lessons(lessons)
        } else {
            NotOverlapping::Tags(vec![TagId(0), TagId(1)])
        }),
        4 => {
            let order = match random.u8(..4) {
                0 => Order::Consecutive,
                1 => Order::Grouped,
                2 => Order::Ordered,
                _ => Order::OrderedIfSameDay,
            };
            let (first, second) = lessons.split_at(1.min(lessons.len()));
            Kind::Sequence(Sequence { first: first.to_vec(), second: second.to_vec(), order })
        }
        5 => Kind::SameRoom(SameRoom { lessons }),
        6 => Kind::OccupiedRooms(OccupiedRooms { lessons, most: random.u32(1..3) }),
        7 => {
            let limit = match random.u8(..3) {
                0 => ChangeLimit::AtMostPerDay(random.u32(..2)),
                1 => ChangeLimit::AtMostPerWeek(random.u32(..3)),
                _ => ChangeLimit::GapsBetween(1),
            };
            Kind::Changes(Changes {
                whom,
                of: if random.bool() { Place::Building } else { Place::Room },
                limit,
            })
        }
        8 => Kind::NotAvailable(NotAvailable {
            holder: Holder::Room(RoomId(random.u32(..4))),
            slots: some_slots(problem, random, 5),
        }),
        _ => {
            let need = match random.u8(..6) {
                0 => RoomNeed::Subject(SubjectId(0)),
                1 => RoomNeed::Tag(TagId(0)),
                2 => RoomNeed::SubjectAndTag(SubjectId(1), TagId(1)),
                3 => RoomNeed::HomeOfTeacher(TeacherId(0)),
                4 => RoomNeed::HomeOfGroup(GroupId(0)),
                _ => RoomNeed::Lesson(LessonId::at(random.usize(..problem.lessons.len().max(1)))),
            };
            let rooms = (0..5).filter(|_| random.bool()).map(RoomId).collect();
            Kind::PreferredRooms(PreferredRooms { need, rooms, locked: false })
        }
    }
}
