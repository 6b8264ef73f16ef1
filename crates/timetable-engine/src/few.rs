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
    let mut few = Few { state, inserter, chain: Chain::default(), random, origin, most };
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
    most: usize,
}

impl Few<'_> {
    /// Tries all chains and makes those that still gain something, the best first; false when there are none.
    fn round(&mut self) -> bool {
        let (before, changed) = (self.costs(), self.changed());
        let mut gains: Vec<(usize, i64, i64, u32, u16)> = Vec::new();
        for unit in units(self.state.model) {
            for start in &self.state.model.unit(unit).starts {
                if let Some(costs) = self.tried(unit, *start).filter(|costs| *costs < before) {
                    let more = i64::try_from(self.changed().saturating_sub(changed)).unwrap_or(i64::MAX);
                    let per_lesson = (costs.2 - before.2) / more.max(1);
                    gains.push((costs.0, costs.1, per_lesson, unit, *start));
                }
                self.state.undo_to(0);
            }
        }
        gains.sort_unstable();
        let mut gained = false;
        for (.., unit, start) in gains {
            let before = self.costs();
            if self.tried(unit, start).is_some_and(|costs| costs < before) {
                self.state.commit();
                gained = true;
            } else {
                self.state.undo_to(0);
            }
        }
        gained
    }

    fn costs(&self) -> Costs {
        (self.state.unplaced, self.state.hard, self.state.soft)
    }

    /// Takes a unit to a start by a chain. `None` when it cannot be, or too many lessons would stand elsewhere.
    fn tried(&mut self, unit: u32, start: u16) -> Option<Costs> {
        if self.inserter.is_fixed[unit as usize] || self.state.start(unit) == start {
            return None;
        }
        let made = self.chain.run(&mut self.inserter, &mut self.state, &mut self.random, unit, start);
        (made && self.chain.left_out.is_empty() && self.changed() <= self.most).then(|| self.costs())
    }

    /// How many lessons stand elsewhere, or in another room.
    fn changed(&self) -> usize {
        let (starts, picks) = &self.origin;
        let members = self.state.model.members.iter().enumerate();
        let elsewhere = members.filter(|(index, member)| {
            let start = self.state.start(member.unit);
            start != starts[member.unit as usize] || *self.state.pick(*index) != picks[*index]
        });
        elsewhere.count()
    }
}
