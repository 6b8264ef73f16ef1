//! Which formula and threshold judge a subject, once its relaxations are looked at.

use junheng_domain::{Exact, Stage};

use crate::{Condition, Formula, Indicator, Relaxation};

/// What judges a subject once its relaxations are known.
#[derive(Debug, Clone, Copy, Default)]
pub struct InForce<'i> {
    pub formula: Option<&'i Formula>,
    pub threshold: Option<&'i Exact>,
    /// It is not judged at all.
    pub exempt: bool,
}

impl Indicator {
    /// The formula and threshold in force for a subject of this stage; `holds` decides the relaxations' conditions.
    #[must_use]
    pub fn in_force(&self, stage: Option<Stage>, holds: impl Fn(&Condition) -> Option<bool>) -> InForce<'_> {
        let relaxations = self.relaxations.iter().enumerate();
        let applied = relaxations.filter(|(_, relaxation)| holds(&relaxation.when) == Some(true));
        self.relaxed_by(stage, applied.map(|(at, _)| at))
    }

    /// The same when it is known which relaxations apply, by index; a later one wins over an earlier one.
    #[must_use]
    pub fn relaxed_by(&self, stage: Option<Stage>, applied: impl IntoIterator<Item = usize>) -> InForce<'_> {
        let mut force = InForce {
            formula: self.formula.as_ref().and_then(|formula| formula.get(stage)),
            threshold: self.target.as_ref().and_then(|target| target.value.get(stage)),
            exempt: false,
        };
        for Relaxation { value, formula, exempt, .. } in
            applied.into_iter().filter_map(|at| self.relaxations.get(at))
        {
            force.formula = formula.as_ref().and_then(|formula| formula.get(stage)).or(force.formula);
            force.threshold = value.as_ref().and_then(|value| value.get(stage)).or(force.threshold);
            force.exempt |= *exempt;
        }
        force
    }
}
