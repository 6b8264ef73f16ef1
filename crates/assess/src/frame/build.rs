//! The frames of a stage, of the schools and of the county.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use junheng_domain::{Exact, Level, MeasureId, Stage};
use junheng_standards::expr::{Buffer, Children, Collection, Columns, Frame, FrameColumn};

use super::column::combine;
use super::scope::{self, Scoped};
use super::{Reads, Source, Wanted};
use crate::rules::Panel;
use crate::spread::Weights;
use crate::{Params, exact};

/// By collection, the rows of its table behind the rows of a child frame; of the index for schools.
pub(crate) type Below = BTreeMap<Collection, Vec<u32>>;

/// The counted units of a stage of a county, as rows.
#[derive(Debug, Clone)]
pub(crate) struct StageRows {
    pub(crate) stage: Stage,
    pub(crate) scoped: Scoped,
}

/// Their numbers, of one county or of several that are alike, one below the other: needed while they are judged, and
/// made again for explanations, so that results stay small.
#[derive(Debug, Clone)]
pub(crate) struct StageFrame {
    pub(crate) frame: Frame,
    pub(crate) below: Below,
    /// The pupils of each row, as coefficients take them.
    pub(crate) weights: Weights,
    /// The rows of each county.
    pub(crate) counties: Vec<Range<usize>>,
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
#[derive(Debug, Clone, Default)]
pub(crate) struct CountyFrame {
    pub(crate) frame: Frame,
    pub(crate) below: Below,
}

/// Rows of the unit table that make one row of a frame: itself, then those merged into it.
type Members = Vec<u32>;

/// Who counts at a stage in each of some counties that are alike, and their numbers.
pub(crate) fn scoped(
    sources: &[Source<'_>],
    stage: Stage,
    panel: &Panel,
    params: &Arc<Params>,
) -> (Vec<StageRows>, StageFrame) {
    let every = |source: &Source<'_>| {
        let scoped = Scoped { counted: source.snapshot.units_of(stage).clone(), ..Scoped::default() };
        StageRows { stage, scoped }
    };
    let mut all: Vec<StageRows> = sources.iter().map(every).collect();
    let frame = StageFrame::of(sources, &all, panel, params);
    let Some(standard) = sources.first().map(|source| source.standard) else { return (all, frame) };
    let Some(decided) = scope::decide(standard, &frame.frame, true) else { return (all, frame) };
    for ((rows, source), own) in all.iter_mut().zip(sources).zip(&frame.counties) {
        let decided = &decided[own.clone()];
        if decided.iter().all(Option::is_none) {
            continue;
        }
        rows.scoped = scope::sort(*source, stage, &rows.scoped.counted, decided, |merged, mothers| {
            let scoped = Scoped { counted: mothers.into(), merged: merged.clone(), ..Scoped::default() };
            let frame = StageFrame::of(&[*source], &[StageRows { stage, scoped }], panel, params).frame;
            scope::decide(standard, &frame, false).unwrap_or_else(|| vec![None; mothers.len()])
        });
    }
    let frame = StageFrame::of(sources, &all, panel, params);
    (all, frame)
}

impl StageRows {
    /// The unit-table row of a frame row, then the rows merged into it.
    pub(crate) fn members(&self, row: usize) -> Members {
        let unit = self.scoped.counted[row];
        let merged = self.scoped.merged.get(&unit).into_iter().flatten();
        std::iter::once(unit).chain(merged.copied()).collect()
    }
}

impl StageFrame {
    /// What is reported of the rows of each county, with that of the units merged into them.
    pub(crate) fn of(
        sources: &[Source<'_>],
        rows: &[StageRows],
        panel: &Panel,
        params: &Arc<Params>,
    ) -> Self {
        let counties = ranges(rows.iter().map(|rows| rows.scoped.counted.len()));
        let mut frame = Frame {
            rows: counties.last().map_or(0, |last| last.end),
            columns: Columns::of(&panel.wanted.ids),
            params: params.clone(),
            stage: rows.first().map(|rows| rows.stage),
            ..Frame::default()
        };
        let mut below = Below::new();
        let readings = sources.first().map(|source| source.readings(&panel.wanted)).unwrap_or_default();
        for ((source, rows), own) in sources.iter().zip(rows).zip(&counties) {
            source.read_units(&rows.scoped.counted, &readings, &mut frame, own.start);
            put_merged(*source, &rows.scoped, &panel.wanted, &mut frame, own.start);
            add_below_units(*source, &mut frame, &mut below, &rows.scoped, &panel.reads);
        }
        frame.pad();
        let pupils = sources.first().and_then(|source| frame.columns.get(&source.standard.pupils));
        let pupils = pupils.map_or_else(|| Buffer::filled(f64::NAN, frame.rows), |own| own.numbers.clone());
        let weights = Weights::of(&pupils, &counties);
        Self { frame, below, weights, counties }
    }
}

/// Puts what a unit has together with those merged into it in the place of what it has alone.
fn put_merged(source: Source<'_>, scoped: &Scoped, wanted: &Wanted, frame: &mut Frame, above: usize) {
    for (mother, branches) in &scoped.merged {
        let Ok(row) = scoped.counted.binary_search(mother) else { continue };
        let all: Vec<u32> = std::iter::once(mother).chain(branches).copied().collect();
        for id in wanted.ids.iter().filter(|id| source.is_of_units(id)) {
            if let Some(column) = frame.columns.get_mut(id) {
                put(column, above + row, combined(source, &all, id));
            }
        }
    }
}

fn add_below_units(source: Source<'_>, frame: &mut Frame, below: &mut Below, scoped: &Scoped, reads: &Reads) {
    if reads.children.is_empty() {
        return;
    }
    let branches = |unit: &u32| scoped.merged.get(unit).into_iter().flatten().copied();
    let members: Vec<Members> =
        scoped.counted.iter().map(|unit| std::iter::once(*unit).chain(branches(unit)).collect()).collect();
    for (collection, ids) in &reads.children {
        let rows: Vec<Vec<u32>> = match collection {
            Collection::Classes => classes(source, &members),
            Collection::Rooms => members.iter().map(|units| rooms(source, units)).collect(),
            Collection::Units | Collection::Schools => continue,
        };
        add_children(source, frame, below, *collection, &rows, ids);
    }
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

/// Adds child rows of one table, given by parent row, below those of other counties.
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
    let children = parent.children.entry(collection).or_default();
    let above = children.frame.rows;
    let stage = MeasureId::new("stage").ok().filter(|_| matches!(level, Level::Unit | Level::Class));
    for id in ids.iter().chain(&stage) {
        if let Some(column) = source.column(level, &all, id) {
            children.frame.columns.entry(id).append(above, column);
        }
    }
    children.frame.rows += all.len();
    children.frame.pad();
    let shifted = ranges(rows.iter().map(Vec::len)).into_iter();
    children.ranges.extend(shifted.map(|own| above + own.start..above + own.end));
    below.entry(collection).or_default().extend(all);
}

/// Rows of these lengths, one below the other.
pub(crate) fn ranges(lengths: impl IntoIterator<Item = usize>) -> Vec<Range<usize>> {
    lengths
        .into_iter()
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
            .flat_map(|stage| stage.scoped.counted.iter())
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
