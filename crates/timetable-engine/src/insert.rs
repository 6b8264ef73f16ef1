//! The way to a whole timetable: a lesson takes the place where the lessons in its way are the least to blame so far; these leave
//! and are placed next (guided ejection search of Nagata and Bräysy, 2009, with the rules about weeks as further reasons to leave).

use fastrand::Rng;

use crate::links::missed;
use crate::model::{Choice, LinkKind, Model, NONE, NOWHERE};
use crate::state::{Pick, State};

/// Lessons that leave at most because a rule about a week would break.
const MENDED: usize = 12;

/// Random moves after lessons had to leave.
const WANDERED: usize = 6;

#[derive(Debug, Clone)]
pub(crate) struct Inserter {
    /// How often each unit could not be placed without others leaving.
    blame: Vec<u64>,
    /// Units to be placed, the next one last.
    pool: Vec<u32>,
    /// Units for which there is no place at all.
    pub(crate) hopeless: Vec<u32>,
    pub(crate) is_fixed: Vec<bool>,
    /// Rules that an empty timetable breaks already.
    lost_monitors: Vec<bool>,
    lost_sets: Vec<bool>,
    stamps: Vec<u32>,
    stamp: u32,
    leaving: Vec<u32>,
    picks: Vec<Pick>,
    rooms: Vec<u32>,
    options: Vec<(u64, u32, u16)>,
}

