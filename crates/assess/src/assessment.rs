//! A county's assessment: every counted unit by every indicator, the coefficients, the groups and the outcome.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use junheng_domain::{Level, SchoolCode, Snapshot, Stage, Subject};
use junheng_standards::IndicatorLevel;
use junheng_standards::expr::Frame;
use rayon::prelude::*;

use crate::coefficient::{Moments, Spread};
use crate::frame::{CountyFrame, Index, SchoolFrame, Source, StageFrame, StageRows};
use crate::group::{Asked, GroupRows, tallies};
use crate::judge::Judge;
use crate::outcome::{self, Outcome};
use crate::rules::Panel;
use crate::{Entries, Judged, Rules, Standing, exact};

/// What a standard says of a county in a school year. Explanations, gaps, groupings and reports are made from it.
#[derive(Debug, Clone)]
pub struct Assessment {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) entries: Entries,
    index: OnceLock<Index>,
    pub(crate) stages: Vec<StageResult>,
    pub(crate) schools: SchoolResult,
    pub(crate) county: CountyResult,
    pub(crate) outcome: Outcome,
}

/// The counted units of a stage.
#[derive(Debug, Clone)]
pub struct StageResult {
    pub(crate) rows: StageRows,
    /// One an indicator that judges the stage.
    pub judged: Vec<Judged>,
    pub groups: Vec<GroupRows>,
}

/// The schools that have a counted unit.
#[derive(Debug, Clone)]
pub struct SchoolResult {
    pub(crate) rows: SchoolFrame,
    pub judged: Vec<Judged>,
    pub groups: Vec<GroupRows>,
}

/// Indicators judged once for the county; each has one row.
#[derive(Debug, Clone)]
pub struct CountyResult {
    pub(crate) rows: CountyFrame,
    pub judged: Vec<Judged>,
}

/// Judges a county.
#[must_use]
pub fn assess(snapshot: Arc<Snapshot>, rules: &Arc<Rules>, entries: Entries) -> Assessment {
    let index = OnceLock::new();
    let source = Source { snapshot: &snapshot, standard: &rules.standard, index: &index };
    let stages: Vec<StageResult> =
        rules.stages.iter().map(|(stage, panel)| StageResult::of(source, rules, *stage, panel)).collect();
    let schools = SchoolResult::of(source, rules, &stages);
    let county = CountyResult::of(source, rules);
    let outcome = outcome::of(&outcome::Results {
        rules,
        entries: &entries,
        source,
        stages: &stages,
        schools: &schools,
        county: &county,
    });
    Assessment { snapshot, rules: rules.clone(), entries, index, stages, schools, county, outcome }
}

/// Judges many counties at once. The result is in the order of the snapshots, whatever the number of threads.
#[must_use]
pub fn assess_all(snapshots: &[Arc<Snapshot>], rules: &Arc<Rules>) -> Vec<Assessment> {
    snapshots.par_iter().map(|snapshot| assess(snapshot.clone(), rules, Entries::new())).collect()
}

impl StageResult {
    pub(crate) fn of(source: Source<'_>, rules: &Rules, stage: Stage, panel: &Panel) -> Self {
        let (rows, frame) = StageRows::build(source, stage, panel, &rules.params);
        let judged: Vec<Judged> =
            panel.indicators.iter().map(|at| judge_unit(rules, stage, &frame.frame, *at)).collect();
        let groups = group_rows(rules, &judged, frame.frame.rows);
        Self { rows, judged, groups }
    }

    #[must_use]
    pub fn stage(&self) -> Stage {
        self.rows.stage
    }

    /// The numbers of the rows, made again.
    pub(crate) fn frame(&self, rules: &Rules, source: Source<'_>) -> StageFrame {
        self.rows.frame(source, &rules.stages[&self.rows.stage], &rules.params)
    }

    /// How many units are counted.
    #[must_use]
    pub fn units(&self) -> usize {
        self.rows.scoped.counted.len()
    }
}

/// An indicator over the counted units of a stage, with its coefficient.
pub(crate) fn judge_unit(rules: &Rules, stage: Stage, frame: &Frame, at: usize) -> Judged {
    let indicator = &rules.standard.indicators[at];
    let judge = Judge { indicator, stage: Some(stage) };
    let (mut judged, error) = judge.run(at, frame, rules.limits(at, judge.stage));
    let pupils = frame.columns.get(&rules.standard.pupils);
    let pupils = pupils.map_or_else(|| Cow::Owned(vec![f64::NAN; frame.rows]), |c| Cow::from(&c.numbers));
    let spread = Spread { pupils: &pupils, values: &judged.values, error: &error };
    let exempt = |row: usize| judged.standings[row] == Standing::NotJudged;
    let exactly = || moments(rules, stage, frame, &judged)?.cv_squared();
    judged.coefficient = Some(spread.coefficient(exempt, rules.most(at, stage), exactly));
    judged
}

/// The exact sums behind a coefficient, over the rows that have a value and pupils.
pub(crate) fn moments(rules: &Rules, stage: Stage, frame: &Frame, judged: &Judged) -> Option<Moments> {
    let judge = Judge { indicator: &rules.standard.indicators[judged.indicator], stage: Some(stage) };
    let mut moments = Moments::of([]);
    for row in 0..frame.rows {
        let Some(pupils) = exact_pupils(rules, frame, row) else { continue };
        if let Some(value) = judge.exact(frame, row, judged.relaxed.get(&u32::try_from(row).ok()?)) {
            moments.add(&pupils, &value);
        }
    }
    Some(moments)
}

