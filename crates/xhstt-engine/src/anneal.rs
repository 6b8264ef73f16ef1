//! Simulated annealing in rounds: each round is twice as long as the one before and begins at the best timetable known
//! or anew, so that more effort never gives a worse answer.

use crate::moves::Moves;
use crate::random::Random;
use crate::state::{Meet, State};

/// A timetable worth keeping.
#[derive(Debug, Clone)]
pub(crate) struct Best {
    pub(crate) hard: i64,
    pub(crate) soft: i64,
    pub(crate) meets: Vec<Meet>,
}

impl Best {
    pub(crate) fn of(state: &State<'_>) -> Self {
        let meets = state.meets.iter().filter(|meet| meet.duration > 0).cloned().collect();
        Self { hard: state.hard, soft: state.soft, meets }
    }

    pub(crate) fn is_beaten_by(&self, state: &State<'_>) -> bool {
        (state.hard, state.soft) < (self.hard, self.soft)
    }

    pub(crate) fn is_perfect(&self) -> bool {
        self.hard == 0 && self.soft == 0
    }
}

/// How a round cools.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cooling {
    pub(crate) hottest: f64,
    pub(crate) coldest: f64,
    /// Changes to be made.
    pub(crate) length: u64,
    /// What a hard cost of one weighs at least, at first, and at most.
    pub(crate) weights: [f64; 3],
}

/// The weight of hard costs after a stride without a feasible timetable, and after one with.
const PRESS: f64 = 1.02;
const EASE: f64 = 0.98;

/// Moves between two looks at the clock of the caller.
const STRIDE: u64 = 512;

/// Anneals until the round is over or `goes_on` says no; gives whether it may go on.
pub(crate) fn anneal(
    state: &mut State<'_>,
    moves: &mut Moves,
    random: &mut Random,
    best: &mut Best,
    cooling: Cooling,
    goes_on: &mut dyn FnMut(u64, &Best) -> bool,
) -> bool {
    let begin = state.work;
    let ratio = cooling.coldest / cooling.hottest;
    let [lightest, mut weight, heaviest] = cooling.weights;
    loop {
        let done = (state.work - begin) as f64 / cooling.length as f64;
        if done >= 1.0 || best.is_perfect() {
            return true;
        }
        let temperature = cooling.hottest * ratio.powf(done);
        let mut was_feasible = false;
        for _ in 0..STRIDE {
            step(state, moves, random, best, temperature, weight);
            was_feasible |= state.hard == 0;
        }
        weight = (weight * if was_feasible { EASE } else { PRESS }).clamp(lightest, heaviest);
        // Moves that cannot be made are work too.
        state.work += STRIDE / 8;
        if !goes_on(state.work, best) {
            return false;
        }
    }
}

fn step(
    state: &mut State<'_>,
    moves: &mut Moves,
    random: &mut Random,
    best: &mut Best,
    temperature: f64,
    weight: f64,
) {
    let before = state.energy(weight);
    let made = moves.propose(state, random, weight);
    state.settle();
    let change = state.energy(weight) - before;
    let accepted = made && (change <= 0.0 || random.fraction() < (-change / temperature).exp());
    if !accepted {
        state.undo_to(0);
        return;
    }
    state.commit();
    if best.is_beaten_by(state) {
        *best = Best::of(state);
    }
}
