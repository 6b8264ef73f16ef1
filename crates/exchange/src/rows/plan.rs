//! Binds a table of a mapping to the headers of a sheet: which column feeds which measure of which subject.

use std::collections::HashMap;

use junheng_domain::{CountyCode, Exact, Finding, Level, MeasureId, Number, Severity, Stage};
use junheng_standards::{Measure, Measures, Sharing};

use super::cell::{CellRule, RuleExtras, value_key};
use crate::headers::{Headers, Match, folded, nearest};
use crate::mapping::{
    Arithmetic, ColumnMapping, ColumnRef, ColumnSource, CountySource, FilterTest, Mapping, StageSource,
    TableMapping, WhenMissing,
};
use crate::notes::Notes;

/// A table bound to the columns of a sheet.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) first_row: u32,
    pub(crate) county: CountyPlan,
    pub(crate) school: Option<u16>,
    pub(crate) item: Option<u16>,
    pub(crate) stage: StagePlan,
    pub(crate) filters: Vec<FilterPlan>,
    pub(crate) sections: Vec<Section>,
}

#[derive(Debug)]
pub(crate) enum CountyPlan {
    Given,
    Fixed(CountyCode),
    Column(u16),
}

#[derive(Debug)]
pub(crate) enum StagePlan {
    None,
    Fixed(Stage),
    Column { column: u16, values: HashMap<String, Option<Stage>>, skip_others: bool },
}

#[derive(Debug)]
pub(crate) struct FilterPlan {
    pub(crate) column: u16,
    pub(crate) keys: Vec<String>,
    /// Whether the listed texts are the ones to take.
    pub(crate) listed: bool,
}

/// What the values of a section are reported of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    County,
    School,
    /// The stage of the row.
    RowUnit,
    Unit(Stage),
    Class,
    Room,
}

impl Of {
    pub(crate) fn level(self) -> Level {
        match self {
            Self::County => Level::County,
            Self::School => Level::School,
            Self::RowUnit | Self::Unit(_) => Level::Unit,
            Self::Class => Level::Class,
            Self::Room => Level::Room,
        }
    }
}

/// The measures of one kind of subject in a row.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) of: Of,
    pub(crate) fields: Vec<Field>,
}

/// One measure and where its value stands.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) rule: CellRule,
    pub(crate) source: FieldSource,
    pub(crate) required: bool,
    pub(crate) wanted: bool,
}

#[derive(Debug)]
pub(crate) enum FieldSource {
    Column(u16),
    Computed(Box<Computation>),
}

/// A computed column, bound.
#[derive(Debug)]
pub(crate) struct Computation {
    pub(crate) arithmetic: Arithmetic,
    pub(crate) columns: Vec<u16>,
    pub(crate) operand: CellRule,
    pub(crate) missing: WhenMissing,
}

impl FieldSource {
    /// The column that findings and facts point at.
    pub(crate) fn column(&self) -> u16 {
        match self {
            Self::Column(column) => *column,
            Self::Computed(computation) => computation.columns.first().copied().unwrap_or_default(),
        }
    }

    pub(crate) fn columns(&self) -> &[u16] {
        match self {
            Self::Column(column) => std::slice::from_ref(column),
            Self::Computed(computation) => &computation.columns,
        }
    }
}

/// What binding needs to know.
pub(crate) struct Binder<'a> {
    pub(crate) mapping: &'a Mapping,
    pub(crate) table: &'a TableMapping,
    pub(crate) measures: &'a Measures,
    pub(crate) headers: &'a Headers,
    pub(crate) sheet: &'a str,
    /// The last header row.
    pub(crate) header_row: u32,
    pub(crate) notes: &'a mut Notes,
}

