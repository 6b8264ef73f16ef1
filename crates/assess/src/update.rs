//! After a change of facts: only what depends on them is judged again.
//!
//! 1. A measure touches the stages of its subject; one that is split over stages, and pupils, which all weights and
//!    splits rest on, touch every stage.
//! 2. In a touched stage the rows are made again and the indicators that read the measure are judged again; all of
//!    them when the measure says who counts, how pupils weigh, or what is shared.
//! 3. Groups and the outcome follow. Reported subjects that come or go make it a full run.
//!
//! What is kept is what judging again would give, so the result equals a full run to the last bit.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use junheng_domain::{Level, MeasureId, Snapshot, Stage, Subject};
use junheng_standards::Sharing;

use crate::assessment::{judge_plain, judge_units, together};
use crate::frame::{CountyFrame, MOTHER, Reads, SchoolFrame, scoped};
use crate::judgements::{IndicatorRows, Judgements};
use crate::rules::Panel;
use crate::{Assessment, CountyResult, Entries, SchoolResult, assess};

/// A fact that changed.
pub type Changed = (Subject, MeasureId);

/// How much was judged again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recomputed {
    /// Indicators judged again, counted once a stage, for the schools and for the county.
    pub indicators: usize,
    /// Whether reported subjects came or went, so that everything was.
    pub everything: bool,
}

/// What a set of changed measures reaches.
#[derive(Debug, Default)]
struct Reach {
    measures: BTreeSet<MeasureId>,
    /// One of them decides who counts, what weighs or what is shared.
    all: bool,
}

impl Reach {
    fn touches(&self, reads: &Reads) -> bool {
        self.measures.iter().any(|measure| reads.contains(measure))
    }

    /// The indicators of a panel that must be judged again.
    fn of<'p>(&self, panel: &'p Panel, reads: &[Reads]) -> Vec<&'p usize> {
        panel.indicators.iter().filter(|at| self.all || self.touches(&reads[**at])).collect()
    }
}

impl Assessment {
    /// Takes a snapshot that differs from the present one by the `changed` facts only.
    pub fn update(&mut self, snapshot: Arc<Snapshot>, changed: &[Changed]) -> Recomputed {
        let same = Level::ALL
            .iter()
            .all(|level| snapshot.table(*level).subjects == self.snapshot.table(*level).subjects);
        if !same {
            *self = assess(snapshot, &self.rules, std::mem::take(&mut self.entries));
            return Recomputed { indicators: self.judged(), everything: true };
        }
        self.snapshot = snapshot;
        let mut done = Recomputed::default();
        for at in 0..self.stages.len() {
            let reach = self.reach(changed, Some(self.stages[at].stage()));
            done.indicators += self.update_stage(at, &reach);
        }
        let reach = self.reach(changed, None);
        done.indicators += self.update_schools(&reach) + self.update_county(&reach);
        self.outcome = OnceLock::new();
        done
    }

    /// Takes other entered items; nothing is judged again but the county.
    pub fn enter(&mut self, entries: Entries) {
        self.entries = entries;
        self.outcome = OnceLock::new();
    }

    fn judged(&self) -> usize {
        self.stages.iter().map(|stage| stage.judged().count()).sum::<usize>()
            + self.schools().judged().count()
            + self.county().judged().count()
    }

    /// What the changes reach at a stage, or for schools and the county.
    fn reach(&self, changed: &[Changed], stage: Option<Stage>) -> Reach {
        let mut reach = Reach::default();
        for (subject, measure) in changed {
            let decides = self.decides(measure);
            let shared = self.rules.standard.measures.by_id.get(measure);
            let shared = shared.is_some_and(|measure| measure.sharing == Sharing::WeightedPupils);
            if decides || shared || stage.is_none() || subject.stage().is_none_or(|own| Some(own) == stage) {
                reach.measures.insert(measure.clone());
                reach.all |= decides;
            }
        }
        reach
    }

    /// Whether a measure says who counts, how pupils weigh, or over which stages a school's numbers are split.
    fn decides(&self, measure: &MeasureId) -> bool {
        let named = matches!(measure.as_str(), "kind" | MOTHER);
        named || *measure == self.rules.standard.pupils || self.rules.scope.contains(measure)
    }

    fn update_stage(&mut self, at: usize, reach: &Reach) -> usize {
        let rules = self.rules.clone();
        let Some(panel) = rules.stages.get(&self.stages[at].stage()) else { return 0 };
        let again = reach.of(panel, &rules.reads);
        if again.is_empty() && !reach.all {
            return 0;
        }
        let stage = self.stages[at].stage();
        let (rows, frame) = scoped(&[self.source()], stage, panel, &rules.params);
        let result = &mut self.stages[at];
        let judged = renewed(&result.judgements, &again, |at| judge_units(&rules, stage, &frame, at));
        result.judgements = Judgements::of_one(together(&rules, judged, frame.counties));
        rows.into_iter().for_each(|rows| result.rows = rows);
        again.len()
    }

    fn update_schools(&mut self, reach: &Reach) -> usize {
        let rules = self.rules.clone();
        let again = reach.of(&rules.school, &rules.reads);
        if again.is_empty() {
            return 0;
        }
        let stages = self.stages.iter().map(|stage| &stage.rows);
        let rows = SchoolFrame::build(self.source(), stages, &rules.school.reads, &rules.params);
        let judged = renewed(&self.schools().judgements, &again, |at| judge_plain(&rules, &rows.frame, at));
        let judgements = SchoolResult::judgements(&rules, judged, &rows);
        self.schools = Some(Box::new(SchoolResult { rows, judgements }));
        again.len()
    }

    fn update_county(&mut self, reach: &Reach) -> usize {
        let rules = self.rules.clone();
        let again = reach.of(&rules.county, &rules.reads);
        if again.is_empty() {
            return 0;
        }
        let rows = CountyFrame::build(self.source(), &rules.county.reads, &rules.params);
        let judged = renewed(&self.county().judgements, &again, |at| judge_plain(&rules, &rows.frame, at));
        let judgements = CountyResult::judgements(judged);
        self.county = Some(Box::new(CountyResult { rows, judgements }));
        again.len()
    }
}

/// The judgements of the county, with these indicators judged again.
fn renewed(
    judgements: &Judgements,
    again: &[&usize],
    judge: impl Fn(usize) -> IndicatorRows,
) -> Vec<IndicatorRows> {
    let mut judged = judgements.alone();
    for rows in judged.iter_mut().filter(|rows| again.contains(&&rows.indicator)) {
        *rows = judge(rows.indicator);
    }
    judged
}
