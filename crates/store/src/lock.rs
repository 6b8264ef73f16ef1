//! Locked snapshots: copies of a school year that no later import, undo or edit can change.

use junheng_domain::{CountyCode, ImportNo, Level, SchoolYear, Snapshot};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::audit::{Deed, hex};
use crate::layers::read_year;
use crate::sql::{self, Row, count, int, text};
use crate::store::Write;
use crate::{Change, Store, StoreError, fold, layers, settings, snapshot_text};

/// The number of a locked snapshot within its county, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SnapshotNo(pub u32);

/// What is known of a locked snapshot without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedSnapshot {
    pub no: SnapshotNo,
    pub year: SchoolYear,
    pub by: String,
    pub at: String,
    pub why: String,
    /// The layers that it was made of.
    pub layers: Vec<ImportNo>,
    pub facts: u64,
    /// SHA-256 of its text, as its audit record holds it.
    pub content_sha256: String,
}

/// Bytes of text in one row of `snapshot_part`, about.
const PART_BYTES: usize = 1 << 20;

const COLUMNS: &str = "no, year, changed_by, changed_at, why, layers, facts, content_sha256";

fn read_locked(row: &Row) -> Result<LockedSnapshot, StoreError> {
    Ok(LockedSnapshot {
        no: SnapshotNo(row.small(0)?),
        year: read_year(row, 1)?,
        by: row.text(2)?,
        at: row.text(3)?,
        why: row.text(4)?,
        layers: serde_json::from_str(&row.text(5)?)
            .map_err(|e| StoreError::unreadable("snapshot layers", e))?,
        facts: row.count(6)?,
        content_sha256: row.text(7)?,
    })
}

async fn locked<C: ConnectionTrait>(on: &C, county: &str) -> Result<Vec<LockedSnapshot>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM snapshot WHERE county = $1 ORDER BY no");
    sql::rows(on, &sql, vec![text(county)]).await?.iter().map(read_locked).collect()
}

/// The locked snapshots that hold facts of a layer.
pub(crate) async fn made_with<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
    layer: ImportNo,
) -> Result<Vec<SnapshotNo>, StoreError> {
    let all = locked(on, county.as_str()).await?;
    Ok(all.into_iter().filter(|one| one.layers.contains(&layer)).map(|one| one.no).collect())
}

impl Write {
    /// Refuses a change of a locked year, unless it is a correction with a reason.
    pub(crate) async fn permit(&self, year: SchoolYear, change: &Change) -> Result<(), StoreError> {
        let sql = "SELECT MAX(no) FROM snapshot WHERE county = $1 AND year = $2";
        let row = sql::row(&self.tx, sql, vec![self.county(), int(year.start())]).await?;
        let last = row.map_or(Ok(None), |row| row.maybe_int(0))?.and_then(|no| u32::try_from(no).ok());
        match last {
            Some(_) if change.correction => change.reasoned(),
            Some(no) => Err(StoreError::YearLocked { year, snapshot: SnapshotNo(no) }),
            None => Ok(()),
        }
    }
}

impl Store {
    /// Locks a school year as it now stands, as a new snapshot.
    ///
    /// # Errors
    /// When no reason is given, the year has no facts, or the database fails.
    pub async fn lock(
        &self,
        county: &CountyCode,
        year: SchoolYear,
        change: &Change,
    ) -> Result<SnapshotNo, StoreError> {
        self.lock_year(county, year, None, change).await
    }

    /// Locks a school year again that had been reopened; the setting that said so changes with it, in the same record.
    ///
    /// # Errors
    /// As [`Self::lock`].
    pub async fn lock_again(
        &self,
        county: &CountyCode,
        year: SchoolYear,
        setting: (&str, &str),
        change: &Change,
    ) -> Result<SnapshotNo, StoreError> {
        self.lock_year(county, year, Some(setting), change).await
    }

