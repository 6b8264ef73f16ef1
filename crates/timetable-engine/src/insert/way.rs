//! Who has to leave for a unit to begin at a start, and the rooms that it then takes.

use junheng_timetable::Weight;

use super::Inserter;
use crate::links::missed;
use crate::model::{Choice, NONE, NOWHERE, turned};
use crate::state::{Pick, State};

impl Inserter {
    fn is_new(&mut self, unit: u32) -> bool {
        let known = std::mem::replace(&mut self.stamps[unit as usize], self.stamp);
        known != self.stamp
    }

    /// The blame of the units that must leave for a unit to begin at `start` (then in `leaving`), with rooms for it in `picks`. None when
    /// one of them may not leave or the blame is more than `limit`.
    pub(crate) fn in_the_way(
        &mut self,
        state: &State<'_>,
        unit: u32,
        start: u16,
        limit: u64,
        turn: usize,
    ) -> Option<u64> {
        let of = state.model.unit(unit);
        self.leaving.clear();
        self.stamp = self.stamp.wrapping_add(1);
        self.stamps[unit as usize] = self.stamp;
        let mut cost = 0;
        let mut leave = |other| self.send_away(other, &mut cost).is_some() && cost <= limit;
        if !state.meet_people(unit, start, &mut leave) || !state.meet_partners(unit, start, &mut leave) {
            return None;
        }
        if let Some(patience) = self.patience {
            self.ask_wishes(state, unit, start, patience, &mut cost)?;
        }
        if of.wants_rooms {
            self.find_rooms(state, unit, start, turn, &mut cost)?;
        } else {
            self.picks.clear();
            self.picks.resize(of.members.len(), Pick::default());
        }
        (cost <= limit).then_some(cost)
    }

    /// Lets those leave with whom a wish would be broken, unless they are to blame for more than it is worth: then that is paid instead.
    fn ask_wishes(
        &mut self,
        state: &State<'_>,
        unit: u32,
        start: u16,
        patience: u64,
        cost: &mut u64,
    ) -> Option<()> {
        let of = state.model.unit(unit);
        let price = |soft: i64| (soft.unsigned_abs() * patience).div_ceil(u64::from(Weight::HARD.units()));
        *cost += price(of.start_cost(start));
        for link in of.wishes() {
            let there = state.start(link.other);
            if there == NOWHERE || self.stamps[link.other as usize] == self.stamp {
                continue;
            }
            let price = price(link.price.soft * i64::from(missed(state.model, link, start, there)));
            if price == 0 {
                continue;
            }
            if self.is_fixed[link.other as usize] || self.blame[link.other as usize] > price {
                *cost += price;
            } else {
                self.send_away(link.other, cost)?;
            }
        }
        Some(())
    }

    fn send_away(&mut self, unit: u32, cost: &mut u64) -> Option<()> {
        if self.is_new(unit) {
            if self.is_fixed[unit as usize] {
                return None;
            }
            *cost += self.blame[unit as usize];
            self.leaving.push(unit);
        }
        Some(())
    }

    /// For each member the choice of room whose guests are the least to blame.
    fn find_rooms(
        &mut self,
        state: &State<'_>,
        unit: u32,
        start: u16,
        turn: usize,
        cost: &mut u64,
    ) -> Option<()> {
        let model = state.model;
        self.picks.clear();
        self.rooms.clear();
        for index in model.unit(unit).members.clone() {
            let member = &model.members[index];
            let mut pick = Pick::default();
            let mut best: Option<(i64, u64)> = None;
            let count = member.rooms.len();
            for step in 0..count {
                let at =
                    if self.any_room { (step + turn) % count } else { turned(&member.rooms, step, turn) };
                let choice = &member.rooms[at];
                let Some(blame) = self.blame_of(state, choice, start, member.length) else { continue };
                if best.is_none_or(|known| (choice.hard, blame) < known) {
                    best = Some((choice.hard, blame));
                    pick.choice = u16::try_from(at).unwrap_or(0);
                    if (choice.hard, blame) == (0, 0) {
                        break;
                    }
                }
            }
            if count > 0 {
                best?;
                let choice = &member.rooms[usize::from(pick.choice)];
                self.occupy(state, choice, start, member.length, &mut pick, cost)?;
            }
            self.picks.push(pick);
        }
        Some(())
    }

    /// The blame of the guests of a room, who do not leave anyway; for a virtual room, of the real ones.
    fn blame_of(&self, state: &State<'_>, choice: &Choice, start: u16, length: u16) -> Option<u64> {
        if choice.room == NONE {
            return Some(0);
        }
        let sets = &state.model.rooms[choice.room as usize].sets;
        if sets.is_empty() {
            return self.blame_in(state, choice.room, start, length);
        }
        let least =
            |set: &Vec<u32>| set.iter().filter_map(|room| self.blame_in(state, *room, start, length)).min();
        sets.iter().map(least).sum()
    }

    fn blame_in(&self, state: &State<'_>, room: u32, start: u16, length: u16) -> Option<u64> {
        if state.is_closed(room, start, length) || self.rooms.contains(&room) {
            return None;
        }
        let mut blame = 0;
        let mut last = NONE;
        for guest in state.guests(room, start, length) {
            if guest == last || self.stamps[guest as usize] == self.stamp {
                continue;
            }
            if self.is_fixed[guest as usize] {
                return None;
            }
            blame += self.blame[guest as usize];
            last = guest;
        }
        Some(blame)
    }

    /// Takes a choice: its guests leave.
    fn occupy(
        &mut self,
        state: &State<'_>,
        choice: &Choice,
        start: u16,
        length: u16,
        pick: &mut Pick,
        cost: &mut u64,
    ) -> Option<()> {
        if choice.room == NONE {
            return Some(());
        }
        let sets = &state.model.rooms[choice.room as usize].sets;
        let mut rooms = vec![choice.room];
        if !sets.is_empty() {
            rooms = self.real_rooms(state, sets, start, length)?;
            pick.real.clone_from(&rooms);
        }
        for room in rooms {
            self.rooms.push(room);
            for guest in state.guests(room, start, length) {
                self.send_away(guest, cost)?;
            }
        }
        Some(())
    }

    /// One real room of each set, free ones by going back where it gets stuck, else those whose guests are the least to blame.
    fn real_rooms(
        &mut self,
        state: &State<'_>,
        sets: &[Vec<u32>],
        start: u16,
        length: u16,
    ) -> Option<Vec<u32>> {
        let mut tries = 300;
        let mut found = Vec::new();
        if self.free_of_each(state, sets, start, length, &mut found, &mut tries) {
            return Some(found);
        }
        found.clear();
        for set in sets {
            let open = set.iter().filter(|room| !found.contains(*room));
            let blamed = open.filter_map(|room| Some((self.blame_in(state, *room, start, length)?, *room)));
            let (_, room) = blamed.min()?;
            found.push(room);
        }
        Some(found)
    }

    fn free_of_each(
        &self,
        state: &State<'_>,
        sets: &[Vec<u32>],
        start: u16,
        length: u16,
        found: &mut Vec<u32>,
        tries: &mut u32,
    ) -> bool {
        let Some((set, rest)) = sets.split_first() else { return true };
        for room in set {
            *tries = tries.saturating_sub(1);
            if *tries == 0 {
                return false;
            }
            if !found.contains(room) && self.blame_in(state, *room, start, length) == Some(0) {
                found.push(*room);
                if self.free_of_each(state, rest, start, length, found, tries) {
                    return true;
                }
                found.pop();
            }
        }
        false
    }
}
