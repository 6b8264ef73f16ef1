//! One measure of many rows, wherever it was reported.

use std::sync::{Arc, OnceLock};

use junheng_domain::{Column, Exact, Level, MeasureId, Origin, Snapshot, Subject, Table};
use junheng_standards::expr::{Frame, FrameColumn};
use junheng_standards::{Aggregation, Measure, Standard};

use super::Index;
use super::reads::{Declared, Wanted};
use super::split::{self, Share};
use crate::exact;

/// The name under which formulas ask for the stage of a unit or class.
const STAGE: &str = "stage";
const NO_ROW: u32 = u32::MAX;

/// Where the columns of frames are read from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) standard: &'a Standard,
    /// Made when the first asks for it: a county whose schools report nothing as a whole never does.
    pub(crate) index: &'a OnceLock<Index>,
}

/// How a measure of units is read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reading {
    /// From this column of the unit table.
    Reported(usize),
    /// From another level, or split over the stages of a school.
    Made(Declared),
    /// Nothing is known of it.
    Nothing,
}

/// A reported fact that goes into a value of a frame.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) subject: Subject,
    pub(crate) value: Option<Exact>,
    pub(crate) text: Option<Arc<str>>,
    pub(crate) origin: Option<Origin>,
    /// Set when the fact was reported of the whole school.
    pub(crate) share: Option<Share>,
}

