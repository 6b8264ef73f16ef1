//! Which verdicts and coefficients are not the same in two assessments of a county: before and after an import, or in two
//! school years.

use std::collections::BTreeSet;

use junheng_assess::{Assessment, Standing, Verdict};
use junheng_domain::{MeasureId, SchoolCode, Snapshot, Stage, Subject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scope::Within;

/// A school's standing in one indicator that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VerdictChange {
    pub school: String,
    pub school_name: String,
    /// `primary` or `junior`.
    pub stage: String,
    pub indicator: String,
    /// `None`: the school was not judged in it.
    #[schema(value_type = Option<String>)]
    pub before: Option<Standing>,
    #[schema(value_type = Option<String>)]
    pub after: Option<Standing>,
}

/// A coefficient that is not what it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CoefficientShift {
    pub stage: String,
    pub indicator: String,
    pub before: Option<f64>,
    pub after: Option<f64>,
    #[schema(value_type = Option<String>)]
    pub verdict_before: Option<Verdict>,
    #[schema(value_type = Option<String>)]
    pub verdict_after: Option<Verdict>,
}

/// The standings that differ, within a scope, by stage, school and indicator.
pub(crate) fn changed(before: &Assessment, after: &Assessment, within: &Within) -> Vec<VerdictChange> {
    let mut changes = Vec::new();
    for stage in stages(before, after) {
        for school in schools(before, after, stage) {
            if !within.subject(&Subject::Unit(school.clone(), stage)) {
                continue;
            }
            for indicator in indicators(before, after) {
                let of = |assessment: &Assessment| standing(assessment, stage, &school, &indicator);
                let (old, new) = (of(before), of(after));
                if old != new {
                    changes.push(VerdictChange {
                        school: school.to_string(),
                        school_name: school_name(after.snapshot(), Some(&school)),
                        stage: stage.as_str().to_owned(),
                        indicator,
                        before: old,
                        after: new,
                    });
                }
            }
        }
    }
    changes
}

/// The coefficients that differ in figure or verdict.
pub(crate) fn coefficients(before: &Assessment, after: &Assessment) -> Vec<CoefficientShift> {
    let mut changes = Vec::new();
    for stage in stages(before, after) {
        for indicator in indicators(before, after) {
            let of = |assessment: &Assessment| {
                let at = assessment.indicator(&indicator)?;
                let judged = assessment.stage(stage)?.judged_by(at)?;
                judged.coefficient.map(|coefficient| (coefficient.cv, coefficient.verdict))
            };
            let ((old, verdict_before), (new, verdict_after)) =
                (of(before).unwrap_or_default(), of(after).unwrap_or_default());
            if old != new || verdict_before != verdict_after {
                let stage = stage.as_str().to_owned();
                changes.push(CoefficientShift {
                    stage,
                    indicator,
                    before: old,
                    after: new,
                    verdict_before,
                    verdict_after,
                });
            }
        }
    }
    changes
}

fn stages(before: &Assessment, after: &Assessment) -> BTreeSet<Stage> {
    [before, after].into_iter().flat_map(|assessment| assessment.stages().iter().map(|s| s.stage())).collect()
}

fn schools(before: &Assessment, after: &Assessment, stage: Stage) -> BTreeSet<SchoolCode> {
    let of = |assessment: &Assessment| -> Vec<SchoolCode> {
        let Some(result) = assessment.stage(stage) else { return Vec::new() };
        (0..result.units()).filter_map(|row| assessment.school_of(result, row).cloned()).collect()
    };
    of(before).into_iter().chain(of(after)).collect()
}

/// The indicators of both standards, in their order.
fn indicators(before: &Assessment, after: &Assessment) -> Vec<String> {
    let of = |assessment: &Assessment| -> Vec<String> {
        assessment.rules().standard.indicators.iter().map(|indicator| indicator.id.clone()).collect()
    };
    let mut all = of(before);
    all.extend(of(after).into_iter().filter(|id| before.indicator(id).is_none()));
    all
}

fn standing(assessment: &Assessment, stage: Stage, school: &SchoolCode, indicator: &str) -> Option<Standing> {
    let at = assessment.indicator(indicator)?;
    let row = assessment.row_of(school, stage)?;
    let judged = assessment.stage(stage)?.judged_by(at)?;
    judged.standings.get(row).copied()
}

/// What a school reports as its name; empty when it reports none.
pub(crate) fn school_name(snapshot: &Snapshot, school: Option<&SchoolCode>) -> String {
    let (Some(school), Ok(name)) = (school, MeasureId::new("name")) else { return String::new() };
    snapshot.value(&Subject::School(school.clone()), &name).to_string()
}
