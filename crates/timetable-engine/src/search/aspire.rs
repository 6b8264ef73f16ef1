//! Placing lessons a second time, once a timetable is whole, with regard to what is only wished.

use junheng_timetable::Weight;

use super::{Aspiring, Search, Stage};
use crate::insert::Inserter;
use crate::state::Burden;

/// Changes for each unit.
const INSERT_WISHES: u64 = 4_000;
pub(super) const MEND_WISHES: u64 = 8_000;

/// From which blame on a lesson stays, and a wish of weight 100 is broken instead.
const PATIENCE: u64 = 30;

/// What the soft total must gain for each breach, in breaches of weight 100, so that a round of bettering goes on from a timetable
/// which is not whole, and how many do so in a row.
const GAIN: i64 = 3;
const CARRIED: u32 = 2;

impl Search<'_> {
    pub(super) fn is_aspiring(&self) -> bool {
        self.aspiring == Aspiring::Now
    }

    /// Begins again with nothing placed: lessons leave for wishes too, until they are too much to blame, and what is wished is mended as what must
    /// hold. The whole timetable so far stays the best until a better one is whole.
    pub(super) fn aspire(&mut self) {
        self.aspiring = Aspiring::Now;
        self.round = 0;
        self.state.weigh_wishes(Burden::NONE);
        self.empty();
        self.inserter = Inserter::new(&self.state, std::mem::take(&mut self.inserter.is_fixed));
        self.inserter.patience = Some(PATIENCE);
        self.turn_to(Stage::Insert, INSERT_WISHES);
    }

    /// Whether the next round of bettering goes on from where this one ended, which is not whole but promises more than the best.
    pub(super) fn carries_on(&mut self) -> bool {
        let gain = GAIN * i64::from(Weight::HARD.units()) * self.state.hard;
        let promises = self.best.soft > self.state.soft + gain;
        let carries = promises && self.carried < CARRIED;
        self.carried = if carries { self.carried + 1 } else { 0 };
        carries
    }
}
