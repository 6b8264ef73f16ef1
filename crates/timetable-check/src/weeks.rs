//! An answer laid out as weeks: what each teacher, each atom of a group and each room has in each slot.

use std::collections::BTreeMap;

use junheng_timetable::rules::{Holder, Kind, Person, Whom};
use junheng_timetable::{
    Grid, GroupId, Lesson, LessonId, Placement, Problem, RoomId, Slot, SlotSet, Solution, TagId,
};

use crate::real_rooms::{self, Guest};

/// What one teacher, one atom or one room has in a week.
#[derive(Debug, Clone)]
pub(crate) struct Week {
    /// The lessons of each slot.
    pub(crate) slots: Vec<Vec<LessonId>>,
    /// Breaks, and where the holder is not available.
    pub(crate) blocked: SlotSet,
}

/// A placed lesson.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed<'a> {
    pub(crate) id: LessonId,
    pub(crate) lesson: &'a Lesson,
    pub(crate) place: &'a Placement,
    pub(crate) day: usize,
    /// Its first period.
    pub(crate) start: usize,
    /// The period after its last, as far as the day reaches.
    pub(crate) end: usize,
}

pub(crate) struct Weeks<'a> {
    pub(crate) problem: &'a Problem,
    placed: Vec<Option<Placed<'a>>>,
    /// Real rooms of lessons in virtual rooms that the answer leaves open.
    chosen: BTreeMap<LessonId, Vec<RoomId>>,
    pub(crate) teachers: Vec<Week>,
    pub(crate) atoms: Vec<Week>,
    pub(crate) rooms: Vec<Week>,
    pub(crate) breaks: SlotSet,
}

impl<'a> Weeks<'a> {
    pub(crate) fn new(problem: &'a Problem, solution: &'a Solution) -> Self {
        let empty =
            Week { slots: vec![Vec::new(); problem.grid.slot_count()], blocked: problem.grid.no_slots() };
        let mut weeks = Self {
            problem,
            placed: vec![None; problem.lessons.len()],
            chosen: BTreeMap::new(),
            teachers: vec![empty.clone(); problem.teachers.len()],
            atoms: vec![empty.clone(); problem.atoms.len()],
            rooms: vec![empty; problem.rooms.len()],
            breaks: problem.grid.no_slots(),
        };
        weeks.block();
        for (id, lesson) in problem.active_lessons() {
            if let Some(place) = solution.get(id) {
                weeks.lay(id, lesson, place);
            }
        }
        weeks.open_virtual_rooms();
        weeks
    }

