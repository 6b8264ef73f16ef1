//! Which measures formulas and conditions read, and of whom.

use std::collections::{BTreeMap, BTreeSet};

use junheng_domain::MeasureId;
use junheng_standards::expr::{Collection, Typed};
use junheng_standards::{Indicator, PerStage};

/// The measures that a frame must have.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reads {
    pub(crate) own: BTreeSet<MeasureId>,
    pub(crate) children: BTreeMap<Collection, BTreeSet<MeasureId>>,
}

impl Reads {
    pub(crate) fn add(&mut self, read: &Typed) {
        for collection in read.collections() {
            self.children.entry(*collection).or_default();
        }
        for (collection, measure) in read.measures() {
            match collection {
                None => self.own.insert(measure.clone()),
                Some(collection) => self.children.entry(*collection).or_default().insert(measure.clone()),
            };
        }
    }

    /// Everything that the value or the standing of an indicator depends on.
    pub(crate) fn add_indicator(&mut self, indicator: &Indicator) {
        for relaxation in &indicator.relaxations {
            self.add(&relaxation.when.typed);
        }
        let relaxed = indicator.relaxations.iter().filter_map(|relaxation| relaxation.formula.as_ref());
        let shortfall = indicator.shortfall.as_ref().map(|shortfall| &shortfall.formula);
        for formula in relaxed.chain(&indicator.formula).chain(shortfall) {
            match formula {
                PerStage::Same(formula) => self.add(&formula.typed),
                PerStage::By(stages) => stages.values().for_each(|formula| self.add(&formula.typed)),
            }
        }
    }

    pub(crate) fn contains(&self, measure: &MeasureId) -> bool {
        self.own.contains(measure) || self.children.values().any(|measures| measures.contains(measure))
    }
}
