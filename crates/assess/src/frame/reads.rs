//! Which measures formulas and conditions read, and of whom.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use junheng_domain::{Level, MeasureId};
use junheng_standards::expr::{Collection, Typed};
use junheng_standards::{Indicator, Measures, PerStage, Sharing};

/// The measures that a frame must have.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reads {
    pub(crate) own: BTreeSet<MeasureId>,
    pub(crate) children: BTreeMap<Collection, BTreeSet<MeasureId>>,
}

/// The measures of a frame's own rows, looked up in the catalogue once for all frames.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) ids: Arc<[MeasureId]>,
    pub(crate) declared: Vec<Declared>,
}

/// Where the catalogue says that a measure is reported.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Declared {
    /// `None` for one that no catalogue knows.
    pub(crate) level: Option<Level>,
    /// Whether what a school reports as a whole is split over its stages.
    pub(crate) shared: bool,
}

impl Wanted {
    pub(crate) fn of(reads: &Reads, measures: &Measures) -> Self {
        let declared = reads.own.iter().map(|id| Declared::of(id, measures)).collect();
        Self { ids: reads.own.iter().cloned().collect(), declared }
    }
}

impl Declared {
    pub(crate) fn of(id: &MeasureId, measures: &Measures) -> Self {
        let measure = measures.by_id.get(id);
        Self {
            level: measure.map(|measure| measure.level),
            shared: measure.is_some_and(|measure| measure.sharing == Sharing::WeightedPupils),
        }
    }
}

impl Reads {
    /// What these read and others besides.
    pub(crate) fn join(&mut self, others: &Self) {
        self.own.extend(others.own.iter().cloned());
        for (collection, measures) in &others.children {
            self.children.entry(*collection).or_default().extend(measures.iter().cloned());
        }
    }

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