impl Binder<'_> {
    /// The bound table, or `None` when something required is not there; findings say what.
    pub(crate) fn bind(mut self) -> Option<Plan> {
        let mut sound = true;
        let mut key = |binder: &mut Self, key: Option<&ColumnRef>| {
            let column = key.map(|key| binder.locate(key));
            sound &= column != Some(None);
            column.flatten()
        };
        let table = self.table;
        let school = key(&mut self, table.school.as_ref());
        let item = key(&mut self, table.item.as_ref());
        let county = match &self.mapping.county {
            CountySource::Given => CountyPlan::Given,
            CountySource::Fixed(code) => CountyPlan::Fixed(code.clone()),
            CountySource::Column(column) => {
                key(&mut self, Some(column)).map_or(CountyPlan::Given, CountyPlan::Column)
            }
        };
        let stage = match &table.stage {
            StageSource::None => StagePlan::None,
            StageSource::Fixed(stage) => StagePlan::Fixed(*stage),
            StageSource::Column { column, values, skip_others } => {
                let values = values.iter().map(|(text, stage)| (value_key(text), *stage)).collect();
                key(&mut self, Some(column)).map_or(StagePlan::None, |column| StagePlan::Column {
                    column,
                    values,
                    skip_others: *skip_others,
                })
            }
        };
        let mut filters = Vec::new();
        for filter in &table.only {
            let (keys, listed) = match &filter.test {
                FilterTest::In(list) => (list, true),
                FilterTest::NotIn(list) => (list, false),
            };
            if let Some(column) = key(&mut self, Some(&filter.column)) {
                filters.push(FilterPlan {
                    column,
                    keys: keys.iter().map(|text| value_key(text)).collect(),
                    listed,
                });
            }
        }
        let mut sections: Vec<Section> = Vec::new();
        for column in &table.columns {
            sound &= self.add(column, &mut sections);
        }
        if !sound {
            return None;
        }
        let plan = Plan {
            first_row: table.first_row.unwrap_or(self.header_row + 1),
            county,
            school,
            item,
            stage,
            filters,
            sections,
        };
        self.note_unused(&plan);
        Some(plan)
    }

    /// Adds a column's field to its section. `false` when the table cannot be read without it.
    fn add(&mut self, column: &ColumnMapping, sections: &mut Vec<Section>) -> bool {
        let measures = self.measures;
        let Some(measure) = measures.by_id.get(&column.measure) else {
            let hint = nearest(column.measure.as_str(), measures.by_id.keys().map(MeasureId::as_str));
            self.error("measure-unknown", column.measure.as_str(), hint);
            return false;
        };
        let Some(of) = self.reported_of(column, measure) else {
            self.error("measure-level", column.measure.as_str(), Some(measure.level.as_str()));
            return false;
        };
        let Some(source) = self.source(column, measure) else { return column.optional };
        let Ok(scale) = scale(column, measure) else {
            let own = super::units::own(measure);
            self.error("unit-unknown", column.unit.as_deref().unwrap_or_default(), Some(&own));
            return false;
        };
        let header = self.headers.text(source.column());
        let rule = CellRule::new(
            measure,
            if header.is_empty() { measure.id.as_str() } else { header },
            RuleExtras { missing: self.missing(column), values: &column.values, scale },
        );
        let field = Field { rule, source, required: column.required, wanted: column.wanted };
        match sections.iter_mut().find(|section| section.of == of) {
            Some(section) if section.fields.iter().any(|other| other.rule.measure == column.measure) => {
                self.error("measure-twice", column.measure.as_str(), None);
                return false;
            }
            Some(section) => section.fields.push(field),
            None => sections.push(Section { of, fields: vec![field] }),
        }
        true
    }

    fn missing<'m>(&self, column: &'m ColumnMapping) -> Vec<&'m str>
    where
        Self: 'm,
    {
        let lists = [&self.mapping.missing, &self.table.missing];
        let shared = lists.into_iter().flatten().map(String::as_str);
        shared.chain(column.missing.iter().map(String::as_str)).collect()
    }

    /// What a column's values are reported of; `None` when the table has no such subject.
    fn reported_of(&self, column: &ColumnMapping, measure: &Measure) -> Option<Of> {
        let staged = self.table.stage != StageSource::None;
        let has_school = self.table.school.is_some();
        match (column.of.unwrap_or(measure.level), column.stage) {
            (Level::Unit, Some(stage)) if has_school => Some(Of::Unit(stage)),
            (Level::Unit, None) if staged && matches!(self.table.level, Level::School | Level::Unit) => {
                Some(Of::RowUnit)
            }
            (Level::Unit, None) if has_school && measure.sharing == Sharing::WeightedPupils => {
                Some(Of::School)
            }
            (Level::School, None) if has_school => Some(Of::School),
            (Level::County, None) if self.table.level == Level::County => Some(Of::County),
            (Level::Class, None) if self.table.level == Level::Class => Some(Of::Class),
            (Level::Room, None) if self.table.level == Level::Room => Some(Of::Room),
            _ => None,
        }
    }

    fn source(&mut self, column: &ColumnMapping, measure: &Measure) -> Option<FieldSource> {
        match &column.source {
            ColumnSource::Column(reference) if column.optional => {
                self.try_locate(reference).map(FieldSource::Column)
            }
            ColumnSource::Column(reference) => self.locate(reference).map(FieldSource::Column),
            ColumnSource::Measure => self.by_names(column, measure).map(FieldSource::Column),
            ColumnSource::Computed { arithmetic, missing } => {
                let names = arithmetic.names().iter();
                let columns: Vec<Option<u16>> =
                    names.map(|name| self.locate(&ColumnRef::Header(name.clone()))).collect();
                let columns = columns.into_iter().collect::<Option<Vec<u16>>>()?;
                let operand = CellRule::operand(
                    measure,
                    RuleExtras { missing: self.missing(column), values: &column.values, scale: None },
                );
                Some(FieldSource::Computed(Box::new(Computation {
                    arithmetic: arithmetic.clone(),
                    columns,
                    operand,
                    missing: *missing,
                })))
            }
        }
    }

    fn by_names(&mut self, column: &ColumnMapping, measure: &Measure) -> Option<u16> {
        let names = [measure.id.as_str(), &measure.wording.zh, &measure.wording.en];
        let mut all = names.into_iter().chain(measure.aliases.iter().map(String::as_str));
        match all.find_map(|name| match self.headers.find(name) {
            Match::Column(found) => Some(found),
            Match::Ambiguous(..) | Match::Nothing => None,
        }) {
            None if column.optional => None,
            None => self.locate(&ColumnRef::Header(measure.wording.zh.clone())),
            found => found,
        }
    }

    fn try_locate(&self, reference: &ColumnRef) -> Option<u16> {
        match reference {
            ColumnRef::Index(index) => Some(*index),
            ColumnRef::Header(name) => match self.headers.find(name) {
                Match::Column(column) => Some(column),
                Match::Ambiguous(..) | Match::Nothing => None,
            },
        }
    }

    /// The column; when there is none or more than one, a finding says so.
    fn locate(&mut self, reference: &ColumnRef) -> Option<u16> {
        let ColumnRef::Header(name) = reference else { return self.try_locate(reference) };
        match self.headers.find(name) {
            Match::Column(column) => Some(column),
            Match::Ambiguous(first, second) => {
                let place = self.notes.place(self.sheet, Some(self.header_row), Some(second));
                let other = self.notes.place(self.sheet, Some(self.header_row), Some(first)).cell();
                let finding = Finding::new("column-ambiguous", Severity::Error, place);
                self.notes.push(finding.with_value(name).with_arg("name", name).with_arg("other", other));
                None
            }
            Match::Nothing => {
                let hint = self.headers.nearest(name).map(str::to_owned);
                self.error("column-not-found", name, hint.as_deref());
                None
            }
        }
    }

    fn error(&mut self, code: &str, name: &str, hint: Option<&str>) {
        let place = self.notes.place(self.sheet, Some(self.header_row), None);
        let finding = Finding::new(code, Severity::Error, place).with_arg("name", name);
        self.notes.push(finding.with_arg("hint", hint.unwrap_or("—")));
    }

    /// One note that lists the columns that are not read.
    fn note_unused(&mut self, plan: &Plan) {
        if self.table.ignore_others {
            return;
        }
        let used = plan.columns();
        let ignored: Vec<String> = self.table.ignore.iter().map(|name| folded(name)).collect();
        let unused: Vec<&str> = (0_u16..)
            .zip(&self.headers.texts)
            .filter(|(column, text)| {
                !text.is_empty() && !used.contains(column) && !ignored.contains(&folded(text))
            })
            .map(|(_, text)| text.as_str())
            .collect();
        if !unused.is_empty() {
            let place = self.notes.place(self.sheet, Some(self.header_row), None);
            let finding = Finding::new("columns-not-read", Severity::Note, place);
            self.notes.push(finding.with_arg("count", unused.len()).with_arg("names", unused.join("、")));
        }
    }
}

