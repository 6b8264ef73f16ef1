//! A timetable on the table: what would it cost to put a lesson elsewhere, and who is in the way? Answers take microseconds.

use std::collections::BTreeMap;

use junheng_timetable::{LessonId, RoomId, RuleId, Slot, Solution};

use crate::links::missed;
use crate::load::{load, unload};
use crate::model::{LinkKind, NONE, NOWHERE, Price, bits};
use crate::search::Compiled;
use crate::state::{Pick, State};

/// What happens when a lesson is put to a slot and room.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effect {
    /// Lessons that move with it, because they must begin together; itself among them.
    pub moved: Vec<LessonId>,
    /// Lessons that have to leave: of the same people, or in its room.
    pub in_the_way: Vec<LessonId>,
    /// Whether every rule of weight 100 about the lesson alone lets it begin there, within the day.
    pub is_allowed: bool,
    /// How much more, or less, each rule among lessons or about weeks is broken once those in the way have left.
    pub rules: Vec<(RuleId, i64)>,
    /// The change of breaches that must not be and of the soft cost in [`junheng_timetable::Cost::units`], those in the way
    /// left out.
    pub hard: i64,
    pub soft: i64,
}

/// A timetable whose changes are tried out.
#[derive(Debug, Clone)]
pub struct Board<'c> {
    compiled: &'c Compiled,
    state: State<'c>,
}

impl<'c> Board<'c> {
    /// Lays out an answer; a lesson that clashes with others or stands where it may not is left out.
    #[must_use]
    pub fn new(compiled: &'c Compiled, solution: &Solution) -> Self {
        let mut state = State::new(&compiled.model);
        load(&mut state, solution);
        Self { compiled, state }
    }

    /// Breaches that must not be, and the soft cost, among the lessons laid out.
    #[must_use]
    pub fn costs(&self) -> (i64, i64) {
        (self.state.hard, self.state.soft)
    }

    /// The slots in which a lesson may begin by the rules of weight 100 that concern it alone.
    #[must_use]
    pub fn starts(&self, lesson: LessonId) -> Vec<Slot> {
        let starts = self.unit_of(lesson).map(|unit| self.state.model.unit(unit).starts.as_slice());
        starts.unwrap_or_default().iter().map(|start| Slot(*start)).collect()
    }

    /// The rooms that a lesson may take; none when it needs none.
    #[must_use]
    pub fn rooms(&self, lesson: LessonId) -> Vec<RoomId> {
        let member = self.compiled.model.member_of.get(lesson.index()).filter(|member| **member != NONE);
        let rooms =
            member.map(|member| self.state.model.member(*member).rooms.as_slice()).unwrap_or_default();
        rooms.iter().filter(|choice| choice.room != NONE).map(|choice| RoomId(choice.room)).collect()
    }

    fn unit_of(&self, lesson: LessonId) -> Option<u32> {
        let member = *self.compiled.model.member_of.get(lesson.index())?;
        (member != NONE).then(|| self.state.model.member(member).unit)
    }

    /// Tries a lesson at a slot, in a room or, without one, in the best that is free. `None` for a lesson that is not placed at all
    /// by this problem, or a slot from which it would reach into the next day.
    pub fn what_if(&mut self, lesson: LessonId, slot: Slot, room: Option<RoomId>) -> Option<Effect> {
        let effect = self.change(lesson, slot, room);
        self.state.undo_to(0);
        effect
    }

    /// Does it: those in the way leave.
    pub fn put(&mut self, lesson: LessonId, slot: Slot, room: Option<RoomId>) -> Option<Effect> {
        let effect = self.change(lesson, slot, room);
        if effect.is_some() {
            self.state.commit();
        } else {
            self.state.undo_to(0);
        }
        effect
    }

    /// The timetable as it lies.
    #[must_use]
    pub fn solution(&self) -> Solution {
        let (starts, picks) = self.state.seats();
        unload(self.state.model, self.compiled.lessons, &starts, &picks)
    }

