//! Rooms: which are free, which a lesson takes, and what they cost.

use super::State;
use crate::model::{Choice, Link, NONE, bits, turned};

/// The room of a member: one of its choices, and for a virtual room the real ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pick {
    pub(crate) choice: u16,
    pub(crate) real: Vec<u32>,
}

impl<'m> State<'m> {
    fn choice(&self, member: u32) -> Option<&'m Choice> {
        let model = self.model;
        model.member(member).rooms.get(usize::from(self.picks[member as usize].choice))
    }

    /// Whether a unit has a room where a cheaper one would do.
    pub(super) fn has_dear_room(&self, unit: u32) -> bool {
        let members = self.model.unit(unit).members.clone();
        let choices = members.filter_map(|member| self.choice(u32::try_from(member).unwrap_or(NONE)));
        choices.into_iter().any(|choice| choice.first > 0)
    }

    /// The room that a member has, or [`NONE`].
    pub(crate) fn room_of(&self, member: u32) -> u32 {
        self.choice(member).map_or(NONE, |choice| choice.room)
    }

    /// Whether the lessons of a link stand in two different rooms.
    pub(crate) fn rooms_differ(&self, link: &Link) -> bool {
        let (own, other) = (self.room_of(link.own_member), self.room_of(link.other_member));
        own != NONE && other != NONE && own != other
    }

    /// Takes (`sign` 1) or gives back (-1) the rooms of a unit.
    pub(super) fn take_rooms(&mut self, unit: u32, start: u16, sign: i64) {
        let model = self.model;
        let of = model.unit(unit);
        if !of.wants_rooms {
            return;
        }
        for member in of.members.clone() {
            let Some(choice) = self.choice(u32::try_from(member).unwrap_or(NONE)) else { continue };
            self.charge_hard(sign * choice.hard);
            self.charge_soft(sign * choice.soft);
            if choice.room == NONE {
                continue;
            }
            if model.rooms[choice.room as usize].sets.is_empty() {
                self.take_room(choice.room, member, start, sign);
            } else {
                let real = std::mem::take(&mut self.picks[member].real);
                real.iter().for_each(|room| self.take_room(*room, member, start, sign));
                self.picks[member].real = real;
            }
        }
    }

    fn take_room(&mut self, room: u32, member: usize, start: u16, sign: i64) {
        let model = self.model;
        let length = model.members[member].length;
        let (day, period) = model.day_and_period(start);
        let room = room as usize;
        let first = room * model.slots() + usize::from(start);
        let taken = first..first + usize::from(length);
        let busy = &mut self.room_busy[room * model.days + day];
        if sign > 0 {
            *busy |= bits(period, length);
            self.room_who[taken].fill(u32::try_from(member).unwrap_or(NONE));
        } else {
            *busy &= !bits(period, length);
            self.room_who[taken].fill(NONE);
        }
        let costs = &model.rooms[room].costs;
        if !costs.is_empty() {
            let from = usize::from(start);
            self.charge_soft(sign * costs[from..from + usize::from(length)].iter().sum::<i64>());
        }
    }

    fn is_room_open(&self, room: u32, start: u16, length: u16, taken: &[u32]) -> bool {
        let (day, period) = self.model.day_and_period(start);
        let busy = self.room_busy[room as usize * self.model.days + day];
        busy & bits(period, length) == 0 && !taken.contains(&room)
    }

    /// Chooses free rooms for a unit, the cheap first and among equals the first from `turn` on. False when there are not enough;
    /// then `picks` is of no use.
    pub(crate) fn choose_rooms(&self, unit: u32, start: u16, turn: usize, picks: &mut Vec<Pick>) -> bool {
        self.choose_rooms_with(unit, start, turn, None, picks)
    }

    /// The same, where one member is to have a certain room.
    pub(crate) fn choose_rooms_with(
        &self,
        unit: u32,
        start: u16,
        turn: usize,
        wanted: Option<&(u32, Pick)>,
        picks: &mut Vec<Pick>,
    ) -> bool {
        let model = self.model;
        let of = model.unit(unit);
        picks.clear();
        picks.resize(of.members.len(), Pick::default());
        if !of.wants_rooms {
            return true;
        }
        let mut taken: Vec<u32> = Vec::new();
        if let Some((member, pick)) = wanted {
            let choice = &model.member(*member).rooms[usize::from(pick.choice)];
            taken.extend(if pick.real.is_empty() { std::slice::from_ref(&choice.room) } else { &pick.real });
        }
        for (index, pick) in of.members.clone().zip(picks) {
            let member = &model.members[index];
            let rooms = member.rooms.as_slice();
            if let Some((_, own)) = wanted.filter(|(member, _)| *member as usize == index) {
                pick.clone_from(own);
                continue;
            }
            if rooms.is_empty() {
                continue;
            }
            let found = (0..rooms.len())
                .map(|step| turned(rooms, step, turn))
                .find(|at| self.fits(&rooms[*at], start, member.length, &mut taken, pick));
            let Some(at) = found else { return false };
            pick.choice = u16::try_from(at).unwrap_or(0);
        }
        true
    }

    /// Whether a choice is free; then it is among the taken.
    fn fits(&self, choice: &Choice, start: u16, length: u16, taken: &mut Vec<u32>, pick: &mut Pick) -> bool {
        if choice.room == NONE {
            return true;
        }
        let sets = &self.model.rooms[choice.room as usize].sets;
        if sets.is_empty() {
            let open = self.is_room_open(choice.room, start, length, taken);
            if open {
                taken.push(choice.room);
            }
            return open;
        }
        let before = taken.len();
        pick.real.clear();
        let open = |room: u32, taken: &[u32]| self.is_room_open(room, start, length, taken);
        if one_of_each(sets, taken, &open) {
            pick.real.extend_from_slice(&taken[before..]);
            return true;
        }
        taken.truncate(before);
        false
    }

    /// Whether the rooms of some picks are free for a unit at a start.
    pub(crate) fn are_open(&self, unit: u32, start: u16, picks: &[Pick]) -> bool {
        let model = self.model;
        let of = model.unit(unit);
        if !of.wants_rooms {
            return true;
        }
        let mut taken: Vec<u32> = Vec::new();
        model.members[of.members.clone()].iter().zip(picks).all(|(member, pick)| {
            let Some(choice) = member.rooms.get(usize::from(pick.choice)) else { return true };
            if choice.room == NONE {
                return true;
            }
            let sets = model.rooms[choice.room as usize].sets.len();
            let rooms = if sets == 0 { std::slice::from_ref(&choice.room) } else { pick.real.as_slice() };
            let open = |room: &u32| {
                let open = self.is_room_open(*room, start, member.length, &taken);
                taken.push(*room);
                open
            };
            rooms.len() == sets.max(1) && rooms.iter().all(open)
        })
    }

    /// The units that take a room in some periods.
    pub(crate) fn guests(&self, room: u32, start: u16, length: u16) -> impl Iterator<Item = u32> + '_ {
        let first = room as usize * self.model.slots() + usize::from(start);
        let taken = &self.room_who[first..first + usize::from(length)];
        taken.iter().filter(|member| **member != NONE).map(|member| self.model.member(*member).unit)
    }

    /// Whether a room is never available in some periods, whoever leaves.
    pub(crate) fn is_closed(&self, room: u32, start: u16, length: u16) -> bool {
        let (day, period) = self.model.day_and_period(start);
        self.model.rooms[room as usize].blocked[day] & bits(period, length) != 0
    }

    /// By unit where it stands, and by member its room while it does.
    pub(crate) fn seats(&self) -> (Vec<u16>, Vec<Pick>) {
        (self.start.clone(), self.picks.clone())
    }

    /// The room that a member takes while it is placed.
    pub(crate) fn pick(&self, member: usize) -> &Pick {
        &self.picks[member]
    }
}

/// Adds an open room of each set to `taken`, going back where it gets stuck.
fn one_of_each(sets: &[Vec<u32>], taken: &mut Vec<u32>, open: &dyn Fn(u32, &[u32]) -> bool) -> bool {
    let Some((set, rest)) = sets.split_first() else { return true };
    for room in set {
        if open(*room, taken) {
            taken.push(*room);
            if one_of_each(rest, taken, open) {
                return true;
            }
            taken.pop();
        }
    }
    false
}
