//! How much rules about weeks, edges of days and sets miss. Those that stay broken become heavier, so that a search which cannot
//! mend one goes round it (breakout local search, Morris 1993).

use fastrand::Rng;

use super::State;
use crate::model::{Model, NONE, NOWHERE, Price, Unit};

/// What a breach weighs at first.
pub(crate) const WEIGHT: i64 = 16;

/// What is added for a breach that stays, and how many hundredths remain of what was added before.
const BURDEN: i64 = 2;
const KEPT: i64 = 95;

/// A rule that a state counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counter {
    Monitor(usize),
    Edge(usize),
    Set(usize),
}

#[derive(Debug, Clone)]
pub(super) struct Strain {
    monitors: usize,
    edges: usize,
    /// By rule - monitors, then edges, then sets - how much it misses, at least how often.
    amounts: Vec<u32>,
    weights: Vec<i64>,
    /// By unit, what it weighs while it has no place.
    units: Vec<i64>,
    /// The rules that miss something, and by rule where it stands there.
    broken: Vec<u32>,
    broken_at: Vec<u32>,
}

/// What a unit without a place weighs at first.
fn of_absent(unit: &Unit) -> i64 {
    unit.members.clone().map(|_| WEIGHT).sum()
}

impl Strain {
    pub(super) fn of_unit(&self, unit: u32) -> i64 {
        self.units[unit as usize]
    }

    pub(super) fn of_all_units(&self) -> i64 {
        self.units.iter().sum()
    }

    pub(super) fn new(model: &Model) -> Self {
        let (monitors, edges) = (model.monitors.len(), model.edges.len());
        let rules = monitors + edges + model.sets.len();
        Self {
            monitors,
            edges,
            amounts: vec![0; rules],
            weights: vec![WEIGHT; rules],
            units: model.units.iter().map(of_absent).collect(),
            broken: Vec::new(),
            broken_at: vec![NONE; rules],
        }
    }

    fn index(&self, counter: Counter) -> usize {
        match counter {
            Counter::Monitor(index) => index,
            Counter::Edge(index) => self.monitors + index,
            Counter::Set(index) => self.monitors + self.edges + index,
        }
    }

    fn counter(&self, rule: usize) -> Counter {
        let edge = rule.wrapping_sub(self.monitors);
        if rule < self.monitors {
            Counter::Monitor(rule)
        } else if edge < self.edges {
            Counter::Edge(edge)
        } else {
            Counter::Set(edge - self.edges)
        }
    }

    /// Puts a rule among the broken, or takes it from them.
    fn list(&mut self, rule: usize, is_broken: bool) {
        if is_broken {
            self.broken_at[rule] = u32::try_from(self.broken.len()).unwrap_or(NONE);
            self.broken.push(u32::try_from(rule).unwrap_or(NONE));
            return;
        }
        let at = std::mem::replace(&mut self.broken_at[rule], NONE) as usize;
        self.broken.swap_remove(at);
        if let Some(moved) = self.broken.get(at) {
            self.broken_at[*moved as usize] = u32::try_from(at).unwrap_or(NONE);
        }
    }
}

impl State<'_> {
    /// A rule that missed something `known` times misses it `missed` times, and by `amount` in all.
    pub(super) fn tell(&mut self, counter: Counter, price: Price, known: u32, missed: u32, amount: u32) {
        let rule = self.strain.index(counter);
        let before = std::mem::replace(&mut self.strain.amounts[rule], amount);
        if before == amount && known == missed {
            return;
        }
        if (before > 0) != (amount > 0) {
            self.strain.list(rule, amount > 0);
        }
        let change = i64::from(missed) - i64::from(known);
        if price.is_hard() {
            self.hard += price.times * change;
            let amount = i64::from(amount) - i64::from(before);
            self.pressure += self.strain.weights[rule] * price.times * amount;
        } else {
            self.soft += price.soft * change;
        }
    }

    pub(crate) fn price(&self, counter: Counter) -> Price {
        match counter {
            Counter::Monitor(index) => self.model.monitors[index].price,
            Counter::Edge(index) => self.model.edges[index].price,
            Counter::Set(index) => self.model.sets[index].price,
        }
    }

    /// A broken rule, by chance.
    pub(crate) fn some_broken(&self, random: &mut Rng) -> Option<Counter> {
        let broken = random.choice(&self.strain.broken)?;
        Some(self.strain.counter(*broken as usize))
    }

    /// Makes what is broken or has no place heavier, and all that was heavy a little lighter.
    pub(crate) fn burden(&mut self) {
        self.weigh(|first, weight, is_missed| {
            let kept = first + (weight - first) * KEPT / 100;
            if is_missed { kept + first * BURDEN / WEIGHT } else { kept }
        });
    }

    /// Gives everything the weight that it had at first.
    pub(crate) fn unburden(&mut self) {
        self.weigh(|first, _, _| first);
    }

    /// Sets all weights, from the first one, the present one, and whether the rule is broken or the unit has no place.
    fn weigh(&mut self, weight: impl Fn(i64, i64, bool) -> i64) {
        for rule in 0..self.strain.weights.len() {
            let price = self.price(self.strain.counter(rule));
            if !price.is_hard() {
                continue;
            }
            let amount = i64::from(self.strain.amounts[rule]);
            let old = self.strain.weights[rule];
            let new = weight(WEIGHT, old, amount > 0);
            self.strain.weights[rule] = new;
            self.pressure += (new - old) * price.times * amount;
        }
        for (index, unit) in self.model.units.iter().enumerate() {
            let is_out = self.start[index] == NOWHERE;
            let old = self.strain.units[index];
            let new = weight(of_absent(unit), old, is_out);
            self.strain.units[index] = new;
            if is_out {
                self.absence += new - old;
            }
        }
    }
}
