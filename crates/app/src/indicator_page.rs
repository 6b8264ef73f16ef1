//! What the page of one indicator shows: its units, what drives its coefficient, and the school years.

use junheng_assess::{Assessment, Driver, Standing, Verdict};
use junheng_domain::{MeasureId, SchoolCode, SchoolYear, Stage, Subject, Value};
use junheng_standards::{Indicator, PerStage, Standard};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Office;
use crate::judgement::Seen;
use crate::permit::{Permit, See};
use crate::trouble::Trouble;
use crate::views::{Figure, IndicatorView, SchoolLink, StandardView, school_text};
use crate::why::EntryView;
use crate::words::Words;

/// An indicator in a school year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct IndicatorPage {
    pub year: u16,
    pub standard: StandardView,
    pub indicator: IndicatorView,
    /// As written in the standard, by stage where they differ.
    pub formulas: Vec<StageText>,
    pub thresholds: Vec<StageText>,
    pub relaxations: Vec<Words>,
    /// How the county stands by it, taken as an item.
    #[schema(value_type = String)]
    pub standing: Standing,
    pub entry: Option<EntryView>,
    /// The stages that it judges, or the schools as a whole.
    pub stages: Vec<StageFigures>,
    pub years: Vec<StageYears>,
}

/// A text that holds for a stage, or for all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StageText {
    pub stage: Option<&'static str>,
    pub text: String,
}

/// An indicator at a stage, or of the schools as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct StageFigures {
    pub stage: Option<&'static str>,
    /// Units with a value, and those without one.
    pub counted: u32,
    pub missing: u32,
    pub mean: Option<f64>,
    pub sd: Option<f64>,
    pub cv: Option<f64>,
    /// The limit of the coefficient, when the standard sets one.
    pub limit: Option<String>,
    #[schema(value_type = Option<String>)]
    pub verdict: Option<Verdict>,
    pub threshold: Option<f64>,
    pub threshold_shown: Option<String>,
    /// Least value, lower and upper quartile, greatest value of all units, those outside of the scope too; `null` when
    /// they are fewer than five.
    pub spread: Option<[f64; 4]>,
    /// Whether all units are listed: the reader's scope is the whole county.
    pub complete: bool,
    /// The units in scope, those that drive the coefficient most first.
    pub units: Vec<UnitFigure>,
}

/// A unit or school with its value.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct UnitFigure {
    pub school: SchoolLink,
    /// As an explanation is asked for.
    pub subject: String,
    pub township: Option<String>,
    pub pupils: Option<f64>,
    pub value: Option<f64>,
    /// Rounded for eyes.
    pub shown: Option<String>,
    #[schema(value_type = String)]
    pub standing: Standing,
    /// Its share in the spread of the stage, from 0 to 1.
    pub share: Option<f64>,
    /// The coefficient if this unit reached its threshold and nothing else changed.
    pub cv_if_met: Option<f64>,
    /// In degrees, when the school told them.
    pub longitude: Option<f64>,
    pub latitude: Option<f64>,
}

/// A stage over the years.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct StageYears {
    pub stage: &'static str,
    pub points: Vec<CountyYear>,
}

/// The county in one year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CountyYear {
    pub year: u16,
    pub mean: Option<f64>,
    pub cv: Option<f64>,
    pub limit: Option<String>,
    #[schema(value_type = Option<String>)]
    pub verdict: Option<Verdict>,
    pub met: u32,
    pub units: u32,
}

/// So few units behind a spread would tell whose values they are.
const FEWEST: usize = 5;

impl Office {
    /// The indicators of a standard, in its order.
    ///
    /// # Errors
    /// When there is no such standard.
    pub fn indicators(&self, _permit: &Permit<See>, standard: &str) -> Result<Vec<IndicatorView>, Trouble> {
        let standard = self.standard(standard)?;
        Ok(standard.indicators.iter().map(|indicator| IndicatorView::of(&standard, indicator)).collect())
    }

