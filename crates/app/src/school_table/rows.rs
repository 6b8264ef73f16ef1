//! The rows of the table, made once for a judgement.

use std::collections::BTreeMap;

use junheng_assess::report::{LeftOutReport, RowReport, ValueReport};
use junheng_assess::{Assessment, Standing};
use junheng_domain::{Exact, SchoolCode, Stage, Subject};
use junheng_standards::{Indicator, IndicatorLevel, MeasureKind, Standard, Unit};

use super::{Coded, IndicatorCell, Lacking, TableAsk, TableColumn, TableRow};
use crate::judgement::SchoolFigures;
use crate::light::{self, Light, Stand};
use crate::names::{SearchName, Typed, order_key};
use crate::words::Words;

/// A stage of a school with all its values, and what it is found and ordered by.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) subject: Subject,
    /// With the cells of all columns, in the order of the standard.
    pub(super) shown: TableRow,
    pub(super) name_order: String,
    pub(super) township_order: Option<String>,
    search: SearchName,
    /// By indicator, what its cells are ordered by.
    values: BTreeMap<String, Exact>,
}

/// The rows of all schools, by code and stage.
pub(crate) fn of<'s>(assessment: &Assessment, schools: impl Iterator<Item = &'s SchoolFigures>) -> Vec<Row> {
    let standard = &assessment.rules().standard;
    let mut rows = Vec::new();
    for school in schools {
        let counted = school.units.iter().filter_map(|unit| Some((unit.stage?, unit)));
        rows.extend(counted.map(|(stage, unit)| Row::counted(standard, school, stage, unit)));
        rows.extend(school.left_out.iter().map(|left| Row::left_out(standard, school, left)));
    }
    rows.sort_by(|a, b| a.subject.cmp(&b.subject));
    rows
}

/// The indicators that are columns: those of units and of schools.
fn indicators(standard: &Standard) -> impl Iterator<Item = &Indicator> {
    let judges = |level| matches!(level, IndicatorLevel::Unit | IndicatorLevel::School);
    standard.indicators.iter().filter(move |indicator| judges(indicator.level))
}

/// All columns of a standard, with those chosen that were asked for, or else those that decide.
pub(crate) fn columns(standard: &Standard, asked: &[String]) -> Vec<TableColumn> {
    let deciding = light::deciding(standard);
    let known = indicators(standard).any(|indicator| asked.contains(&indicator.id));
    let column = |indicator: &Indicator| {
        let group = standard.groups.iter().find(|group| group.id == indicator.group);
        let decides = indicator.level == IndicatorLevel::Unit
            && deciding.iter().any(|group| group.id == indicator.group);
        TableColumn {
            indicator: indicator.id.clone(),
            name: (&indicator.wording).into(),
            group: group.map(|group| (&group.wording).into()).unwrap_or_default(),
            unit: (&indicator.unit.wording()).into(),
            thresholds: thresholds(indicator),
            bound: indicator.target.as_ref().map(|target| target.bound.as_str()),
            decides,
            chosen: if known { asked.contains(&indicator.id) } else { decides },
        }
    };
    indicators(standard).map(column).collect()
}

fn thresholds(indicator: &Indicator) -> BTreeMap<String, String> {
    let Some(target) = &indicator.target else { return BTreeMap::new() };
    let stages = if indicator.stages.is_empty() { &Stage::COMPULSORY[..] } else { &indicator.stages };
    let shown = |stage: &Stage| {
        let threshold = target.threshold(Some(*stage))?;
        Some((stage.to_string(), plain(threshold)))
    };
    stages.iter().filter_map(shown).collect()
}

