//! The layers of a county: what they are, taking one back, bringing it again, and what depends on it.

use std::collections::{BTreeSet, HashMap};

use junheng_domain::{CountyCode, ImportInfo, ImportNo, MeasureId, SchoolYear, Subject};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::audit::Deed;
use crate::cells;
use crate::fold::{self, StoredBatch};
use crate::lock;
use crate::sql::{self, Row, count, int, text};
use crate::store::Write;
use crate::{BatchColumn, Change, ImportKind, LayoutUsed, RowCounts, SnapshotNo, Store, StoreError};

/// Whether a layer counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LayerStatus {
    Active,
    Undone { by: String, at: String, why: String },
}

/// A saved import or edit.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportRecord {
    pub kind: ImportKind,
    pub year: SchoolYear,
    pub info: ImportInfo,
    pub layout: LayoutUsed,
    pub why: String,
    pub counts: RowCounts,
    /// Sheet rows kept as records, and the values in them.
    pub records: u64,
    pub facts: u64,
    pub findings: serde_json::Value,
    pub status: LayerStatus,
    /// SHA-256 over the layer's records, as its audit record holds it.
    pub content_sha256: String,
}

/// What would read differently without a layer, besides its own facts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dependents {
    /// Later active layers that state again what this one states, with the number of subjects in common.
    pub layers: Vec<(ImportNo, u64)>,
    /// Locked snapshots that were made with this layer in them. They stay as they are.
    pub snapshots: Vec<SnapshotNo>,
}

/// How often the facts of a school year have changed. Layers and their statuses are only ever added, so two equal
/// states are the same facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct YearState {
    layers: u64,
    switches: u64,
}

const COLUMNS: &str = "i.no, i.kind, i.year, i.name, i.sha256, i.sheets, i.source_id, i.source_version, \
     i.changed_by, i.changed_at, i.why, i.rows_read, i.rows_kept, i.rows_refused, i.rows_unchanged, i.records, \
     i.facts, i.findings, i.content_sha256, \
     COALESCE(s.status, 'active'), COALESCE(s.changed_by, ''), COALESCE(s.changed_at, ''), COALESCE(s.why, '')";

/// Each layer with the last word on its status.
const FROM: &str = "FROM import i LEFT JOIN import_status s ON s.county = i.county AND s.import_no = i.no \
     AND s.seq = (SELECT MAX(l.seq) FROM import_status l WHERE l.county = i.county AND l.import_no = i.no)";

fn read_import(row: &Row) -> Result<ImportRecord, StoreError> {
    let json = |column: usize| -> Result<serde_json::Value, StoreError> {
        serde_json::from_str(&row.text(column)?).map_err(|e| StoreError::unreadable("import", e))
    };
    let sheets = serde_json::from_value(json(5)?).map_err(|e| StoreError::unreadable("sheet names", e))?;
    let status = match row.text(19)?.as_str() {
        "undone" => LayerStatus::Undone { by: row.text(20)?, at: row.text(21)?, why: row.text(22)? },
        _ => LayerStatus::Active,
    };
    Ok(ImportRecord {
        kind: ImportKind::parse(&row.text(1)?)?,
        year: read_year(row, 2)?,
        info: ImportInfo {
            no: ImportNo(row.small(0)?),
            name: row.text(3)?,
            sha256: row.text(4)?,
            sheets,
            by: row.text(8)?,
            at: row.text(9)?,
        },
        layout: LayoutUsed { id: row.text(6)?, version: row.text(7)? },
        why: row.text(10)?,
        counts: RowCounts {
            read: row.count(11)?,
            kept: row.count(12)?,
            refused: row.count(13)?,
            unchanged: row.count(14)?,
        },
        records: row.count(15)?,
        facts: row.count(16)?,
        findings: json(17)?,
        content_sha256: row.text(18)?,
        status,
    })
}

pub(crate) fn read_year(row: &Row, column: usize) -> Result<SchoolYear, StoreError> {
    SchoolYear::parse(&row.int(column)?.to_string()).map_err(|e| StoreError::unreadable("school year", e))
}

pub(crate) async fn imports<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
) -> Result<Vec<ImportRecord>, StoreError> {
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE i.county = $1 ORDER BY i.no");
    sql::rows(on, &sql, vec![text(county.as_str())]).await?.iter().map(read_import).collect()
}

async fn import<C: ConnectionTrait>(on: &C, county: &str, no: ImportNo) -> Result<ImportRecord, StoreError> {
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE i.county = $1 AND i.no = $2");
    let found = sql::row(on, &sql, vec![text(county), int(no.0)]).await?;
    found.as_ref().map(read_import).transpose()?.ok_or(StoreError::UnknownImport(no))
}

