//! What stands in the sheets of a template, before any of it is a workbook: columns, words, rows.

use std::collections::BTreeMap;

use junheng_domain::{Level, Snapshot, Stage, Subject, Value, Wording};
use junheng_labels::{Lang, text};
use junheng_standards::{MeasureKind, Standard};

use super::fields::{TemplateField, fields};
use super::marker::{ITEM, SCHOOL, STAGE};

/// A school code as it might stand in the sample row: kind 31, province 62, serial 012300.
const SAMPLE_CODE: &str = "3162012300";

/// One sheet of a template.
#[derive(Debug)]
pub(crate) struct SheetPlan<'s> {
    pub(crate) level: Level,
    pub(crate) name: String,
    pub(crate) columns: Vec<ColumnPlan<'s>>,
    pub(crate) rows: Vec<Vec<CellPlan>>,
}

#[derive(Debug)]
pub(crate) struct ColumnPlan<'s> {
    /// The field code in the hidden row, without the mark of required columns.
    pub(crate) code: String,
    pub(crate) header: String,
    pub(crate) required: bool,
    pub(crate) form: ColumnForm,
    pub(crate) sample: CellPlan,
    pub(crate) field: Option<TemplateField<'s>>,
}

/// What a column takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ColumnForm {
    Text,
    Whole,
    Decimal,
    Year,
    /// One of these words.
    Words(Vec<String>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CellPlan {
    Blank,
    Text(String),
    Number(f64),
}

/// The levels at which a standard's template stands, in the order of its sheets.
#[must_use]
pub fn asked_levels(standard: &Standard) -> Vec<Level> {
    LEVELS.into_iter().filter(|level| !fields(standard, *level, None).is_empty()).collect()
}

const LEVELS: [Level; 5] = [Level::School, Level::Unit, Level::Class, Level::Room, Level::County];

/// The sheets that a standard needs, filled from a snapshot when there is one.
pub(crate) fn sheets<'s>(
    standard: &'s Standard,
    lang: Lang,
    prefill: Option<&Snapshot>,
) -> Vec<SheetPlan<'s>> {
    LEVELS.into_iter().filter_map(|level| sheet(standard, lang, level, prefill)).collect()
}

fn sheet<'s>(
    standard: &'s Standard,
    lang: Lang,
    level: Level,
    prefill: Option<&Snapshot>,
) -> Option<SheetPlan<'s>> {
    let fields = fields(standard, level, prefill);
    if fields.is_empty() {
        return None;
    }
    let mut columns = keys(level, lang);
    columns.extend(fields.into_iter().map(|field| column(field, lang)));
    let rows = prefill.map_or_else(Vec::new, |snapshot| rows(snapshot, level, lang, &columns));
    Some(SheetPlan {
        level,
        name: text(lang, &format!("template.sheet.{}", level.as_str()), &[]),
        columns,
        rows,
    })
}

fn keys(level: Level, lang: Lang) -> Vec<ColumnPlan<'static>> {
    let key = |code: &str, label: &str, form: ColumnForm, sample: &str| ColumnPlan {
        code: code.to_owned(),
        header: text(lang, label, &[]),
        required: true,
        form,
        sample: CellPlan::Text(sample.to_owned()),
        field: None,
    };
    let stages: Vec<String> = Stage::ALL.iter().map(|stage| stage_word(*stage, lang)).collect();
    let school = || key(SCHOOL, "template.key.school", ColumnForm::Text, SAMPLE_CODE);
    let stage = || key(STAGE, "template.key.stage", ColumnForm::Words(stages.clone()), &stages[0]);
    match level {
        Level::County => Vec::new(),
        Level::School => vec![school()],
        Level::Unit => vec![school(), stage()],
        Level::Class => vec![school(), stage(), key(ITEM, "template.key.class", ColumnForm::Text, "101")],
        Level::Room => vec![school(), key(ITEM, "template.key.room", ColumnForm::Text, "A101")],
    }
}

fn stage_word(stage: Stage, lang: Lang) -> String {
    text(lang, &format!("stage.{stage}"), &[])
}

