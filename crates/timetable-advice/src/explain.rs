//! Why a lesson stands where it does: what it would cost to move it elsewhere, which rules block, and which lessons are in the way.

use std::collections::BTreeMap;

use junheng_timetable::rules::{Person, RoomNeed};
use junheng_timetable::{Cost, Kind, LessonId, Placement, Problem, RoomId, Slot, Solution, Weight};
use junheng_timetable_check::{Breach, Broken};

use crate::narrow::Narrow;
use crate::tied::tied;

/// What a change does to the rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effect {
    /// What is broken after it that was not, or by how much more.
    pub broken: Vec<Breach>,
    /// What is kept after it that was not, or by how much less it is broken.
    pub healed: Vec<Breach>,
}

/// A breach without its amount. One rule may be broken in two ways of different weights.
type Key = (Broken, Weight, Vec<LessonId>, Option<Person>, Option<usize>);

fn amounts(breaches: Vec<Breach>) -> BTreeMap<Key, Breach> {
    let mut amounts: BTreeMap<Key, Breach> = BTreeMap::new();
    for breach in breaches {
        let key = (breach.broken, breach.weight, breach.lessons.clone(), breach.person, breach.day);
        match amounts.get_mut(&key) {
            Some(known) => known.amount += breach.amount,
            None => {
                amounts.insert(key, breach);
            }
        }
    }
    amounts
}

/// The breaches of the first by which they are more than those of the second.
fn more(one: &BTreeMap<Key, Breach>, other: &BTreeMap<Key, Breach>) -> Vec<Breach> {
    let left = one.iter().filter_map(|(key, breach)| {
        let known = other.get(key).map_or(0, |breach| breach.amount);
        let amount = breach.amount.checked_sub(known).filter(|amount| *amount > 0)?;
        Some(Breach { amount, ..breach.clone() })
    });
    left.collect()
}

impl Effect {
    pub(crate) fn between(before: Vec<Breach>, after: Vec<Breach>) -> Self {
        let (before, after) = (amounts(before), amounts(after));
        Self { broken: more(&after, &before), healed: more(&before, &after) }
    }

    /// How many more breaches there are of what must hold; negative when there are fewer.
    #[must_use]
    pub fn hard(&self) -> i64 {
        let hard = |breaches: &[Breach]| -> i64 {
            let hard = breaches.iter().filter(|breach| breach.weight.is_hard());
            hard.map(|breach| i64::from(breach.amount)).sum()
        };
        hard(&self.broken) - hard(&self.healed)
    }

    /// What the other rules cost more, in millionths of a percent; negative when they cost less.
    #[must_use]
    pub fn soft_units(&self) -> i128 {
        let soft = |breaches: &[Breach]| -> i128 {
            let soft = breaches.iter().filter(|breach| !breach.weight.is_hard());
            soft.map(|breach| i128::from(breach.cost().units())).sum()
        };
        soft(&self.broken) - soft(&self.healed)
    }

    /// The same as a decimal with its sign: `+1.9`, `−0.95`, `0`.
    #[must_use]
    pub fn soft(&self) -> String {
        let units = self.soft_units();
        let cost = Cost::from_units(u64::try_from(units.unsigned_abs()).unwrap_or(u64::MAX));
        match units {
            0 => cost.to_string(),
            more if more > 0 => format!("+{cost}"),
            _ => format!("−{cost}"),
        }
    }

    /// What orders effects, the best first: what must hold, then what the other rules cost.
    #[must_use]
    pub fn order(&self) -> (i64, i128) {
        (self.hard(), self.soft_units())
    }

    /// The lessons that a clash names beside those that move: they are in the way.
    #[must_use]
    pub fn in_the_way(&self, moved: &[LessonId]) -> Vec<LessonId> {
        let clashes = self.broken.iter().filter(|breach| matches!(breach.broken, Broken::Always(_)));
        let mut others: Vec<LessonId> = clashes.flat_map(|breach| breach.lessons.iter().copied()).collect();
        others.retain(|id| !moved.contains(id));
        others.sort_unstable();
        others.dedup();
        others
    }
}

/// A lesson at another place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub place: Placement,
    pub effect: Effect,
    /// The one lesson in the way that could take the place of this one, and what that would do.
    pub swap: Option<(LessonId, Effect)>,
}