/// The layers that make up a school year, in the order in which they hold.
pub(crate) async fn active<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
    year: SchoolYear,
) -> Result<Vec<ImportRecord>, StoreError> {
    let mut layers = imports(on, county).await?;
    layers.retain(|layer| layer.year == year && layer.status == LayerStatus::Active);
    Ok(layers)
}

impl Store {
    /// All layers of a county, undone ones too, by number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn imports(&self, county: &CountyCode) -> Result<Vec<ImportRecord>, StoreError> {
        imports(&self.connection, county).await
    }

    /// The layer with this number.
    ///
    /// # Errors
    /// When there is none, or the database cannot be read.
    pub async fn import(&self, county: &CountyCode, no: ImportNo) -> Result<ImportRecord, StoreError> {
        import(&self.connection, county.as_str(), no).await
    }

    /// Whom each layer speaks of, undone ones too: every pair of layer and subject once.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn subjects_of_imports(
        &self,
        county: &CountyCode,
    ) -> Result<Vec<(ImportNo, Subject)>, StoreError> {
        let sql = "SELECT DISTINCT import_no, subject FROM record WHERE county = $1";
        let found = sql::rows(&self.connection, sql, vec![text(county.as_str())]).await?;
        found.iter().map(|row| Ok((ImportNo(row.small(0)?), cells::parse_subject(&row.text(1)?)?))).collect()
    }

    /// The layers made from a file with these bytes, undone ones too.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn find_import_by_hash(
        &self,
        county: &CountyCode,
        sha256: &str,
    ) -> Result<Vec<ImportRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} {FROM} WHERE i.county = $1 AND i.sha256 = $2 ORDER BY i.no");
        let found = sql::rows(&self.connection, &sql, vec![text(county.as_str()), text(sha256)]).await?;
        found.iter().map(read_import).collect()
    }

    /// The school years of which a county has active layers, first to last.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn years(&self, county: &CountyCode) -> Result<Vec<SchoolYear>, StoreError> {
        let layers = imports(&self.connection, county).await?;
        let active = layers.iter().filter(|layer| layer.status == LayerStatus::Active);
        let years: BTreeSet<SchoolYear> = active.map(|layer| layer.year).collect();
        Ok(years.into_iter().collect())
    }

    /// The state of a school year's facts, for whoever keeps what was made from them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn year_state(&self, county: &CountyCode, year: SchoolYear) -> Result<YearState, StoreError> {
        let sql = "SELECT (SELECT COUNT(*) FROM import WHERE county = $1 AND year = $2), \
                   (SELECT COUNT(*) FROM import_status s JOIN import i \
                    ON i.county = s.county AND i.no = s.import_no WHERE s.county = $1 AND i.year = $2)";
        let values = vec![text(county.as_str()), int(year.start())];
        let found = sql::row(&self.connection, sql, values).await?;
        let count = |column| found.as_ref().map_or(Ok(0), |row| row.count(column));
        Ok(YearState { layers: count(0)?, switches: count(1)? })
    }

    /// When facts of a school year changed last: by an import or edit, or by taking one back.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn changed_at(
        &self,
        county: &CountyCode,
        year: SchoolYear,
    ) -> Result<Option<String>, StoreError> {
        let sql = "SELECT changed_at FROM import WHERE county = $1 AND year = $2 \
                   UNION ALL SELECT s.changed_at FROM import_status s JOIN import i \
                   ON i.county = s.county AND i.no = s.import_no WHERE s.county = $1 AND i.year = $2 \
                   ORDER BY changed_at DESC LIMIT 1";
        let values = vec![text(county.as_str()), int(year.start())];
        let found = sql::row(&self.connection, sql, values).await?;
        Ok(found.map(|row| row.text(0)).transpose()?)
    }

    /// Takes a layer back: the facts are then as if it had never been saved. Says what stood on it.
    ///
    /// # Errors
    /// When there is no such layer, it is undone already, no reason is given, or the year is locked and the change
    /// is no correction.
    pub async fn undo(
        &self,
        county: &CountyCode,
        no: ImportNo,
        change: &Change,
    ) -> Result<Dependents, StoreError> {
        self.switch(county, no, change, false).await
    }

    /// Brings an undone layer again, at its old place among the others.
    ///
    /// # Errors
    /// As [`Store::undo`]; when the layer is not undone.
    pub async fn redo(
        &self,
        county: &CountyCode,
        no: ImportNo,
        change: &Change,
    ) -> Result<Dependents, StoreError> {
        self.switch(county, no, change, true).await
    }

    async fn switch(
        &self,
        county: &CountyCode,
        no: ImportNo,
        change: &Change,
        to_active: bool,
    ) -> Result<Dependents, StoreError> {
        change.reasoned()?;
        let mut write = self.write(county).await?;
        let layer = import(&write.tx, county.as_str(), no).await?;
        match (&layer.status, to_active) {
            (LayerStatus::Active, true) => return Err(StoreError::NotUndone(no)),
            (LayerStatus::Undone { .. }, false) => return Err(StoreError::AlreadyUndone(no)),
            _ => {}
        }
        write.permit(layer.year, change).await?;
        let dependents = dependents(&write.tx, county, &layer).await?;
        let (action, before, after) =
            if to_active { ("redo", "undone", "active") } else { ("undo", "active", "undone") };
        write.set_status(no, after, change).await?;
        let listed: Vec<u32> = dependents.layers.iter().map(|(no, _)| no.0).collect();
        let deed = Deed {
            action,
            object: format!("import {}", no.0),
            before: json!({ "status": before }),
            after: json!({ "status": after, "dependents": listed, "correction": change.correction }),
        };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(dependents)
    }

    /// What stands on a layer: asked before taking it back.
    ///
    /// # Errors
    /// When there is no such layer, or the database cannot be read.
    pub async fn dependents(&self, county: &CountyCode, no: ImportNo) -> Result<Dependents, StoreError> {
        let tx = self.read().await?;
        let layer = import(&tx, county.as_str(), no).await?;
        dependents(&tx, county, &layer).await
    }
}

