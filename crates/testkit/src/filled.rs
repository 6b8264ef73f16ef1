//! A data folder that holds the sample county, filled without workbooks: for tests of what stands above the store.

use std::error::Error;
use std::path::Path;

use junheng_app::{NewEntry, Office, Operator, SchoolChange};
use junheng_domain::{Level, Snapshot, Subject, Value};
use junheng_store::{
    BatchColumn, Change, ImportKind, LayoutUsed, Location, NewBatch, NewImport, NewRecord, RowCounts, Store,
};

use crate::county::{SampleCounty, Standing};

/// The standard whose items the sample county enters.
pub const STANDARD: &str = "national/quality-balance-2017";
/// Who fills it, and when.
pub const BY: &str = "clerk";
pub const AT: &str = "2026-09-05T09:00:00+08:00";

/// Fills an empty folder, or the empty database of `database_url`, with every year of a county.
///
/// # Errors
/// When the store refuses a change.
pub async fn fill(
    folder: &Path,
    database_url: Option<&str>,
    county: &SampleCounty,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    save(folder, database_url, county.years().map(|year| county.snapshot(year))).await?;
    let office = Office::open(folder, database_url, Some(county.code.as_str())).await?;
    let operator = Operator::at_the_machine(BY);
    for year in county.years() {
        for entry in county.entries(year) {
            let status = match entry.standing {
                Standing::Met => "met",
                Standing::NotMet => "not_met",
            };
            let (indicator, evidence) = (entry.indicator, entry.evidence);
            let new =
                NewEntry { standard: STANDARD, year, indicator, status, points: None, evidence, seen: None };
            office.enter(&operator.report(), new, AT).await?;
        }
    }
    for (event, why) in county.school_events_with_reasons() {
        let share = event.share.to_string();
        let (from, to) = (event.from.as_str(), event.to.as_str());
        let change = SchoolChange { kind: event.kind, year: event.year, from, to, share: &share, why };
        office.record_school_change(&operator.settle(), &change, AT).await?;
    }
    Ok(())
}

/// Saves the facts of counties and years, each snapshot as one import: a sheet a level, a row a subject, a column a
/// measure.
///
/// # Errors
/// When the store refuses a change.
pub async fn save(
    folder: &Path,
    database_url: Option<&str>,
    snapshots: impl Iterator<Item = Snapshot>,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let store = Store::open(&Location::new(folder, database_url)).await?;
    for snapshot in snapshots {
        save_one(&store, &snapshot).await?;
    }
    Ok(store.close().await?)
}

async fn save_one(store: &Store, snapshot: &Snapshot) -> Result<(), Box<dyn Error + Send + Sync>> {
    let year = snapshot.year;
    let levels: Vec<Level> =
        Level::ALL.into_iter().filter(|level| !snapshot.table(*level).subjects.is_empty()).collect();
    let tables: Vec<(u16, Level, Vec<Vec<Value>>)> =
        (0..).zip(&levels).map(|(sheet, level)| (sheet, *level, values(snapshot, *level))).collect();
    let rows: usize = tables.iter().map(|(_, _, rows)| rows.len()).sum();
    let import = NewImport {
        kind: ImportKind::Import,
        year,
        name: format!("{}-{year}.xlsx", snapshot.county),
        sha256: format!("{:064x}", year.start()),
        sheets: levels.iter().map(|level| level.as_str().to_owned()).collect(),
        layout: LayoutUsed { id: STANDARD.to_owned(), version: "1".to_owned() },
        counts: RowCounts { read: rows as u64, kept: rows as u64, ..RowCounts::default() },
        findings: serde_json::Value::Array(Vec::new()),
        batches: tables.iter().map(|(sheet, level, rows)| batch(snapshot, *sheet, *level, rows)).collect(),
    };
    store.save_import(&snapshot.county, import, &Change::new(BY, AT, "")).await?;
    Ok(())
}

fn values(snapshot: &Snapshot, level: Level) -> Vec<Vec<Value>> {
    let table = snapshot.table(level);
    (0..table.subjects.len())
        .map(|row| table.columns.values().iter().map(|column| column.value(row)).collect())
        .collect()
}

fn batch<'a>(snapshot: &'a Snapshot, sheet: u16, level: Level, rows: &'a [Vec<Value>]) -> NewBatch<'a> {
    let table = snapshot.table(level);
    let columns = table.columns.measures().iter().zip(1..);
    let record =
        |(row, (subject, values)): (u32, (&'a Subject, &'a Vec<Value>))| NewRecord { subject, row, values };
    NewBatch {
        columns: columns
            .map(|(measure, column)| BatchColumn { measure: measure.clone(), sheet, column })
            .collect(),
        records: Box::new((5..).zip(table.subjects.iter().zip(rows)).map(record)),
    }
}
