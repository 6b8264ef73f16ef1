//! Puts the runs of all chunks together, county by county, in the order of schools and stages.

use std::collections::BTreeMap;
use std::sync::Arc;

use junheng_domain::{
    Column, ColumnSource, CountyCode, Finding, ImportInfo, Level, Numbers, Place, SchoolYear, Severity,
    Snapshot, Subject, Table,
};
use rayon::prelude::*;

use super::header::Header;
use super::rows::{Chunk, Run};

/// The header is row 1.
const FIRST_ROW: u32 = 2;

#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) snapshots: Vec<Snapshot>,
    pub(super) findings: Vec<Finding>,
    pub(super) kept: usize,
    pub(super) refused: usize,
}

pub(super) fn gather(
    chunks: Vec<Chunk<'_>>,
    header: &Header,
    info: &ImportInfo,
    year: SchoolYear,
) -> Gathered {
    let mut out = Gathered::default();
    let mut counties: BTreeMap<&[u8], Vec<(u32, Run<'_>)>> = BTreeMap::new();
    let mut row = FIRST_ROW;
    for chunk in chunks {
        for mut finding in chunk.findings {
            finding.place.row = finding.place.row.map(|line| line + row);
            out.findings.push(finding);
        }
        out.refused += chunk.refused;
        for run in chunk.runs {
            counties.entry(run.county).or_default().push((row, run));
        }
        row += chunk.lines;
    }
    let counties: Vec<_> = counties.into_iter().collect();
    let made: Vec<County> =
        counties.into_par_iter().map(|(code, runs)| county(code, runs, header, info, year)).collect();
    for county in made {
        out.kept += county.kept;
        out.refused += county.refused;
        out.findings.extend(county.findings);
        out.snapshots.extend(county.snapshot);
    }
    out
}

struct County {
    snapshot: Option<Snapshot>,
    findings: Vec<Finding>,
    kept: usize,
    refused: usize,
}

fn county(
    code: &[u8],
    runs: Vec<(u32, Run<'_>)>,
    header: &Header,
    info: &ImportInfo,
    year: SchoolYear,
) -> County {
    let mut rows = joined(runs, header.measures.len());
    let text = String::from_utf8_lossy(code);
    let Ok(code) = CountyCode::new(&text) else {
        let place = Place { row: rows.numbers.first().copied(), ..Place::default() };
        let finding = Finding::new("flat-code", Severity::Error, place).with_value(text);
        return County { snapshot: None, findings: vec![finding], kept: 0, refused: rows.subjects.len() };
    };
    let mut findings = Vec::new();
    let refused = if rows.subjects.is_sorted_by(|a, b| a < b) { 0 } else { rows.sort(&mut findings) };
    let kept = rows.subjects.len();
    let numbers: Arc<[u32]> = rows.numbers.into();
    let columns = Numbers::of_block(rows.block, kept);
    let columns = header.measures.iter().zip(columns).map(|((measure, column), values)| {
        let source = Some(ColumnSource { import: info.no, sheet: 0, column: *column, rows: numbers.clone() });
        (measure.clone(), Column { numbers: values, source, ..Column::default() })
    });
    let mut tables: [Table; 5] = Default::default();
    tables[Level::Unit as usize] = Table { columns: columns.collect(), subjects: rows.subjects };
    let snapshot = Snapshot::from_tables(code, year, vec![info.clone()], tables);
    County { snapshot: Some(snapshot), findings, kept, refused }
}

/// All rows of a county in the order of the file.
struct Rows {
    subjects: Vec<Subject>,
    numbers: Vec<u32>,
    /// The columns of the measures, one after the other.
    block: Vec<f64>,
}

fn joined(mut runs: Vec<(u32, Run<'_>)>, width: usize) -> Rows {
    let numbers = runs.iter().flat_map(|(first_row, run)| run.lines.iter().map(move |line| line + first_row));
    let mut rows = Rows { numbers: numbers.collect(), subjects: Vec::new(), block: Vec::new() };
    rows.block = match runs.as_mut_slice() {
        [(_, only)] => std::mem::take(&mut only.block),
        runs => (0..width)
            .flat_map(|place| runs.iter().flat_map(move |(_, run)| run.column(place)))
            .copied()
            .collect(),
    };
    for (_, run) in runs {
        if rows.subjects.is_empty() {
            rows.subjects = run.subjects;
        } else {
            rows.subjects.extend(run.subjects);
        }
    }
    rows
}

impl Rows {
    /// Sorts by subject; of a unit that stands twice, the first row is kept. Tells how many rows were refused.
    fn sort(&mut self, findings: &mut Vec<Finding>) -> usize {
        let mut order: Vec<usize> = (0..self.subjects.len()).collect();
        order.sort_by(|a, b| self.subjects[*a].cmp(&self.subjects[*b]));
        let mut kept: Vec<usize> = Vec::with_capacity(order.len());
        for row in order {
            match kept.last() {
                Some(last) if self.subjects[*last] == self.subjects[row] => {
                    let place = Place { row: Some(self.numbers[row]), ..Place::default() };
                    let finding = Finding::new("flat-unit-twice", Severity::Error, place)
                        .with_value(self.subjects[row].to_string())
                        .with_arg("first", self.numbers[*last]);
                    findings.push(finding);
                }
                _ => kept.push(row),
            }
        }
        let refused = self.subjects.len() - kept.len();
        self.subjects = kept.iter().map(|row| self.subjects[*row].clone()).collect();
        self.numbers = kept.iter().map(|row| self.numbers[*row]).collect();
        let rows = kept.len() + refused;
        let columns = self.block.chunks_exact(rows);
        self.block = columns.flat_map(|column| kept.iter().map(|row| column[*row])).collect();
        refused
    }
}
