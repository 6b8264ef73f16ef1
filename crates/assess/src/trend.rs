//! Figures over the years, and what moved them: the data, or the rules.
//!
//! From year `a` to year `b`, with `v(data, rule)`: the change by data is `v(b, rule a) − v(a, rule a)`, the change by
//! rules `v(b, rule b) − v(b, rule a)`; together they are the whole change. Figures are taken at nine decimals, so that
//! the parts add up to the last digit shown.

use std::collections::BTreeSet;
use std::sync::Arc;

use junheng_domain::{SchoolYear, Snapshot, Stage, Subject};
use rayon::prelude::*;
use serde::Serialize;

use crate::{Assessment, Entries, Rules, Standing, Verdict, assess};

/// A school year with the rules that applied in it.
#[derive(Debug, Clone)]
pub struct TrendYear {
    pub snapshot: Arc<Snapshot>,
    pub rules: Arc<Rules>,
    pub entries: Entries,
}

/// Figures of several years and the changes between neighbours.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trend {
    pub points: Vec<Point>,
    pub changes: Vec<Change>,
    pub movements: Vec<Movement>,
}

/// An indicator at a stage in one year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    pub year: SchoolYear,
    pub stage: Stage,
    pub indicator: String,
    pub units_counted: u32,
    pub pupils: f64,
    pub mean: Option<f64>,
    pub cv: Option<f64>,
    pub verdict: Option<Verdict>,
    /// Units that meet it.
    pub met: u32,
}

/// An indicator at a stage from one year to the next. A part is `null` when a figure that it needs is missing, or when
/// one year's rules do not have the indicator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    pub from: SchoolYear,
    pub to: SchoolYear,
    pub stage: Stage,
    pub indicator: String,
    pub mean: Option<Parts>,
    pub cv: Option<Parts>,
    pub met: Option<Parts>,
}

/// A change split into its two causes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Parts {
    pub before: f64,
    pub after: f64,
    pub by_data: f64,
    pub by_rules: f64,
}

/// Units that came or went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Movement {
    pub from: SchoolYear,
    pub to: SchoolYear,
    pub stage: Stage,
    pub entered: Vec<String>,
    pub left: Vec<String>,
}

/// Judges every year, and every year's data by the rules of the year before, and compares.
#[must_use]
pub fn trend(years: &[TrendYear]) -> Trend {
    let judge = |data: &TrendYear, rules: &TrendYear| {
        assess(data.snapshot.clone(), &rules.rules, data.entries.clone())
    };
    let own: Vec<Assessment> = years.par_iter().map(|year| judge(year, year)).collect();
    let crossed: Vec<Option<Assessment>> = years
        .par_windows(2)
        .map(|pair| (!same_rules(&pair[0].rules, &pair[1].rules)).then(|| judge(&pair[1], &pair[0])))
        .collect();
    let mut trend =
        Trend { points: own.iter().flat_map(points).collect(), changes: Vec::new(), movements: Vec::new() };
    for (pair, crossed) in own.windows(2).zip(&crossed) {
        let (before, after) = (&pair[0], &pair[1]);
        trend.changes.extend(changes(before, crossed.as_ref().unwrap_or(after), after));
        trend.movements.extend(movements(before, after));
    }
    trend
}

fn same_rules(a: &Rules, b: &Rules) -> bool {
    a.standard.id == b.standard.id && a.standard.hash == b.standard.hash && a.params == b.params
}

fn points(assessment: &Assessment) -> Vec<Point> {
    let mut points = Vec::new();
    for stage in &assessment.stages {
        for judged in stage.judged() {
            let Some(coefficient) = judged.coefficient else { continue };
            let met = judged.standings.iter().filter(|standing| **standing == Standing::Met).count();
            points.push(Point {
                year: assessment.snapshot.year,
                stage: stage.stage(),
                indicator: assessment.rules.standard.indicators[judged.indicator].id.clone(),
                units_counted: coefficient.counted,
                pupils: coefficient.pupils,
                mean: coefficient.mean,
                cv: coefficient.cv,
                verdict: coefficient.verdict,
                met: u32::try_from(met).unwrap_or(u32::MAX),
            });
        }
    }
    points
}

fn changes(before: &Assessment, crossed: &Assessment, after: &Assessment) -> Vec<Change> {
    let (old, between, new) = (points(before), points(crossed), points(after));
    let find = |points: &[Point], key: &(Stage, String)| {
        points.iter().find(|point| (point.stage, &point.indicator) == (key.0, &key.1)).cloned()
    };
    let mut keys: Vec<(Stage, String)> = Vec::new();
    for point in old.iter().chain(&new) {
        let key = (point.stage, point.indicator.clone());
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let change = |key: (Stage, String)| {
        let found = (find(&old, &key), find(&between, &key), find(&new, &key));
        let parts = |figure: &dyn Fn(&Point) -> Option<f64>| match &found {
            (Some(old), Some(between), Some(new)) => Parts::of(figure(old)?, figure(between)?, figure(new)?),
            _ => None,
        };
        Change {
            from: before.snapshot.year,
            to: after.snapshot.year,
            mean: parts(&|point| point.mean),
            cv: parts(&|point| point.cv),
            met: parts(&|point| Some(f64::from(point.met))),
            stage: key.0,
            indicator: key.1,
        }
    };
    keys.into_iter().map(change).collect()
}

/// Decimals at which figures are compared.
const SCALE: f64 = 1e9;

impl Parts {
    fn of(before: f64, between: f64, after: f64) -> Option<Self> {
        let whole = |figure: f64| {
            let scaled = (figure * SCALE).round();
            // Beyond 2^53 nine decimals are more than a double has.
            (scaled.abs() <= 9e15).then_some(scaled)
        };
        let (before, between, after) = (whole(before)?, whole(between)?, whole(after)?);
        Some(Self {
            before: before / SCALE,
            after: after / SCALE,
            by_data: (between - before) / SCALE,
            by_rules: (after - between) / SCALE,
        })
    }
}

fn movements(before: &Assessment, after: &Assessment) -> Vec<Movement> {
    let units = |assessment: &Assessment, stage: Stage| -> BTreeSet<Subject> {
        let stage = assessment.stages.iter().filter(|result| result.stage() == stage);
        stage
            .flat_map(|stage| stage.rows.scoped.counted.iter())
            .filter_map(|unit| assessment.unit_subject(*unit).cloned())
            .collect()
    };
    let stages: BTreeSet<Stage> =
        before.stages.iter().chain(&after.stages).map(|stage| stage.stage()).collect();
    let schools = |gone: &BTreeSet<Subject>, kept: &BTreeSet<Subject>| -> Vec<String> {
        gone.difference(kept).filter_map(|unit| unit.school()).map(ToString::to_string).collect()
    };
    let movement = |stage: Stage| {
        let (old, new) = (units(before, stage), units(after, stage));
        Movement {
            from: before.snapshot.year,
            to: after.snapshot.year,
            stage,
            entered: schools(&new, &old),
            left: schools(&old, &new),
        }
    };
    stages.into_iter().map(movement).filter(|m| !(m.entered.is_empty() && m.left.is_empty())).collect()
}
