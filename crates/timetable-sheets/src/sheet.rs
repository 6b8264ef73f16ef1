//! Sheets: what a class, a teacher or a room has in each slot of the week, with what its reader wants to know of it.

use std::collections::BTreeSet;

use junheng_labels::{Lang, text};
use junheng_timetable::fortnight::{Weeks, weeks_of};
use junheng_timetable::{GroupId, Lesson, LessonId, Placement, Problem, RoomId, Slot, Solution, TeacherId};

/// Whose week a sheet shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    Class(GroupId),
    Teacher(TeacherId),
    Room(RoomId),
}

/// The kinds of sheets, in the order in which they are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Classes,
    Teachers,
    Rooms,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Classes, Self::Teachers, Self::Rooms];

    /// Its name in labels.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Classes => "classes",
            Self::Teachers => "teachers",
            Self::Rooms => "rooms",
        }
    }
}

impl Holder {
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Class(_) => Kind::Classes,
            Self::Teacher(_) => Kind::Teachers,
            Self::Room(_) => Kind::Rooms,
        }
    }

    /// As people call it, without the weeks of a fortnight.
    #[must_use]
    pub fn name(self, problem: &Problem) -> &str {
        match self {
            Self::Class(id) => weeks_of(&problem.group(id).name).0,
            Self::Teacher(id) => weeks_of(&problem.teacher(id).name).0,
            Self::Room(id) => &problem.room(id).name,
        }
    }

    /// Whether a teacher is the one whose sheet it is, in odd or even weeks.
    fn is_teacher(self, problem: &Problem, id: TeacherId) -> bool {
        matches!(self, Self::Teacher(_)) && weeks_of(&problem.teacher(id).name).0 == self.name(problem)
    }

    /// Whether a lesson at its place is in the holder's week.
    fn has(self, problem: &Problem, lesson: LessonId, place: &Placement) -> bool {
        let lesson = problem.lesson(lesson);
        match self {
            Self::Class(id) => {
                problem.group(id).atoms.iter().any(|atom| lesson.atoms.binary_search(atom).is_ok())
            }
            Self::Teacher(_) => lesson.teachers.iter().any(|id| self.is_teacher(problem, *id)),
            Self::Room(id) => place.room == Some(id) || place.real_rooms.contains(&id),
        }
    }
}

/// A lesson as one holder's sheet says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'p> {
    pub lesson: LessonId,
    pub start: Slot,
    /// In periods, as far as the day reaches.
    pub length: usize,
    pub weeks: Weeks,
    pub subject: &'p str,
    /// The groups, unless they are the holder itself.
    pub groups: Vec<&'p str>,
    /// The teachers, without the holder.
    pub teachers: Vec<&'p str>,
    /// The rooms, real ones where they are known, without the holder.
    pub rooms: Vec<&'p str>,
}

impl Entry<'_> {
    /// Odd or even weeks in words; empty for every week.
    #[must_use]
    pub fn in_weeks(&self, lang: Lang) -> String {
        match self.weeks {
            Weeks::Every => String::new(),
            Weeks::Odd => text(lang, "timetable.sheet.odd", &[]),
            Weeks::Even => text(lang, "timetable.sheet.even", &[]),
        }
    }
}

/// One holder's week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet<'p> {
    pub holder: Holder,
    pub name: &'p str,
    /// In the order of their starts; lessons of halves of a class may stand at the same time.
    pub entries: Vec<Entry<'p>>,
}

impl<'p> Sheet<'p> {
    /// The entries that a slot holds.
    pub fn at(&self, slot: Slot) -> impl Iterator<Item = &Entry<'p>> {
        let index = slot.index();
        self.entries
            .iter()
            .filter(move |entry| (entry.start.index()..entry.start.index() + entry.length).contains(&index))
    }

    /// Slots with a lesson: what halves of a class have at the same time counts once.
    #[must_use]
    pub fn periods(&self, problem: &Problem) -> usize {
        problem.grid.slots().filter(|slot| self.at(*slot).next().is_some()).count()
    }
}

