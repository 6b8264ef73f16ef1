//! A stage's coefficient explained: its units by their share in the spread.

use junheng_app::assess::{Assessment, Coefficient, Standing};
use junheng_app::standards::Indicator;
use junheng_domain::{Exact, SchoolCode, Stage, show_exact};
use serde_json::json;

use super::Desk;
use super::assess::{school_name, stage_word, standing, verdict};
use super::explain::percent;
use crate::page::Table;

/// The units of a stage by what each adds to the coefficient, the greatest first.
pub(super) struct Drivers<'a> {
    assessment: &'a Assessment,
    stage: Stage,
    coefficient: &'a Coefficient,
    units: Vec<Driver<'a>>,
}

struct Driver<'a> {
    school: &'a SchoolCode,
    /// `None` when it is missing.
    value: Option<f64>,
    standing: Standing,
    share: Option<Exact>,
}

impl<'a> Drivers<'a> {
    /// `None` when the stage is not judged by the indicator, or has no coefficient.
    pub(super) fn of(assessment: &'a Assessment, indicator: usize, stage: Stage) -> Option<Self> {
        let result = assessment.stage(stage)?;
        let judged = result.judged_by(indicator)?;
        let coefficient = judged.coefficient?;
        let values = assessment.values(result, indicator);
        let shares = assessment.variance_shares(stage, indicator);
        let mut rows: Vec<usize> = (0..result.units()).collect();
        rows.sort_by(|a, b| shares[*b].cmp(&shares[*a]).then(a.cmp(b)));
        let driver = |row: usize| {
            let value = values[row];
            Some(Driver {
                school: assessment.school_of(result, row)?,
                value: (!value.is_nan()).then_some(value),
                standing: judged.standings[row],
                share: shares[row].clone(),
            })
        };
        Some(Self { assessment, stage, coefficient, units: rows.into_iter().filter_map(driver).collect() })
    }

    pub(super) fn table(&self, desk: &Desk, indicator: &Indicator) -> Table {
        let title = desk.say(
            "explain.drivers",
            &[
                ("stage", &stage_word(desk, self.stage)),
                ("cv", &self.coefficient.cv.map_or("—".to_owned(), |cv| format!("{cv:.6}"))),
                ("verdict", &verdict(desk, self.coefficient.verdict)),
            ],
        );
        let headers = desk.headers(&["school-code", "school", "value", "standing", "share"]);
        let mut table = Table::new(title, headers).right(&[2, 4]);
        for unit in &self.units {
            table.push(vec![
                unit.school.to_string(),
                school_name(self.assessment, unit.school),
                shown(unit.value, indicator).unwrap_or_else(|| "—".to_owned()),
                standing(desk, unit.standing),
                unit.share.as_ref().map_or("—".to_owned(), percent),
            ]);
        }
        table
    }

    pub(super) fn json(&self, indicator: &Indicator) -> serde_json::Value {
        let units = self.units.iter().map(|unit| {
            json!({
                "school": unit.school, "value": shown(unit.value, indicator), "standing": unit.standing,
                "share": unit.share.as_ref().map(|share| show_exact(share, 6)),
            })
        });
        json!({
            "stage": self.stage, "mean": self.coefficient.mean, "sd": self.coefficient.sd,
            "cv": self.coefficient.cv, "verdict": self.coefficient.verdict,
            "units": units.collect::<Vec<_>>(),
        })
    }
}

fn shown(value: Option<f64>, indicator: &Indicator) -> Option<String> {
    let places = indicator.places as usize;
    value.map(|value| format!("{value:.places$}"))
}