    fn change(&mut self, lesson: LessonId, slot: Slot, room: Option<RoomId>) -> Option<Effect> {
        let model = self.state.model;
        let unit = self.unit_of(lesson)?;
        let start = slot.0;
        let (_, period) = (usize::from(start) < model.slots()).then(|| model.day_and_period(start))?;
        let members = &model.members[model.unit(unit).members.clone()];
        let reaches = |length: u16| period + usize::from(length) <= model.periods;
        if !members.iter().all(|member| reaches(member.length)) {
            return None;
        }
        let before = Ledger::of(&self.state, unit);
        if self.state.is_placed(unit) {
            self.state.remove(unit);
        }
        let mut leaving = self.people_in_the_way(unit, start);
        let wanted = room.and_then(|room| self.pick(lesson, room));
        if let Some((_, pick)) = &wanted {
            let length =
                members.iter().find(|member| member.lesson == lesson.0).map_or(1, |member| member.length);
            let rooms = if pick.real.is_empty() {
                room.iter().map(|room| room.0).collect()
            } else {
                pick.real.clone()
            };
            leaving.extend(rooms.iter().flat_map(|room| self.state.guests(*room, start, length)));
        }
        leaving.sort_unstable();
        leaving.dedup();
        leaving.retain(|other| *other != unit);
        leaving.iter().for_each(|other| self.state.remove(*other));
        let mut picks = Vec::new();
        if !self.state.choose_rooms_with(unit, start, 0, wanted.as_ref(), &mut picks) {
            return None;
        }
        self.state.place(unit, start, &mut picks);
        let after = Ledger::of(&self.state, unit);
        let lessons = |unit: u32| {
            model.members[model.unit(unit).members.clone()].iter().map(|member| LessonId(member.lesson))
        };
        Some(Effect {
            moved: lessons(unit).collect(),
            in_the_way: leaving.iter().flat_map(|other| lessons(*other)).collect(),
            is_allowed: model.unit(unit).starts.contains(&start),
            rules: before.compared_with(&after, &self.state, unit),
            hard: after.hard - before.hard,
            soft: after.soft - before.soft,
        })
    }

    fn people_in_the_way(&self, unit: u32, start: u16) -> Vec<u32> {
        let model = self.state.model;
        let (day, period) = model.day_and_period(start);
        let uses = model.unit(unit).uses.iter().filter(|used| used.is_person);
        let clash =
            |used: &&crate::model::Use| self.state.busy(used.holder, day) & bits(period, used.length) != 0;
        let slots = |used: &crate::model::Use| usize::from(start)..usize::from(start + used.length);
        uses.filter(clash)
            .flat_map(|used| slots(used).filter_map(|slot| self.state.who(used.holder, slot)))
            .collect()
    }

    /// The pick of a room for a lesson, with free real rooms for a virtual one.
    fn pick(&self, lesson: LessonId, room: RoomId) -> Option<(u32, Pick)> {
        let member = *self.compiled.model.member_of.get(lesson.index())?;
        let rooms = &self.state.model.member(member).rooms;
        let choice = rooms.iter().position(|choice| choice.room == room.0)?;
        let sets = &self.state.model.rooms[room.index()].sets;
        let real = sets.iter().filter_map(|set| set.first().copied()).collect();
        Some((member, Pick { choice: u16::try_from(choice).ok()?, real }))
    }
}

/// What every rule misses at one moment.
struct Ledger {
    hard: i64,
    soft: i64,
    /// By rule about weeks, edges of days and sets.
    rules: Vec<u32>,
    /// By link of the unit that is moved.
    links: Vec<u32>,
}

impl Ledger {
    fn of(state: &State<'_>, unit: u32) -> Self {
        let own = state.start(unit);
        let amount = |link: &crate::model::Link| match state.start(link.other) {
            other if other == NOWHERE || own == NOWHERE => 0,
            _ if link.kind == LinkKind::SameRoom && !state.rooms_differ(link) => 0,
            other => missed(state.model, link, own, other),
        };
        Self {
            hard: state.hard,
            soft: state.soft,
            rules: state.missed().to_vec(),
            links: state.model.unit(unit).links.iter().map(amount).collect(),
        }
    }

    fn compared_with(&self, after: &Self, state: &State<'_>, unit: u32) -> Vec<(RuleId, i64)> {
        let mut changes: BTreeMap<u32, i64> = BTreeMap::new();
        let mut note = |price: Price, before: u32, after: u32| {
            if before != after {
                *changes.entry(price.rule).or_default() +=
                    price.times * (i64::from(after) - i64::from(before));
            }
        };
        for (counter, (before, after)) in state.counters().zip(self.rules.iter().zip(&after.rules)) {
            note(state.price(counter), *before, *after);
        }
        for (index, link) in state.model.unit(unit).links.iter().enumerate() {
            note(link.price, self.links[index], after.links[index]);
        }
        changes
            .into_iter()
            .filter(|(_, change)| *change != 0)
            .map(|(rule, change)| (RuleId(rule), change))
            .collect()
    }
}
