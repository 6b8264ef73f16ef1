//! Reads the rows of one table on one sheet: skips, keys, values, repeated rows.

use std::collections::HashMap;

use junheng_domain::{
    CountyCode, Finding, ItemCode, Level, Number, SchoolCode, Severity, Stage, Subject, Value,
};

use super::cell::{Trouble, shown, value_key};
use super::grid::MergedCells;
use super::key::{is_national_code, key_text};
use super::plan::{CountyPlan, Field, FieldSource, Of, Plan, Section, StagePlan, operands};
use super::skip::{NotData, not_data};
use crate::mapping::SchoolCodeRule;
use crate::notes::Notes;
use crate::read::{Area, Cell, Row};
use crate::reading::{Batch, Counts};

/// A subject within its county.
type Key = (Option<CountyCode>, Subject);

/// What a table has read so far.
#[derive(Debug)]
pub(crate) struct TableReader {
    sheet: String,
    plan: Plan,
    /// All columns that the plan reads.
    columns: Vec<u16>,
    level: Level,
    school_code: SchoolCodeRule,
    merged: MergedCells,
    pub(crate) batches: Vec<Batch>,
    /// Where each subject of a section stands in its batch.
    seen: Vec<HashMap<Key, usize>>,
    /// The row of each subject of the table's own level.
    rows: HashMap<Key, u32>,
    /// Rows that contradict each other; none of them is taken.
    conflicts: Vec<u32>,
    values: Vec<Value>,
}

/// The keys of a row.
struct Keys {
    county: Option<CountyCode>,
    school: Option<SchoolCode>,
    stage: Option<Stage>,
    item: Option<ItemCode>,
}

/// What became of a row.
enum Outcome {
    Kept,
    Refused,
    Filtered,
    Blank,
    Repeated,
}

impl TableReader {
    pub(crate) fn new(
        plan: Plan,
        level: Level,
        school_code: SchoolCodeRule,
        sheet: (u16, &str),
        table: u16,
        merged: &[Area],
    ) -> Self {
        let batch = |section: &Section| {
            let columns =
                section.fields.iter().map(|field| (field.rule.measure.clone(), field.source.column()));
            let stage = match (section.of, &plan.stage) {
                (Of::Unit(stage), _) => Some(stage),
                (Of::RowUnit, StagePlan::Fixed(stage)) => Some(*stage),
                _ => None,
            };
            Batch::new(section.of.level(), stage, (sheet.0, table), columns.collect())
        };
        let batches: Vec<Batch> = plan.sections.iter().map(batch).collect();
        Self {
            sheet: sheet.1.to_owned(),
            level,
            school_code,
            merged: MergedCells::new(merged, plan.first_row),
            seen: vec![HashMap::new(); batches.len()],
            rows: HashMap::new(),
            conflicts: Vec::new(),
            values: Vec::new(),
            batches,
            columns: plan.columns(),
            plan,
        }
    }

    pub(crate) fn take(&mut self, row: &Row, counts: &mut Counts, notes: &mut Notes) {
        if row.number < self.plan.first_row {
            return;
        }
        counts.read += 1;
        if let Some(kind) = not_data(row, self.plan.school) {
            return self.skip(kind, row, counts, notes);
        }
        match self.read(row, notes) {
            Outcome::Kept => counts.kept += 1,
            Outcome::Refused => counts.refused += 1,
            Outcome::Filtered => counts.filtered += 1,
            Outcome::Blank => counts.blank += 1,
            Outcome::Repeated => counts.repeated += 1,
        }
    }

    fn skip(&self, kind: NotData, row: &Row, counts: &mut Counts, notes: &mut Notes) {
        let code = match kind {
            NotData::Total => {
                counts.totals += 1;
                "totals-row-skipped"
            }
            NotData::Sample => {
                counts.samples += 1;
                "sample-row-skipped"
            }
            NotData::Footer => {
                counts.footers += 1;
                return;
            }
        };
        notes.push(Finding::new(code, Severity::Note, notes.place(&self.sheet, Some(row.number), None)));
    }

    fn read(&mut self, row: &Row, notes: &mut Notes) -> Outcome {
        if !self.passes(row) {
            return Outcome::Filtered;
        }
        if self.columns.iter().all(|column| cell(row, *column).is_blank()) {
            return Outcome::Blank;
        }
        let Ok(stage) = self.stage(row, notes) else { return Outcome::Refused };
        if matches!(stage, RowStage::Skip) {
            return Outcome::Filtered;
        }
        let keys = self.keys(row, stage, notes);
        let sound = self.values(row, notes);
        match keys {
            Some(keys) if sound => self.commit(row, &keys, notes),
            _ => Outcome::Refused,
        }
    }

    fn passes(&self, row: &Row) -> bool {
        self.plan.filters.iter().all(|filter| {
            let key = value_key(&shown(cell(row, filter.column)));
            filter.keys.contains(&key) == filter.listed
        })
    }

