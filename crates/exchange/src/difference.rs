//! What a reading would change: new, changed and cleared facts, and an alarm when they are unusually many.

use std::collections::BTreeMap;

use junheng_domain::{CountyCode, Finding, MeasureId, Place, Severity, Snapshot, Subject, Value};

use crate::reading::{Batch, BatchRow, Reading};

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

/// Rows by what happens to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowTally {
    /// Of subjects that were not known.
    pub new: u32,
    pub changed: u32,
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

impl Tally {
    fn count(&mut self, old: &Value, new: &Value) {
        match (old.is_missing(), new.is_missing()) {
            (true, true) => {}
            (true, false) => self.added += 1,
            (false, true) => self.cleared += 1,
            (false, false) if old == new => self.unchanged += 1,
            (false, false) => self.changed += 1,
        }
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
    let mut mentioned: BTreeMap<&Subject, ()> = BTreeMap::new();
    for batch in &reading.batches {
        for row in batch.iter().filter(|row| concerns(row.county, &known.county)) {
            difference.row(batch, row, known);
            mentioned.insert(row.subject, ());
        }
    }
    let mut levels: Vec<_> = reading.batches.iter().map(|batch| batch.level).collect();
    levels.sort_unstable();
    levels.dedup();
    let subjects = levels.into_iter().flat_map(|level| &known.table(level).subjects);
    difference.unmentioned = subjects.filter(|subject| !mentioned.contains_key(subject)).count();
    difference
}

fn concerns(row: Option<&CountyCode>, county: &CountyCode) -> bool {
    row.is_none_or(|row| row == county)
}

impl Difference {
    fn row(&mut self, batch: &Batch, row: BatchRow<'_>, known: &Snapshot) {
        let table = known.table(batch.level);
        let place = table.row(row.subject);
        let mut tally = Tally::default();
        for ((measure, column), new) in batch.columns.iter().zip(row.values) {
            let old = place.map_or(Value::Missing, |place| table.value(place, measure));
            tally.count(&old, new);
            self.facts.count(&old, new);
            if !self.per_measure.contains_key(measure) {
                self.per_measure.insert(measure.clone(), Tally::default());
            }
            if let Some(per_measure) = self.per_measure.get_mut(measure) {
                per_measure.count(&old, new);
            }
            if !old.is_missing() && old != *new && self.changes.len() < LISTED {
                self.changes.push(Change {
                    subject: row.subject.clone(),
                    measure: measure.clone(),
                    old,
                    new: new.clone(),
                    sheet: batch.sheet,
                    row: row.row,
                    column: *column,
                });
            }
        }
        match place {
            None => self.rows.new += 1,
            Some(_) if tally.is_quiet() => self.rows.unchanged += 1,
            Some(_) => self.rows.changed += 1,
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
