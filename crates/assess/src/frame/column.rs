//! One measure of many rows, wherever it was reported.

use std::sync::{Arc, OnceLock};

use junheng_domain::{Column, Exact, Level, MeasureId, Origin, Snapshot, Subject, Table};
use junheng_standards::expr::{Buffer, Frame, FrameColumn, Loop, wide};
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
    pub(crate) index: &'a OnceLock<Box<Index>>,
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
        self.index.get_or_init(|| Box::new(Index::of(self.snapshot)))
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
                .find(|level| self.snapshot.table(*level).columns.contains(id))
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
        let mut reported = self.table(Level::Unit).columns.measures().iter().enumerate().peekable();
        let each = wanted.ids.iter().zip(&wanted.declared).map(|(id, declared)| {
            while reported.next_if(|(_, known)| *known < id).is_some() {}
            let own = reported.peek().filter(|(_, known)| *known == id).map(|(place, _)| *place);
            let level = self.level_of(*declared, id, Level::Unit);
            let of_others = level != Level::Unit && self.reported(level, id).is_some();
            match own {
                _ if of_others || id.as_str() == STAGE || self.shared(*declared, id).is_some() => {
                    Reading::Made(*declared)
                }
                Some(place) if level == Level::Unit => Reading::Reported(place),
                _ => Reading::Nothing,
            }
        });
        each.collect()
    }

    /// Puts measures of rows of the unit table into the columns of a frame, below its first `above` rows.
    pub(crate) fn read_units(&self, rows: &[u32], readings: &[Reading], frame: &mut Frame, above: usize) {
        wide(ReadingUnits { source: self, rows, readings, frame, above });
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
            numbers: Buffer::filled(f64::NAN, rows.len()),
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
                FrameColumn { numbers: Buffer::filled(f64::NAN, rows.len()), ..FrameColumn::default() }
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

/// The loop over the measures of a county's units.
struct ReadingUnits<'r, 'a> {
    source: &'r Source<'a>,
    rows: &'r [u32],
    readings: &'r [Reading],
    frame: &'r mut Frame,
    above: usize,
}

impl Loop for ReadingUnits<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { source, rows, readings, frame, above } = self;
        let picked = Picked::of(rows);
        let reported = source.table(Level::Unit).columns.values();
        for (place, reading) in readings.iter().enumerate() {
            match reading {
                Reading::Reported(own) => {
                    let column = frame.columns.at(place);
                    if column.numbers.capacity() == 0 {
                        column.numbers = Buffer::with_capacity(frame.rows);
                    }
                    if let Some(from) = reported.get(*own) {
                        gather(column, above, from, picked);
                    }
                }
                Reading::Made(declared) => {
                    let id = &frame.columns.ids()[place];
                    if let Some(made) = source.column_of(*declared, Level::Unit, rows, id) {
                        frame.columns.at(place).append(above, made);
                    }
                }
                Reading::Nothing => {}
            }
        }
    }
}

/// Rows of a table.
#[derive(Debug, Clone, Copy)]
enum Picked<'r> {
    /// So many from the first: of a table with one row a school.
    Following(usize, usize),
    /// So many, each second from the first: of a table with two stages a school.
    EverySecond(usize, usize),
    /// In the order asked for; [`NO_ROW`] is missing.
    Listed(&'r [u32]),
}

impl<'r> Picked<'r> {
    #[inline(always)]
    fn of(rows: &'r [u32]) -> Self {
        let [first, second, ..] = rows else { return Self::Listed(rows) };
        let step = second.wrapping_sub(*first);
        let even = rows.windows(2).fold(true, |even, pair| even & (pair[1].wrapping_sub(pair[0]) == step));
        match (even && *first != NO_ROW, step) {
            (true, 1) => Self::Following(*first as usize, rows.len()),
            (true, 2) => Self::EverySecond(*first as usize, rows.len()),
            _ => Self::Listed(rows),
        }
    }
}

/// The rows of a column, in the order asked for; [`NO_ROW`] is missing.
fn gathered(from: &Column, rows: &[u32]) -> FrameColumn {
    let mut column = FrameColumn::default();
    gather(&mut column, 0, from, Picked::Listed(rows));
    column
}

/// Adds rows of a reported column to one of a frame, below its first `above` rows.
#[inline(always)]
fn gather(column: &mut FrameColumn, above: usize, from: &Column, picked: Picked<'_>) {
    if column.numbers.len() < above {
        column.pad(above);
    }
    let numbers: &[f64] = &from.numbers;
    match picked {
        Picked::Following(first, count) => column.numbers.extend(numbers.iter().skip(first).take(count)),
        Picked::EverySecond(first, count) => {
            let (pairs, last) = numbers.get(first..).unwrap_or_default().as_chunks::<2>();
            column.numbers.extend(pairs.iter().take(count).map(|pair| pair[0]));
            column.numbers.extend(last.iter().take(count - pairs.len().min(count)));
        }
        Picked::Listed(rows) => {
            let number = |row: &u32| numbers.get(*row as usize).copied().unwrap_or(f64::NAN);
            column.numbers.extend(rows.iter().map(number));
        }
    }
    if !from.texts.is_empty() {
        gather_texts(column, above, &from.texts, picked);
    }
}

fn gather_texts(column: &mut FrameColumn, above: usize, texts: &[Option<Arc<str>>], picked: Picked<'_>) {
    column.texts.resize(above, None);
    let text = |row: usize| texts.get(row).cloned().flatten();
    match picked {
        Picked::Following(first, count) => column.texts.extend((first..first + count).map(text)),
        Picked::EverySecond(first, count) => {
            column.texts.extend((first..).step_by(2).take(count).map(text));
        }
        Picked::Listed(rows) => column.texts.extend(rows.iter().map(|row| text(*row as usize))),
    }
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
