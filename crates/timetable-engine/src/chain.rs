//! Moves along a Kempe chain: a unit goes to another start, those in its way go as far the other way, and so on.

use fastrand::Rng;

use crate::insert::Inserter;
use crate::model::NOWHERE;
use crate::state::State;

/// Units of one chain at most.
const LONGEST: usize = 14;

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
                if state.model.unit(other).starts.binary_search(&start).is_err() {
                    return false;
                }
                self.steps.push(Step { unit: other, start, shift: -step.shift });
            }
            state.place(step.unit, step.start, &mut inserter.picks);
        }
        true
    }
}
