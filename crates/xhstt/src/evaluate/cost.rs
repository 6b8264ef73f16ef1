//! From deviations to a cost.

use crate::model::{Constraint, CostFunction};

/// What a solution costs. Infeasibility comes first: any objective is better than one more of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cost {
    pub infeasibility: u64,
    pub objective: u64,
}

impl Cost {
    pub(super) fn add(&mut self, required: bool, cost: u64) {
        let total = if required { &mut self.infeasibility } else { &mut self.objective };
        *total = total.saturating_add(cost);
    }
}

/// The weighted cost of the deviations of one point of application.
pub(super) fn cost(constraint: &Constraint, deviations: &[u64]) -> u64 {
    let sum = |numbers: &mut dyn Iterator<Item = u64>| numbers.fold(0, u64::saturating_add);
    let total = sum(&mut deviations.iter().copied());
    let cost = match constraint.cost_function {
        CostFunction::Linear => total,
        CostFunction::Quadratic => total.saturating_mul(total),
        CostFunction::Step => u64::from(total > 0),
        CostFunction::SumSquares => sum(&mut deviations.iter().map(|one| one.saturating_mul(*one))),
        CostFunction::SumSteps => sum(&mut deviations.iter().map(|one| u64::from(*one > 0))),
    };
    cost.saturating_mul(u64::from(constraint.weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Rule, Selection};

    fn check(cost_function: CostFunction, deviations: &[u64], expected: u64) {
        let constraint = Constraint {
            id: String::new(),
            name: String::new(),
            required: true,
            weight: 10,
            cost_function,
            rule: Rule::AssignTime { events: Selection::default() },
        };
        assert_eq!(cost(&constraint, deviations), expected, "{cost_function:?} of {deviations:?}");
    }

    #[test]
    fn each_cost_function_counts_in_its_own_way() {
        for (function, expected) in [
            (CostFunction::Linear, 50),
            (CostFunction::Quadratic, 250),
            (CostFunction::Step, 10),
            (CostFunction::SumSquares, 130),
            (CostFunction::SumSteps, 20),
        ] {
            check(function, &[2, 0, 3], expected);
            check(function, &[0, 0], 0);
            check(function, &[], 0);
        }
        check(CostFunction::Quadratic, &[u64::MAX, 3], u64::MAX);
    }
}
