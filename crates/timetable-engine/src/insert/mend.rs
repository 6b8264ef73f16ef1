//! Rules about weeks and sets: who has to leave so that none breaks.

use fastrand::Rng;

use super::Inserter;
use crate::links::missed;
use crate::load::units;
use crate::model::{Link, NOWHERE};
use crate::state::{Counter, State};

/// Lessons that leave at most because a rule about a week would break.
const MENDED: usize = 12;

impl Inserter {
    /// Finds out who must leave. For a unit that rules about weeks look at, does it, and lets further ones leave until no such rule
    /// is broken that was not before.
    pub(super) fn plan(
        &mut self,
        state: &mut State<'_>,
        unit: u32,
        start: u16,
        limit: u64,
        turn: usize,
        forced: bool,
    ) -> Option<u64> {
        let mut cost = self.in_the_way(state, unit, start, limit, turn)?;
        if !(self.is_strict && state.model.unit(unit).is_watched) {
            return Some(cost);
        }
        let before = state.hard;
        self.carry_out(state, unit, start);
        let mut tries = 0;
        while state.hard > before {
            tries += 1;
            if tries > MENDED && !forced {
                return None;
            }
            let next = self.mend(state, unit, forced)?;
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
    fn mend(&self, state: &mut State<'_>, unit: u32, forced: bool) -> Option<u32> {
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
            if gain > 0 || forced {
                let price = self.blame[candidate as usize] as f64 / (gain.max(0) as f64 + 0.01);
                if best.is_none_or(|(known, _)| price < known) {
                    best = Some((price, candidate));
                }
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    /// The units of the first broken rule that the placing of a unit may have broken.
    fn culprits(&self, state: &State<'_>, unit: u32) -> Option<Vec<u32>> {
        std::iter::once(unit)
            .chain(self.leaving.iter().copied())
            .find_map(|changed| self.breaks(state, changed))
    }

    /// The units of the first broken rule about the week of somebody of a unit, or about a set that it is in.
    fn breaks(&self, state: &State<'_>, unit: u32) -> Option<Vec<u32>> {
        let model = state.model;
        let of = model.unit(unit);
        let is_broken = |counter: Counter| state.is_broken_beside(&self.lost, counter);
        for used in &of.uses {
            let holder = &model.holders[used.holder as usize];
            let mut edges = holder.edges.iter().map(|edge| Counter::Edge(*edge as usize));
            if holder.monitors.clone().map(Counter::Monitor).any(is_broken) || edges.any(is_broken) {
                return Some(holder.units.clone());
            }
        }
        let mut sets = of.sets.iter().map(|(set, _)| *set as usize);
        let set = sets.find(|set| is_broken(Counter::Set(*set)))?;
        Some(model.sets[set].members.iter().map(|member| model.member(*member).unit).collect())
    }

    /// Lets units leave until no rule that must hold is broken; they are to be placed again.
    pub(crate) fn tighten(&mut self, state: &mut State<'_>, random: &mut Rng) {
        let model = state.model;
        let mut order: Vec<u32> = units(model).filter(|unit| !self.is_fixed[*unit as usize]).collect();
        random.shuffle(&mut order);
        while state.hard > 0 {
            let before = state.hard;
            for unit in &order {
                if !state.is_placed(*unit) || !self.may_break(state, *unit) {
                    continue;
                }
                let hard = state.hard;
                let mark = state.mark();
                state.remove(*unit);
                if state.hard < hard {
                    self.pool.push(*unit);
                } else {
                    state.undo_to(mark);
                }
            }
            if state.hard == before {
                break;
            }
        }
        state.commit();
    }

    /// Whether a rule that must hold and has to do with a unit is broken.
    fn may_break(&self, state: &State<'_>, unit: u32) -> bool {
        let of = state.model.unit(unit);
        let start = state.start(unit);
        let link_broken = |link: &Link| {
            let other = state.start(link.other);
            link.price.is_hard() && other != NOWHERE && missed(state.model, link, start, other) > 0
        };
        self.breaks(state, unit).is_some() || of.links.iter().any(link_broken)
    }
}
