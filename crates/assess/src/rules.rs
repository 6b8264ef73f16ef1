//! A standard made ready for judging: which indicators are judged where, and what they read.

use std::collections::BTreeMap;
use std::sync::Arc;

use junheng_domain::Stage;
use junheng_standards::{Indicator, IndicatorLevel, Standard};

use crate::Params;
use crate::frame::Reads;
use crate::judge::{Judge, Limits};

/// A standard with its parameters as set for a run. Make it once and use it for any number of counties.
#[derive(Debug, Clone)]
pub struct Rules {
    pub standard: Arc<Standard>,
    pub params: Params,
    /// The stages whose units are counted, with the unit-level indicators of each.
    pub(crate) stages: BTreeMap<Stage, Panel>,
    pub(crate) school: Panel,
    pub(crate) county: Panel,
    /// What the scope rules read.
    pub(crate) scope: Reads,
    /// What each indicator reads.
    pub(crate) reads: Vec<Reads>,
    /// The threshold of each indicator at each stage, and without one, in doubles.
    limits: Vec<[Option<Limits>; 4]>,
}

/// Indicators judged over the same rows, and the measures that they need.
#[derive(Debug, Clone, Default)]
pub(crate) struct Panel {
    pub(crate) indicators: Vec<usize>,
    pub(crate) reads: Reads,
}

impl Rules {
    #[must_use]
    pub fn new(standard: Arc<Standard>, params: Params) -> Self {
        let mut rules = Self {
            stages: BTreeMap::new(),
            school: Panel::default(),
            county: Panel::default(),
            scope: Reads::default(),
            reads: Vec::with_capacity(standard.indicators.len()),
            limits: standard.indicators.iter().map(limits).collect(),
            standard,
            params,
        };
        let standard = rules.standard.clone();
        for (at, indicator) in standard.indicators.iter().enumerate() {
            let panels: Vec<&mut Panel> = match indicator.level {
                IndicatorLevel::Unit => {
                    for stage in &indicator.stages {
                        rules.stages.entry(*stage).or_default();
                    }
                    let judged = |stage: &Stage| indicator.stages.contains(stage);
                    rules
                        .stages
                        .iter_mut()
                        .filter(|(stage, _)| judged(stage))
                        .map(|(_, panel)| panel)
                        .collect()
                }
                IndicatorLevel::School => vec![&mut rules.school],
                IndicatorLevel::County => vec![&mut rules.county],
                IndicatorLevel::Coefficients | IndicatorLevel::Entered => Vec::new(),
            };
            for panel in panels {
                panel.indicators.push(at);
                panel.reads.add_indicator(indicator);
            }
            let mut reads = Reads::default();
            reads.add_indicator(indicator);
            rules.reads.push(reads);
        }
        if rules.stages.is_empty() {
            rules.stages = Stage::COMPULSORY.into_iter().map(|stage| (stage, Panel::default())).collect();
        }
        for panel in rules.stages.values_mut() {
            panel.reads.own.insert(standard.pupils.clone());
        }
        for rule in &standard.scope {
            rules.scope.add(&rule.when.typed);
        }
        rules
    }

    /// The threshold of an indicator without relaxations, in doubles.
    pub(crate) fn limits(&self, indicator: usize, stage: Option<Stage>) -> Option<&Limits> {
        self.limits.get(indicator)?[place(stage)].as_ref()
    }
}

fn place(stage: Option<Stage>) -> usize {
    stage.map_or(Stage::ALL.len(), |stage| stage as usize)
}

fn limits(indicator: &Indicator) -> [Option<Limits>; 4] {
    let mut limits = [None; 4];
    for stage in Stage::ALL.into_iter().map(Some).chain([None]) {
        limits[place(stage)] = Judge { indicator, stage }.limits();
    }
    limits
}
