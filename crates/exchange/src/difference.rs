//! What a reading would change: new, changed and cleared facts, and an alarm when they are unusually many.

use std::collections::{BTreeMap, HashMap};

use junheng_domain::{Column, Finding, Level, MeasureId, Place, Severity, Snapshot, Subject, Value};

use crate::reading::{Batch, BatchRow, Reading, RowId};

/// Changes listed one by one; the counts go on beyond.
const LISTED: usize = 10_000;

/// When an import changes unusually much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AlarmLevel {
    /// Facts changed or cleared, in percent of the known facts that the file restates.
    pub percent: u64,
    /// No alarm below this many.
    pub facts: u64,
}

impl Default for AlarmLevel {
    fn default() -> Self {
        Self { percent: 30, facts: 10 }
    }
}

/// A reading compared with what is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Difference {
    pub facts: Tally,
    pub per_measure: BTreeMap<MeasureId, Tally>,
    pub rows: RowTally,
    /// Changed and cleared facts, in the order of the file; at most 10 000.
    pub changes: Vec<Change>,
    /// Subjects known at the levels of the file that it does not mention; they stay as they are.
    pub unmentioned: usize,
}

/// Facts by what happens to them. A fact that was missing and stays so is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub added: u64,
    pub changed: u64,
    /// Known before, not reported now.
    pub cleared: u64,
    pub unchanged: u64,
}

/// Rows of the file by what happens to them; together they are the rows kept that say something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowTally {
    /// Only of subjects that were not known.
    pub new: u32,
    pub changed: u32,
    /// All that they say is known already.
    pub unchanged: u32,
}

/// One fact that is not what it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub subject: Subject,
    pub measure: MeasureId,
    pub old: Value,
    pub new: Value,
    /// The cell of the new value: index of the sheet, row from 1, column from 0.
    pub sheet: u16,
    pub row: u32,
    pub column: u16,
}

/// What happens to one fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// It was missing and stays so.
    Nothing,
    Added,
    Changed,
    Cleared,
    Unchanged,
}

impl Step {
    /// From the column and row that hold what is known to the new value.
    fn of(old: Option<(&Column, usize)>, new: &Value) -> Self {
        match old.filter(|(column, row)| !column.is_missing(*row)) {
            None if new.is_missing() => Self::Nothing,
            None => Self::Added,
            Some(_) if new.is_missing() => Self::Cleared,
            Some((column, row)) if column.says(row, new) => Self::Unchanged,
            Some(_) => Self::Changed,
        }
    }
}

fn change(batch: &Batch, row: BatchRow<'_>, index: usize, old: Value) -> Change {
    let (measure, column) = batch.columns[index].clone();
    Change {
        subject: row.subject.clone(),
        measure,
        old,
        new: row.values[index].clone(),
        sheet: batch.sheet,
        row: row.row,
        column,
    }
}

impl Tally {
    fn count(&mut self, step: Step) {
        match step {
            Step::Nothing => {}
            Step::Added => self.added += 1,
            Step::Changed => self.changed += 1,
            Step::Cleared => self.cleared += 1,
            Step::Unchanged => self.unchanged += 1,
        }
    }

    fn add(&mut self, other: Self) {
        self.added += other.added;
        self.changed += other.changed;
        self.cleared += other.cleared;
        self.unchanged += other.unchanged;
    }

    /// Whether nothing would be stored that is not known.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.added + self.changed + self.cleared == 0
    }
}

/// Compares the rows of the snapshot's county with the snapshot.
#[must_use]
pub fn difference(reading: &Reading, known: &Snapshot) -> Difference {
    let mut difference = Difference::default();
    let mut rows: HashMap<RowId, RowState> = HashMap::new();
    let mut mentioned: BTreeMap<Level, Vec<bool>> = BTreeMap::new();
    for batch in &reading.batches {
        let subjects = known.table(batch.level).subjects.len();
        let mentioned = mentioned.entry(batch.level).or_insert_with(|| vec![false; subjects]);
        difference.batch(batch, known, mentioned, &mut rows);
    }
    for state in rows.values() {
        match state {
            RowState::New => difference.rows.new += 1,
            RowState::Changed => difference.rows.changed += 1,
            RowState::Unchanged => difference.rows.unchanged += 1,
        }
    }
    difference.unmentioned = mentioned.values().flatten().filter(|mentioned| !**mentioned).count();
    difference
}

/// What happens to a row of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowState {
    New,
    Changed,
    Unchanged,
}

impl Difference {
    fn batch(
        &mut self,
        batch: &Batch,
        known: &Snapshot,
        mentioned: &mut [bool],
        rows: &mut HashMap<RowId, RowState>,
    ) {
        let table = known.table(batch.level);
        let columns: Vec<Option<&Column>> =
            batch.columns.iter().map(|(measure, _)| table.columns.get(measure)).collect();
        let mut tallies = vec![Tally::default(); columns.len()];
        for row in batch.iter().filter(|row| row.county.is_none_or(|county| *county == known.county)) {
            let place = table.row(row.subject);
            if let Some(place) = place {
                mentioned[place] = true;
            }
            let mut quiet = true;
            for (index, (value, column)) in row.values.iter().zip(&columns).enumerate() {
                let old = place.and_then(|place| column.map(|column| (column, place)));
                let step = Step::of(old, value);
                tallies[index].count(step);
                quiet &= matches!(step, Step::Nothing | Step::Unchanged);
                if let (Step::Changed | Step::Cleared, Some((column, place))) = (step, old)
                    && self.changes.len() < LISTED
                {
                    self.changes.push(change(batch, row, index, column.value(place)));
                }
            }
            let state = match place {
                None => RowState::New,
                Some(_) if quiet => RowState::Unchanged,
                Some(_) => RowState::Changed,
            };
            let whole = rows.entry(batch.row_id(row.row)).or_insert(state);
            if *whole != state {
                *whole = RowState::Changed;
            }
        }
        for ((measure, _), tally) in batch.columns.iter().zip(tallies) {
            self.facts.add(tally);
            self.per_measure.entry(measure.clone()).or_default().add(tally);
        }
    }

    /// A warning when unusually many known facts would be changed or cleared.
    #[must_use]
    pub fn alarm(&self, level: AlarmLevel, file: &str) -> Option<Finding> {
        let moved = self.facts.changed + self.facts.cleared;
        let known = moved + self.facts.unchanged;
        let share = (moved * 100).checked_div(known).unwrap_or(0);
        (moved >= level.facts && moved * 100 > known * level.percent).then(|| {
            let place = Place { file: Some(file.to_owned()), ..Place::default() };
            let finding = Finding::new("much-would-change", Severity::Warning, place);
            finding.with_arg("count", moved).with_arg("share", share)
        })
    }
}
