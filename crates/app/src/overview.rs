//! How far the county is from what its standard asks: the figures of the first page.

mod changes;
mod coefficients;
mod gaps;
mod groups;
mod owed;

use std::collections::BTreeMap;

use junheng_assess::{Ground, Verdict};
use junheng_domain::Stage;
use serde::Serialize;
use utoipa::ToSchema;

pub use changes::{Changes, CoefficientChange, ItemChange, LightChange};
pub use coefficients::CoefficientFigure;
pub use gaps::{GapFigure, GapKind, GapList, GapTotalFigure};
pub use groups::{GroupFigure, ItemFigure, ItemPart};
pub use owed::{Owed, OwedBySchool};

use crate::Office;
use crate::judgement::{Judgement, Seen};
use crate::light::Light;
use crate::permit::{Overview, Permit, See};
use crate::school_table::TableRow;
use crate::trouble::Trouble;
use crate::words::Words;

/// A school with a stage, by code and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct StageOfSchool {
    pub code: String,
    pub name: String,
    /// None for a school as a whole.
    #[schema(value_type = Option<String>)]
    pub stage: Option<Stage>,
}

/// How many schools of a stage stand how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StageCount {
    #[schema(value_type = String)]
    pub stage: Stage,
    /// All that are counted.
    pub counted: usize,
    pub met: usize,
    pub near: usize,
    pub not_met: usize,
    pub incomplete: usize,
    pub not_judged: usize,
    pub not_counted: usize,
}

impl StageCount {
    #[must_use]
    pub fn of(&self, light: Light) -> usize {
        match light {
            Light::Met => self.met,
            Light::Near => self.near,
            Light::NotMet => self.not_met,
            Light::Incomplete => self.incomplete,
            Light::NotJudged => self.not_judged,
            Light::NotCounted => self.not_counted,
        }
    }
}

/// What stands between the county and a pass, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Distance {
    /// Stages of schools that do not pass.
    pub units: usize,
    /// Coefficients above their limit.
    pub coefficients: usize,
    /// Items of the county that are not met.
    pub items: usize,
    /// Units, coefficients and items whose facts are missing.
    pub open: usize,
}

/// The county in a school year, and of its schools what a permit may see.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CountyOverview {
    pub county: String,
    pub year: u16,
    /// Id and name of the standard.
    pub standard: String,
    pub standard_name: Words,
    /// `met`, `not_met` or `incomplete`.
    #[schema(value_type = String)]
    pub verdict: Verdict,
    pub distance: Distance,
    pub stages: Vec<StageCount>,
    pub coefficients: Vec<CoefficientFigure>,
    pub groups: Vec<GroupFigure>,
    pub gaps: Vec<GapList>,
    /// What the last import or edit changed; none when it was the first.
    pub changes: Option<Changes>,
    pub owed: Owed,
    /// The stages of schools inside, for those who do not see the whole county.
    pub own: Vec<TableRow>,
}

/// Rows of one's own schools that are shown at once.
const OWN: usize = 12;

impl Office {
    /// How far the county is from what a standard asks. Schools are named as far as `see` reaches.
    ///
    /// # Errors
    /// When the year has no facts, or the store fails.
    pub async fn county_overview(
        &self,
        permit: &Permit<Overview>,
        see: Option<&Permit<See>>,
        judgement: &Judgement,
    ) -> Result<CountyOverview, Trouble> {
        let seen = see.map(|see| judgement.seen_by(see));
        let groups = groups::of(judgement, permit);
        let coefficients = coefficients::of(judgement, permit);
        let changes = self.changes(judgement).await?;
        Ok(CountyOverview {
            county: self.county_name(permit).await?,
            year: judgement.year().start(),
            standard: judgement.standard().id.0.clone(),
            standard_name: (&judgement.standard().wording).into(),
            verdict: judgement.outcome(permit).verdict,
            distance: distance(judgement, permit, &groups),
            stages: stages(judgement),
            gaps: gaps::of(judgement, seen.as_ref()),
            changes: changes.map(|changes| changes.as_seen(seen.as_ref())),
            owed: owed::of(judgement, permit, seen.as_ref()),
            own: seen.as_ref().map(own).unwrap_or_default(),
            coefficients,
            groups,
        })
    }
}

fn stages(judgement: &Judgement) -> Vec<StageCount> {
    let mut counts: BTreeMap<Stage, BTreeMap<Light, usize>> = BTreeMap::new();
    for row in judgement.all_rows() {
        if let Some(stage) = row.subject.stage().filter(|stage| Stage::COMPULSORY.contains(stage)) {
            *counts.entry(stage).or_default().entry(row.light()).or_default() += 1;
        }
    }
    let stage = |(stage, lights): (Stage, BTreeMap<Light, usize>)| {
        let of = |light: Light| lights.get(&light).copied().unwrap_or(0);
        StageCount {
            stage,
            counted: lights.iter().filter(|(light, _)| **light != Light::NotCounted).map(|(_, n)| n).sum(),
            met: of(Light::Met),
            near: of(Light::Near),
            not_met: of(Light::NotMet),
            incomplete: of(Light::Incomplete),
            not_judged: of(Light::NotJudged),
            not_counted: of(Light::NotCounted),
        }
    };
    counts.into_iter().map(stage).collect()
}

fn distance(judgement: &Judgement, permit: &Permit<Overview>, groups: &[GroupFigure]) -> Distance {
    let rows =
        |light: &[Light]| judgement.all_rows().iter().filter(|row| light.contains(&row.light())).count();
    let coefficients = |verdict: Verdict| {
        let reasons = judgement.outcome(permit).reasons.iter().filter(|reason| reason.verdict == verdict);
        let is_one =
            |ground: &Ground| matches!(ground, Ground::Coefficient { .. } | Ground::Composite { .. });
        reasons.filter(|reason| is_one(&reason.what)).count()
    };
    let items = |verdict: Verdict| {
        let items = groups.iter().flat_map(|group| &group.items);
        items.filter(|item| item.verdict == Some(verdict) && !item.by_coefficients).count()
    };
    Distance {
        units: rows(&[Light::Near, Light::NotMet]),
        coefficients: coefficients(Verdict::NotMet),
        items: items(Verdict::NotMet),
        open: rows(&[Light::Incomplete]) + coefficients(Verdict::Incomplete) + items(Verdict::Incomplete),
    }
}

fn own(seen: &Seen<'_>) -> Vec<TableRow> {
    if seen.within().is_county() {
        return Vec::new();
    }
    let columns = seen.judgement().columns(&[]);
    seen.rows().take(OWN).map(|row| row.with_columns(&columns)).collect()
}