/// What is known of a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    pub lesson: LessonId,
    /// The lessons that must begin when it does and move with it; itself among them.
    pub together: Vec<LessonId>,
    /// Where it stands; `None` when it has no place.
    pub place: Option<Placement>,
    /// What is broken where it stands, with this lesson or for its people.
    pub here: Vec<Breach>,
    /// The rules that fix its start or its room to one.
    pub fixed: Vec<junheng_timetable::RuleId>,
    /// Elsewhere, in the order of the week; or the one place that was asked about.
    pub moves: Vec<Move>,
}

impl Explained {
    /// The swaps that break nothing more of what must hold, the best first: where to, with which lesson, and what it does.
    #[must_use]
    pub fn swaps(&self) -> Vec<(Slot, LessonId, &Effect)> {
        let swaps = self.moves.iter().filter_map(|one| {
            let (other, effect) = one.swap.as_ref()?;
            (effect.hard() <= 0).then_some((one.place.slot, *other, effect))
        });
        let mut swaps: Vec<(Slot, LessonId, &Effect)> = swaps.collect();
        swaps.sort_by_key(|(slot, _, effect)| (effect.order(), *slot));
        swaps
    }

    /// The moves that break nothing more of what must hold, the best first.
    #[must_use]
    pub fn possible(&self) -> Vec<&Move> {
        let mut possible: Vec<&Move> = self.moves.iter().filter(|one| one.effect.hard() <= 0).collect();
        possible.sort_by_cached_key(|one| (one.effect.order(), one.place.slot));
        possible
    }
}

/// Explains a lesson, and what it would be to begin in `to`, or in each slot that is long enough.
#[must_use]
pub fn explain(problem: &Problem, solution: &Solution, lesson: LessonId, to: Option<Slot>) -> Explained {
    let (rooms, together) = (rooms(problem, solution, lesson), tied(problem, lesson));
    let all_rooms: Vec<RoomId> = rooms.iter().flatten().copied().collect();
    let part = Narrow::new(problem, solution, &together, &[], &all_rooms);
    let asking = Asking { problem, solution, lesson, together, part, rooms };
    let before = asking.part.breaches(solution);
    let place = solution.get(lesson).cloned();
    let here = place.as_ref().map(|place| place.slot);
    let length = longest(problem, &asking.together) as usize;
    let slots: Vec<Slot> = match to {
        Some(slot) => vec![slot],
        None => problem
            .grid
            .slots()
            .filter(|slot| problem.grid.rest_of_day(*slot) >= length && Some(*slot) != here)
            .collect(),
    };
    let mut moves: Vec<Move> = slots.into_iter().map(|slot| asking.moved(&before, slot)).collect();
    moves.iter_mut().for_each(|one| one.swap = asking.swap(one));
    let fixed = fixed(problem, lesson);
    let here = before.into_iter().filter(|breach| concerns(problem, lesson, breach)).collect();
    Explained { lesson, together: asking.together, place, here, fixed, moves }
}

/// The periods of the longest of some lessons.
fn longest(problem: &Problem, lessons: &[LessonId]) -> u32 {
    lessons.iter().map(|id| problem.lesson(*id).length).max().unwrap_or(1)
}

/// A question about one lesson.
struct Asking<'p> {
    problem: &'p Problem,
    solution: &'p Solution,
    lesson: LessonId,
    together: Vec<LessonId>,
    part: Narrow,
    /// The rooms that it can be in, its own first.
    rooms: Vec<Option<RoomId>>,
}