    async fn lock_year(
        &self,
        county: &CountyCode,
        year: SchoolYear,
        setting: Option<(&str, &str)>,
        change: &Change,
    ) -> Result<SnapshotNo, StoreError> {
        change.reasoned()?;
        let mut write = self.write(county).await?;
        let active = layers::active(&write.tx, county, year).await?;
        let snapshot = fold::fold(&write.tx, county, year, &active).await?;
        let facts = count_facts(&snapshot);
        if facts == 0 {
            return Err(StoreError::NothingToLock(year));
        }
        let body = snapshot_text::write(&snapshot)?;
        let sha256 = hex(&Sha256::digest(body.as_bytes()));
        let layers: Vec<ImportNo> = active.iter().map(|layer| layer.info.no).collect();
        let no = write.insert_snapshot(year, &layers, facts, &body, &sha256, change).await?;
        let mut before = json!(null);
        let mut after = json!({ "year": year, "layers": layers, "facts": facts, "content_sha256": sha256 });
        if let Some((name, value)) = setting {
            before = json!({ "setting": { name: settings::put(&write, name, value).await? } });
            after["setting"] = json!({ name: value });
        }
        let deed = Deed { action: "lock", object: format!("snapshot {}", no.0), before, after };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(no)
    }

    /// All locked snapshots of a county, by number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn locked(&self, county: &CountyCode) -> Result<Vec<LockedSnapshot>, StoreError> {
        locked(&self.connection, county.as_str()).await
    }

    /// The facts of a locked snapshot, from its own copy.
    ///
    /// # Errors
    /// When there is none of this number, or its content is not what was locked.
    pub async fn locked_snapshot(&self, county: &CountyCode, no: SnapshotNo) -> Result<Snapshot, StoreError> {
        let tx = self.read().await?;
        let known = locked(&tx, county.as_str()).await?.into_iter().find(|one| one.no == no);
        let known = known.ok_or(StoreError::UnknownSnapshot(no))?;
        let body = body(&tx, county.as_str(), no).await?;
        if hex(&Sha256::digest(body.as_bytes())) != known.content_sha256 {
            return Err(StoreError::SnapshotAltered(no));
        }
        snapshot_text::read(&body)
    }
}

fn count_facts(snapshot: &Snapshot) -> u64 {
    let columns = Level::ALL.into_iter().flat_map(|level| snapshot.table(level).columns.values().iter());
    columns
        .map(|column| (0..column.numbers.len()).filter(|row| column.origin(*row).is_some()).count() as u64)
        .sum()
}

async fn body<C: ConnectionTrait>(on: &C, county: &str, no: SnapshotNo) -> Result<String, StoreError> {
    let sql = "SELECT body FROM snapshot_part WHERE county = $1 AND snapshot_no = $2 ORDER BY part";
    let mut body = String::new();
    for row in sql::rows(on, sql, vec![text(county), int(no.0)]).await? {
        body.push_str(&row.text(0)?);
    }
    Ok(body)
}

impl Write {
    async fn insert_snapshot(
        &self,
        year: SchoolYear,
        layers: &[ImportNo],
        facts: u64,
        body: &str,
        sha256: &str,
        change: &Change,
    ) -> Result<SnapshotNo, StoreError> {
        let sql = "SELECT MAX(no) FROM snapshot WHERE county = $1";
        let row = sql::row(&self.tx, sql, vec![self.county()]).await?;
        let last = row.map_or(Ok(None), |row| row.maybe_int(0))?.unwrap_or(0);
        let no = u32::try_from(last + 1).map_err(|e| StoreError::unreadable("snapshot number", e))?;
        let layers =
            serde_json::to_string(layers).map_err(|e| StoreError::unreadable("snapshot layers", e))?;
        let values = vec![
            self.county(),
            int(no),
            int(year.start()),
            text(change.by.clone()),
            text(change.at.clone()),
            text(change.why.clone()),
            text(layers),
            count(facts),
            text(sha256),
        ];
        let sql =
            format!("INSERT INTO snapshot (county, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
        sql::run(&self.tx, &sql, values).await?;
        for (part, body) in (1_i64..).zip(parts(body)) {
            let sql = "INSERT INTO snapshot_part (county, snapshot_no, part, body) VALUES ($1, $2, $3, $4)";
            sql::run(&self.tx, sql, vec![self.county(), int(no), int(part), text(body)]).await?;
        }
        Ok(SnapshotNo(no))
    }
}

/// The text in pieces of whole lines.
fn parts(body: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = body;
    while rest.len() > PART_BYTES {
        let end = rest.as_bytes()[PART_BYTES..].iter().position(|byte| *byte == b'\n');
        // A line break is one byte, so the cut never falls into a character.
        let Some(end) = end else { break };
        let (part, after) = rest.split_at(PART_BYTES + end + 1);
        parts.push(part);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}