    /// Chooses real rooms where the answer names a virtual room alone.
    fn open_virtual_rooms(&mut self) {
        let problem = self.problem;
        let open = |placed: &Placed<'a>| {
            let sets = problem.room(placed.place.room?).sets.as_slice();
            let slots = problem.grid.taken(placed.place.slot, placed.lesson.length).collect();
            let left_open = !sets.is_empty() && placed.place.real_rooms.is_empty();
            left_open.then_some(Guest { lesson: placed.id, slots, sets })
        };
        let guests: Vec<Guest<'_>> = self.all().filter_map(|placed| open(&placed)).collect();
        if guests.is_empty() {
            return;
        }
        let taken = self.rooms.iter().map(|week| {
            let mut taken = week.blocked.clone();
            let busy = problem.grid.slots().filter(|slot| !week.slots[slot.index()].is_empty());
            busy.for_each(|slot| taken.insert(slot));
            taken
        });
        let taken = taken.collect();
        self.chosen = real_rooms::choose(problem, guests, taken);
        for (lesson, rooms) in self.chosen.clone() {
            let Some(placed) = self.get(lesson) else { continue };
            for slot in problem.grid.taken(placed.place.slot, placed.lesson.length) {
                rooms.iter().for_each(|room| self.rooms[room.index()].slots[slot.index()].push(lesson));
            }
        }
    }

    /// The real rooms of a lesson in a virtual room.
    pub(crate) fn real_rooms(&self, placed: &Placed<'a>) -> &[RoomId] {
        self.chosen.get(&placed.id).map_or(placed.place.real_rooms.as_slice(), Vec::as_slice)
    }

    /// Marks breaks and who is not available when.
    fn block(&mut self) {
        for (_, rule) in self.problem.active_rules() {
            let Kind::NotAvailable(rule) = &rule.kind else { continue };
            match rule.holder {
                Holder::Teacher(id) => self.teachers[id.index()].blocked.extend(&rule.slots),
                Holder::Room(id) => self.rooms[id.index()].blocked.extend(&rule.slots),
                Holder::Group(id) => {
                    for atom in &self.problem.group(id).atoms {
                        self.atoms[atom.index()].blocked.extend(&rule.slots);
                    }
                }
                Holder::Everybody => {
                    self.breaks.extend(&rule.slots);
                    for week in self.teachers.iter_mut().chain(&mut self.atoms).chain(&mut self.rooms) {
                        week.blocked.extend(&rule.slots);
                    }
                }
            }
        }
    }

    fn lay(&mut self, id: LessonId, lesson: &'a Lesson, place: &'a Placement) {
        let grid = &self.problem.grid;
        let (day, start) = (grid.day_of(place.slot), grid.period_of(place.slot));
        let slots: Vec<Slot> = grid.taken(place.slot, lesson.length).collect();
        self.placed[id.index()] = Some(Placed { id, lesson, place, day, start, end: start + slots.len() });
        let rooms: Vec<RoomId> = self.rooms_taken(place);
        for slot in slots.iter().map(|slot| slot.index()) {
            for teacher in &lesson.teachers {
                self.teachers[teacher.index()].slots[slot].push(id);
            }
            for atom in &lesson.atoms {
                self.atoms[atom.index()].slots[slot].push(id);
            }
            for room in &rooms {
                self.rooms[room.index()].slots[slot].push(id);
            }
        }
    }

    /// The real rooms that a placement takes.
    fn rooms_taken(&self, place: &Placement) -> Vec<RoomId> {
        match place.room {
            Some(room) if self.problem.room(room).is_virtual() => place.real_rooms.clone(),
            Some(room) => vec![room],
            None => Vec::new(),
        }
    }

    pub(crate) fn grid(&self) -> &'a Grid {
        &self.problem.grid
    }

    /// An active lesson that has its place.
    pub(crate) fn get(&self, id: LessonId) -> Option<Placed<'a>> {
        self.placed.get(id.index()).copied().flatten()
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = Placed<'a>> {
        self.placed.iter().flatten().copied()
    }

    /// The placed ones of some lessons.
    pub(crate) fn of(&self, lessons: &[LessonId]) -> Vec<Placed<'a>> {
        lessons.iter().filter_map(|id| self.get(*id)).collect()
    }

    pub(crate) fn week(&self, person: Person) -> &Week {
        match person {
            Person::Teacher(id) => &self.teachers[id.index()],
            Person::Atom(id) => &self.atoms[id.index()],
        }
    }

    /// Those whom a rule means, with their weeks.
    pub(crate) fn people(&self, whom: Whom) -> impl Iterator<Item = (Person, &Week)> {
        whom.people(self.problem).into_iter().map(|person| (person, self.week(person)))
    }

    /// Whether nothing but breaks lies between two periods of a day.
    pub(crate) fn only_breaks(&self, day: usize, from: usize, to: usize) -> bool {
        let slots = (from..to).map(|period| self.grid().slot(day, period));
        from <= to && slots.into_iter().flatten().all(|slot| self.breaks.contains(slot))
    }

    pub(crate) fn has_tag(&self, lesson: LessonId, tag: TagId) -> bool {
        self.problem.lesson(lesson).tags.contains(&tag)
    }

    pub(crate) fn is_for_group_alone(&self, lesson: &Lesson, group: GroupId) -> bool {
        lesson.groups == [group]
    }
}

impl Week {
    /// For each period of a day the lessons in it.
    pub(crate) fn day<'w>(&'w self, grid: &Grid, day: usize) -> &'w [Vec<LessonId>] {
        let length = grid.periods().len();
        &self.slots[day * length..(day + 1) * length]
    }

    /// For each period of a day whether it is taken.
    pub(crate) fn busy(&self, grid: &Grid, day: usize) -> Vec<bool> {
        self.day(grid, day).iter().map(|lessons| !lessons.is_empty()).collect()
    }

    /// The first and the last taken period of a day.
    pub(crate) fn span(&self, grid: &Grid, day: usize) -> Option<(usize, usize)> {
        let busy = self.busy(grid, day);
        Some((busy.iter().position(|taken| *taken)?, busy.iter().rposition(|taken| *taken)?))
    }

    pub(crate) fn is_blocked(&self, grid: &Grid, day: usize, period: usize) -> bool {
        grid.slot(day, period).is_some_and(|slot| self.blocked.contains(slot))
    }

    /// Free periods between the first and the last lesson of a day; blocked ones are no gaps.
    pub(crate) fn gaps(&self, grid: &Grid, day: usize) -> u32 {
        let Some((first, last)) = self.span(grid, day) else { return 0 };
        let busy = self.busy(grid, day);
        count((first..=last).filter(|period| !busy[*period] && !self.is_blocked(grid, day, *period)).count())
    }
}

/// A count of periods, days or lessons, which are far fewer than `u32` holds.
pub(crate) fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
