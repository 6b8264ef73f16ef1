//! Judging many counties: those that are alike are judged together, a few at a time.
//!
//! 1. The snapshots are cut into parts of neighbours; threads share the parts.
//! 2. In a part, neighbours with facts of the same measures are *alike*: the rows of a stage of all of them stand one
//!    below the other in one frame, and each formula, standing and group runs once over it.
//! 3. Coefficients, outcomes and all that speaks of a county are made from its range of rows.
//!
//! What comes out for a county does not depend, to the last bit, on who is judged with it: values are the same
//! operations on the same doubles in each row, sums run over the rows of one county, and exact numbers decide all that
//! doubles cannot. How far doubles may be off could still depend on other rows, where numbers are split or negative:
//! counties are then judged one by one (see [`junheng_standards::expr::Frame::is_plain`]).

use std::sync::{Arc, OnceLock};

use junheng_domain::{Column, Level, Snapshot, Table};
use rayon::prelude::*;

use crate::frame::{Index, Source};
use crate::{Assessment, Entries, Rules, StageResult};

/// Counties judged together at the most: some thousand rows, so that their columns stay in the processor's cache.
const TOGETHER: usize = 32;

/// Judges a county.
#[must_use]
pub fn assess(snapshot: Arc<Snapshot>, rules: &Arc<Rules>, entries: Entries) -> Assessment {
    let index = OnceLock::new();
    let source = Source { snapshot: &snapshot, standard: &rules.standard, index: &index };
    let stages =
        rules.stages.iter().flat_map(|(stage, panel)| StageResult::of_each(&[source], rules, *stage, panel));
    let stages = stages.collect();
    Assessment::of(snapshot, rules, entries, index, stages)
}

/// Judges many counties at once. The result is in the order of the snapshots, whatever the number of threads.
#[must_use]
pub fn assess_all(snapshots: &[Arc<Snapshot>], rules: &Arc<Rules>) -> Vec<Assessment> {
    // Small enough parts that all threads have some.
    let most = (snapshots.len() / (4 * rayon::current_num_threads())).clamp(1, TOGETHER);
    let parts: Vec<Vec<Assessment>> = snapshots
        .par_chunks(most)
        .with_max_len(1)
        .map(|part| {
            let mut assessments = Vec::with_capacity(part.len());
            part.chunk_by(|a, b| alike(a, b)).for_each(|alike| together(alike, rules, &mut assessments));
            assessments
        })
        .collect();
    let mut all = Vec::with_capacity(snapshots.len());
    parts.into_iter().for_each(|part| all.extend(part));
    all
}

/// Judges counties that are alike, and adds them to what is judged.
fn together(snapshots: &[Arc<Snapshot>], rules: &Arc<Rules>, assessments: &mut Vec<Assessment>) {
    let indexes: Vec<OnceLock<Box<Index>>> = snapshots.iter().map(|_| OnceLock::new()).collect();
    let source = |(snapshot, index)| Source { snapshot, standard: &rules.standard, index };
    let sources: Vec<Source<'_>> =
        snapshots.iter().map(|snapshot| &**snapshot).zip(&indexes).map(source).collect();
    let mut stages = vec![Vec::with_capacity(rules.stages.len()); snapshots.len()];
    for (stage, panel) in &rules.stages {
        let results = StageResult::of_each(&sources, rules, *stage, panel);
        stages.iter_mut().zip(results).for_each(|(stages, result)| stages.push(result));
    }
    for ((snapshot, index), stages) in snapshots.iter().zip(indexes).zip(stages) {
        assessments.push(Assessment::of(snapshot.clone(), rules, Entries::new(), index, stages));
    }
}

/// Whether two counties have facts of the same measures.
fn alike(a: &Snapshot, b: &Snapshot) -> bool {
    Level::ALL.iter().all(|level| alike_tables(a.table(*level), b.table(*level)))
}

fn alike_tables(a: &Table, b: &Table) -> bool {
    let both_have_texts = |(a, b): (&Column, &Column)| a.texts.is_empty() == b.texts.is_empty();
    a.columns.measures() == b.columns.measures()
        && a.columns.values().iter().zip(b.columns.values()).all(both_have_texts)
}
