//! What the last import or edit changed: the verdicts now beside those of the facts without it.

use std::collections::BTreeMap;

use junheng_assess::Verdict;
use junheng_domain::{ImportInfo, SchoolCode, Stage, Subject};
use serde::Serialize;
use utoipa::ToSchema;

use super::coefficients::shown;
use super::{StageOfSchool, groups};
use crate::Office;
use crate::edit_words::layer_words;
use crate::judgement::{Judgement, Seen, judge_aside};
use crate::light::Light;
use crate::trouble::Trouble;
use crate::words::Words;

/// What the last layer of a school year changed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Changes {
    /// The number of the import or edit.
    pub import: u32,
    /// The file, or what was edited; none for those who do not see the whole county, since it may name a school.
    pub what: Option<Words>,
    /// RFC 3339.
    pub at: String,
    #[schema(value_type = String)]
    pub verdict_before: Verdict,
    #[schema(value_type = String)]
    pub verdict: Verdict,
    /// Stages of schools in the county that stand otherwise than before.
    pub units: usize,
    /// Those inside.
    pub lights: Vec<LightChange>,
    pub coefficients: Vec<CoefficientChange>,
    pub items: Vec<ItemChange>,
}

/// A stage of a school that stands otherwise than before.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LightChange {
    pub school: StageOfSchool,
    /// None when it was not reported.
    pub before: Option<Light>,
    pub after: Option<Light>,
}

/// A coefficient that differs in what is shown.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CoefficientChange {
    pub indicator: String,
    #[schema(value_type = String)]
    pub stage: Stage,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// An item of the county that stands otherwise than before.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ItemChange {
    pub indicator: String,
    pub name: Words,
    #[schema(value_type = Option<String>)]
    pub before: Option<Verdict>,
    #[schema(value_type = Option<String>)]
    pub after: Option<Verdict>,
}

impl Changes {
    /// With the schools that are inside.
    pub(super) fn as_seen(&self, seen: Option<&Seen<'_>>) -> Self {
        let inside = |change: &LightChange| {
            let subject = SchoolCode::new(&change.school.code).ok().zip(change.school.stage);
            let subject = subject.map(|(code, stage)| Subject::Unit(code, stage));
            seen.zip(subject).is_some_and(|(seen, subject)| seen.within().subject(&subject))
        };
        let sees_all = seen.is_some_and(|seen| seen.within().is_county());
        Self {
            what: self.what.clone().filter(|_| sees_all),
            lights: self.lights.iter().filter(|change| inside(change)).cloned().collect(),
            ..self.clone()
        }
    }

    fn between(before: &Judgement, now: &Judgement) -> Option<Self> {
        let layer = now.assessment.snapshot().imports.last()?;
        let lights = lights(before, now);
        Some(Self {
            import: layer.no.0,
            what: Some(what(now, layer)),
            at: layer.at.clone(),
            verdict_before: before.assessment.outcome().verdict,
            verdict: now.assessment.outcome().verdict,
            units: lights.len(),
            lights,
            coefficients: coefficients(before, now),
            items: items(before, now),
        })
    }
}

impl Office {
    /// What the last layer changed, found out once for a judgement; none when there was nothing before it.
    pub(super) async fn changes<'j>(&self, judgement: &'j Judgement) -> Result<Option<&'j Changes>, Trouble> {
        let snapshot = judgement.assessment.snapshot();
        let make = || async {
            let [.., _, last] = snapshot.imports.as_slice() else { return Ok::<_, Trouble>(None) };
            let (county, year) = (&snapshot.county, snapshot.year);
            let before = self.store.snapshot_before(county, year, last.no).await?;
            let rules = judgement.assessment.rules().clone();
            Ok(Changes::between(&judge_aside(before, rules.into()).await?, judgement))
        };
        Ok(judgement.changes.get_or_try_init(make).await?.as_ref())
    }
}

fn what(now: &Judgement, layer: &ImportInfo) -> Words {
    let school = |code: &SchoolCode| now.schools.get(code).map(|school| school.name.clone());
    layer_words(layer, Some(now.standard()), &now.standard().measures, school)
}

fn lights(before: &Judgement, now: &Judgement) -> Vec<LightChange> {
    let mut all: BTreeMap<&Subject, (Option<Light>, Option<Light>)> = BTreeMap::new();
    before.all_rows().iter().for_each(|row| all.entry(&row.subject).or_default().0 = Some(row.light()));
    now.all_rows().iter().for_each(|row| all.entry(&row.subject).or_default().1 = Some(row.light()));
    let name = |subject: &Subject| {
        let rows = now.all_rows().iter().chain(before.all_rows());
        rows.filter(|row| row.subject == *subject).map(|row| row.shown().name.clone()).next()
    };
    let change = |(subject, (before, after)): (&Subject, (Option<Light>, Option<Light>))| {
        Some(LightChange {
            school: StageOfSchool {
                code: subject.school()?.to_string(),
                name: name(subject).unwrap_or_default(),
                stage: subject.stage(),
            },
            before,
            after,
        })
    };
    all.into_iter().filter(|(_, (before, after))| before != after).filter_map(change).collect()
}

fn coefficients(before: &Judgement, now: &Judgement) -> Vec<CoefficientChange> {
    let of = |judgement: &Judgement| -> BTreeMap<(Stage, String), Option<String>> {
        let with_limit = judgement.coefficients.iter().filter_map(|report| {
            let limit = report.limit.as_ref()?;
            Some(((report.stage, report.indicator.clone()), report.cv.map(|value| shown(value, limit))))
        });
        with_limit.collect()
    };
    let earlier = of(before);
    let changed = of(now).into_iter().filter_map(|((stage, indicator), after)| {
        let before = earlier.get(&(stage, indicator.clone())).cloned().flatten();
        (before != after).then_some(CoefficientChange { indicator, stage, before, after })
    });
    changed.collect()
}

fn items(before: &Judgement, now: &Judgement) -> Vec<ItemChange> {
    let standard = now.standard();
    let outcomes = (before.assessment.outcome(), now.assessment.outcome());
    let pairs = outcomes.0.items.iter().zip(&outcomes.1.items).zip(&standard.indicators);
    let change = |((before, after), indicator): ((&_, &_), &junheng_standards::Indicator)| {
        let rule = &standard.groups.iter().find(|group| group.id == indicator.group)?.rule;
        let (before, after) = (groups::verdict(rule, *before), groups::verdict(rule, *after));
        let name = Words::from(&indicator.wording);
        (before != after).then(|| ItemChange { indicator: indicator.id.clone(), name, before, after })
    };
    pairs.filter_map(change).collect()
}
