//! The frames of a stage, of the schools and of the county.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use junheng_domain::{Exact, Level, MeasureId, Stage};
use junheng_standards::expr::{Children, Collection, Columns, Frame, FrameColumn};

use super::column::combine;
use super::scope::{self, Scoped};
use super::{Reads, Source, Wanted};
use crate::rules::Panel;
use crate::{Params, exact};

/// By collection, the rows of its table behind the rows of a child frame; of the index for schools.
pub(crate) type Below = BTreeMap<Collection, Vec<u32>>;

/// The counted units of a stage, as rows.
#[derive(Debug, Clone)]
pub(crate) struct StageRows {
    pub(crate) stage: Stage,
    pub(crate) scoped: Scoped,
}

/// Their numbers: needed while they are judged, and made again for explanations, so that results stay small.
#[derive(Debug, Clone)]
pub(crate) struct StageFrame {
    pub(crate) frame: Frame,
    pub(crate) below: Below,
}

/// The schools that have a counted unit, as rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct SchoolFrame {
    pub(crate) frame: Frame,
    pub(crate) below: Below,
    /// Indices of the schools in the index.
    pub(crate) schools: Vec<u32>,
}

/// The county, as the only row.
#[derive(Debug, Clone)]
pub(crate) struct CountyFrame {
    pub(crate) frame: Frame,
    pub(crate) below: Below,
}

/// Rows of the unit table that make one row of a frame: itself, then those merged into it.
type Members = Vec<u32>;

impl StageRows {
    pub(crate) fn build(
        source: Source<'_>,
        stage: Stage,
        panel: &Panel,
        params: &Arc<Params>,
    ) -> (Self, StageFrame) {
        let subjects = &source.table(Level::Unit).subjects;
        let units: Vec<u32> =
            (0_u32..).zip(subjects).filter(|(_, s)| s.stage() == Some(stage)).map(|(row, _)| row).collect();
        let all = Self { stage, scoped: Scoped { counted: units, ..Scoped::default() } };
        let frame = all.frame(source, panel, params);
        let decided = scope::decide(source, &frame.frame, true);
        if decided.iter().all(Option::is_none) {
            return (all, frame);
        }
        let scoped = scope::sort(source, stage, &all.scoped.counted, &decided, |merged, mothers| {
            let scoped = Scoped { counted: mothers.to_vec(), merged: merged.clone(), ..Scoped::default() };
            scope::decide(source, &Self { stage, scoped }.frame(source, panel, params).frame, false)
        });
        let rows = Self { stage, scoped };
        let frame = rows.frame(source, panel, params);
        (rows, frame)
    }

    /// What is reported of the rows, with that of the units merged into them.
    pub(crate) fn frame(&self, source: Source<'_>, panel: &Panel, params: &Arc<Params>) -> StageFrame {
        let Scoped { counted, merged, .. } = &self.scoped;
        let mut frame = Frame {
            rows: counted.len(),
            columns: unit_columns(source, counted, merged, &panel.wanted),
            children: BTreeMap::new(),
            params: params.clone(),
            stage: Some(self.stage),
            last: None,
        };
        let below = add_below_units(source, &mut frame, counted, merged, &panel.reads);
        StageFrame { frame, below }
    }

    /// The unit-table row of a frame row, then the rows merged into it.
    pub(crate) fn members(&self, row: usize) -> Members {
        let unit = self.scoped.counted[row];
        let merged = self.scoped.merged.get(&unit).into_iter().flatten();
        std::iter::once(unit).chain(merged.copied()).collect()
    }
}

fn unit_columns(
    source: Source<'_>,
    units: &[u32],
    merged: &BTreeMap<u32, Members>,
    wanted: &Wanted,
) -> Columns {
    let mut columns = source.unit_columns(units, wanted);
    for (mother, branches) in merged {
        let Ok(row) = units.binary_search(mother) else { continue };
        let all: Vec<u32> = std::iter::once(mother).chain(branches).copied().collect();
        for id in wanted.ids.iter().filter(|id| source.is_of_units(id)) {
            if let Some(column) = columns.get_mut(id) {
                put(column, row, combined(source, &all, id));
            }
        }
    }
    columns
}