impl Plan {
    /// All columns that are read.
    pub(crate) fn columns(&self) -> Vec<u16> {
        let county = match self.county {
            CountyPlan::Column(column) => Some(column),
            CountyPlan::Given | CountyPlan::Fixed(_) => None,
        };
        let stage = match self.stage {
            StagePlan::Column { column, .. } => Some(column),
            StagePlan::None | StagePlan::Fixed(_) => None,
        };
        let keys = [self.school, self.item, county, stage].into_iter().flatten();
        let filters = self.filters.iter().map(|filter| filter.column);
        let fields = self.sections.iter().flat_map(|section| &section.fields);
        keys.chain(filters).chain(fields.flat_map(|field| field.source.columns().iter().copied())).collect()
    }
}

/// The factor from the column's unit to the measure's; `None` when they are the same.
fn scale(column: &ColumnMapping, measure: &Measure) -> Result<Option<Exact>, UnitMismatch> {
    let Some(text) = &column.unit else { return Ok(column.scale.clone()) };
    super::units::factor(text, measure)
        .map(|factor| (factor != Exact::from_integer(1.into())).then_some(factor))
}

/// The unit is not one of the measure's kind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UnitMismatch;

/// Operands of a computed column, as the arithmetic wants them.
pub(crate) fn operands(values: &[Option<Number>], missing: WhenMissing) -> Option<Vec<Option<Number>>> {
    match missing {
        WhenMissing::Missing => Some(values.to_vec()),
        WhenMissing::Skip if values.iter().all(Option::is_none) => None,
        WhenMissing::Skip => Some(values.iter().map(|value| value.or(Some(Number::ZERO))).collect()),
    }
}
