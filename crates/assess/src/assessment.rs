//! A county's assessment: every counted unit by every indicator, the coefficients, the groups and the outcome.

use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

use junheng_domain::{Level, SchoolCode, Snapshot, Stage, Subject};
use junheng_standards::IndicatorLevel;
use junheng_standards::expr::Frame;

use crate::coefficient::Moments;
use crate::frame::{CountyFrame, Index, SchoolFrame, Source, StageFrame, StageRows, ranges, scoped};
use crate::judge::{Judge, Run};
use crate::judgements::{IndicatorRows, Judgements, Together, applied};
use crate::outcome::{self, Outcome};
use crate::rules::Panel;
use crate::spread::{Spread, Sums};
use crate::{Entries, GroupRows, Judged, Rules, Standing, exact, group};

/// What a standard says of a county in a school year. Explanations, gaps, groupings and reports are made from it.
#[derive(Debug, Clone)]
pub struct Assessment {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) entries: Entries,
    index: OnceLock<Box<Index>>,
    pub(crate) stages: Vec<StageResult>,
    /// `None` when the standard has no indicators of schools.
    pub(crate) schools: Option<Box<SchoolResult>>,
    /// `None` when the standard has no indicators of the county.
    pub(crate) county: Option<Box<CountyResult>>,
    /// Made when the first asks for it.
    pub(crate) outcome: OnceLock<Box<Outcome>>,
}

/// The counted units of a stage.
#[derive(Debug, Clone)]
pub struct StageResult {
    pub(crate) rows: StageRows,
    pub(crate) judgements: Judgements,
}

/// The schools that have a counted unit.
#[derive(Debug, Clone, Default)]
pub struct SchoolResult {
    pub(crate) rows: SchoolFrame,
    pub(crate) judgements: Judgements,
}

/// Indicators judged once for the county; each has one row.
#[derive(Debug, Clone, Default)]
pub struct CountyResult {
    pub(crate) rows: CountyFrame,
    pub(crate) judgements: Judgements,
}

impl StageResult {
    /// The units of a stage in each of some counties that are alike.
    pub(crate) fn of_each(sources: &[Source<'_>], rules: &Rules, stage: Stage, panel: &Panel) -> Vec<Self> {
        let (rows, frame) = scoped(sources, stage, panel, &rules.params);
        if sources.len() > 1 && !frame.frame.is_plain() {
            return sources
                .iter()
                .flat_map(|source| Self::of_each(&[*source], rules, stage, panel))
                .collect();
        }
        let judge = |at: &usize| judge_units(rules, stage, &frame, *at);
        let together = together(rules, panel.indicators.iter().map(judge).collect(), frame.counties.clone());
        let each = rows.into_iter().zip(Judgements::of_each(together));
        each.map(|(rows, judgements)| Self { rows, judgements }).collect()
    }

    #[must_use]
    pub fn stage(&self) -> Stage {
        self.rows.stage
    }

    /// The numbers of the rows, made again.
    pub(crate) fn frame(&self, rules: &Rules, source: Source<'_>) -> StageFrame {
        let rows = std::slice::from_ref(&self.rows);
        StageFrame::of(&[source], rows, &rules.stages[&self.rows.stage], &rules.params)
    }

    /// An indicator's judge at this stage.
    pub(crate) fn judge<'r>(&self, rules: &'r Rules, indicator: usize) -> Judge<'r> {
        Judge { indicator: &rules.standard.indicators[indicator], stage: Some(self.stage()) }
    }

    /// The exact sums behind a coefficient; `frame` holds the numbers of this county alone.
    pub(crate) fn moments(&self, rules: &Rules, frame: &Frame, judged: &Judged<'_>) -> Moments {
        let judge = self.judge(rules, judged.indicator);
        moments(rules, &judge, frame, 0..frame.rows, |row| judged.relaxed(row))
    }

    /// How many units are counted.
    #[must_use]
    pub fn units(&self) -> usize {
        self.rows.scoped.counted.len()
    }

    /// One an indicator that judges the stage.
    pub fn judged(&self) -> impl Iterator<Item = Judged<'_>> + Clone {
        self.judgements.judged()
    }

    /// The indicator of the standard with this index, when it judges the stage.
    #[must_use]
    pub fn judged_by(&self, indicator: usize) -> Option<Judged<'_>> {
        self.judgements.judged_by(indicator)
    }

    /// The groups that ask something of each unit.
    pub fn groups(&self) -> impl Iterator<Item = GroupRows<'_>> + Clone {
        self.judgements.groups()
    }
}