fn add_below_units(
    source: Source<'_>,
    frame: &mut Frame,
    units: &[u32],
    merged: &BTreeMap<u32, Members>,
    reads: &Reads,
) -> Below {
    let mut below = Below::new();
    if reads.children.is_empty() {
        return below;
    }
    let branches = |unit: &u32| merged.get(unit).into_iter().flatten().copied();
    let members: Vec<Members> =
        units.iter().map(|unit| std::iter::once(*unit).chain(branches(unit)).collect()).collect();
    for (collection, ids) in &reads.children {
        let rows: Vec<Vec<u32>> = match collection {
            Collection::Classes => classes(source, &members),
            Collection::Rooms => members.iter().map(|units| rooms(source, units)).collect(),
            Collection::Units | Collection::Schools => continue,
        };
        add_children(source, frame, &mut below, *collection, &rows, ids);
    }
    below
}

fn classes(source: Source<'_>, members: &[Members]) -> Vec<Vec<u32>> {
    let of = |units: &Members| units.iter().flat_map(|unit| source.index().classes(*unit)).collect();
    members.iter().map(of).collect()
}

/// The rooms of the schools of some units, each school once.
fn rooms(source: Source<'_>, units: &[u32]) -> Vec<u32> {
    let schools: BTreeSet<u32> =
        units.iter().map(|unit| source.index().school_of_unit[*unit as usize]).collect();
    schools.into_iter().flat_map(|school| source.index().schools[school as usize].rooms.clone()).collect()
}

fn combined(source: Source<'_>, units: &[u32], id: &MeasureId) -> Option<Exact> {
    let values: Vec<Option<Exact>> =
        units.iter().map(|unit| source.part(Level::Unit, *unit, id).value).collect();
    combine(source.aggregation(id), &values)
}

fn put(column: &mut FrameColumn, row: usize, value: Option<Exact>) {
    column.exact.remove(&row);
    column.numbers[row] = f64::NAN;
    if let Some(value) = value {
        let nearest = exact::nearest(&value);
        column.numbers[row] = nearest;
        if exact::of_cell(nearest).as_ref() != Some(&value) {
            column.exact.insert(row, value);
        }
    }
}

/// Child rows of one table, given by parent row.
fn add_children(
    source: Source<'_>,
    parent: &mut Frame,
    below: &mut Below,
    collection: Collection,
    rows: &[Vec<u32>],
    ids: &BTreeSet<MeasureId>,
) {
    let level = collection.level();
    let all: Vec<u32> = rows.iter().flatten().copied().collect();
    let mut frame = Frame { rows: all.len(), ..Frame::default() };
    let stage = MeasureId::new("stage").ok().filter(|_| matches!(level, Level::Unit | Level::Class));
    for id in ids.iter().chain(&stage) {
        if let Some(column) = source.column(level, &all, id) {
            frame.columns.insert(id.clone(), column);
        }
    }
    parent.children.insert(collection, Children { frame, ranges: ranges(rows.iter().map(Vec::len)) });
    below.insert(collection, all);
}

fn ranges(lengths: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    lengths
        .scan(0, |end, length| {
            let start = *end;
            *end += length;
            Some(start..*end)
        })
        .collect()
}

impl SchoolFrame {
    pub(crate) fn build<'s>(
        source: Source<'_>,
        stages: impl Iterator<Item = &'s StageRows>,
        reads: &Reads,
        params: &Arc<Params>,
    ) -> Self {
        let stages: Vec<&StageRows> = stages.collect();
        let schools: BTreeSet<u32> = stages
            .iter()
            .flat_map(|stage| &stage.scoped.counted)
            .map(|unit| source.index().school_of_unit[*unit as usize])
            .collect();
        let schools: Vec<u32> = schools.into_iter().collect();
        let members = members_of_schools(source, &schools, &stages);
        let (mut frame, below) = fill_schools(source, &schools, &members, reads);
        frame.params = params.clone();
        Self { frame, below, schools }
    }
}

