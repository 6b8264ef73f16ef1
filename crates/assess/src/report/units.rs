//! Units, schools, items and who was left out, as other programs read them.

use junheng_domain::{Stage, Subject, show_exact};
use junheng_standards::expr::Frame;
use junheng_standards::{GroupRule, Indicator, IndicatorLevel};
use serde::{Deserialize, Serialize};

use super::decimal;
use crate::gaps;
use crate::judge::Judge;
use crate::judgements::Judgements;
use crate::{Assessment, GroupRows, Judged, Standing, Verdict, grade};

/// A unit, or a school as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowReport {
    pub county: String,
    pub school: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stage: Option<Stage>,
    pub groups: Vec<UnitGroupReport>,
    pub values: Vec<ValueReport>,
}

/// A group of indicators for a unit or school.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitGroupReport {
    pub group: String,
    pub verdict: Verdict,
    /// Indicators met.
    pub met: u32,
    /// The grade, in a graded group whose facts are all there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub grade: Option<String>,
}

/// An indicator for a unit, a school or the county.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValueReport {
    pub indicator: String,
    /// Rounded for eyes; `null` is missing.
    pub value: Option<String>,
    /// The fraction that was decided on.
    pub exact: Option<String>,
    pub standing: Standing,
    /// The threshold in force.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub threshold: Option<String>,
    /// Relaxations that applied.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub relaxed: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shortfall: Option<ShortfallReport>,
}

/// How much is lacking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShortfallReport {
    pub exact: String,
    /// Rounded up to whole pieces.
    pub amount: String,
    pub unit: String,
}

/// An indicator as an item of the county.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemReport {
    pub county: String,
    pub indicator: String,
    pub level: String,
    pub standing: Standing,
    /// For an indicator of the county itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<ValueReport>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub entered: Option<EntryReport>,
}

/// What was entered for an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryReport {
    pub standing: Standing,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub points: Option<String>,
    pub evidence: String,
    pub by: String,
    pub at: String,
}

/// A unit that is not counted by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeftOutReport {
    pub county: String,
    pub school: String,
    pub stage: Stage,
    /// The scope rule that decided.
    pub rule: String,
    /// The school that it was merged into.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub into: Option<String>,
}

pub(super) fn units(assessment: &Assessment) -> Vec<RowReport> {
    let mut reports = Vec::new();
    for stage in &assessment.stages {
        let frame = assessment.frame(stage).frame;
        for row in 0..stage.units() {
            let Some(school) = assessment.school_of(stage, row) else { continue };
            let subject = Subject::Unit(school.clone(), stage.stage());
            reports.push(RowReport {
                county: assessment.snapshot.county.to_string(),
                school: school.to_string(),
                stage: Some(stage.stage()),
                groups: groups(assessment, &stage.judgements, row),
                values: values(assessment, &frame, &stage.judgements, Some(stage.stage()), row, &subject),
            });
        }
    }
    reports
}

pub(super) fn schools(assessment: &Assessment) -> Vec<RowReport> {
    let schools = assessment.schools();
    let rows = (0..schools.rows.frame.rows).filter_map(|row| Some((row, assessment.school_at(row)?)));
    rows.map(|(row, school)| {
        let subject = Subject::School(school.clone());
        RowReport {
            county: assessment.snapshot.county.to_string(),
            school: school.to_string(),
            stage: None,
            groups: groups(assessment, &schools.judgements, row),
            values: values(assessment, &schools.rows.frame, &schools.judgements, None, row, &subject),
        }
    })
    .collect()
}