fn holders(problem: &Problem, kind: Kind) -> Vec<Holder> {
    match kind {
        Kind::Classes => problem.classes().into_iter().map(Holder::Class).collect(),
        Kind::Teachers => {
            let mut names = BTreeSet::new();
            let ids = (0..problem.teachers.len()).map(|index| Holder::Teacher(TeacherId::at(index)));
            ids.filter(|one| names.insert(one.name(problem))).collect()
        }
        Kind::Rooms => {
            let rooms = (0..problem.rooms.len()).map(RoomId::at);
            rooms.filter(|id| !problem.room(*id).is_virtual()).map(Holder::Room).collect()
        }
    }
}

/// The sheets of one kind, in the order of the problem; whoever has no lesson has no sheet.
#[must_use]
pub fn sheets<'p>(problem: &'p Problem, solution: &Solution, kind: Kind) -> Vec<Sheet<'p>> {
    let sheets = holders(problem, kind).into_iter().map(|holder| sheet(problem, solution, holder));
    sheets.filter(|sheet| !sheet.entries.is_empty()).collect()
}

/// The sheet of one holder.
#[must_use]
pub fn sheet<'p>(problem: &'p Problem, solution: &Solution, holder: Holder) -> Sheet<'p> {
    let placed =
        solution.placed().filter(|(id, place)| problem.lesson(*id).active && holder.has(problem, *id, place));
    let mut entries: Vec<Entry<'p>> = placed.map(|(id, place)| entry(problem, id, place, holder)).collect();
    entries.sort_by_key(|entry| (entry.start, entry.lesson));
    Sheet { holder, name: holder.name(problem), entries }
}

fn entry<'p>(problem: &'p Problem, id: LessonId, place: &Placement, holder: Holder) -> Entry<'p> {
    let lesson = problem.lesson(id);
    let rooms = if place.real_rooms.is_empty() { place.room.as_slice() } else { &place.real_rooms };
    let own = holder.name(problem);
    let groups = lesson.groups.iter().map(|id| problem.group(*id).name.as_str());
    let mut groups = bases(groups);
    if matches!(holder, Holder::Class(_)) && groups == [own] {
        groups.clear();
    }
    let teachers = lesson.teachers.iter().filter(|id| !holder.is_teacher(problem, **id));
    let rooms = rooms.iter().filter(|id| holder != Holder::Room(**id));
    Entry {
        lesson: id,
        start: place.slot,
        length: problem.grid.taken(place.slot, lesson.length).count(),
        weeks: weeks(problem, lesson),
        subject: &problem.subjects[lesson.subject.index()].name,
        groups,
        teachers: bases(teachers.map(|id| problem.teacher(*id).name.as_str())),
        rooms: rooms.map(|id| problem.room(*id).name.as_str()).collect(),
    }
}

/// Names without the weeks of a fortnight, each once.
fn bases<'p>(names: impl Iterator<Item = &'p str>) -> Vec<&'p str> {
    let mut bases: Vec<&str> = Vec::new();
    for name in names.map(|name| weeks_of(name).0) {
        if !bases.contains(&name) {
            bases.push(name);
        }
    }
    bases
}

/// The weeks in which a lesson is given: those that all of its groups, or all of its teachers, are named for.
fn weeks(problem: &Problem, lesson: &Lesson) -> Weeks {
    let groups = lesson.groups.iter().map(|id| weeks_of(&problem.group(*id).name).1);
    let teachers = lesson.teachers.iter().map(|id| weeks_of(&problem.teacher(*id).name).1);
    let mut all: Vec<Weeks> = groups.chain(teachers).filter(|weeks| *weeks != Weeks::Every).collect();
    all.dedup();
    if let [one] = all[..] { one } else { Weeks::Every }
}

/// The holder of this name: a class or other group, a teacher, or a room, in this order.
#[must_use]
pub fn holder_named(problem: &Problem, name: &str) -> Option<Holder> {
    let groups = problem.groups.iter().position(|group| group.name == name);
    let teacher = || problem.teachers.iter().position(|teacher| weeks_of(&teacher.name).0 == name);
    let room = || problem.rooms.iter().position(|room| room.name == name);
    groups
        .map(|at| Holder::Class(GroupId::at(at)))
        .or_else(|| teacher().map(|at| Holder::Teacher(TeacherId::at(at))))
        .or_else(|| room().map(|at| Holder::Room(RoomId::at(at))))
}

/// The lessons without a place.
pub(crate) fn unplaced(problem: &Problem, solution: &Solution) -> Vec<LessonId> {
    problem.active_lessons().map(|(id, _)| id).filter(|id| solution.get(*id).is_none()).collect()
}
