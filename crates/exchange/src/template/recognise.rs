//! Recognises the sheets of a template by their hidden row, and refuses those made for something else.

use junheng_domain::{CountyCode, Finding, Level, MeasureId, SchoolYear, Severity, Stage};
use junheng_labels::{Lang, text};
use junheng_standards::{Measures, Standard};

use super::marker::{HEADER_BELOW, ITEM, LAYOUT, Marker, SCHOOL, STAGE, is_marker};
use crate::mapping::{ColumnMapping, ColumnRef, ColumnSource, StageSource, TableMapping};
use crate::notes::Notes;
use crate::read::{Cell, Row};
use crate::reading::Profile;

/// What the user works on; a template made for another year or county is refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expected {
    pub year: Option<SchoolYear>,
    pub county: Option<CountyCode>,
}

/// Knows the standards that a template may be of.
#[derive(Debug)]
pub(crate) struct Recogniser<'a> {
    standards: &'a [&'a Standard],
    expected: Expected,
}

/// What a sheet of a template is.
pub(crate) enum Recognised<'a> {
    Table { table: Box<TableMapping>, measures: &'a Measures, any_codes: bool, profile: Profile },
    Guidance,
    Refused,
}

impl<'a> Recogniser<'a> {
    pub(crate) fn new(standards: &'a [&'a Standard], expected: Expected) -> Self {
        Self { standards, expected }
    }

    pub(crate) fn recognise(&self, row: &Row, sheet: &str, notes: &mut Notes) -> Recognised<'a> {
        let marker = match row.cells.first() {
            Some(Cell::Text(text)) => Marker::parse(text),
            _ => None,
        };
        let mut refuse = |code: &str, found: &str, wanted: &str| {
            let place = notes.place(sheet, Some(row.number), Some(0));
            let finding = Finding::new(code, Severity::Error, place);
            notes.push(finding.with_arg("found", found).with_arg("wanted", wanted));
            Recognised::Refused
        };
        let Some(marker) = marker else { return refuse("template-damaged", "—", "—") };
        if marker.layout != LAYOUT {
            return refuse("template-layout", &marker.layout.to_string(), &LAYOUT.to_string());
        }
        let Some(level) = marker.level else { return Recognised::Guidance };
        let Some(standard) = self.standards.iter().find(|standard| standard.id.0 == marker.standard) else {
            let known: Vec<&str> = self.standards.iter().map(|standard| standard.id.0.as_str()).collect();
            return refuse("template-standard", &marker.standard, &known.join("、"));
        };
        if marker.version != standard.version {
            return refuse("template-version", &marker.version, &standard.version);
        }
        if let (Some(found), Some(wanted)) = (marker.year, self.expected.year)
            && found != wanted
        {
            return refuse("template-year", &found.to_string(), &wanted.to_string());
        }
        if let (Some(found), Some(wanted)) = (&marker.county, &self.expected.county)
            && found != wanted
        {
            return refuse("template-county", found.as_str(), wanted.as_str());
        }
        let table = Box::new(table(level, row));
        if !has_keys(&table) {
            return refuse("template-damaged", "—", "—");
        }
        let profile = Profile { id: format!("template:{}", marker.standard), version: marker.version };
        Recognised::Table { table, measures: &standard.measures, any_codes: marker.any_codes, profile }
    }
}

/// Whether a row is the hidden row of a template.
pub(crate) fn is_hidden_row(row: &Row) -> bool {
    matches!(row.cells.first(), Some(Cell::Text(text)) if is_marker(text))
}

/// Whether the columns that name a row's subject are there.
fn has_keys(table: &TableMapping) -> bool {
    let staged = table.stage != StageSource::None;
    match table.level {
        Level::County => true,
        Level::School => table.school.is_some(),
        Level::Unit => table.school.is_some() && staged,
        Level::Class => table.school.is_some() && staged && table.item.is_some(),
        Level::Room => table.school.is_some() && table.item.is_some(),
    }
}

/// The table that the codes of a hidden row describe.
fn table(level: Level, row: &Row) -> TableMapping {
    let header = row.number + HEADER_BELOW;
    let mut table = TableMapping {
        sheets: Vec::new(),
        header_rows: vec![header],
        first_row: Some(header + 1),
        level,
        school: None,
        stage: StageSource::None,
        item: None,
        only: Vec::new(),
        ignore: Vec::new(),
        ignore_others: true,
        missing: Vec::new(),
        columns: Vec::new(),
    };
    for (index, cell) in (0_u16..).zip(&row.cells).skip(1) {
        let Cell::Text(code) = cell else { continue };
        let column = ColumnRef::Index(index);
        let wanted = code.ends_with('!');
        match code.trim_end_matches('!') {
            SCHOOL => table.school = Some(column),
            ITEM => table.item = Some(column),
            STAGE => table.stage = StageSource::Column { column, values: stage_words(), skip_others: false },
            code => table.columns.extend(MeasureId::new(code).ok().map(|measure| ColumnMapping {
                measure,
                source: ColumnSource::Column(column),
                stage: None,
                of: Some(level),
                unit: None,
                scale: None,
                values: Vec::new(),
                missing: Vec::new(),
                optional: false,
                required: false,
                wanted,
            })),
        }
    }
    table
}

/// The words for the stages in both languages.
fn stage_words() -> Vec<(String, Option<Stage>)> {
    let word = |lang, stage: Stage| (text(lang, &format!("stage.{stage}"), &[]), Some(stage));
    Stage::ALL.into_iter().flat_map(|stage| [word(Lang::Zh, stage), word(Lang::En, stage)]).collect()
}