fn groups(assessment: &Assessment, judgements: &Judgements, row: usize) -> Vec<UnitGroupReport> {
    let standard = &assessment.rules.standard;
    let report = |rows: GroupRows<'_>| {
        let group = &standard.groups[rows.group];
        let met = u32::from(rows.met[row]);
        let members =
            judgements.judged().filter(|judged| standard.indicators[judged.indicator].group == group.id);
        let missing = members.filter(|judged| judged.standings[row] == Standing::Missing).count();
        let range = grade(&group.rule, met, u32::try_from(missing).unwrap_or(u32::MAX));
        let grade = match (&group.rule, range) {
            (GroupRule::Grades { grades, .. }, Some((worst, best))) if worst == best => {
                Some(grades[worst].id.clone())
            }
            _ => None,
        };
        UnitGroupReport { group: group.id.clone(), verdict: rows.verdicts[row], met, grade }
    };
    judgements.groups().map(report).collect()
}

fn values(
    assessment: &Assessment,
    frame: &Frame,
    judgements: &Judgements,
    stage: Option<Stage>,
    row: usize,
    subject: &Subject,
) -> Vec<ValueReport> {
    let value = |judged: Judged<'_>| {
        let indicator = &assessment.rules.standard.indicators[judged.indicator];
        value(&Judge { indicator, stage }, frame, &judged, row, subject)
    };
    judgements.judged().map(value).collect()
}

fn value(
    judge: &Judge<'_>,
    frame: &Frame,
    judged: &Judged<'_>,
    row: usize,
    subject: &Subject,
) -> ValueReport {
    let Judge { indicator, .. } = judge;
    let relaxed = judged.relaxed(row);
    let exact = judge.exact(frame, row, relaxed);
    let shortfall = gaps::of_row(judge, frame, row, judged, subject).map(|gap| {
        let unit = gaps::unit(indicator, &gap);
        ShortfallReport {
            exact: gap.amount.to_string(),
            amount: decimal(&gap.rounded),
            unit: unit.to_string(),
        }
    });
    ValueReport {
        indicator: indicator.id.clone(),
        value: exact.as_ref().map(|value| show_exact(value, indicator.places)),
        exact: exact.map(|value| value.to_string()),
        standing: judged.standings[row],
        threshold: judge.in_force(relaxed).threshold.map(decimal),
        relaxed: relaxed.iter().map(|at| indicator.relaxations[*at].id.clone()).collect(),
        shortfall,
    }
}

pub(super) fn items(assessment: &Assessment) -> Vec<ItemReport> {
    let standard = &assessment.rules.standard;
    let report = |(at, indicator): (usize, &Indicator)| {
        let county = assessment.county();
        let judged = county.judgements.judged_by(at);
        let entered = assessment.entries.get(&indicator.id).map(|entry| EntryReport {
            standing: entry.standing,
            points: entry.points.as_ref().map(decimal),
            evidence: entry.evidence.clone(),
            by: entry.by.clone(),
            at: entry.at.clone(),
        });
        let level = match indicator.level {
            IndicatorLevel::Unit => "unit",
            IndicatorLevel::School => "school",
            IndicatorLevel::County => "county",
            IndicatorLevel::Coefficients => "coefficients",
            IndicatorLevel::Entered => "entered",
        };
        ItemReport {
            county: assessment.snapshot.county.to_string(),
            indicator: indicator.id.clone(),
            level: level.to_owned(),
            standing: assessment.outcome().items[at],
            value: judged.map(|judged| {
                value(&Judge { indicator, stage: None }, &county.rows.frame, &judged, 0, &Subject::County)
            }),
            entered,
        }
    };
    standard.indicators.iter().enumerate().map(report).collect()
}

pub(super) fn left_out(assessment: &Assessment) -> Vec<LeftOutReport> {
    let report = |left: crate::LeftOut| {
        Some(LeftOutReport {
            county: assessment.snapshot.county.to_string(),
            school: left.subject.school()?.to_string(),
            stage: left.subject.stage()?,
            rule: assessment.rules.standard.scope[left.rule].id.clone(),
            into: left.into.as_ref().and_then(Subject::school).map(ToString::to_string),
        })
    };
    assessment.left_out().into_iter().filter_map(report).collect()
}
