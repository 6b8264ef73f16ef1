//! What is broken, and how heavy that is for the search. What stays broken becomes heavier, so that a search which is stuck goes on
//! at the expense of something else (the breakout method, Morris 1993). Costs are counted without these weights.

use fastrand::Rng;

use super::State;
use crate::model::{Link, Model, NONE, NOWHERE, Price, Unit};

/// What a breach weighs at first.
pub(crate) const WEIGHT: i64 = 16;

/// How weights grow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Burden {
    /// What is added for a breach that stays.
    by: i64,
    /// How many hundredths remain of what was added before.
    kept: i64,
}

impl Burden {
    pub(crate) const OF_WHAT_MUST_HOLD: Self = Self { by: 2, kept: 95 };
    pub(crate) const OF_WISHES: Self = Self { by: 1, kept: 98 };
    /// Everything weighs again what it did at first.
    pub(crate) const NONE: Self = Self { by: 0, kept: 0 };

    fn weigh(self, first: i64, weight: i64, is_missed: bool) -> i64 {
        let kept = first + (weight - first) * self.kept / 100;
        if is_missed { kept + self.by * first / WEIGHT } else { kept }
    }
}

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
    /// By rule - monitors, then edges, then sets - how often it is missed, and by how much in all, which is never less.
    missed: Vec<u32>,
    amounts: Vec<u32>,
    weights: Vec<i64>,
    /// By unit, what it weighs while it has no place.
    units: Vec<i64>,
    /// By pair of units, what a wish between them weighs while it is broken, and what it costs.
    pairs: Vec<i64>,
    pair_costs: Vec<i64>,
    /// The rules that miss something, and by rule where it stands there.
    broken: Vec<u32>,
    broken_at: Vec<u32>,
}

/// What a unit without a place weighs at first.
fn of_absent(unit: &Unit) -> i64 {
    unit.members.clone().map(|_| WEIGHT).sum()
}

impl Strain {
    pub(super) fn new(model: &Model) -> Self {
        let (monitors, edges) = (model.monitors.len(), model.edges.len());
        let rules = monitors + edges + model.sets.len();
        Self {
            monitors,
            edges,
            missed: vec![0; rules],
            amounts: vec![0; rules],
            weights: vec![WEIGHT; rules],
            units: model.units.iter().map(of_absent).collect(),
            pairs: vec![WEIGHT; model.pairs as usize],
            pair_costs: vec![0; model.pairs as usize],
            broken: Vec::new(),
            broken_at: vec![NONE; rules],
        }
    }

    pub(super) fn of_unit(&self, unit: u32) -> i64 {
        self.units[unit as usize]
    }

    pub(super) fn of_all_units(&self) -> i64 {
        self.units.iter().sum()
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

    /// Changes the weight of a rule; gives by how much what it misses weighs more.
    fn weigh_rule(&mut self, rule: usize, burden: Burden) -> i64 {
        let amount = i64::from(self.amounts[rule]);
        let weight = &mut self.weights[rule];
        let new = burden.weigh(WEIGHT, *weight, amount > 0);
        (new - std::mem::replace(weight, new)) * amount
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
    /// By rule, how often it is missed.
    pub(crate) fn missed(&self) -> &[u32] {
        &self.strain.missed
    }

    /// Whether a rule that must hold is broken, and not because it is lost anyway.
    pub(crate) fn is_broken_beside(&self, lost: &[bool], counter: Counter) -> bool {
        let rule = self.strain.index(counter);
        self.strain.missed[rule] > 0 && self.price(counter).is_hard() && !lost[rule]
    }

    /// A rule is now missed so often, and by this amount in all.
    pub(super) fn tell(&mut self, counter: Counter, missed: u32, amount: u32) {
        let price = self.price(counter);
        let rule = self.strain.index(counter);
        let known = std::mem::replace(&mut self.strain.missed[rule], missed);
        let before = std::mem::replace(&mut self.strain.amounts[rule], amount);
        if before == amount && known == missed {
            return;
        }
        if (before > 0) != (amount > 0) {
            self.strain.list(rule, amount > 0);
        }
        let change = i64::from(missed) - i64::from(known);
        let weight = self.strain.weights[rule];
        if price.is_hard() {
            self.hard += price.times * change;
            self.pressure += weight * price.times * (i64::from(amount) - i64::from(before));
        } else {
            self.soft += price.soft * change;
            self.soft_pressure += weight * price.soft * change;
        }
    }

    /// Something of the first weight that must not be comes or goes.
    pub(super) fn charge_hard(&mut self, cost: i64) {
        self.hard += cost;
        self.pressure += WEIGHT * cost;
    }

    /// Something of the first weight costs more, or less.
    pub(super) fn charge_soft(&mut self, cost: i64) {
        self.soft += cost;
        self.soft_pressure += WEIGHT * cost;
    }

    /// A link is broken by more, or less.
    pub(super) fn charge_link(&mut self, link: &Link, amount: i64) {
        if link.price.is_hard() {
            self.charge_hard(link.price.times * amount);
            return;
        }
        let cost = link.price.soft * amount;
        let pair = link.pair as usize;
        self.soft += cost;
        self.soft_pressure += self.strain.pairs[pair] * cost;
        self.strain.pair_costs[pair] += cost;
    }

    pub(crate) fn counters(&self) -> impl Iterator<Item = Counter> + '_ {
        (0..self.strain.missed.len()).map(|rule| self.strain.counter(rule))
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

    /// Changes the weights of what must hold: of rules, and of units without a place.
    pub(crate) fn weigh_what_must_hold(&mut self, burden: Burden) {
        for rule in 0..self.strain.weights.len() {
            let price = self.price(self.strain.counter(rule));
            if price.is_hard() {
                self.pressure += price.times * self.strain.weigh_rule(rule, burden);
            }
        }
        for (index, unit) in self.model.units.iter().enumerate() {
            let is_out = self.start[index] == NOWHERE;
            let weight = &mut self.strain.units[index];
            let new = burden.weigh(of_absent(unit), *weight, is_out);
            let change = new - std::mem::replace(weight, new);
            if is_out {
                self.absence += change;
            }
        }
    }

    /// Changes the weights of what is wished: of rules, and between pairs of units.
    pub(crate) fn weigh_wishes(&mut self, burden: Burden) {
        for rule in 0..self.strain.weights.len() {
            let price = self.price(self.strain.counter(rule));
            if !price.is_hard() {
                self.soft_pressure += price.soft * self.strain.weigh_rule(rule, burden);
            }
        }
        for (weight, cost) in self.strain.pairs.iter_mut().zip(&self.strain.pair_costs) {
            let new = burden.weigh(WEIGHT, *weight, *cost > 0);
            self.soft_pressure += (new - std::mem::replace(weight, new)) * cost;
        }
    }
}
