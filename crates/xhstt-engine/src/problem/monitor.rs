//! Monitors: a constraint at a point of application, with what it costs now as a sum over its parts.

use junheng_xhstt::{Constraint, CostFunction, Limits};

/// How deviations become a cost: each is shaped, they are added, and the sum is shaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Plain,
    Square,
    Step,
}

impl Shape {
    fn of(self, number: i64) -> i64 {
        match self {
            Self::Plain => number,
            Self::Square => number.saturating_mul(number),
            Self::Step => i64::from(number > 0),
        }
    }
}

/// The weighted cost function of a constraint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Function {
    each: Shape,
    total: Shape,
    pub(crate) weight: i64,
    pub(crate) required: bool,
}

impl Function {
    pub(crate) fn new(constraint: &Constraint) -> Self {
        let (each, total) = match constraint.cost_function {
            CostFunction::Linear => (Shape::Plain, Shape::Plain),
            CostFunction::Quadratic => (Shape::Plain, Shape::Square),
            CostFunction::Step => (Shape::Plain, Shape::Step),
            CostFunction::SumSquares => (Shape::Square, Shape::Plain),
            CostFunction::SumSteps => (Shape::Step, Shape::Plain),
        };
        Self { each, total, weight: i64::from(constraint.weight), required: constraint.required }
    }

    /// A deviation as it enters the sum.
    pub(crate) fn share(&self, deviation: i64) -> i64 {
        self.each.of(deviation)
    }

    /// The cost of a sum of shares.
    pub(crate) fn cost(&self, sum: i64) -> i64 {
        self.total.of(sum).saturating_mul(self.weight)
    }

    /// Whether the cost is the sum of the costs of single deviations.
    pub(crate) fn is_additive(&self) -> bool {
        self.total == Shape::Plain
    }

    /// The cost of a single deviation, as a pair of hard and soft.
    pub(crate) fn alone(&self, deviation: i64) -> (i64, i64) {
        let cost = self.cost(self.share(deviation));
        if self.required { (cost, 0) } else { (0, cost) }
    }
}

/// A constraint at a point. `limits` bound the total over the parts where the parts only count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Monitor {
    pub(crate) function: Function,
    pub(crate) limits: Limits,
    /// Whether the parts only count, and the total deviates.
    pub(crate) is_total: bool,
}

/// What a part makes of its count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartKind {
    /// Deviates by one when busy.
    Unavailable,
    /// Deviates by what the count is outside, unless it is 0.
    Busy,
    /// Adds one to the total when the count is not 0.
    Cluster,
    /// Adds its gaps to the total; the group has at most 128 times.
    Idle,
    /// The same for longer groups: its resource and times.
    WideIdle { resource: u32, times: Vec<u32> },
    /// Deviates by what the count is outside.
    Spread,
}

#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) kind: PartKind,
    pub(crate) monitor: u32,
    pub(crate) limits: Limits,
}

/// By how much a number is outside.
pub(crate) fn excess(limits: Limits, number: i64) -> i64 {
    let below = (i64::from(limits.minimum) - number).max(0);
    below + limits.maximum.map_or(0, |maximum| (number - i64::from(maximum)).max(0))
}
