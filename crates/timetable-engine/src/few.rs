//! Betters an answer by moving few lessons: every chain between two slots is tried, the one that gains most for each lesson that then
//! stands elsewhere comes first, and more lessons than allowed never do.

use fastrand::Rng;
use junheng_timetable::{LessonId, Solution};

use crate::chain::Chain;
use crate::insert::Inserter;
use crate::load::{load, units, unload};
use crate::model::{Model, NONE};
use crate::search::Compiled;
use crate::state::{Pick, State};

/// Lessons without a place, breaches of what must hold, and the cost of the other rules.
type Costs = (usize, i64, i64);

/// The answer with at most `most` lessons elsewhere, and none of `keep`; as it is when nothing is gained.
#[must_use]
pub fn better_by_few(
    compiled: &Compiled,
    solution: &Solution,
    keep: &[LessonId],
    most: usize,
    seed: u64,
) -> Solution {
    let model = &compiled.model;
    let mut state = State::new(model);
    load(&mut state, solution);
    let inserter = Inserter::new(&state, fixed(model, keep));
    let (origin, random) = (state.seats(), Rng::with_seed(seed));
    let moved = vec![0; model.units.len()];
    let mut few = Few { state, inserter, chain: Chain::default(), random, origin, moved, changed: 0, most };
    while few.round() {}
    let (starts, picks) = few.state.seats();
    unload(model, compiled.lessons, &starts, &picks)
}

/// By unit, whether one of its lessons stays.
fn fixed(model: &Model, keep: &[LessonId]) -> Vec<bool> {
    let mut is_fixed = vec![false; model.units.len()];
    let members = keep.iter().filter_map(|lesson| model.member_of.get(lesson.index()));
    for member in members.filter(|member| **member != NONE) {
        is_fixed[model.member(*member).unit as usize] = true;
    }
    is_fixed
}

struct Few<'m> {
    state: State<'m>,
    inserter: Inserter,
    chain: Chain,
    random: Rng,
    /// Where everything stood, by unit and by member.
    origin: (Vec<u16>, Vec<Pick>),
    /// By unit, how many of its lessons stand elsewhere by what was done for good.
    moved: Vec<usize>,
    /// The sum of these.
    changed: usize,
    most: usize,
}

impl Few<'_> {
    /// Tries all chains and makes those that still gain something, the best first; false when there are none.
    fn round(&mut self) -> bool {
        let (before, changed) = (self.costs(), self.changed);
        let mut gains: Vec<(usize, i64, i64, u32, u16)> = Vec::new();
        for unit in units(self.state.model) {
            for start in &self.state.model.unit(unit).starts {
                if let Some((costs, after)) = self.tried(unit, *start).filter(|tried| tried.0 < before) {
                    let more = i64::try_from(after.saturating_sub(changed)).unwrap_or(i64::MAX);
                    gains.push((costs.0, costs.1, (costs.2 - before.2) / more.max(1), unit, *start));
                }
                self.state.undo_to(0);
            }
        }
        gains.sort_unstable();
        let mut gained = false;
        for (.., unit, start) in gains {
            let before = self.costs();
            if let Some((_, changed)) = self.tried(unit, start).filter(|tried| tried.0 < before) {
                self.state.commit();
                let chain: Vec<u32> = self.chain.moved().collect();
                chain.into_iter().for_each(|unit| self.moved[unit as usize] = self.elsewhere(unit));
                (self.changed, gained) = (changed, true);
            } else {
                self.state.undo_to(0);
            }
        }
        gained
    }

    fn costs(&self) -> Costs {
        (self.state.unplaced, self.state.hard, self.state.soft)
    }

    /// Takes a unit to a start by a chain: what all costs then, and how many lessons stand elsewhere. `None` when it cannot be, or
    /// these are too many.
    fn tried(&mut self, unit: u32, start: u16) -> Option<(Costs, usize)> {
        if self.inserter.is_fixed[unit as usize] || self.state.start(unit) == start {
            return None;
        }
        let made = self.chain.run(&mut self.inserter, &mut self.state, &mut self.random, unit, start);
        if !made || !self.chain.left_out.is_empty() {
            return None;
        }
        let mut changed = self.changed;
        for unit in self.chain.moved() {
            changed = changed + self.elsewhere(unit) - self.moved[unit as usize];
        }
        (changed <= self.most).then(|| (self.costs(), changed))
    }

    /// How many lessons of a unit stand elsewhere, or in another room.
    fn elsewhere(&self, unit: u32) -> usize {
        let (starts, picks) = &self.origin;
        let members = self.state.model.unit(unit).members.clone();
        if self.state.start(unit) != starts[unit as usize] {
            return members.len();
        }
        members.filter(|member| self.state.pick(*member) != &picks[*member]).count()
    }
}