    /// An indicator with its units in scope, the county's figures, and the years.
    ///
    /// # Errors
    /// When there is no such standard or indicator, or the year has no facts.
    pub async fn indicator_page(
        &self,
        permit: &Permit<See>,
        year: SchoolYear,
        standard: &str,
        id: &str,
    ) -> Result<IndicatorPage, Trouble> {
        let judgement = self.judgement(permit, year, standard).await?;
        let assessment = &judgement.assessment;
        let at = assessment.indicator(id).ok_or_else(|| Trouble::not_found("indicator", id))?;
        let standard_of = judgement.standard();
        let indicator = &standard_of.indicators[at];
        let teller = Teller { seen: judgement.seen_by(permit), assessment, indicator, at };
        let mut stages: Vec<StageFigures> =
            assessment.stages().iter().filter_map(|stage| teller.stage(stage.stage())).collect();
        stages.extend(teller.schools());
        let mut years: Vec<StageYears> = Vec::new();
        for each in self.years(permit).await? {
            let judged = self.judgement(permit, each, standard).await?;
            for stage in &indicator.stages {
                let Some(point) = point(&judged.assessment, id, *stage) else { continue };
                match years.iter_mut().find(|known| known.stage == stage.as_str()) {
                    Some(known) => known.points.push(point),
                    None => years.push(StageYears { stage: stage.as_str(), points: vec![point] }),
                }
            }
        }
        let formulas = per_stage(indicator.formula.as_ref(), |formula| formula.text.clone());
        let target = indicator.target.as_ref();
        Ok(IndicatorPage {
            year: year.start(),
            standard: (&**standard_of).into(),
            indicator: IndicatorView::of(standard_of, indicator),
            formulas,
            thresholds: per_stage(target.map(|target| &target.value), |value| {
                Figure::threshold(value, indicator.places).shown
            }),
            relaxations: indicator.relaxations.iter().map(|relaxation| (&relaxation.reason).into()).collect(),
            standing: assessment.outcome().items[at],
            entry: assessment.entries().get(id).map(EntryView::from),
            stages,
            years,
        })
    }
}

fn per_stage<T>(of: Option<&PerStage<T>>, text: impl Fn(&T) -> String) -> Vec<StageText> {
    match of {
        None => Vec::new(),
        Some(PerStage::Same(value)) => vec![StageText { stage: None, text: text(value) }],
        Some(PerStage::By(map)) => map
            .iter()
            .map(|(stage, value)| StageText { stage: Some(stage.as_str()), text: text(value) })
            .collect(),
    }
}

fn point(assessment: &Assessment, id: &str, stage: Stage) -> Option<CountyYear> {
    let at = assessment.indicator(id)?;
    let result = assessment.stage(stage)?;
    let judged = result.judged_by(at)?;
    let coefficient = judged.coefficient?;
    let met = judged.standings.iter().filter(|standing| **standing == Standing::Met).count();
    Some(CountyYear {
        year: assessment.snapshot().year.start(),
        mean: coefficient.mean,
        cv: coefficient.cv,
        limit: limit(&assessment.rules().standard, at, stage),
        verdict: coefficient.verdict,
        met: u32::try_from(met).unwrap_or(u32::MAX),
        units: u32::try_from(result.units()).unwrap_or(u32::MAX),
    })
}

fn limit(standard: &Standard, at: usize, stage: Stage) -> Option<String> {
    let limit = standard.indicators[at].balance.as_ref()?.at_most.get(Some(stage))?;
    Some(Figure::threshold(limit, 2).shown)
}

/// What the figures are told from.
struct Teller<'a> {
    seen: Seen<'a>,
    assessment: &'a Assessment,
    indicator: &'a Indicator,
    at: usize,
}