/// With the groups that ask something of each row.
pub(crate) fn together(
    rules: &Rules,
    indicators: Vec<IndicatorRows>,
    counties: Vec<Range<usize>>,
) -> Together {
    let rows = counties.last().map_or(0, |last| last.end);
    Together { groups: group::of_rows(&rules.standard, &indicators, rows), indicators, counties }
}

/// An indicator over the counted units of a stage, with the coefficient of each county.
pub(crate) fn judge_units(rules: &Rules, stage: Stage, frame: &StageFrame, at: usize) -> IndicatorRows {
    let judge = Judge { indicator: &rules.standard.indicators[at], stage: Some(stage) };
    let StageFrame { frame, counties, weights, .. } = frame;
    let Run { values, error, standings, relaxed } = judge.run(frame, rules.limits(at, judge.stage));
    let spread = Spread::of(weights, values, error);
    let coefficient = |(county, sums): ((usize, &Range<usize>), &Sums)| {
        let rows = county.1;
        let exempt = |row: usize| {
            let row = rows.start + row;
            standings[row] == Standing::NotJudged && spread.is_missing(row)
        };
        let exactly =
            || moments(rules, &judge, frame, rows.clone(), |row| applied(&relaxed, row)).cv_squared();
        spread.coefficient(county, sums, exempt, rules.most(at, stage), exactly)
    };
    let coefficients = counties.iter().enumerate().zip(&spread.sums(counties)).map(coefficient).collect();
    IndicatorRows { indicator: at, standings, relaxed, coefficients }
}

/// The exact sums behind a coefficient, over the rows that have a value and pupils.
fn moments<'r>(
    rules: &Rules,
    judge: &Judge<'_>,
    frame: &Frame,
    rows: Range<usize>,
    relaxed: impl Fn(usize) -> &'r [usize],
) -> Moments {
    let mut moments = Moments::of([]);
    for row in rows {
        let Some(pupils) = exact_pupils(rules, frame, row) else { continue };
        if let Some(value) = judge.exact(frame, row, relaxed(row)) {
            moments.add(&pupils, &value);
        }
    }
    moments
}

/// The pupils of a row when there are any.
pub(crate) fn exact_pupils(rules: &Rules, frame: &Frame, row: usize) -> Option<junheng_domain::Exact> {
    let column = frame.columns.get(&rules.standard.pupils)?;
    let pupils = column.exact.get(&row).cloned().or_else(|| exact::of_cell(column.numbers[row]))?;
    (pupils > junheng_domain::Exact::from_integer(0.into())).then_some(pupils)
}

impl SchoolResult {
    /// What a county has whose standard has no indicators of schools.
    pub(crate) fn none() -> &'static Self {
        static NONE: LazyLock<SchoolResult> = LazyLock::new(SchoolResult::default);
        &NONE
    }

    fn of(source: Source<'_>, rules: &Rules, stages: &[StageResult]) -> Option<Box<Self>> {
        let panel = &rules.school;
        if panel.indicators.is_empty() {
            return None;
        }
        let frames = stages.iter().map(|stage| &stage.rows);
        let rows = SchoolFrame::build(source, frames, &panel.reads, &rules.params);
        let indicators = panel.indicators.iter().map(|at| judge_plain(rules, &rows.frame, *at)).collect();
        let judgements = Self::judgements(rules, indicators, &rows);
        Some(Box::new(Self { rows, judgements }))
    }

    pub(crate) fn judgements(
        rules: &Rules,
        indicators: Vec<IndicatorRows>,
        rows: &SchoolFrame,
    ) -> Judgements {
        Judgements::of_one(together(rules, indicators, ranges([rows.frame.rows])))
    }

    /// One an indicator of schools.
    pub fn judged(&self) -> impl Iterator<Item = Judged<'_>> + Clone {
        self.judgements.judged()
    }

    /// The indicator of the standard with this index, when it judges schools.
    #[must_use]
    pub fn judged_by(&self, indicator: usize) -> Option<Judged<'_>> {
        self.judgements.judged_by(indicator)
    }

    /// The groups that ask something of each school.
    pub fn groups(&self) -> impl Iterator<Item = GroupRows<'_>> + Clone {
        self.judgements.groups()
    }
}

