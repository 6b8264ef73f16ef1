//! The stages that place lessons: trials, insertion, and filling without regard to weeks.

use super::anneal::MEND;
use super::aspire::MEND_WISHES;
use super::{Search, Stage};
use crate::insert::Inserter;
use crate::load::units;

/// Changes of the first round, for each unit.
const TRIAL: u64 = 2_000;
pub(super) const INSERT: u64 = 8_000;
const FILL: u64 = 2_000;

/// Insertion goes badly when it leaves more than one lesson in so many without a place. It then begins again, so often at most.
const FEW: usize = 20;
pub(super) const TRIALS: u32 = 4;

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
        } else if self.stage == Stage::Fill {
            self.annealer.out = std::mem::take(&mut self.inserter.pool);
            self.annealer.out.append(&mut self.inserter.hopeless);
            let stage = if self.is_movable() { Stage::Mend } else { Stage::Done };
            self.turn_to(stage, if self.is_aspiring() { MEND_WISHES } else { MEND });
        } else if self.is_aspiring() || self.inserter.is_done() || !self.begins_again() {
            self.inserter.is_strict = false;
            self.inserter.patience = None;
            self.inserter.pool.append(&mut self.inserter.hopeless);
            self.turn_to(Stage::Fill, FILL);
        }
    }

    /// Whether insertion begins again with nothing placed, because it went badly, or goes on with a trial that did not. After the
    /// last trial the best is laid.
    fn begins_again(&mut self) -> bool {
        let is_bad = self.state.unplaced * FEW > self.compiled.model.members.len();
        let trials = std::mem::take(&mut self.trials);
        if !is_bad {
            let is_trial = self.stage == Stage::Try;
            self.go_on(Stage::Insert, INSERT);
            return is_trial;
        }
        if let Some(left) = trials.checked_sub(1) {
            self.trials = left;
            self.empty();
            self.turn_to(Stage::Try, TRIAL);
        } else if self.stage == Stage::Try {
            self.back_to_best();
        } else {
            return false;
        }
        self.inserter = Inserter::new(&self.state, std::mem::take(&mut self.inserter.is_fixed));
        self.stage == Stage::Try && trials > 0
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