    fn stage(&mut self, row: &Row, notes: &mut Notes) -> Result<RowStage, ()> {
        let (column, values, skip_others) = match &self.plan.stage {
            StagePlan::None => return Ok(RowStage::None),
            StagePlan::Fixed(stage) => return Ok(RowStage::Is(*stage)),
            StagePlan::Column { column, values, skip_others } => (*column, values, *skip_others),
        };
        let cell = self.merged.key(row, column);
        let text = shown(&cell);
        match values.get(&value_key(&text)) {
            Some(Some(stage)) => Ok(RowStage::Is(*stage)),
            Some(None) => Ok(RowStage::Skip),
            None => match Stage::parse(&text) {
                Some(stage) if values.is_empty() => Ok(RowStage::Is(stage)),
                _ if skip_others => Ok(RowStage::Skip),
                _ => {
                    let place = notes.place(&self.sheet, Some(row.number), Some(column));
                    notes.trouble(
                        Trouble::new("stage-unknown"),
                        Severity::Error,
                        place,
                        Some(text.into_owned()),
                    );
                    Err(())
                }
            },
        }
    }

    /// The keys of the row, or `None` with findings.
    fn keys(&mut self, row: &Row, stage: RowStage, notes: &mut Notes) -> Option<Keys> {
        let county = match &self.plan.county {
            CountyPlan::Given => Some(None),
            CountyPlan::Fixed(code) => Some(Some(code.clone())),
            CountyPlan::Column(column) => {
                self.code(row, *column, "county-code-missing", notes, CountyCode::new).map(Some)
            }
        };
        let school = match self.plan.school {
            None => Some(None),
            Some(column) => {
                let school = self.code(row, column, "school-code-missing", notes, SchoolCode::new);
                school.map(|school| {
                    self.doubt_code(row, column, &school, notes);
                    Some(school)
                })
            }
        };
        let item = match self.plan.item {
            None => Some(None),
            Some(column) => self.code(row, column, "item-code-missing", notes, ItemCode::new).map(Some),
        };
        let stage = match stage {
            RowStage::Is(stage) => Some(stage),
            RowStage::None | RowStage::Skip => None,
        };
        Some(Keys { county: county?, school: school?, stage, item: item? })
    }

    fn code<C>(
        &mut self,
        row: &Row,
        column: u16,
        when_blank: &'static str,
        notes: &mut Notes,
        make: impl Fn(&str) -> Result<C, junheng_domain::CodeError>,
    ) -> Option<C> {
        let cell = self.merged.key(row, column);
        let code = match key_text(&cell) {
            Ok(Some(text)) => make(&text).map_err(|_| Trouble::new("code-expected")),
            Ok(None) => Err(Trouble::new(when_blank)),
            Err(trouble) => Err(trouble),
        };
        code.map_err(|trouble| {
            let value = Some(shown(&cell).into_owned()).filter(|text| !text.is_empty());
            let place = notes.place(&self.sheet, Some(row.number), Some(column));
            notes.trouble(trouble, Severity::Error, place, value);
        })
        .ok()
    }

    fn doubt_code(&self, row: &Row, column: u16, school: &SchoolCode, notes: &mut Notes) {
        if self.school_code == SchoolCodeRule::National && !is_national_code(school.as_str()) {
            let place = notes.place(&self.sheet, Some(row.number), Some(column));
            notes.trouble(
                Trouble::new("school-code-form"),
                Severity::Warning,
                place,
                Some(school.to_string()),
            );
        }
    }

    /// Reads all values of the row into `self.values`, section by section. `false` when one is refused.
    fn values(&mut self, row: &Row, notes: &mut Notes) -> bool {
        self.values.clear();
        let mut sound = true;
        for field in self.plan.sections.iter().flat_map(|section| &section.fields) {
            for column in field.source.columns() {
                if self.merged.hides(row, *column) {
                    let place = notes.place(&self.sheet, Some(row.number), Some(*column));
                    notes.trouble(Trouble::new("merged-cell"), Severity::Warning, place, None);
                }
            }
            let value = field_value(field, row).and_then(|value| {
                if field.required && value.is_missing() {
                    return Err((field.source.column(), Trouble::new("value-required")));
                }
                Ok(value)
            });
            let (value, trouble) = match value {
                Ok(value) => {
                    let blank = field.wanted && value.is_missing();
                    let doubt =
                        if blank { Some(Trouble::new("value-wanted")) } else { field.rule.doubt(&value) };
                    (value, doubt.map(|doubt| (Severity::Warning, field.source.column(), doubt)))
                }
                Err((column, trouble)) => (Value::Missing, Some((Severity::Error, column, trouble))),
            };
            if let Some((severity, column, trouble)) = trouble {
                sound &= severity < Severity::Error;
                let place = notes.place(&self.sheet, Some(row.number), Some(column));
                let text = masked(&shown(cell(row, column)), field.rule.personal);
                let trouble = trouble.with("name", field.rule.name.clone());
                notes.trouble(trouble, severity, place, (!text.is_empty()).then_some(text));
            }
            self.values.push(value);
        }
        sound
    }