impl Teller<'_> {
    fn stage(&self, stage: Stage) -> Option<StageFigures> {
        let result = self.assessment.stage(stage)?;
        let coefficient = result.judged_by(self.at)?.coefficient?;
        let drivers = self.assessment.drivers(stage, self.at);
        let threshold = self.indicator.target.as_ref().and_then(|target| target.value.get(Some(stage)));
        let inside =
            |driver: &&Driver| self.seen.within().subject(&Subject::Unit(driver.school.clone(), stage));
        let mut units: Vec<UnitFigure> = drivers
            .iter()
            .filter(inside)
            .map(|driver| self.unit(driver, &Subject::Unit(driver.school.clone(), stage)))
            .collect();
        units.sort_by(|a, b| b.share.unwrap_or(-1.0).total_cmp(&a.share.unwrap_or(-1.0)));
        let values = drivers.iter().filter_map(|driver| driver.value).collect();
        Some(StageFigures {
            stage: Some(stage.as_str()),
            counted: coefficient.counted,
            missing: u32::try_from(coefficient.missing.len()).unwrap_or(u32::MAX),
            mean: coefficient.mean,
            sd: coefficient.sd,
            cv: coefficient.cv,
            limit: limit(&self.assessment.rules().standard, self.at, stage),
            verdict: coefficient.verdict,
            threshold: threshold.and_then(nearest),
            threshold_shown: threshold.map(|value| Figure::threshold(value, self.indicator.places).shown),
            spread: spread(values),
            complete: units.len() == drivers.len(),
            units,
        })
    }

    /// The schools as a whole, for an indicator that judges those.
    fn schools(&self) -> Option<StageFigures> {
        let judged = self.assessment.schools().judged_by(self.at)?;
        let threshold = self.indicator.target.as_ref().and_then(|target| target.value.get(None));
        let values = self.assessment.school_values(self.at);
        let rows = values.iter().zip(judged.standings).enumerate();
        let all: Vec<Driver> = rows
            .filter_map(|(row, (value, standing))| {
                Some(Driver {
                    school: self.assessment.school_at(row)?.clone(),
                    pupils: None,
                    value: (!value.is_nan()).then_some(*value),
                    standing: *standing,
                    share: None,
                    cv_if_met: None,
                })
            })
            .collect();
        let values: Vec<f64> = all.iter().filter_map(|driver| driver.value).collect();
        let inside = all.iter().filter(|driver| self.seen.within().school(&driver.school));
        let units: Vec<UnitFigure> =
            inside.map(|driver| self.unit(driver, &Subject::School(driver.school.clone()))).collect();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Some(StageFigures {
            stage: None,
            counted: count(values.len()),
            missing: count(all.len() - values.len()),
            mean: None,
            sd: None,
            cv: None,
            limit: None,
            verdict: None,
            threshold: threshold.and_then(nearest),
            threshold_shown: threshold.map(|value| Figure::threshold(value, self.indicator.places).shown),
            spread: spread(values),
            complete: units.len() == all.len(),
            units,
        })
    }

    fn unit(&self, driver: &Driver, subject: &Subject) -> UnitFigure {
        let snapshot = self.assessment.snapshot();
        let places = self.indicator.places as usize;
        let degrees = |measure: &str| degrees(snapshot, &driver.school, measure);
        UnitFigure {
            school: SchoolLink::of(snapshot, &driver.school),
            subject: subject.to_string(),
            township: school_text(snapshot, &driver.school, "township"),
            pupils: driver.pupils,
            value: driver.value,
            shown: driver.value.map(|value| format!("{value:.places$}")),
            standing: driver.standing,
            share: driver.share,
            cv_if_met: driver.cv_if_met,
            longitude: degrees("longitude"),
            latitude: degrees("latitude"),
        }
    }
}

fn nearest(value: &junheng_domain::Exact) -> Option<f64> {
    junheng_domain::show_exact(value, 12).parse().ok()
}

fn degrees(snapshot: &junheng_domain::Snapshot, school: &SchoolCode, measure: &str) -> Option<f64> {
    match snapshot.value(&Subject::School(school.clone()), &MeasureId::new(measure).ok()?) {
        Value::Number(number) => Some(number.approx()),
        Value::Text(_) | Value::Missing => None,
    }
}

/// Least value, quartiles and greatest value; `None` of too few.
fn spread(mut values: Vec<f64>) -> Option<[f64; 4]> {
    if values.len() < FEWEST {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let last = values.len() - 1;
    let quartile = |quarters: usize| {
        let (whole, rest) = (last * quarters / 4, (last * quarters % 4) as f64 / 4.0);
        let lower = values[whole];
        values.get(whole + 1).map_or(lower, |upper| lower + (upper - lower) * rest)
    };
    Some([values[0], quartile(1), quartile(3), values[last]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_has_its_quartiles_and_too_few_have_none() {
        assert_eq!(spread(vec![1.0, 2.0, 3.0, 4.0]), None);
        assert_eq!(spread(vec![5.0, 1.0, 3.0, 2.0, 4.0]), Some([1.0, 2.0, 4.0, 5.0]));
        assert_eq!(spread(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), Some([1.0, 2.25, 4.75, 6.0]));
    }
}