/// A wording in one language.
pub(crate) fn word(wording: &Wording, lang: Lang) -> &str {
    match lang {
        Lang::Zh => &wording.zh,
        Lang::En => &wording.en,
    }
}

fn column<'s>(field: TemplateField<'s>, lang: Lang) -> ColumnPlan<'s> {
    let measure = field.measure;
    let name = word(&measure.wording, lang);
    let unit = unit(&measure.kind, lang);
    let header = if unit.is_empty() {
        name.to_owned()
    } else {
        text(lang, "template.header", &[("name", name), ("unit", &unit)])
    };
    let (form, sample) = match &measure.kind {
        MeasureKind::Number { whole: true, .. } => (ColumnForm::Whole, CellPlan::Number(12.0)),
        MeasureKind::Number { whole: false, .. } => (ColumnForm::Decimal, CellPlan::Number(12.5)),
        MeasureKind::Year => (ColumnForm::Year, CellPlan::Number(2010.0)),
        MeasureKind::Text => (ColumnForm::Text, CellPlan::Text(text(lang, "template.sample", &[]))),
        MeasureKind::Code(codes) => {
            let words: Vec<String> =
                codes.iter().map(|code| word(code_wording(code), lang).to_owned()).collect();
            let first = words.first().cloned().unwrap_or_default();
            (ColumnForm::Words(words), CellPlan::Text(first))
        }
    };
    ColumnPlan {
        code: measure.id.to_string(),
        header,
        required: field.required,
        form,
        sample,
        field: Some(field),
    }
}

fn code_wording(code: &(String, Wording)) -> &Wording {
    &code.1
}

/// The unit of a measure in words; empty when it has none.
pub(crate) fn unit(kind: &MeasureKind, lang: Lang) -> String {
    match kind {
        MeasureKind::Number { unit, .. } => word(&unit.wording(), lang).to_owned(),
        MeasureKind::Code(_) | MeasureKind::Year | MeasureKind::Text => String::new(),
    }
}

fn rows(snapshot: &Snapshot, level: Level, lang: Lang, columns: &[ColumnPlan<'_>]) -> Vec<Vec<CellPlan>> {
    let table = snapshot.table(level);
    let words: Vec<BTreeMap<&str, &str>> = columns.iter().map(|column| code_words(column, lang)).collect();
    let cell = |row: usize, subject: &Subject, column: &ColumnPlan<'_>, words: &BTreeMap<&str, &str>| {
        let Some(field) = &column.field else { return key_cell(subject, &column.code, lang) };
        match table.value(row, &field.measure.id) {
            Value::Missing => CellPlan::Blank,
            Value::Number(number) => CellPlan::Number(number.approx()),
            Value::Text(code) => {
                CellPlan::Text(words.get(code.as_ref()).map_or(code.as_ref(), |word| *word).to_owned())
            }
        }
    };
    let line = |(row, subject)| {
        columns.iter().zip(&words).map(|(column, words)| cell(row, subject, column, words)).collect()
    };
    table.subjects.iter().enumerate().map(line).collect()
}

/// The word for each code of a column.
fn code_words<'c>(column: &ColumnPlan<'c>, lang: Lang) -> BTreeMap<&'c str, &'c str> {
    match column.field.map(|field| &field.measure.kind) {
        Some(MeasureKind::Code(codes)) => {
            codes.iter().map(|code| (code.0.as_str(), word(code_wording(code), lang))).collect()
        }
        _ => BTreeMap::new(),
    }
}

fn key_cell(subject: &Subject, code: &str, lang: Lang) -> CellPlan {
    let text = match (code, subject) {
        (SCHOOL, subject) => subject.school().map(ToString::to_string),
        (STAGE, subject) => subject.stage().map(|stage| stage_word(stage, lang)),
        (_, Subject::Class(.., item) | Subject::Room(_, item)) => Some(item.to_string()),
        _ => None,
    };
    text.map_or(CellPlan::Blank, CellPlan::Text)
}
