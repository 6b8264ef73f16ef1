//! The moves of the search. A move that cannot be made leaves changes that the caller takes back.

mod chain;
mod choice;
mod regroup;
mod timing;

use crate::problem::Problem;
use crate::random::Random;
use crate::state::State;

/// What moves need besides the timetable.
#[derive(Debug)]
pub(crate) struct Moves {
    chain: chain::Chain,
    /// Bundles of which a time may change, and those with an open slot.
    movable: Vec<u32>,
    open: Vec<u32>,
    /// How many of a hundred moves choose resources.
    choices: usize,
}

impl Moves {
    pub(crate) fn new(problem: &Problem) -> Self {
        let all = || 0_u32..u32::try_from(problem.bundles.len()).unwrap_or(0);
        let bundle = |at: &u32| &problem.bundles[*at as usize];
        let open: Vec<u32> =
            all().filter(|at| bundle(at).open.iter().any(|slot| slot.domain.len() > 1)).collect();
        let hours = |of: &[u32]| of.iter().map(|at| bundle(at).duration as usize).sum::<usize>();
        let movable: Vec<u32> = all().filter(|at| bundle(at).given_time.is_none()).collect();
        let choices = match (hours(&open), hours(&movable)) {
            (0, _) => 0,
            (_, 0) => 100,
            (open, movable) => (60 * open / (open + movable)).max(5),
        };
        Self { chain: chain::Chain::default(), movable, open, choices }
    }

    /// Tries a move; false when it could not be made whole.
    pub(crate) fn propose(&mut self, state: &mut State<'_>, random: &mut Random, weight: f64) -> bool {
        if random.percent(self.choices) {
            let Some(bundle) = random.pick(&self.open) else { return false };
            return choice::propose(state, random, bundle);
        }
        let Some(bundle) = random.pick(&self.movable) else { return false };
        timing::propose(state, random, bundle, &mut self.chain, weight)
    }
}
