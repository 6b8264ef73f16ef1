//! An assessment as other programs read it: the documented shape `junheng.assessment/1`.
//!
//! Numbers that were decided on (`exact`) are fractions as text, `value` is rounded to the indicator's decimals for
//! eyes, and `mean`, `sd` and `cv` are doubles.

use std::collections::BTreeMap;

use junheng_domain::{Exact, Stage, Wording, show_exact};
use junheng_standards::Standard;
use junheng_standards::expr::Value;
use serde::{Deserialize, Serialize};

use crate::{Assessment, Coefficient, Standing, Verdict};

mod county;
mod units;

pub use county::{CompositeReport, CountyReport, GroupReport, ReasonReport};
pub use units::{
    EntryReport, ItemReport, LeftOutReport, RowReport, ShortfallReport, UnitGroupReport, ValueReport,
};

/// The name of the shape; its number changes when a field changes its meaning or goes.
pub const SCHEMA: &str = "junheng.assessment/1";

/// One or many counties judged by one standard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub schema: String,
    pub standard: StandardReport,
    /// The county, when there is only one.
    pub county: Option<String>,
    /// The school year, when all counties share it.
    pub year: Option<u16>,
    pub counties: Vec<CountyReport>,
    /// Every unit-level indicator of each county and stage.
    pub indicators: Vec<IndicatorReport>,
    /// Every counted unit.
    pub units: Vec<RowReport>,
    /// Every school, by the indicators that judge schools as a whole.
    pub schools: Vec<RowReport>,
    /// Every indicator as an item of the county.
    pub items: Vec<ItemReport>,
    pub left_out: Vec<LeftOutReport>,
}

/// What was used to judge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandardReport {
    pub id: String,
    pub version: String,
    pub hash: String,
    pub wording: Wording,
    pub params: BTreeMap<String, String>,
}

/// An indicator over the counted units of a stage of a county.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndicatorReport {
    pub county: String,
    pub stage: Stage,
    pub indicator: String,
    /// Units in the mean: those with a value and pupils.
    pub units_counted: u32,
    /// Their pupils.
    pub pupils: f64,
    pub mean: Option<f64>,
    pub sd: Option<f64>,
    pub cv: Option<f64>,
    /// The limit of the coefficient, when the standard sets one.
    pub limit: Option<String>,
    /// Whether the limit is kept; never `met` while units are missing.
    pub verdict: Option<Verdict>,
    /// Units without a value are left out of the figures, which may still change.
    pub provisional: bool,
    /// Schools whose unit has no value.
    pub missing: Vec<String>,
    /// How many units stand how.
    pub standings: BTreeMap<Standing, u32>,
}

impl Report {
    /// Reports assessments that were made with the same rules.
    #[must_use]
    pub fn of(assessments: &[&Assessment]) -> Self {
        let mut report = Self {
            schema: SCHEMA.to_owned(),
            standard: assessments.first().map(|first| StandardReport::of(first)).unwrap_or_default(),
            county: None,
            year: None,
            counties: Vec::new(),
            indicators: Vec::new(),
            units: Vec::new(),
            schools: Vec::new(),
            items: Vec::new(),
            left_out: Vec::new(),
        };
        for assessment in assessments {
            report.counties.push(CountyReport::of(assessment));
            report.indicators.extend(indicators(assessment));
            report.units.extend(units::units(assessment));
            report.schools.extend(units::schools(assessment));
            report.items.extend(units::items(assessment));
            report.left_out.extend(units::left_out(assessment));
        }
        if let [only] = assessments {
            report.county = Some(only.snapshot.county.to_string());
        }
        let mut years = assessments.iter().map(|assessment| assessment.snapshot.year.start());
        report.year = years.next().filter(|first| years.all(|year| year == *first));
        report
    }
}

impl Default for StandardReport {
    fn default() -> Self {
        let wording = Wording { zh: String::new(), en: String::new() };
        Self {
            id: String::new(),
            version: String::new(),
            hash: String::new(),
            wording,
            params: BTreeMap::new(),
        }
    }
}

impl StandardReport {
    fn of(assessment: &Assessment) -> Self {
        let Standard { id, version, hash, wording, .. } = &*assessment.rules.standard;
        let params = assessment.rules.params.iter().map(|(name, value)| (name.clone(), shown(value)));
        Self {
            id: id.0.clone(),
            version: version.clone(),
            hash: hash.clone(),
            wording: wording.clone(),
            params: params.collect(),
        }
    }
}

/// A parameter as it would be typed.
fn shown(value: &Value) -> String {
    match value {
        Value::Missing => String::new(),
        Value::Number(number) => decimal(number),
        Value::Code(code) => code.to_string(),
        Value::Truth(truth) => truth.to_string(),
    }
}

/// A finite decimal in full, anything else as a fraction.
pub(crate) fn decimal(value: &Exact) -> String {
    (0..=15)
        .map(|places| show_exact(value, places))
        .find(|text| junheng_domain::Number::parse(text).is_ok_and(|number| number.exact() == *value))
        .unwrap_or_else(|| value.to_string())
}

fn indicators(assessment: &Assessment) -> Vec<IndicatorReport> {
    let mut reports = Vec::new();
    for stage in &assessment.stages {
        for judged in stage.judged() {
            let Some(Coefficient { counted, missing, pupils, mean, sd, cv, verdict }) = judged.coefficient
            else {
                continue;
            };
            let indicator = &assessment.rules.standard.indicators[judged.indicator];
            let limit =
                indicator.balance.as_ref().and_then(|balance| balance.at_most.get(Some(stage.stage())));
            let mut standings = BTreeMap::new();
            judged.standings.iter().for_each(|standing| *standings.entry(*standing).or_insert(0) += 1);
            let schools = missing.iter().filter_map(|row| assessment.school_of(stage, *row as usize));
            reports.push(IndicatorReport {
                county: assessment.snapshot.county.to_string(),
                stage: stage.stage(),
                indicator: indicator.id.clone(),
                units_counted: *counted,
                pupils: *pupils,
                mean: *mean,
                sd: *sd,
                cv: *cv,
                limit: limit.map(decimal),
                verdict: *verdict,
                provisional: !missing.is_empty(),
                missing: schools.map(ToString::to_string).collect(),
                standings,
            });
        }
    }
    reports
}