impl Inserter {
    pub(crate) fn new(state: &State<'_>, is_fixed: Vec<bool>) -> Self {
        let model = state.model;
        let units = u32::try_from(model.units.len()).unwrap_or(NONE);
        let empty = State::new(model);
        let mut pool: Vec<u32> = (0..units).filter(|unit| !state.is_placed(*unit)).collect();
        pool.sort_by_key(|unit| hardness(model, *unit));
        Self {
            blame: vec![1; model.units.len()],
            pool,
            hopeless: Vec::new(),
            is_fixed,
            lost_monitors: empty.missed.iter().map(|missed| *missed > 0).collect(),
            lost_sets: empty.sets_missed.iter().map(|missed| *missed > 0).collect(),
            stamps: vec![0; model.units.len()],
            stamp: 0,
            leaving: Vec::new(),
            picks: Vec::new(),
            rooms: Vec::new(),
            options: Vec::new(),
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.pool.is_empty()
    }

    /// Places the next unit, whatever has to leave.
    pub(crate) fn step(&mut self, state: &mut State<'_>, random: &mut Rng) {
        let Some(unit) = self.pool.pop() else { return };
        let Some((cost, start)) = self.best(state, random, unit) else {
            self.hopeless.push(unit);
            return;
        };
        if cost > 0 {
            self.blame[unit as usize] += 1;
        }
        let turn = random.usize(..64);
        if self.plan(state, unit, start, u64::MAX, turn).is_none() {
            state.undo_to(0);
            self.hopeless.push(unit);
            return;
        }
        if !state.is_placed(unit) {
            self.carry_out(state, unit, start);
        }
        state.commit();
        let mut leaving = std::mem::take(&mut self.leaving);
        leaving.sort_by_key(|unit| self.blame[*unit as usize]);
        self.pool.extend_from_slice(&leaving);
        self.leaving = leaving;
        if cost > 0 {
            for _ in 0..WANDERED {
                self.wander(state, random);
            }
        }
    }

    /// The start at which the least blame has to leave, one of them by chance.
    fn best(&mut self, state: &mut State<'_>, random: &mut Rng, unit: u32) -> Option<(u64, u16)> {
        let of = state.model.unit(unit);
        let mut options = std::mem::take(&mut self.options);
        options.clear();
        let turn = random.usize(..64);
        let mut least = u64::MAX;
        for start in &of.starts {
            let limit = if of.is_watched { u64::MAX } else { least };
            if let Some(cost) = self.in_the_way(state, unit, *start, limit, turn) {
                least = least.min(cost);
                options.push((cost, random.u32(..), *start));
            }
        }
        let mut best: Option<(u64, u16)> = None;
        if of.is_watched {
            options.sort_unstable();
            for (cost, _, start) in &options {
                let limit = best.map_or(u64::MAX, |(known, _)| known);
                if *cost >= limit {
                    break;
                }
                let mark = state.mark();
                if let Some(cost) = self.plan(state, unit, *start, limit, turn) {
                    best = Some((cost, *start));
                }
                state.undo_to(mark);
            }
        } else {
            best = options.iter().min().map(|(cost, _, start)| (*cost, *start));
        }
        self.options = options;
        best
    }

    fn is_new(&mut self, unit: u32) -> bool {
        let known = std::mem::replace(&mut self.stamps[unit as usize], self.stamp);
        known != self.stamp
    }

    /// The blame of the units that must leave for a unit to begin at `start` (then in `leaving`), with rooms for it in `picks`. None when
    /// one of them may not leave or the blame is more than `limit`.
    fn in_the_way(
        &mut self,
        state: &State<'_>,
        unit: u32,
        start: u16,
        limit: u64,
        turn: usize,
    ) -> Option<u64> {
        let model = state.model;
        let of = model.unit(unit);
        let (day, period) = model.day_and_period(start);
        self.leaving.clear();
        self.stamp = self.stamp.wrapping_add(1);
        self.stamps[unit as usize] = self.stamp;
        let mut cost = 0;
        for used in of.uses.iter().filter(|used| used.is_person) {
            if state.busy(used.holder, day) & crate::model::bits(period, used.length) == 0 {
                continue;
            }
            let first = usize::from(start);
            for slot in first..first + usize::from(used.length) {
                if let Some(other) = state.who(used.holder, slot) {
                    self.send_away(other, &mut cost)?;
                }
            }
            if cost > limit {
                return None;
            }
        }
        for link in of.links.iter().filter(|link| link.price.is_hard() && link.kind != LinkKind::SameRoom) {
            let other = state.start(link.other);
            if other != NOWHERE && missed(model, link, start, other) > 0 {
                self.send_away(link.other, &mut cost)?;
            }
        }
        if of.wants_rooms {
            self.find_rooms(state, unit, start, turn, &mut cost)?;
        } else {
            self.picks.clear();
            self.picks.resize(of.members.len(), Pick::default());
        }
        (cost <= limit).then_some(cost)
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
                let at = (step + turn) % count;
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

    fn carry_out(&mut self, state: &mut State<'_>, unit: u32, start: u16) {
        for other in &self.leaving {
            state.remove(*other);
        }
        state.place(unit, start, &mut self.picks);
    }

    /// Finds out who must leave. For a unit that rules about weeks look at, does it, and lets further ones leave until no such rule
    /// is broken that was not before.
    fn plan(&mut self, state: &mut State<'_>, unit: u32, start: u16, limit: u64, turn: usize) -> Option<u64> {
        let mut cost = self.in_the_way(state, unit, start, limit, turn)?;
        if !state.model.unit(unit).is_watched {
            return Some(cost);
        }
        let before = state.hard;
        self.carry_out(state, unit, start);
        let mut tries = 0;
        while state.hard > before {
            tries += 1;
            let next = if tries > MENDED { None } else { self.mend(state, unit) };
            let next = next?;
            cost += self.blame[next as usize];
            if cost >= limit {
                return None;
            }
            state.remove(next);
            self.leaving.push(next);
        }
        Some(cost)
    }

    /// The unit whose leaving mends most of a broken rule for its blame.
    fn mend(&self, state: &mut State<'_>, unit: u32) -> Option<u32> {
        let candidates = self.culprits(state, unit)?;
        let before = state.hard;
        let mut best: Option<(f64, u32)> = None;
        for candidate in candidates {
            if candidate == unit || self.is_fixed[candidate as usize] || !state.is_placed(candidate) {
                continue;
            }
            let mark = state.mark();
            state.remove(candidate);
            let gain = before - state.hard;
            state.undo_to(mark);
            if gain > 0 {
                let price = self.blame[candidate as usize] as f64 / gain as f64;
                if best.is_none_or(|(known, _)| price < known) {
                    best = Some((price, candidate));
                }
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    /// The units of the first broken rule that the placing of a unit may have broken.
    fn culprits(&self, state: &State<'_>, unit: u32) -> Option<Vec<u32>> {
        let model = state.model;
        for changed in std::iter::once(unit).chain(self.leaving.iter().copied()) {
            let of = model.unit(changed);
            for used in &of.uses {
                let holder = &model.holders[used.holder as usize];
                let broken = |index: &usize| {
                    state.missed[*index] > 0
                        && model.monitors[*index].price.is_hard()
                        && !self.lost_monitors[*index]
                };
                let edge_broken = |edge: &u32| {
                    state.edges_missed[*edge as usize] && model.edges[*edge as usize].price.is_hard()
                };
                if holder.monitors.clone().any(|index| broken(&index)) || holder.edges.iter().any(edge_broken)
                {
                    return Some(holder.units.clone());
                }
            }
            for (set, _) in &of.sets {
                let index = *set as usize;
                let rule = &model.sets[index];
                if state.sets_missed[index] > 0 && rule.price.is_hard() && !self.lost_sets[index] {
                    return Some(rule.members.iter().map(|member| model.member(*member).unit).collect());
                }
            }
        }
        None
    }

    /// Moves a unit by chance, if nobody has to leave and no rule breaks.
    pub(crate) fn wander(&self, state: &mut State<'_>, random: &mut Rng) {
        let model = state.model;
        let unit = random.u32(..u32::try_from(model.units.len()).unwrap_or(NONE).max(1));
        if !state.is_placed(unit) || self.is_fixed[unit as usize] {
            return;
        }
        let starts = &model.unit(unit).starts;
        let start = starts[random.usize(..starts.len())];
        let before = state.hard;
        let mark = state.mark();
        state.remove(unit);
        let mut picks = Vec::new();
        let turn = random.usize(..64);
        if state.is_free(unit, start) && state.choose_rooms(unit, start, turn, &mut picks) {
            state.place(unit, start, &mut picks);
            if state.hard <= before {
                state.commit();
                return;
            }
        }
        state.undo_to(mark);
    }
}

/// How hard a unit is to place: how full the weeks of its people are for each start that it has.
fn hardness(model: &Model, unit: u32) -> u64 {
    let of = model.unit(unit);
    let full: u64 = of
        .uses
        .iter()
        .filter(|used| used.is_person)
        .map(|used| u64::from(model.holders[used.holder as usize].periods) * u64::from(used.length))
        .sum();
    let rooms: u64 = model.members[of.members.clone()]
        .iter()
        .filter(|member| !member.rooms.is_empty())
        .map(|member| 60 / member.rooms.len().min(60) as u64)
        .sum();
    (full + rooms) * 1000 / (of.starts.len() as u64 + 1)
}
