//! The way to a whole timetable: a lesson takes the place where the lessons in its way are the least to blame so far; these leave
//! and are placed next (guided ejection search of Nagata and Bräysy, 2009, with the rules about weeks as further reasons to leave).

mod mend;
mod way;

use fastrand::Rng;

use crate::load::absent;
use crate::model::{Model, NONE};
use crate::state::{Pick, State};

/// Bits of a word that say how many holes a start makes; the others are chance.
const HOLE_BITS: u32 = 10;

/// Random moves after lessons had to leave.
const WANDERED: usize = 6;

#[derive(Debug, Clone)]
pub(crate) struct Inserter {
    /// How often each unit could not be placed without others leaving.
    blame: Vec<u64>,
    /// Units to be placed, the next one last.
    pub(crate) pool: Vec<u32>,
    /// Units for which there is no place at all.
    pub(crate) hopeless: Vec<u32>,
    pub(crate) is_fixed: Vec<bool>,
    /// Whether rules about weeks and sets make lessons leave.
    pub(crate) is_strict: bool,
    /// From which blame on a lesson stays, and a wish of weight 100 is broken instead; none while wishes make nobody leave.
    pub(crate) patience: Option<u64>,
    /// Whether rooms are taken whatever they cost.
    pub(crate) any_room: bool,
    /// Whether anybody had to leave yet.
    pub(crate) is_tried: bool,
    /// By rule, whether an empty timetable breaks it already.
    lost: Vec<bool>,
    stamps: Vec<u32>,
    stamp: u32,
    /// What [`Inserter::in_the_way`] found.
    pub(crate) leaving: Vec<u32>,
    pub(crate) picks: Vec<Pick>,
    rooms: Vec<u32>,
    options: Vec<(u64, u32, u16)>,
}

impl Inserter {
    pub(crate) fn new(state: &State<'_>, is_fixed: Vec<bool>) -> Self {
        let model = state.model;
        let mut pool = absent(state);
        pool.sort_by_key(|unit| hardness(model, *unit));
        Self {
            blame: vec![1; model.units.len()],
            pool,
            hopeless: Vec::new(),
            is_fixed,
            is_strict: true,
            patience: None,
            any_room: false,
            is_tried: false,
            lost: State::new(model).missed().iter().map(|missed| *missed > 0).collect(),
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
        let best = self.best(state, random, unit, false).or_else(|| self.best(state, random, unit, true));
        let Some((cost, start, forced, turn)) = best else {
            self.hopeless.push(unit);
            return;
        };
        if cost > 0 {
            self.is_tried = true;
            self.blame[unit as usize] += 1;
        }
        if self.plan(state, unit, start, u64::MAX, turn, forced).is_none() {
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
    fn best(
        &mut self,
        state: &mut State<'_>,
        random: &mut Rng,
        unit: u32,
        forced: bool,
    ) -> Option<(u64, u16, bool, usize)> {
        let of = state.model.unit(unit);
        let mut options = std::mem::take(&mut self.options);
        options.clear();
        let turn = random.usize(..64);
        let mut least = u64::MAX;
        for start in &of.starts {
            let is_watched = of.is_watched && self.is_strict;
            let limit = if is_watched { u64::MAX } else { least };
            if let Some(cost) = self.in_the_way(state, unit, *start, limit, turn) {
                least = least.min(cost);
                let chance = random.u32(..) >> HOLE_BITS;
                options.push((cost, state.holes(unit, *start) << (32 - HOLE_BITS) | chance, *start));
            }
        }
        let mut best: Option<(u64, u16)> = None;
        if of.is_watched && self.is_strict {
            options.sort_unstable();
            for (cost, _, start) in &options {
                let limit = best.map_or(u64::MAX, |(known, _)| known);
                if *cost >= limit {
                    break;
                }
                let mark = state.mark();
                if let Some(cost) = self.plan(state, unit, *start, limit, turn, forced) {
                    best = Some((cost, *start));
                }
                state.undo_to(mark);
            }
        } else {
            best = options.iter().min().map(|(cost, _, start)| (*cost, *start));
        }
        self.options = options;
        best.map(|(cost, start)| (cost, start, forced, turn))
    }

    fn carry_out(&mut self, state: &mut State<'_>, unit: u32, start: u16) {
        for other in &self.leaving {
            state.remove(*other);
        }
        state.place(unit, start, &mut self.picks);
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
        let costs = |state: &State<'_>| (state.hard, self.patience.map_or(0, |_| state.soft));
        let (hard, soft) = costs(state);
        let mark = state.mark();
        state.remove(unit);
        let mut picks = Vec::new();
        let turn = random.usize(..64);
        if state.is_free(unit, start) && state.choose_rooms(unit, start, turn, &mut picks) {
            state.place(unit, start, &mut picks);
            let (hard_now, soft_now) = costs(state);
            if hard_now <= hard && soft_now <= soft {
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