/// All units of each school, and those merged into one of them.
fn members_of_schools(source: Source<'_>, schools: &[u32], stages: &[&StageRows]) -> Vec<Members> {
    let merged = |unit: &u32| {
        stages
            .iter()
            .filter_map(|stage| stage.scoped.merged.get(unit))
            .flatten()
            .copied()
            .collect::<Vec<u32>>()
    };
    let merged_away: BTreeSet<u32> =
        stages.iter().flat_map(|stage| stage.scoped.merged.values().flatten().copied()).collect();
    schools
        .iter()
        .map(|school| {
            let own = source.index().schools[*school as usize].units.clone();
            own.filter(|unit| !merged_away.contains(unit))
                .flat_map(|unit| std::iter::once(unit).chain(merged(&unit)))
                .collect()
        })
        .collect()
}

/// School rows: their own measures, and the rows below them.
fn fill_schools(source: Source<'_>, schools: &[u32], members: &[Members], reads: &Reads) -> (Frame, Below) {
    let mut frame = Frame { rows: schools.len(), ..Frame::default() };
    let rows: Vec<u32> = schools
        .iter()
        .map(|school| source.index().schools[*school as usize].row.unwrap_or(u32::MAX))
        .collect();
    for id in &reads.own {
        if let Some(column) = source.column(Level::School, &rows, id) {
            frame.columns.insert(id.clone(), column);
        }
    }
    let mut below = Below::new();
    for (collection, ids) in &reads.children {
        let rows: Vec<Vec<u32>> = match collection {
            Collection::Units => members.to_vec(),
            Collection::Classes => classes(source, members),
            Collection::Rooms => schools
                .iter()
                .zip(members)
                .map(|(school, units)| {
                    let own = source.index().schools[*school as usize].rooms.clone();
                    if units.is_empty() { own.collect() } else { rooms(source, units) }
                })
                .collect(),
            Collection::Schools => continue,
        };
        add_children(source, &mut frame, &mut below, *collection, &rows, ids);
    }
    (frame, below)
}

impl CountyFrame {
    /// County formulas see every school and unit that was reported, counted or not: they choose by `where`.
    pub(crate) fn build(source: Source<'_>, reads: &Reads, params: &Arc<Params>) -> Self {
        let mut frame = Frame { rows: 1, params: params.clone(), ..Frame::default() };
        for id in &reads.own {
            if let Some(column) = source.column(Level::County, &[0], id) {
                frame.columns.insert(id.clone(), column);
            }
        }
        let mut below = Below::new();
        for (collection, ids) in &reads.children {
            if *collection == Collection::Schools {
                let schools = every(source.index().schools.len());
                frame.children.insert(*collection, Self::schools(source, &schools, ids, reads));
                below.insert(*collection, schools);
            } else {
                let rows = every(source.table(collection.level()).subjects.len());
                add_children(source, &mut frame, &mut below, *collection, &[rows], ids);
            }
        }
        Self { frame, below }
    }

    /// School rows with everything below them, since a county formula may look into each school.
    fn schools(source: Source<'_>, schools: &[u32], ids: &BTreeSet<MeasureId>, reads: &Reads) -> Children {
        let below = reads.children.iter().filter(|(collection, _)| **collection != Collection::Schools);
        let reads = Reads { own: ids.clone(), children: below.map(|(c, ids)| (*c, ids.clone())).collect() };
        let frame = fill_schools(source, schools, &members_of_schools(source, schools, &[]), &reads).0;
        Children { ranges: std::iter::once(0..frame.rows).collect(), frame }
    }
}

fn every(rows: usize) -> Vec<u32> {
    (0..u32::try_from(rows).unwrap_or(u32::MAX)).collect()
}