    fn commit(&mut self, row: &Row, keys: &Keys, notes: &mut Notes) -> Outcome {
        let Some(own) = subject(own_kind(self.level), keys) else { return Outcome::Refused };
        let own = (keys.county.clone(), own);
        let mut start = 0;
        let mut fresh = Vec::with_capacity(self.plan.sections.len());
        for (index, section) in self.plan.sections.iter().enumerate() {
            let values = start..start + section.fields.len();
            start = values.end;
            let Some(subject) = subject(section.of, keys) else { return Outcome::Refused };
            if matches!(section.of, Of::Unit(_)) && self.values[values.clone()].iter().all(Value::is_missing)
            {
                continue;
            }
            let key = (keys.county.clone(), subject);
            match self.seen[index].get(&key) {
                None => fresh.push((index, key, values)),
                Some(first) => {
                    let first = self.batches[index].row(*first);
                    let agree = |(known, new): (&Value, &Value)| known == new || new.is_missing();
                    if !first.values.iter().zip(&self.values[values]).all(agree) {
                        let other = first.row;
                        return self.conflict(row.number, other, &key.1, notes);
                    }
                }
            }
        }
        if let Some(first) = self.rows.get(&own) {
            self.note_repeated("row-repeated", Severity::Warning, row.number, *first, &own.1, notes);
            return Outcome::Repeated;
        }
        for (index, key, values) in fresh {
            let batch = &mut self.batches[index];
            batch.push(key.0.clone(), key.1.clone(), row.number, self.values[values].iter().cloned());
            self.seen[index].insert(key, batch.len() - 1);
        }
        self.rows.insert(own, row.number);
        Outcome::Kept
    }

    fn conflict(&mut self, row: u32, other: u32, subject: &Subject, notes: &mut Notes) -> Outcome {
        self.note_repeated("rows-contradict", Severity::Error, row, other, subject, notes);
        self.conflicts.push(other);
        Outcome::Refused
    }

    fn note_repeated(
        &self,
        code: &str,
        severity: Severity,
        row: u32,
        other: u32,
        subject: &Subject,
        notes: &mut Notes,
    ) {
        let place = notes.place(&self.sheet, Some(row), self.plan.school);
        let finding = Finding::new(code, severity, place).with_value(subject.to_string());
        notes.push(finding.with_arg("row", row).with_arg("other", other));
    }

    /// The batches, without the rows that others contradict.
    pub(crate) fn finish(mut self, counts: &mut Counts) -> Vec<Batch> {
        self.conflicts.sort_unstable();
        self.conflicts.dedup();
        let refused = u32::try_from(self.conflicts.len()).unwrap_or(u32::MAX);
        counts.kept = counts.kept.saturating_sub(refused);
        counts.refused += refused;
        for batch in &mut self.batches {
            batch.retain(|row| self.conflicts.binary_search(&row.row).is_err());
        }
        self.batches.retain(|batch| !batch.is_empty());
        self.batches
    }
}

/// The stage of a row.
#[derive(Debug, Clone, Copy)]
enum RowStage {
    None,
    Is(Stage),
    Skip,
}

fn cell(row: &Row, column: u16) -> &Cell {
    row.cells.get(usize::from(column)).unwrap_or(&Cell::Empty)
}

fn own_kind(level: Level) -> Of {
    match level {
        Level::County => Of::County,
        Level::School => Of::School,
        Level::Unit => Of::RowUnit,
        Level::Class => Of::Class,
        Level::Room => Of::Room,
    }
}

fn subject(of: Of, keys: &Keys) -> Option<Subject> {
    let school = || keys.school.clone();
    Some(match of {
        Of::County => Subject::County,
        Of::School => Subject::School(school()?),
        Of::RowUnit => Subject::Unit(school()?, keys.stage?),
        Of::Unit(stage) => Subject::Unit(school()?, stage),
        Of::Class => Subject::Class(school()?, keys.stage?, keys.item.clone()?),
        Of::Room => Subject::Room(school()?, keys.item.clone()?),
    })
}

/// The value of a field in a row, or the column and what is wrong there.
fn field_value(field: &Field, row: &Row) -> Result<Value, (u16, Trouble)> {
    match &field.source {
        FieldSource::Column(column) => {
            field.rule.value(cell(row, *column)).map_err(|trouble| (*column, trouble))
        }
        FieldSource::Computed(computation) => {
            let mut read = Vec::with_capacity(computation.columns.len());
            for column in &computation.columns {
                let value =
                    computation.operand.value(cell(row, *column)).map_err(|trouble| (*column, trouble))?;
                read.push(value.number());
            }
            let filled: Option<Vec<Option<Number>>> = operands(&read, computation.missing);
            let result = filled.and_then(|filled| computation.arithmetic.value(&filled));
            field.rule.computed(result.as_ref()).map_err(|trouble| (field.source.column(), trouble))
        }
    }
}

/// A value as findings show it: of personal columns only the first character.
fn masked(text: &str, personal: bool) -> String {
    if personal && !text.is_empty() {
        return text.chars().take(1).chain("***".chars()).collect();
    }
    if text.chars().count() > 80 {
        return text.chars().take(80).chain("…".chars()).collect();
    }
    text.to_owned()
}