impl<'a> Source<'a> {
    pub(crate) fn index(&self) -> &'a Index {
        self.index.get_or_init(|| Index::of(self.snapshot))
    }

    fn measure(&self, id: &MeasureId) -> Option<&'a Measure> {
        self.standard.measures.by_id.get(id)
    }

    fn declared(&self, id: &MeasureId) -> Declared {
        Declared::of(id, &self.standard.measures)
    }

    fn level(&self, id: &MeasureId, own: Level) -> Level {
        self.level_of(self.declared(id), id, own)
    }

    /// The level at which a measure is declared; one that no catalogue knows is taken from where it stands.
    fn level_of(&self, declared: Declared, id: &MeasureId, own: Level) -> Level {
        match declared.level {
            Some(level) => level,
            None => [own, Level::School, Level::County]
                .into_iter()
                .find(|level| self.snapshot.table(*level).columns.contains_key(id))
                .unwrap_or(own),
        }
    }

    pub(crate) fn table(&self, level: Level) -> &'a Table {
        self.snapshot.table(level)
    }

    fn reported(&self, level: Level, id: &MeasureId) -> Option<&'a Column> {
        self.table(level).columns.get(id)
    }

    /// The row of the school table for a row of another table.
    fn school_row(&self, level: Level, row: u32) -> u32 {
        let school = match level {
            Level::Unit => self.index().school_of_unit.get(row as usize).map(|at| *at as usize),
            _ => self
                .table(level)
                .subjects
                .get(row as usize)
                .and_then(Subject::school)
                .and_then(|code| self.index().find(self.snapshot, code)),
        };
        school.and_then(|at| self.index().schools[at].row).unwrap_or(NO_ROW)
    }

    /// How each wanted measure of units is read; the same for all counties that are alike.
    pub(crate) fn readings(&self, wanted: &Wanted) -> Vec<Reading> {
        // Both lists are sorted, so one walk over both finds all columns.
        let mut reported = self.table(Level::Unit).columns.keys().enumerate().peekable();
        let each = wanted.ids.iter().zip(&wanted.declared).map(|(id, declared)| {
            while reported.next_if(|(_, known)| *known < id).is_some() {}
            let own = reported.peek().filter(|(_, known)| *known == id).map(|(place, _)| *place);
            let of_units = self.level_of(*declared, id, Level::Unit) == Level::Unit && id.as_str() != STAGE;
            match own {
                _ if !of_units || self.shared(*declared, id).is_some() => Reading::Made(*declared),
                Some(place) => Reading::Reported(place),
                None => Reading::Nothing,
            }
        });
        each.collect()
    }

    /// Puts measures of rows of the unit table into the columns of a frame, below its first `above` rows.
    pub(crate) fn read_units(&self, rows: &[u32], readings: &[Reading], frame: &mut Frame, above: usize) {
        let reported: Vec<&Column> = self.table(Level::Unit).columns.values().collect();
        let ids = frame.columns.ids();
        for (place, reading) in readings.iter().enumerate() {
            match reading {
                Reading::Reported(own) => {
                    let column = frame.columns.at(place);
                    if column.numbers.is_empty() {
                        column.numbers.reserve_exact(frame.rows);
                    }
                    gather(column, above, reported[*own], rows);
                }
                Reading::Made(declared) => {
                    if let Some(made) = self.column_of(*declared, Level::Unit, rows, &ids[place]) {
                        frame.columns.at(place).append(above, made);
                    }
                }
                Reading::Nothing => {}
            }
        }
    }

    /// A measure of rows of the unit, class or room table; `None` when nothing was reported of it.
    pub(crate) fn column(&self, level: Level, rows: &[u32], id: &MeasureId) -> Option<FrameColumn> {
        self.column_of(self.declared(id), level, rows, id)
    }

    fn column_of(
        &self,
        declared: Declared,
        level: Level,
        rows: &[u32],
        id: &MeasureId,
    ) -> Option<FrameColumn> {
        if id.as_str() == STAGE {
            return Some(self.stages(level, rows));
        }
        match self.level_of(declared, id, level) {
            Level::County => {
                let column = self.reported(Level::County, id)?;
                Some(gathered(column, &vec![0; rows.len()]))
            }
            Level::School if level != Level::School => {
                let column = self.reported(Level::School, id)?;
                let schools: Vec<u32> = rows.iter().map(|row| self.school_row(level, *row)).collect();
                Some(gathered(column, &schools))
            }
            _ if level == Level::Unit => self.unit_column(declared, self.reported(level, id), rows, id),
            _ => Some(gathered(self.reported(level, id)?, rows)),
        }
    }

    fn stages(&self, level: Level, rows: &[u32]) -> FrameColumn {
        let names: Vec<(_, Arc<str>)> =
            junheng_domain::Stage::ALL.iter().map(|stage| (*stage, stage.as_str().into())).collect();
        let subjects = &self.table(level).subjects;
        let name = |row: &u32| {
            let stage = subjects[*row as usize].stage();
            names.iter().find(|(known, _)| Some(*known) == stage).map(|(_, name)| name.clone())
        };
        FrameColumn {
            numbers: vec![f64::NAN; rows.len()],
            texts: rows.iter().map(name).collect(),
            ..FrameColumn::default()
        }
    }

    /// What the stages report, and where a school reports for all its stages, their shares.
    fn unit_column(
        &self,
        declared: Declared,
        own: Option<&Column>,
        rows: &[u32],
        id: &MeasureId,
    ) -> Option<FrameColumn> {
        let whole = self.shared(declared, id);
        let mut column = match own {
            Some(own) => gathered(own, rows),
            None => {
                whole?;
                FrameColumn { numbers: vec![f64::NAN; rows.len()], ..FrameColumn::default() }
            }
        };
        if whole.is_some() {
            for (at, row) in rows.iter().enumerate() {
                if column.numbers[at].is_nan()
                    && let Some(part) = self.split_part(*row, id)
                    && let Some(value) = part.value
                {
                    column.numbers[at] = exact::nearest(&value);
                    column.exact.insert(at, value);
                }
            }
        }
        Some(column)
    }

    /// The school-level column of a measure that may be split over stages.
    fn shared(&self, declared: Declared, id: &MeasureId) -> Option<&'a Column> {
        declared.shared.then(|| self.reported(Level::School, id))?
    }

    /// A unit's share in what its school reports. A report of any single stage wins over the school's.
    fn split_part(&self, row: u32, id: &MeasureId) -> Option<Part> {
        let column = self.shared(self.declared(id), id)?;
        let school = self.index().schools.get(*self.index().school_of_unit.get(row as usize)? as usize)?;
        let school_row = school.row? as usize;
        let whole = exact::of_cell(column.numbers[school_row])?;
        if let Some(own) = self.reported(Level::Unit, id)
            && school.units.clone().any(|unit| !own.numbers[unit as usize].is_nan())
        {
            return None;
        }
        let share = split::share(self.snapshot, self.index(), self.standard, row)?;
        Some(Part {
            subject: self.table(Level::School).subjects[school_row].clone(),
            value: Some(whole * &share.share),
            text: None,
            origin: column.origin(school_row),
            share: Some(share),
        })
    }

    /// The fact behind one row of a column made by [`Self::column`].
    pub(crate) fn part(&self, level: Level, row: u32, id: &MeasureId) -> Part {
        if level == Level::Unit
            && self.reported(Level::Unit, id).is_none_or(|own| own.numbers[row as usize].is_nan())
            && let Some(part) = self.split_part(row, id)
        {
            return part;
        }
        let at = match self.level(id, level) {
            Level::County => (Level::County, 0),
            Level::School if level != Level::School => (Level::School, self.school_row(level, row)),
            _ => (level, row),
        };
        let table = self.table(at.0);
        let row = at.1 as usize;
        let column = table.columns.get(id);
        Part {
            subject: table.subjects.get(row).cloned().unwrap_or(Subject::County),
            value: column.and_then(|column| exact::of_cell(*column.numbers.get(row)?)),
            text: column.and_then(|column| column.text(row)).map(Into::into),
            origin: column.and_then(|column| column.origin(row)),
            share: None,
        }
    }

    pub(crate) fn aggregation(&self, id: &MeasureId) -> Aggregation {
        self.measure(id).map_or(Aggregation::Keep, |measure| measure.aggregation)
    }

    /// Whether a measure is reported of stages, so that a school's value is made from theirs.
    pub(crate) fn is_of_units(&self, id: &MeasureId) -> bool {
        self.level(id, Level::School) == Level::Unit
    }
}

