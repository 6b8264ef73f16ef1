//! How a county comes out, as other programs read it.

use junheng_domain::{Stage, show_exact};
use junheng_standards::GroupRule;
use serde::{Deserialize, Serialize};

use super::decimal;
use crate::{Assessment, Ground, Members, Verdict};

/// A county's verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountyReport {
    pub county: String,
    pub year: u16,
    pub verdict: Verdict,
    /// Everything that is not met or still open.
    pub reasons: Vec<ReasonReport>,
    pub groups: Vec<GroupReport>,
    pub composites: Vec<CompositeReport>,
}

/// Why a county does not pass, or not yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReasonReport {
    /// `group`, `coefficient`, `composite` or `no_units`.
    pub kind: String,
    /// Of the group, indicator or composite.
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stage: Option<Stage>,
    pub verdict: Verdict,
}

/// A group of indicators for the county.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupReport {
    pub group: String,
    /// `null` for a group that is only shown.
    pub verdict: Option<Verdict>,
    /// What is counted: `units`, `schools` or `items`.
    pub of: String,
    pub met: u32,
    pub not_met: u32,
    pub incomplete: u32,
    /// Points of a scored group and what they must reach.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub points: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pass: Option<String>,
}

/// A composite coefficient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompositeReport {
    pub composite: String,
    pub stage: Stage,
    pub value: Option<f64>,
    pub limit: Option<String>,
    pub verdict: Option<Verdict>,
}

impl CountyReport {
    pub(super) fn of(assessment: &Assessment) -> Self {
        let standard = &assessment.rules.standard;
        let outcome = assessment.outcome();
        let groups = outcome.groups.iter().map(|result| {
            let group = &standard.groups[result.group];
            let pass = match &group.rule {
                GroupRule::Score { pass, .. } => Some(decimal(pass)),
                _ => None,
            };
            let of = match result.of {
                Members::Units => "units",
                Members::Schools => "schools",
                Members::Items => "items",
            };
            GroupReport {
                group: group.id.clone(),
                verdict: result.verdict,
                of: of.to_owned(),
                met: result.met,
                not_met: result.not_met,
                incomplete: result.incomplete,
                points: result.points.as_ref().map(|points| show_exact(points, 2)),
                pass,
            }
        });
        let composites = outcome.composites.iter().map(|result| {
            let composite = &standard.composites[result.composite];
            CompositeReport {
                composite: composite.id.clone(),
                stage: result.stage,
                value: result.value,
                limit: composite.at_most.get(Some(result.stage)).map(decimal),
                verdict: result.verdict,
            }
        });
        let reasons = outcome.reasons.iter().map(|reason| {
            let (kind, id, stage) = match reason.what {
                Ground::Group(at) => ("group", standard.groups[at].id.clone(), None),
                Ground::Coefficient { indicator, stage } => {
                    ("coefficient", standard.indicators[indicator].id.clone(), Some(stage))
                }
                Ground::Composite { composite, stage } => {
                    ("composite", standard.composites[composite].id.clone(), Some(stage))
                }
                Ground::NoUnits => ("no_units", String::new(), None),
            };
            ReasonReport { kind: kind.to_owned(), id, stage, verdict: reason.verdict }
        });
        Self {
            county: assessment.snapshot.county.to_string(),
            year: assessment.snapshot.year.start(),
            verdict: outcome.verdict,
            reasons: reasons.collect(),
            groups: groups.collect(),
            composites: composites.collect(),
        }
    }
}
