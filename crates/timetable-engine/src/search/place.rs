//! The stages that place lessons: trials, insertion, and filling without regard to weeks.

use super::anneal::MEND;
use super::{Search, Stage};
use crate::insert::Inserter;
use crate::load::units;

/// Changes of the first round, for each unit.
pub(super) const TRIAL: u64 = 2_000;
pub(super) const INSERT: u64 = 8_000;
const FILL: u64 = 2_000;

/// Trials of insertion at most. One that leaves more than one lesson in so many without a place began badly.
pub(super) const TRIALS: u32 = 5;
const FEW: usize = 20;

impl Search<'_> {
    pub(super) fn insert(&mut self, end: u64) {
        while self.state.work < end && !self.inserter.is_done() {
            self.inserter.step(&mut self.state, &mut self.random);
            // As long as nobody had to leave, each step is better than the one before.
            if self.inserter.is_tried {
                self.keep_best();
            }
        }
        let over = self.state.work >= self.begin.saturating_add(self.length);
        if !over && !self.inserter.is_done() {
            return;
        }
        self.keep_best();
        if self.is_whole() {
            self.turn_to_better();
        } else if self.stage == Stage::Try && !self.inserter.is_done() {
            self.judge_trial();
        } else if self.stage != Stage::Fill {
            self.inserter.is_strict = false;
            self.inserter.pool.append(&mut self.inserter.hopeless);
            self.turn_to(Stage::Fill, FILL);
        } else {
            self.annealer.out = std::mem::take(&mut self.inserter.pool);
            self.annealer.out.append(&mut self.inserter.hopeless);
            let stage = if self.is_movable() { Stage::Mend } else { Stage::Done };
            self.turn_to(stage, MEND);
        }
    }

    /// After a trial insertion goes on if few lessons have no place, else another one begins with nothing placed; after the last
    /// one it goes on from the best.
    fn judge_trial(&mut self) {
        if self.state.unplaced * FEW <= self.compiled.model.members.len() {
            self.go_on(Stage::Insert, INSERT);
            return;
        }
        if self.trials == 0 {
            self.back_to_best();
            self.turn_to(Stage::Insert, INSERT);
        } else {
            self.trials -= 1;
            self.empty();
            self.turn_to(Stage::Try, TRIAL);
        }
        self.inserter = Inserter::new(&self.state, std::mem::take(&mut self.inserter.is_fixed));
    }

    /// Whether any lesson can be elsewhere.
    pub(super) fn is_movable(&self) -> bool {
        let model = &self.compiled.model;
        let movable = |unit: u32| {
            let of = model.unit(unit);
            !self.inserter.is_fixed[unit as usize]
                && (of.starts.len() > 1 || of.wants_rooms || !self.state.is_placed(unit))
        };
        units(model).any(movable)
    }
}
