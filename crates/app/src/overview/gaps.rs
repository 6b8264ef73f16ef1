//! What is lacking most, in square metres, money and people.

use junheng_assess::{Gap, GapTotal, gap_unit};
use junheng_domain::{Exact, Stage, show_exact};
use junheng_standards::{Indicator, IndicatorLevel, Unit};
use serde::Serialize;
use utoipa::ToSchema;

use super::StageOfSchool;
use crate::judgement::{Judgement, Seen};
use crate::words::Words;

/// How many of the largest are shown.
const LARGEST: usize = 5;

/// In what a gap is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    Area,
    Money,
    People,
}

impl GapKind {
    const ALL: [Self; 3] = [Self::Area, Self::Money, Self::People];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Money => "money",
            Self::People => "people",
        }
    }

    fn of(unit: &Unit) -> Option<Self> {
        let mut powers = unit.powers.iter();
        let (Some((base, 1)), None, 0) = (powers.next(), powers.next(), unit.ten) else { return None };
        match base.as_str() {
            "m2" => Some(Self::Area),
            "yuan" => Some(Self::Money),
            "teacher" | "staff" => Some(Self::People),
            _ => None,
        }
    }
}

/// The largest gaps of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GapList {
    pub kind: GapKind,
    pub unit: Words,
    /// Of the whole county, by indicator and stage.
    pub totals: Vec<GapTotalFigure>,
    /// The largest ones of the schools inside, the largest first.
    pub largest: Vec<GapFigure>,
}

/// What a stage of the county lacks by one indicator.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GapTotalFigure {
    pub indicator: String,
    /// What is lacking.
    pub what: Words,
    #[schema(value_type = Option<String>)]
    pub stage: Option<Stage>,
    /// None for what the county itself lacks.
    pub schools: Option<u32>,
    /// What each must get in whole pieces, added up.
    pub amount: String,
}

/// What a stage of a school lacks by one indicator.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GapFigure {
    pub school: StageOfSchool,
    pub indicator: String,
    pub what: Words,
    pub amount: String,
}

pub(super) fn of(judgement: &Judgement, seen: Option<&Seen<'_>>) -> Vec<GapList> {
    GapKind::ALL.into_iter().filter_map(|kind| list(judgement, seen, kind)).collect()
}

fn list(judgement: &Judgement, seen: Option<&Seen<'_>>, kind: GapKind) -> Option<GapList> {
    let indicators = &judgement.standard().indicators;
    let piece = |indicator: usize| indicators[indicator].shortfall.as_ref().map(|shortfall| &shortfall.unit);
    let is_kind = |indicator: usize| piece(indicator).and_then(GapKind::of) == Some(kind);
    let totals: Vec<&GapTotal> =
        judgement.gaps.totals.iter().filter(|total| is_kind(total.indicator)).collect();
    let unit = piece(totals.first()?.indicator)?;
    let inside = seen.into_iter().flat_map(Seen::gaps);
    let mut gaps: Vec<&Gap> = inside
        .filter(|gap| gap.in_pieces && GapKind::of(gap_unit(&indicators[gap.indicator], gap)) == Some(kind))
        .collect();
    gaps.sort_by(|a, b| b.rounded.cmp(&a.rounded).then_with(|| a.subject.cmp(&b.subject)));
    let largest = gaps.into_iter().take(LARGEST).filter_map(|gap| figure(seen?, gap));
    Some(GapList {
        kind,
        unit: (&unit.wording()).into(),
        totals: totals.iter().map(|total| total_figure(&indicators[total.indicator], total)).collect(),
        largest: largest.collect(),
    })
}

fn figure(seen: &Seen<'_>, gap: &Gap) -> Option<GapFigure> {
    let school = seen.school(gap.subject.school()?).ok()?;
    let indicator = &seen.judgement().standard().indicators[gap.indicator];
    Some(GapFigure {
        school: StageOfSchool {
            code: school.code.to_string(),
            name: school.name.clone(),
            stage: gap.subject.stage(),
        },
        indicator: indicator.id.clone(),
        what: what(indicator),
        amount: amount(&gap.rounded),
    })
}

fn total_figure(indicator: &Indicator, total: &GapTotal) -> GapTotalFigure {
    GapTotalFigure {
        indicator: indicator.id.clone(),
        what: what(indicator),
        stage: total.stage,
        schools: (indicator.level != IndicatorLevel::County).then_some(total.subjects),
        amount: amount(&total.rounded),
    }
}

fn what(indicator: &Indicator) -> Words {
    indicator
        .shortfall
        .as_ref()
        .map_or_else(|| (&indicator.wording).into(), |lacking| (&lacking.wording).into())
}

/// Whole pieces in full, with a thin space between thousands left to the page.
fn amount(value: &Exact) -> String {
    if value.is_integer() { value.to_string() } else { show_exact(value, 2) }
}
