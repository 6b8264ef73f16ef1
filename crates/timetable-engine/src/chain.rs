//! Moves of several units: along a Kempe chain, where a unit goes to another start, those in its way go as far the other way, and so
//! on; and by pushing, where those in its way go wherever the fewest others are in theirs.

use fastrand::Rng;

use crate::insert::Inserter;
use crate::links::missed;
use crate::model::{NONE, NOWHERE};
use crate::state::State;

/// Units of one chain at most.
const LONGEST: usize = 14;

/// Units that one push moves at most.
const PUSHED: usize = 6;

/// A unit to be placed, where, and how far that is from where it was.
#[derive(Debug, Clone, Copy)]
struct Step {
    unit: u32,
    start: u16,
    shift: i32,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Chain {
    steps: Vec<Step>,
    /// Units that lost their place because the first one had none to give.
    pub(crate) left_out: Vec<u32>,
}

impl Chain {
    /// The units that the last chain moved.
    pub(crate) fn moved(&self) -> impl Iterator<Item = u32> + '_ {
        self.steps.iter().map(|step| step.unit)
    }

    /// Whether everybody in the way can go as far the other way; without rooms, which are looked at when the chain is run.
    fn can_end(&mut self, inserter: &Inserter, state: &State<'_>) -> bool {
        let model = state.model;
        let mut at = 0;
        while let Some(step) = self.steps.get(at).copied() {
            at += 1;
            let goes = |other| self.knows(other) || self.follow(inserter, state, step, other);
            if !state.meet_people(step.unit, step.start, goes) {
                return false;
            }
            for link in model.unit(step.unit).partners() {
                let moved = self.steps.iter().find(|known| known.unit == link.other);
                let start = moved.map_or(state.start(link.other), |known| known.start);
                if start == NOWHERE || missed(model, link, step.start, start) == 0 {
                    continue;
                }
                if moved.is_some() || !self.follow(inserter, state, step, link.other) {
                    return false;
                }
            }
        }
        true
    }

    fn knows(&self, unit: u32) -> bool {
        self.steps.iter().any(|known| known.unit == unit)
    }

    /// Adds one who is in the way of a step; false when it cannot go the other way.
    fn follow(&mut self, inserter: &Inserter, state: &State<'_>, step: Step, other: u32) -> bool {
        let start = u16::try_from(i32::from(state.start(other)) - step.shift).unwrap_or(NOWHERE);
        if inserter.is_fixed[other as usize]
            || self.steps.len() >= LONGEST
            || !state.model.unit(other).may_begin_at(start)
        {
            return false;
        }
        self.steps.push(Step { unit: other, start, shift: -step.shift });
        true
    }

    /// Takes a unit to a start. False when the chain cannot end; the caller takes the changes back.
    pub(crate) fn run(
        &mut self,
        inserter: &mut Inserter,
        state: &mut State<'_>,
        random: &mut Rng,
        unit: u32,
        start: u16,
    ) -> bool {
        let from = state.start(unit);
        self.steps.clear();
        self.left_out.clear();
        self.steps.push(Step { unit, start, shift: i32::from(start) - i32::from(from) });
        if from != NOWHERE && !self.can_end(inserter, state) {
            return false;
        }
        self.steps.truncate(1);
        if from != NOWHERE {
            state.remove(unit);
        }
        let mut at = 0;
        while let Some(step) = self.steps.get(at).copied() {
            at += 1;
            let turn = random.usize(..64);
            if inserter.in_the_way(state, step.unit, step.start, u64::MAX, turn).is_none() {
                return false;
            }
            for index in 0..inserter.leaving.len() {
                let other = inserter.leaving[index];
                if self.steps[..at].iter().any(|moved| moved.unit == other) || self.steps.len() >= LONGEST {
                    return false;
                }
                let old = state.start(other);
                state.remove(other);
                if from == NOWHERE {
                    self.left_out.push(other);
                    continue;
                }
                let start = u16::try_from(i32::from(old) - step.shift).unwrap_or(NOWHERE);
                if !state.model.unit(other).may_begin_at(start) {
                    return false;
                }
                self.steps.push(Step { unit: other, start, shift: -step.shift });
            }
            state.place(step.unit, step.start, &mut inserter.picks);
        }
        true
    }

    /// Takes a placed unit to a start; those in its way go where the fewest others leave, and of such starts to the cheapest one. False when that
    /// takes too many; the caller takes the changes back.
    pub(crate) fn push(
        &mut self,
        inserter: &mut Inserter,
        state: &mut State<'_>,
        random: &mut Rng,
        unit: u32,
        start: u16,
    ) -> bool {
        self.left_out.clear();
        self.steps.clear();
        self.steps.push(Step { unit, start, shift: 0 });
        state.remove(unit);
        let mut at = 0;
        while let Some(step) = self.steps.get(at).copied() {
            let mut start = step.start;
            if at > 0 {
                let Some(found) = self.least(inserter, state, random, step.unit) else { return false };
                start = found;
            }
            at += 1;
            let turn = random.usize(..64);
            if inserter.in_the_way(state, step.unit, start, u64::MAX, turn).is_none() {
                return false;
            }
            for other in &inserter.leaving {
                if self.steps.len() >= PUSHED || self.knows(*other) {
                    return false;
                }
                state.remove(*other);
                self.steps.push(Step { unit: *other, start: NOWHERE, shift: 0 });
            }
            state.place(step.unit, start, &mut inserter.picks);
        }
        true
    }

    /// The start of a unit from which the fewest others leave, and of these the cheapest one; where units of this push stand is
    /// taken.
    fn least(&self, inserter: &Inserter, state: &State<'_>, random: &mut Rng, unit: u32) -> Option<u16> {
        let of = state.model.unit(unit);
        let first = random.usize(..of.starts.len().max(1));
        let mut best: Option<((usize, i64), u16)> = None;
        for start in of.starts[first..].iter().chain(&of.starts[..first]) {
            let limit = best.map_or(usize::MAX, |((leaving, _), _)| leaving);
            let Some(leaving) = self.leaving(inserter, state, unit, *start, limit) else { continue };
            let price = (leaving, state.price_of(unit, *start));
            if best.is_none_or(|(known, _)| price < known) {
                best = Some((price, *start));
            }
        }
        best.map(|(_, start)| start)
    }

    /// How many units are in the way of one at a start; none when more than `limit`, or one that may not leave.
    fn leaving(
        &self,
        inserter: &Inserter,
        state: &State<'_>,
        unit: u32,
        start: u16,
        limit: usize,
    ) -> Option<usize> {
        let mut found = [NONE; PUSHED];
        let mut count = 0;
        let mut meet = |other: u32| {
            if found[..count].contains(&other) {
                return true;
            }
            let stays = count >= limit.min(PUSHED) || inserter.is_fixed[other as usize] || self.knows(other);
            if !stays {
                found[count] = other;
                count += 1;
            }
            !stays
        };
        if !state.meet_people(unit, start, &mut meet) || !state.meet_partners(unit, start, &mut meet) {
            return None;
        }
        Some(count)
    }
}