/// The pupils of a row when there are any.
pub(crate) fn exact_pupils(rules: &Rules, frame: &Frame, row: usize) -> Option<junheng_domain::Exact> {
    let column = frame.columns.get(&rules.standard.pupils)?;
    let pupils = column.exact.get(&row).cloned().or_else(|| exact::of_cell(column.numbers[row]))?;
    (pupils > junheng_domain::Exact::from_integer(0.into())).then_some(pupils)
}

/// The groups that ask something of each row.
pub(crate) fn group_rows(rules: &Rules, judged: &[Judged], rows: usize) -> Vec<GroupRows> {
    let standard = &rules.standard;
    let mut groups = Vec::new();
    for (at, group) in standard.groups.iter().enumerate() {
        let members =
            || judged.iter().filter(|judged| standard.indicators[judged.indicator].group == group.id);
        if members().next().is_none() {
            continue;
        }
        let Some(asked) = Asked::of(&group.rule) else { continue };
        let tallies = tallies(rows, members(), &standard.indicators);
        groups.push(GroupRows {
            group: at,
            verdicts: tallies.iter().map(|tally| asked.verdict(tally)).collect(),
            met: tallies.iter().map(|tally| tally.met).collect(),
        });
    }
    groups
}

impl SchoolResult {
    pub(crate) fn of(source: Source<'_>, rules: &Rules, stages: &[StageResult]) -> Self {
        let panel = &rules.school;
        if panel.indicators.is_empty() {
            return Self { rows: SchoolFrame::default(), judged: Vec::new(), groups: Vec::new() };
        }
        let frames = stages.iter().map(|stage| &stage.rows);
        let rows = SchoolFrame::build(source, frames, &panel.reads, &rules.params);
        let judged: Vec<Judged> =
            panel.indicators.iter().map(|at| judge_plain(rules, &rows.frame, *at)).collect();
        let groups = group_rows(rules, &judged, rows.frame.rows);
        Self { rows, judged, groups }
    }
}

impl CountyResult {
    pub(crate) fn of(source: Source<'_>, rules: &Rules) -> Self {
        let rows = CountyFrame::build(source, &rules.county.reads, &rules.params);
        let judged = rules.county.indicators.iter().map(|at| judge_plain(rules, &rows.frame, *at)).collect();
        Self { rows, judged }
    }
}

/// An indicator of schools or of the county: no coefficient.
pub(crate) fn judge_plain(rules: &Rules, frame: &Frame, at: usize) -> Judged {
    Judge { indicator: &rules.standard.indicators[at], stage: None }.run(at, frame, rules.limits(at, None)).0
}

impl Assessment {
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    #[must_use]
    pub fn entries(&self) -> &Entries {
        &self.entries
    }

    #[must_use]
    pub fn stages(&self) -> &[StageResult] {
        &self.stages
    }

    #[must_use]
    pub fn schools(&self) -> &SchoolResult {
        &self.schools
    }

    #[must_use]
    pub fn county(&self) -> &CountyResult {
        &self.county
    }

    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    #[must_use]
    pub fn stage(&self, stage: Stage) -> Option<&StageResult> {
        self.stages.iter().find(|result| result.stage() == stage)
    }

    /// The place of an indicator in the standard.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<usize> {
        self.rules.standard.indicators.iter().position(|indicator| indicator.id == id)
    }

    /// The school of a row of a stage.
    #[must_use]
    pub fn school_of(&self, stage: &StageResult, row: usize) -> Option<&SchoolCode> {
        self.unit_subject(*stage.rows.scoped.counted.get(row)?)?.school()
    }

    pub(crate) fn unit_subject(&self, unit: u32) -> Option<&Subject> {
        self.snapshot.table(Level::Unit).subjects.get(unit as usize)
    }

    /// The school of a row of [`Self::schools`].
    #[must_use]
    pub fn school_at(&self, row: usize) -> Option<&SchoolCode> {
        self.index().code(&self.snapshot, *self.schools.rows.schools.get(row)? as usize)
    }

    /// The row of a school's stage among the counted units.
    #[must_use]
    pub fn row_of(&self, school: &SchoolCode, stage: Stage) -> Option<usize> {
        let at = self.index().find(&self.snapshot, school)?;
        let unit = self.index().unit(self.snapshot.table(Level::Unit), at, stage)?;
        self.stage(stage)?.rows.scoped.counted.binary_search(&unit).ok()
    }

    pub(crate) fn index(&self) -> &Index {
        self.source().index()
    }

    pub(crate) fn source(&self) -> Source<'_> {
        Source { snapshot: &self.snapshot, standard: &self.rules.standard, index: &self.index }
    }

    /// The numbers of a stage's rows, made again.
    pub(crate) fn frame(&self, stage: &StageResult) -> StageFrame {
        stage.frame(&self.rules, self.source())
    }

    /// Whether an indicator is judged of units, schools, the county, or entered.
    #[must_use]
    pub fn level(&self, indicator: usize) -> IndicatorLevel {
        self.rules.standard.indicators[indicator].level
    }
}

/// Equal results, to the last bit.
impl PartialEq for Assessment {
    fn eq(&self, other: &Self) -> bool {
        let stages = |assessment: &Self| {
            let stages = assessment.stages.iter();
            stages.map(|s| (s.rows.scoped.clone(), s.judged.clone(), s.groups.clone())).collect::<Vec<_>>()
        };
        stages(self) == stages(other)
            && self.schools.rows.schools == other.schools.rows.schools
            && self.schools.judged == other.schools.judged
            && self.schools.groups == other.schools.groups
            && self.county.judged == other.county.judged
            && self.outcome == other.outcome
    }
}