impl Asking<'_> {
    /// The lesson at a slot, in its own room unless another breaks less.
    fn moved(&self, before: &[Breach], slot: Slot) -> Move {
        let at = |room: &Option<RoomId>| {
            let place = Placement::new(slot, *room);
            let mut moved = self.solution.clone();
            to_slot(&mut moved, &self.together, slot);
            moved.place(self.lesson, place.clone());
            let effect = Effect::between(before.to_vec(), self.part.breaches(&moved));
            Move { place, effect, swap: None }
        };
        let own = at(self.rooms.first().unwrap_or(&None));
        let about_room = own.effect.broken.iter().any(|breach| match breach.broken {
            Broken::Always(always) => always == junheng_timetable_check::Always::OneRoomOneLesson,
            Broken::Rule(id) => matches!(self.problem.rule(id).kind, Kind::NotAvailable(_)),
        });
        if !about_room || self.rooms.len() < 2 {
            return own;
        }
        let others = self.rooms.iter().skip(1).map(at);
        others.chain([own]).min_by_key(|one| one.effect.order()).unwrap_or_else(|| at(&None))
    }

    /// What it does when the lesson changes places with the one that is in its way; lessons that begin together with either move too.
    fn swap(&self, to: &Move) -> Option<(LessonId, Effect)> {
        let Self { problem, solution, lesson, together, .. } = self;
        let in_the_way = to.effect.in_the_way(together);
        let other = *in_the_way.first()?;
        let others = tied(problem, other);
        let own = solution.get(*lesson)?;
        let there = |id: &LessonId| solution.get(*id).is_some_and(|place| place.slot == to.place.slot);
        if !in_the_way.iter().all(|id| others.contains(id))
            || !others.iter().all(there)
            || longest(problem, together) != longest(problem, &others)
        {
            return None;
        }
        let rooms: Vec<RoomId> = to.place.room.into_iter().collect();
        let moved = [together.as_slice(), &others].concat();
        let part = Narrow::new(problem, solution, &moved, &[], &rooms);
        let mut swapped = (*solution).clone();
        to_slot(&mut swapped, together, to.place.slot);
        swapped.place(*lesson, to.place.clone());
        to_slot(&mut swapped, &others, own.slot);
        Some((other, Effect::between(part.breaches(solution), part.breaches(&swapped))))
    }
}

/// Takes the lessons that have a place to a slot; their rooms stay.
fn to_slot(solution: &mut Solution, lessons: &[LessonId], slot: Slot) {
    for lesson in lessons {
        if let Some(place) = solution.get(*lesson).cloned() {
            solution.place(*lesson, Placement { slot, ..place });
        }
    }
}

/// The room of a lesson, then the others that its rules about rooms name.
fn rooms(problem: &Problem, solution: &Solution, lesson: LessonId) -> Vec<Option<RoomId>> {
    let own = solution.get(lesson).and_then(|place| place.room);
    let mut rooms = vec![own];
    let it = problem.lesson(lesson);
    for (_, rule) in problem.active_rules() {
        let Kind::PreferredRooms(rule) = &rule.kind else { continue };
        let meant = match rule.need {
            RoomNeed::Lesson(named) => named == lesson,
            RoomNeed::Subject(subject) => it.subject == subject,
            RoomNeed::Tag(tag) => it.tags.contains(&tag),
            RoomNeed::SubjectAndTag(subject, tag) => it.subject == subject && it.tags.contains(&tag),
            RoomNeed::HomeOfTeacher(_) | RoomNeed::HomeOfGroup(_) => false,
        };
        if meant && own.is_some() {
            rooms.extend(rule.rooms.iter().map(|room| Some(*room)).filter(|room| *room != own));
        }
    }
    let mut seen = Vec::new();
    rooms.retain(|room| {
        !seen.contains(room) && {
            seen.push(*room);
            true
        }
    });
    rooms
}

/// The rules that leave the lesson one start or one room.
fn fixed(problem: &Problem, lesson: LessonId) -> Vec<junheng_timetable::RuleId> {
    let fixes = |kind: &Kind| match kind {
        Kind::PreferredStarts(rule) => {
            rule.slots.len() == 1 && rule.lessons.lessons(problem).contains(&lesson)
        }
        Kind::PreferredRooms(rule) => rule.need == RoomNeed::Lesson(lesson) && rule.rooms.len() == 1,
        _ => false,
    };
    let fixing = problem.active_rules().filter(|(_, rule)| rule.weight.is_hard() && fixes(&rule.kind));
    fixing.map(|(id, _)| id).collect()
}

fn concerns(problem: &Problem, lesson: LessonId, breach: &Breach) -> bool {
    let it = problem.lesson(lesson);
    breach.lessons.contains(&lesson)
        || breach.person.is_some_and(|person| match person {
            Person::Teacher(id) => it.teachers.contains(&id),
            Person::Atom(id) => it.atoms.binary_search(&id).is_ok(),
        })
}