impl CountyResult {
    /// What a county has whose standard has no indicators of the county.
    pub(crate) fn none() -> &'static Self {
        static NONE: LazyLock<CountyResult> = LazyLock::new(CountyResult::default);
        &NONE
    }

    fn of(source: Source<'_>, rules: &Rules) -> Option<Box<Self>> {
        let panel = &rules.county;
        if panel.indicators.is_empty() {
            return None;
        }
        let rows = CountyFrame::build(source, &panel.reads, &rules.params);
        let indicators = panel.indicators.iter().map(|at| judge_plain(rules, &rows.frame, *at)).collect();
        Some(Box::new(Self { rows, judgements: Self::judgements(indicators) }))
    }

    pub(crate) fn judgements(indicators: Vec<IndicatorRows>) -> Judgements {
        Judgements::of_one(Together { counties: ranges([1]), indicators, groups: Vec::new() })
    }

    /// One an indicator of the county.
    pub fn judged(&self) -> impl Iterator<Item = Judged<'_>> + Clone {
        self.judgements.judged()
    }
}

/// An indicator of schools or of the county: no coefficient.
pub(crate) fn judge_plain(rules: &Rules, frame: &Frame, at: usize) -> IndicatorRows {
    let judge = Judge { indicator: &rules.standard.indicators[at], stage: None };
    let Run { standings, relaxed, .. } = judge.run(frame, rules.limits(at, None));
    IndicatorRows { indicator: at, standings, relaxed, coefficients: Vec::new() }
}
impl Assessment {
    /// With the units of each stage judged: the schools and the county.
    pub(crate) fn of(
        snapshot: Arc<Snapshot>,
        rules: &Arc<Rules>,
        entries: Entries,
        index: OnceLock<Box<Index>>,
        stages: Vec<StageResult>,
    ) -> Self {
        let source = Source { snapshot: &snapshot, standard: &rules.standard, index: &index };
        let schools = SchoolResult::of(source, rules, &stages);
        let county = CountyResult::of(source, rules);
        let outcome = OnceLock::new();
        Self { snapshot, rules: rules.clone(), entries, index, stages, schools, county, outcome }
    }

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
        self.schools.as_deref().unwrap_or(SchoolResult::none())
    }

    #[must_use]
    pub fn county(&self) -> &CountyResult {
        self.county.as_deref().unwrap_or(CountyResult::none())
    }

    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        let results = || outcome::Results {
            rules: &self.rules,
            entries: &self.entries,
            source: self.source(),
            stages: &self.stages,
            schools: self.schools(),
            county: self.county(),
        };
        self.outcome.get_or_init(|| Box::new(outcome::of(&results())))
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
        self.index().code(&self.snapshot, *self.schools().rows.schools.get(row)? as usize)
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

    /// The values of an indicator that judges a stage, as the nearest doubles, or nearly; `NaN` is missing. They are
    /// judged once more, since results do not keep them.
    #[must_use]
    pub fn values(&self, stage: &StageResult, indicator: usize) -> Vec<f64> {
        let judge = stage.judge(&self.rules, indicator);
        judge.run(&self.frame(stage).frame, self.rules.limits(indicator, judge.stage)).values.into_vec()
    }

    /// The values of an indicator of schools, in the order of its rows.
    #[must_use]
    pub fn school_values(&self, indicator: usize) -> Vec<f64> {
        let judge = Judge { indicator: &self.rules.standard.indicators[indicator], stage: None };
        judge.run(&self.schools().rows.frame, self.rules.limits(indicator, None)).values.into_vec()
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
        let stages = self.stages.iter().map(|stage| (&stage.rows.scoped, &stage.judgements));
        stages.eq(other.stages.iter().map(|stage| (&stage.rows.scoped, &stage.judgements)))
            && self.schools().rows.schools == other.schools().rows.schools
            && self.schools().judgements == other.schools().judgements
            && self.county().judgements == other.county().judgements
            && self.outcome() == other.outcome()
    }
}
