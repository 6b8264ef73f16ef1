//! The stages that anneal: mending what must hold, and bettering what is wished.

use super::place::INSERT;
use super::{Aspiring, Search, Stage};
use crate::anneal::Cooling;
use crate::load::absent;
use crate::state::{Burden, WEIGHT};

/// Changes of the first round, for each unit.
pub(super) const MEND: u64 = 16_000;
const BETTER: u64 = 3_000;

/// What must hold, in breaches.
const MENDING: Cooling =
    Cooling { hottest: 0.4, coldest: 0.12, unplaced: 3.0, hard: 1.0, soft: 0.0, pushing: 3 };

/// The same from a timetable with few breaches, which more heat would undo.
const CLOSING: Cooling = Cooling { hottest: 0.3, ..MENDING };

/// So many breaches and lessons without a place, and not more, are few.
const NEARLY_WHOLE: i64 = 6;

/// Mending together with what is wished, which counts a little less.
const MENDING_WISHES: Cooling = Cooling { hard: 1.2, soft: BETTERING.soft, ..MENDING };

/// What is wished, in breaches of weight 100, and at first the weight of what must hold.
const BETTERING: Cooling =
    Cooling { hottest: 0.3, coldest: 0.03, unplaced: 0.0, hard: 5.0, soft: 1e-8, pushing: 8 };

/// How the weight of what must hold follows the search, after a batch in which it held and after one in which it did not, and its bounds.
const EASE: f64 = 0.98;
const PRESS: f64 = 1.005;
const LIGHTEST: f64 = 1.0;
const HEAVIEST: f64 = 10.0;

/// Moves at one temperature.
const BATCH: u32 = 200;

/// Batches after which what is still broken becomes heavier.
const BURDENED: u32 = 15;

/// Rounds of mending to one of insertion, once both were tried.
const MENDINGS: u32 = 2;

impl Search<'_> {
    fn has_no_better(&self) -> bool {
        self.compiled.has_no_better(self.progress())
    }

    /// Counts a batch; true when it is time that what stays broken becomes heavier.
    fn count_batch(&mut self) -> bool {
        self.batches = (self.batches + 1) % BURDENED;
        self.batches == 0
    }

    pub(super) fn mend(&mut self, end: u64) {
        let cooling = match (self.is_aspiring(), self.stage) {
            (true, _) => MENDING_WISHES,
            (false, Stage::Close) => CLOSING,
            (false, _) => MENDING,
        };
        while self.state.work < end && !self.is_whole() {
            let temperature = cooling.temperature(self.done());
            // Moves that cannot be made are work too.
            self.state.work += u64::from(BATCH);
            if self.count_batch() {
                self.state.weigh_what_must_hold(Burden::OF_WHAT_MUST_HOLD);
                if self.is_aspiring() {
                    self.state.weigh_wishes(Burden::OF_WISHES);
                }
            }
            for _ in 0..BATCH {
                if self.annealer.step(
                    &mut self.inserter,
                    &mut self.state,
                    &mut self.random,
                    cooling,
                    temperature,
                ) {
                    self.keep_best();
                }
                if self.is_whole() {
                    break;
                }
            }
        }
        let is_over = self.state.work >= self.begin.saturating_add(self.length);
        if self.is_whole() || (is_over && self.is_aspiring()) {
            self.turn_to_better();
        } else if is_over && self.stage == Stage::Mend && self.best.missing() <= NEARLY_WHOLE {
            self.back_to_best();
            self.annealer.out = absent(&self.state);
            self.turn_to(Stage::Close, MEND);
        } else if is_over {
            self.round += 1;
            if !self.round.is_multiple_of(MENDINGS) {
                self.turn_to(Stage::Mend, MEND);
                return;
            }
            self.inserter.is_strict = true;
            self.inserter.any_room = false;
            self.inserter.pool = std::mem::take(&mut self.annealer.out);
            self.inserter.tighten(&mut self.state, &mut self.random);
            self.turn_to(Stage::Insert, INSERT);
        }
    }

    pub(super) fn turn_to_better(&mut self) {
        self.round = 0;
        self.state.weigh_what_must_hold(Burden::NONE);
        self.annealer.out.clear();
        let stage = if self.is_movable() && !self.has_no_better() { Stage::Better } else { Stage::Done };
        if self.is_aspiring() {
            self.aspiring = Aspiring::Over;
        }
        if self.state.unplaced > 0 {
            self.back_to_best();
        }
        self.annealer.hard = BETTERING.hard;
        self.turn_to(stage, BETTER);
    }

    pub(super) fn better(&mut self, end: u64) {
        while self.state.work < end {
            let cooling = Cooling { hard: self.annealer.hard, ..BETTERING };
            let temperature = cooling.temperature(self.done());
            // Moves that cannot be made are work too.
            self.state.work += u64::from(BATCH);
            if self.count_batch() {
                self.state.weigh_wishes(Burden::OF_WISHES);
                self.state.weigh_what_must_hold(Burden::OF_WHAT_MUST_HOLD);
            }
            let mut was_feasible = false;
            for _ in 0..BATCH {
                let changed = self.annealer.step(
                    &mut self.inserter,
                    &mut self.state,
                    &mut self.random,
                    cooling,
                    temperature,
                );
                was_feasible |= self.state.hard == 0;
                if changed {
                    self.keep_best();
                }
            }
            let factor = if was_feasible { EASE } else { PRESS };
            self.annealer.hard = (self.annealer.hard * factor).clamp(LIGHTEST, HEAVIEST);
            if self.has_no_better() {
                self.stage = Stage::Done;
                return;
            }
        }
        if self.state.work >= self.begin.saturating_add(self.length) {
            self.round += 1;
            debug_assert!(
                self.state.soft_pressure >= WEIGHT * self.state.soft,
                "no weight is below the first"
            );
            if self.aspiring == Aspiring::Ahead {
                self.aspire();
                return;
            }
            if !self.carries_on() {
                self.back_to_best();
            }
            self.turn_to(Stage::Better, BETTER);
        }
    }
}