/// The rows of a column, in the order asked for; [`NO_ROW`] is missing.
fn gathered(from: &Column, rows: &[u32]) -> FrameColumn {
    let mut column = FrameColumn::default();
    gather(&mut column, 0, from, rows);
    column
}

/// Adds rows of a reported column to one of a frame, below its first `above` rows.
fn gather(column: &mut FrameColumn, above: usize, from: &Column, rows: &[u32]) {
    column.pad(above);
    match spacing(rows) {
        // Of a table with one row a school, or with one a school and stage.
        Some((first, 1)) => {
            every::<1>(from.numbers.get(first..).unwrap_or_default(), rows.len(), &mut column.numbers)
        }
        Some((first, 2)) => {
            every::<2>(from.numbers.get(first..).unwrap_or_default(), rows.len(), &mut column.numbers)
        }
        _ => {
            let numbers: &[f64] = &from.numbers;
            let number = |row: &u32| numbers.get(*row as usize).copied().unwrap_or(f64::NAN);
            column.numbers.extend(rows.iter().map(number));
        }
    }
    if !from.texts.is_empty() {
        column.texts.resize(above, None);
        column.texts.extend(rows.iter().map(|row| from.texts.get(*row as usize).cloned().flatten()));
    }
}

/// The first row and the distance from each to the next, when all are equally far from each other.
fn spacing(rows: &[u32]) -> Option<(usize, u32)> {
    let [first, second, ..] = rows else { return None };
    let step = second.checked_sub(*first)?;
    let even = rows.windows(2).fold(true, |even, pair| even & (pair[1].wrapping_sub(pair[0]) == step));
    (even && *first != NO_ROW).then_some((*first as usize, step))
}

/// Takes every `STEP`th number, which runs on many rows at once.
fn every<const STEP: usize>(numbers: &[f64], count: usize, into: &mut Vec<f64>) {
    let (steps, rest) = numbers.as_chunks::<STEP>();
    into.extend(steps.iter().take(count).map(|step| step[0]));
    into.extend(rest.first().filter(|_| steps.len() < count));
}

/// Several facts as one, by the measure's rule. Missing stays missing.
pub(crate) fn combine(aggregation: Aggregation, values: &[Option<Exact>]) -> Option<Exact> {
    match aggregation {
        Aggregation::Sum => exact::sum(values.iter().cloned()),
        Aggregation::Max => {
            let known: Option<Vec<&Exact>> = values.iter().map(Option::as_ref).collect();
            known?.into_iter().max().cloned()
        }
        Aggregation::Keep => values.first().cloned().flatten(),
    }
}
