//! A school's figures over the school years, with the years in which they cannot be compared.

use std::collections::BTreeMap;
use std::sync::Arc;

use junheng_assess::Standing;
use junheng_assess::report::RowReport;
use junheng_domain::{Exact, Lineage, SchoolCode, SchoolEvent, SchoolYear, Stage};
use serde::Serialize;
use utoipa::ToSchema;

use super::SchoolHead;
use crate::Office;
use crate::judgement::Judgement;
use crate::permit::{Permit, See};
use crate::trouble::Trouble;
use crate::views::{IndicatorView, StandardView};

/// A school's figures in every school year that has facts.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SchoolYears {
    pub year: u16,
    /// All years are judged by it.
    pub standard: StandardView,
    pub school: SchoolHead,
    pub years: Vec<u16>,
    /// Years from which on the figures are not those of the same school: a merger, a split or a change of stages.
    pub breaks: Vec<u16>,
    pub series: Vec<Series>,
}

/// An indicator of a stage, or of the school as a whole, over the years.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Series {
    pub stage: Option<&'static str>,
    pub indicator: IndicatorView,
    /// One a year, in the order of [`SchoolYears::years`].
    pub points: Vec<YearValue>,
}

/// A figure of one year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct YearValue {
    pub year: u16,
    /// Rounded for eyes; `null` is missing, or the stage was not counted.
    pub value: Option<String>,
    pub threshold: Option<String>,
    #[schema(value_type = Option<String>)]
    pub standing: Option<Standing>,
}

impl Office {
    /// A school's figures over the years, all judged by one standard. A school that was renamed is followed back.
    ///
    /// # Errors
    /// As [`Office::school_standing`]; when the recorded changes contradict each other.
    pub async fn school_years(
        &self,
        permit: &Permit<See>,
        year: SchoolYear,
        standard: &str,
        code: &SchoolCode,
    ) -> Result<SchoolYears, Trouble> {
        let now = self.judgement(permit, year, standard).await?;
        now.seen_by(permit).school(code)?;
        let lineage = self.lineage(permit).await?;
        let mut judged: Vec<(SchoolYear, Option<SchoolCode>, Arc<Judgement>)> = Vec::new();
        for each in self.years(permit).await? {
            let then = code_in(&lineage, code, each, year);
            judged.push((each, then, self.judgement(permit, each, standard).await?));
        }
        let changes = self.school_changes(permit).await?;
        let changes: Vec<SchoolEvent> =
            changes.into_iter().filter(|change| !change.withdrawn).map(|change| change.event).collect();
        let codes: Vec<&SchoolCode> = judged.iter().filter_map(|(_, then, _)| then.as_ref()).collect();
        let touches = |event: &SchoolEvent| {
            let renamed = event.kind == junheng_domain::SchoolEventKind::Rename;
            !renamed && codes.iter().any(|code| event.from == **code || event.to == **code)
        };
        let mut breaks: Vec<u16> =
            changes.iter().filter(|event| touches(event)).map(|event| event.year.start()).collect();
        breaks.sort_unstable();
        breaks.dedup();
        Ok(SchoolYears {
            year: year.start(),
            standard: (&**now.standard()).into(),
            school: SchoolHead::of(now.standard(), now.assessment.snapshot(), code),
            years: judged.iter().map(|(year, ..)| year.start()).collect(),
            breaks,
            series: series(permit, &judged, &now),
        })
    }
}

/// The code that a school of `now` had in another year; `None` when it was made of several, or of a part.
fn code_in(lineage: &Lineage, code: &SchoolCode, then: SchoolYear, now: SchoolYear) -> Option<SchoolCode> {
    let found = match then <= now {
        true => lineage.ancestors(code, then, now),
        false => lineage.descendants(code, now, then),
    };
    if found.iter().any(|(known, _)| known == code) {
        return Some(code.clone());
    }
    match found.as_slice() {
        [(only, share)] if *share == Exact::from_integer(1.into()) => Some(only.clone()),
        _ => None,
    }
}

type Key = (Option<Stage>, usize);

fn series(
    permit: &Permit<See>,
    judged: &[(SchoolYear, Option<SchoolCode>, Arc<Judgement>)],
    now: &Judgement,
) -> Vec<Series> {
    let standard = now.standard();
    let place = |id: &str| standard.indicators.iter().position(|indicator| indicator.id == id);
    let mut found: BTreeMap<(bool, Key), Vec<YearValue>> = BTreeMap::new();
    for (index, (year, then, judgement)) in judged.iter().enumerate() {
        let seen = judgement.seen_by(permit);
        let Some(figures) = then.as_ref().and_then(|code| seen.school(code).ok()) else { continue };
        let parts: Vec<&RowReport> = figures.units.iter().chain(&figures.whole).collect();
        for (stage, value) in
            parts.iter().flat_map(|part| part.values.iter().map(|value| (part.stage, value)))
        {
            let Some(at) = place(&value.indicator) else { continue };
            // Stages come first, then the school as a whole.
            let points = found.entry((stage.is_none(), (stage, at))).or_default();
            points.extend(judged[points.len()..index].iter().map(|(year, ..)| YearValue::empty(*year)));
            points.push(YearValue {
                year: year.start(),
                value: value.value.clone(),
                threshold: value.threshold.clone(),
                standing: Some(value.standing),
            });
        }
    }
    let filled = found.into_iter().map(|((_, (stage, at)), mut points)| {
        points.extend(judged[points.len()..].iter().map(|(year, ..)| YearValue::empty(*year)));
        let indicator = IndicatorView::of(standard, &standard.indicators[at]);
        Series { stage: stage.map(Stage::as_str), indicator, points }
    });
    filled.collect()
}

impl YearValue {
    fn empty(year: SchoolYear) -> Self {
        Self { year: year.start(), value: None, threshold: None, standing: None }
    }
}
