//! Simulated annealing of a timetable: chains between two slots, and places for what has none.

use fastrand::Rng;

use crate::chain::Chain;
use crate::insert::Inserter;
use crate::model::NONE;
use crate::state::{Counter, State, WEIGHT};

/// What counts how much in a round, and how it cools.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cooling {
    pub(crate) hottest: f64,
    pub(crate) coldest: f64,
    /// Of a lesson without a place.
    pub(crate) unplaced: f64,
    /// Of a breach that must not be.
    pub(crate) hard: f64,
    /// Of a unit of soft cost.
    pub(crate) soft: f64,
    /// One move in so many pushes: it finds more than a chain and takes several times as long.
    pub(crate) pushing: u32,
}

impl Cooling {
    fn energy(self, state: &State<'_>) -> f64 {
        let weighed = self.unplaced * state.absence as f64
            + self.hard * state.pressure as f64
            + self.soft * state.soft_pressure as f64;
        weighed / WEIGHT as f64
    }

    pub(crate) fn temperature(self, done: f64) -> f64 {
        self.hottest * (self.coldest / self.hottest).powf(done)
    }
}

/// Looks for a broken rule that must hold, among all broken ones.
const TRIES: usize = 4;

#[derive(Debug, Clone, Default)]
pub(crate) struct Annealer {
    chain: Chain,
    /// Units without a place.
    pub(crate) out: Vec<u32>,
    /// What a breach that must not be weighs now.
    pub(crate) hard: f64,
}

impl Annealer {
    /// One try at a temperature; gives whether the timetable changed.
    pub(crate) fn step(
        &mut self,
        inserter: &mut Inserter,
        state: &mut State<'_>,
        random: &mut Rng,
        cooling: Cooling,
        temperature: f64,
    ) -> bool {
        let model = state.model;
        let units = model.units.len();
        let before = cooling.energy(state);
        let insert = !self.out.is_empty() && random.u32(..8) == 0;
        let unit = if insert {
            self.out[random.usize(..self.out.len())]
        } else {
            let only_hard = cooling.soft == 0.0;
            let focused = match random.u32(..4) {
                0 => None,
                1 if !only_hard => unhappy(state, random),
                _ => focus(state, random, only_hard),
            };
            focused.unwrap_or_else(|| u32::try_from(random.usize(..units)).unwrap_or(NONE))
        };
        if inserter.is_fixed[unit as usize] || (!insert && !state.is_placed(unit)) {
            return false;
        }
        let starts = &model.unit(unit).starts;
        if starts.is_empty() {
            return false;
        }
        let start = starts[random.usize(..starts.len())];
        if start == state.start(unit) && !model.unit(unit).wants_rooms {
            return false;
        }
        inserter.any_room = random.u32(..8) == 0;
        state.defer();
        let pushes = !insert && random.u32(..cooling.pushing) == 0;
        let made = if pushes {
            self.chain.push(inserter, state, random, unit, start)
        } else {
            self.chain.run(inserter, state, random, unit, start)
        };
        if made {
            state.count();
        }
        let change = cooling.energy(state) - before;
        let accepted = made && (change <= 0.0 || random.f64() < (-change / temperature).exp());
        if !accepted {
            state.defer();
            state.undo_to(0);
            state.count();
            return false;
        }
        state.commit();
        if insert {
            self.out.retain(|other| *other != unit);
            self.out.extend_from_slice(&self.chain.left_out);
        }
        true
    }
}

/// A unit that costs something by where it stands itself.
fn unhappy(state: &State<'_>, random: &mut Rng) -> Option<u32> {
    let units = state.model.units.len();
    let tries =
        std::iter::repeat_with(|| u32::try_from(random.usize(..units)).unwrap_or(NONE)).take(2 * TRIES);
    tries.into_iter().find(|unit| state.is_unhappy(*unit))
}

/// A unit that has to do with a broken rule.
fn focus(state: &State<'_>, random: &mut Rng, only_hard: bool) -> Option<u32> {
    let model = state.model;
    let mut tries = (0..TRIES).map_while(|_| state.some_broken(random));
    let rule = tries.find(|rule| !only_hard || state.price(*rule).is_hard())?;
    let (holder, member) = match rule {
        Counter::Monitor(index) => (Some(model.monitors[index].holder), None),
        Counter::Edge(index) if random.bool() => (None, Some(model.edges[index].member)),
        Counter::Edge(index) => (random.choice(&model.edges[index].holders).copied(), None),
        Counter::Set(index) => (None, random.choice(&model.sets[index].members).copied()),
    };
    match holder {
        Some(holder) => random.choice(&model.holders[holder as usize].units).copied(),
        None => Some(model.member(member?).unit),
    }
}
