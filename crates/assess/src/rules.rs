//! A standard made ready for judging: which indicators are judged where, and what they read.

use std::collections::BTreeMap;
use std::sync::Arc;

use junheng_domain::{Exact, Stage};
use junheng_standards::{Indicator, IndicatorLevel, Standard};

use crate::frame::{Reads, Wanted};
use crate::judge::Judge;
use crate::limits::Limits;
use crate::{Params, exact};

/// A standard with its parameters as set for a run. Make it once and use it for any number of counties.
#[derive(Debug, Clone)]
pub struct Rules {
    pub standard: Arc<Standard>,
    pub params: Arc<Params>,
    /// The stages whose units are counted, with the unit-level indicators of each.
    pub(crate) stages: BTreeMap<Stage, Panel>,
    pub(crate) school: Panel,
    pub(crate) county: Panel,
    /// What the scope rules read.
    pub(crate) scope: Reads,
    /// What each indicator reads.
    pub(crate) reads: Vec<Reads>,
    /// The indicators of each group.
    pub(crate) members: Vec<Vec<usize>>,
    /// The threshold of each indicator at each stage, and without one, in doubles.
    limits: Vec<[Limits; PLACES]>,
    /// The limit of each indicator's coefficient at each stage.
    most: Vec<[Option<Most>; Stage::ALL.len()]>,
}

/// Indicators judged over the same rows, and the measures that they need.
#[derive(Debug, Clone, Default)]
pub(crate) struct Panel {
    pub(crate) indicators: Vec<usize>,
    pub(crate) reads: Reads,
    /// Of a stage, the measures of the units themselves: those of `reads.own`.
    pub(crate) wanted: Wanted,
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
            members: standard.groups.iter().map(|group| members(&standard, &group.id)).collect(),
            limits: standard.indicators.iter().map(limits).collect(),
            most: standard.indicators.iter().map(most).collect(),
            standard,
            params: Arc::new(params),
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
        for rule in &standard.scope {
            rules.scope.add(&rule.when.typed);
        }
        for panel in rules.stages.values_mut() {
            panel.reads.own.insert(standard.pupils.clone());
            // One frame tells who counts and how they are judged, since most often all count.
            panel.reads.join(&rules.scope);
            panel.wanted = Wanted::of(&panel.reads, &standard.measures);
        }
        rules
    }

    /// The threshold of an indicator without relaxations, in doubles.
    pub(crate) fn limits(&self, indicator: usize, stage: Option<Stage>) -> &Limits {
        &self.limits[indicator][stage.map_or(Stage::ALL.len(), |stage| stage as usize)]
    }

    /// What the coefficient of an indicator may be at a stage; `None` when the standard sets no limit.
    pub(crate) fn most(&self, indicator: usize, stage: Stage) -> Option<&Most> {
        self.most[indicator][stage as usize].as_ref()
    }
}

/// The most that a coefficient may be, exactly and as the nearest double.
#[derive(Debug, Clone)]
pub(crate) struct Most {
    pub(crate) exact: Exact,
    pub(crate) nearest: f64,
}

fn most(indicator: &Indicator) -> [Option<Most>; Stage::ALL.len()] {
    Stage::ALL.map(|stage| {
        let exact = indicator.balance.as_ref()?.at_most.get(Some(stage))?.clone();
        Some(Most { nearest: exact::nearest(&exact), exact })
    })
}

fn members(standard: &Standard, group: &str) -> Vec<usize> {
    let indicators = standard.indicators.iter().enumerate();
    indicators.filter(|(_, indicator)| indicator.group == group).map(|(at, _)| at).collect()
}

/// One a stage, and one for schools and the county.
const PLACES: usize = Stage::ALL.len() + 1;

fn limits(indicator: &Indicator) -> [Limits; PLACES] {
    std::array::from_fn(|place| Judge { indicator, stage: Stage::ALL.get(place).copied() }.limits())
}