impl Write {
    async fn set_status(&self, no: ImportNo, status: &str, change: &Change) -> Result<(), StoreError> {
        let sql = "SELECT COUNT(*) FROM import_status WHERE county = $1 AND import_no = $2";
        let row = sql::row(&self.tx, sql, vec![self.county(), int(no.0)]).await?;
        let seq = row.map_or(Ok(0), |row| row.count(0))? + 1;
        let values = vec![
            self.county(),
            int(no.0),
            count(seq),
            text(status),
            text(change.by.clone()),
            text(change.at.clone()),
            text(change.why.clone()),
        ];
        let sql = "INSERT INTO import_status (county, import_no, seq, status, changed_by, changed_at, why) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        sql::run(&self.tx, sql, values).await?;
        Ok(())
    }
}

async fn dependents<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
    layer: &ImportRecord,
) -> Result<Dependents, StoreError> {
    let later =
        active(on, county, layer.year).await?.into_iter().filter(|other| other.info.no > layer.info.no);
    let stated = stated_by(on, county, layer.info.no).await?;
    let mut found = Dependents::default();
    for other in later {
        let shared = restated(on, county, other.info.no, &stated).await?;
        if shared > 0 {
            found.layers.push((other.info.no, shared));
        }
    }
    found.snapshots = lock::made_with(on, county, layer.info.no).await?;
    Ok(found)
}

/// The subjects of a layer, each with the batches that speak of it.
struct Stated {
    measures: Vec<BTreeSet<MeasureId>>,
    batches_of: HashMap<String, Vec<usize>>,
}

fn measures(columns: &[BatchColumn]) -> BTreeSet<MeasureId> {
    columns.iter().map(|column| column.measure.clone()).collect()
}

async fn stated_by<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
    no: ImportNo,
) -> Result<Stated, StoreError> {
    let mut stated = Stated { measures: Vec::new(), batches_of: HashMap::new() };
    for batch in fold::batches(on, county, no).await? {
        let index = stated.measures.len();
        stated.measures.push(measures(&batch.columns));
        for subject in fold::subjects(on, county, &batch).await? {
            stated.batches_of.entry(subject).or_default().push(index);
        }
    }
    Ok(stated)
}

async fn restated<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
    no: ImportNo,
    stated: &Stated,
) -> Result<u64, StoreError> {
    let mut shared = BTreeSet::new();
    for batch in fold::batches(on, county, no).await? {
        let touched = touches(&batch, stated);
        if !touched.contains(&true) {
            continue;
        }
        for subject in fold::subjects(on, county, &batch).await? {
            let speaking = stated.batches_of.get(&subject);
            if speaking.is_some_and(|batches| batches.iter().any(|index| touched[*index])) {
                shared.insert(subject);
            }
        }
    }
    Ok(shared.len() as u64)
}

/// For each batch of the earlier layer, whether this batch has a measure in common with it.
fn touches(batch: &StoredBatch, stated: &Stated) -> Vec<bool> {
    let own = measures(&batch.columns);
    stated.measures.iter().map(|measures| !own.is_disjoint(measures)).collect()
}