/// With as many decimals as it has, four at the most.
fn plain(value: &Exact) -> String {
    let text = junheng_domain::show_exact(value, 4);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

impl Row {
    fn counted(standard: &Standard, school: &SchoolFigures, stage: Stage, unit: &RowReport) -> Self {
        let Stand { light, met, of } = light::stand(standard, unit);
        let mut row = Self::of(standard, school, stage, light);
        (row.shown.met, row.shown.of) = (Some(met), Some(of));
        let whole = school.whole.iter().flat_map(|whole| &whole.values);
        for value in unit.values.iter().chain(whole) {
            row.put(value);
        }
        row
    }

    fn left_out(standard: &Standard, school: &SchoolFigures, left: &LeftOutReport) -> Self {
        let mut row = Self::of(standard, school, left.stage, Light::NotCounted);
        let rule = standard.scope.iter().find(|rule| rule.id == left.rule);
        row.shown.left_out = rule.map(|rule| (&rule.reason).into());
        row
    }

    fn of(standard: &Standard, school: &SchoolFigures, stage: Stage, light: Light) -> Self {
        let blank = |indicator: &Indicator| IndicatorCell {
            indicator: indicator.id.clone(),
            of_school: indicator.level == IndicatorLevel::School,
            standing: None,
            value: None,
            exact: None,
            threshold: None,
            relaxed: false,
            lacking: None,
        };
        let SchoolFigures { code, name, township, kind, .. } = school;
        Self {
            subject: Subject::Unit(SchoolCode::clone(code), stage),
            name_order: order_key(name),
            township_order: township.as_deref().map(order_key),
            search: SearchName::new(name),
            values: BTreeMap::new(),
            shown: TableRow {
                code: code.to_string(),
                name: name.clone(),
                township: township.clone(),
                kind: kind.as_deref().map(|code| coded(standard, "kind", code)),
                stage,
                light,
                met: None,
                of: None,
                left_out: None,
                cells: indicators(standard).map(blank).collect(),
            },
        }
    }

    fn put(&mut self, value: &ValueReport) {
        let Some(cell) = self.shown.cells.iter_mut().find(|cell| cell.indicator == value.indicator) else {
            return;
        };
        cell.standing = Some(value.standing);
        cell.value.clone_from(&value.value);
        cell.exact.clone_from(&value.exact);
        cell.threshold.clone_from(&value.threshold);
        cell.relaxed = !value.relaxed.is_empty();
        cell.lacking = value
            .shortfall
            .as_ref()
            .map(|shortfall| Lacking { amount: shortfall.amount.clone(), unit: unit_words(&shortfall.unit) });
        if let Some(exact) = value.exact.as_ref().and_then(|exact| exact.parse().ok()) {
            self.values.insert(value.indicator.clone(), exact);
        }
    }

    /// Whether the row is one of those asked for.
    pub(super) fn fits(&self, ask: &TableAsk, typed: &Typed) -> bool {
        let TableRow { code, township, kind, stage, light, .. } = &self.shown;
        (ask.township.is_empty() || township.as_ref() == Some(&ask.township))
            && (ask.kind.is_empty() || kind.as_ref().is_some_and(|kind| kind.code == ask.kind))
            && ask.stage.is_none_or(|asked| asked == *stage)
            && ask.light.is_none_or(|asked| asked == *light)
            && (self.search.matches(typed) || typed.is_in(code))
    }

    pub(crate) fn shown(&self) -> &TableRow {
        &self.shown
    }

    /// The indicators whose facts are missing.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &str> {
        let missing = self.shown.cells.iter().filter(|cell| cell.standing == Some(Standing::Missing));
        missing.map(|cell| cell.indicator.as_str())
    }

    pub(super) fn value(&self, indicator: &str) -> Option<&Exact> {
        self.values.get(indicator)
    }

    pub(crate) fn light(&self) -> Light {
        self.shown.light
    }

    /// The row with the cells of the chosen columns.
    pub(crate) fn with_columns(&self, columns: &[TableColumn]) -> TableRow {
        let chosen = self.shown.cells.iter().zip(columns).filter(|(_, column)| column.chosen);
        TableRow { cells: chosen.map(|(cell, _)| cell.clone()).collect(), ..self.shown.clone() }
    }
}

/// A unit's words from its id.
pub(crate) fn unit_words(id: &str) -> Words {
    Unit::parse(id).map_or_else(|_| Words::same(id), |unit| (&unit.wording()).into())
}

/// A code with the words of its measure, or itself where it is not of the list.
pub(crate) fn coded(standard: &Standard, measure: &str, code: &str) -> Coded {
    let measure = standard.measures.by_id.values().find(|known| known.id.as_str() == measure);
    let words = match measure.map(|measure| &measure.kind) {
        Some(MeasureKind::Code(codes)) => codes.iter().find(|(known, _)| known == code),
        _ => None,
    };
    let name = words.map_or_else(|| Words::same(code), |(_, wording)| wording.into());
    Coded { code: code.to_owned(), name }
}
