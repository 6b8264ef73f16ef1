//! The audit chain: one insert-only chain of records a county, each hashed over the one before it.

use std::fmt;

use junheng_domain::{CountyCode, Finding, Place, Severity};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::anchor::AnchorLine;
use crate::sql::{self, int, text};
use crate::{Capacity, Change, Store, StoreError};

/// The chain of what belongs to no county: migrations, backups, restores.
pub(crate) const SYSTEM: &str = "";

/// What the audit says of one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// `None` for what belongs to no county, such as a restore.
    #[serde(skip)]
    pub county: Option<CountyCode>,
    /// From 1 within its county.
    #[serde(skip)]
    pub seq: u64,
    pub at: String,
    pub by: String,
    /// Empty in records of the time before capacities were kept.
    #[serde(default, skip_serializing_if = "Capacity::is_empty")]
    pub capacity: Capacity,
    /// A verb such as `import`, `undo`, `lock`.
    pub action: String,
    /// What was changed, such as `import 12`.
    pub object: String,
    pub before: serde_json::Value,
    pub after: serde_json::Value,
    pub why: String,
    #[serde(skip)]
    pub hash: String,
}

/// What is wrong with an audit record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Its text or its hash was changed.
    Altered,
    /// It is not there, but later ones are.
    Missing,
    /// It is intact, but stands in another place.
    Reordered,
    /// It and all after it are gone: the anchor outside the database knows them.
    CutOff,
    /// The chain was rewritten: the anchor outside the database holds another hash.
    Rewritten,
}

/// The first bad record of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFault {
    /// The county's code; empty for the chain that belongs to no county.
    pub county: String,
    pub seq: u64,
    pub kind: FaultKind,
}

impl AuditFault {
    /// The fault as a finding, for reports and `doctor`.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let place = Place { field: Some(format!("audit {} {}", self.county, self.seq)), ..Place::default() };
        let finding = match self.kind {
            FaultKind::Altered => Finding::new("audit-altered", Severity::Error, place),
            FaultKind::Missing => Finding::new("audit-missing", Severity::Error, place),
            FaultKind::Reordered => Finding::new("audit-reordered", Severity::Error, place),
            FaultKind::CutOff => Finding::new("audit-cut-off", Severity::Error, place),
            FaultKind::Rewritten => Finding::new("audit-rewritten", Severity::Error, place),
        };
        finding.with_arg("county", &self.county).with_arg("seq", self.seq)
    }
}

impl fmt::Display for AuditFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            FaultKind::Altered => "was altered",
            FaultKind::Missing => "is missing",
            FaultKind::Reordered => "is out of order",
            FaultKind::CutOff => "is cut off, with all after it",
            FaultKind::Rewritten => "differs from the anchor outside the database",
        };
        let county = if self.county.is_empty() { "-" } else { &self.county };
        write!(f, "audit record {} of county {county} {what}", self.seq)
    }
}

/// SHA-256 over county, number, previous hash and entry, parted by NUL, which none of them holds.
pub(crate) fn link(county: &str, seq: u64, previous: &str, entry: &str) -> String {
    let mut hasher = Sha256::new();
    for part in [county, &seq.to_string(), previous, entry] {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    hex(&hasher.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

/// What a change does, in the audit's words.
pub(crate) struct Deed<'a> {
    pub(crate) action: &'a str,
    pub(crate) object: String,
    pub(crate) before: serde_json::Value,
    pub(crate) after: serde_json::Value,
}

/// A record that was added.
pub(crate) struct Added {
    pub(crate) line: AnchorLine,
    /// Its text.
    entry: String,
}

impl Added {
    /// Tells a collector of logs, once the record will last.
    pub(crate) fn tell(&self) {
        let AnchorLine { county, seq, hash } = &self.line;
        tracing::info!(target: "audit", county, seq, hash, entry = self.entry, "audit record");
    }
}

/// Adds a record to the county's chain, within the transaction of the change itself.
pub(crate) async fn append(
    tx: &DatabaseTransaction,
    county: &str,
    deed: Deed<'_>,
    change: &Change,
) -> Result<Added, StoreError> {
    let last = sql::row(
        tx,
        "SELECT seq, hash FROM audit WHERE county = $1 ORDER BY seq DESC LIMIT 1",
        vec![text(county)],
    )
    .await?;
    let (seq, previous) = match last {
        Some(row) => (row.count(0)? + 1, row.text(1)?),
        None => (1, String::new()),
    };
    let entry = AuditEntry {
        county: None,
        seq,
        at: change.at.clone(),
        by: change.by.clone(),
        capacity: change.capacity.clone(),
        action: deed.action.to_owned(),
        object: deed.object,
        before: deed.before,
        after: deed.after,
        why: change.why.clone(),
        hash: String::new(),
    };
    let entry = serde_json::to_string(&entry).map_err(|e| StoreError::unreadable("audit entry", e))?;
    let hash = link(county, seq, &previous, &entry);
    let values = vec![text(county), sql::count(seq), text(previous), text(entry.clone()), text(hash.clone())];
    sql::run(
        tx,
        "INSERT INTO audit (county, seq, previous, entry, hash) VALUES ($1, $2, $3, $4, $5)",
        values,
    )
    .await?;
    Ok(Added { line: AnchorLine { county: county.to_owned(), seq, hash }, entry })
}

struct Link {
    seq: u64,
    previous: String,
    entry: String,
    hash: String,
}

const PAGE: i64 = 2000;

async fn page<C: ConnectionTrait>(on: &C, county: &str, after: u64) -> Result<Vec<Link>, StoreError> {
    let found = sql::rows(
        on,
        "SELECT seq, previous, entry, hash FROM audit WHERE county = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        vec![text(county), sql::count(after), int(PAGE)],
    )
    .await?;
    found
        .iter()
        .map(|row| {
            Ok(Link { seq: row.count(0)?, previous: row.text(1)?, entry: row.text(2)?, hash: row.text(3)? })
        })
        .collect()
}

/// A record that is intact but says that another one stood before it has been moved.
fn judge(county: &str, expected_seq: u64, previous: &str, link_found: &Link) -> Option<FaultKind> {
    if link_found.seq != expected_seq {
        return Some(FaultKind::Missing);
    }
    let as_placed = link(county, link_found.seq, previous, &link_found.entry);
    if as_placed == link_found.hash && link_found.previous == previous {
        return None;
    }
    let moved = (1..=link_found.seq + PAGE.unsigned_abs()).any(|seq| {
        seq != link_found.seq && link(county, seq, &link_found.previous, &link_found.entry) == link_found.hash
    });
    Some(if moved { FaultKind::Reordered } else { FaultKind::Altered })
}

/// Walks one chain; the count of its records, or its first fault.
pub(crate) async fn walk<C: ConnectionTrait>(
    on: &C,
    county: &str,
    anchored: &std::collections::BTreeMap<u64, String>,
) -> Result<Result<u64, AuditFault>, StoreError> {
    let fault = |seq, kind| Ok(Err(AuditFault { county: county.to_owned(), seq, kind }));
    let (mut count, mut previous) = (0, String::new());
    loop {
        let links = page(on, county, count).await?;
        for found in &links {
            if let Some(kind) = judge(county, count + 1, &previous, found) {
                return fault(count + 1, kind);
            }
            count += 1;
            previous.clone_from(&found.hash);
            if anchored.get(&count).is_some_and(|hash| *hash != previous) {
                return fault(count, FaultKind::Rewritten);
            }
        }
        if links.is_empty() {
            break;
        }
    }
    match anchored.last_key_value() {
        Some((last, _)) if *last > count => fault(count + 1, FaultKind::CutOff),
        _ => Ok(Ok(count)),
    }
}

/// All counties that have a chain, the one of no county first.
pub(crate) async fn chains<C: ConnectionTrait>(on: &C) -> Result<Vec<String>, StoreError> {
    let found = sql::rows(on, "SELECT DISTINCT county FROM audit ORDER BY county", vec![]).await?;
    found.iter().map(|row| Ok(row.text(0)?)).collect()
}

impl Store {
    /// Recomputes every chain and compares it with the anchor outside the database: the count of records, or the
    /// first bad one.
    ///
    /// # Errors
    /// When the database or the anchor file cannot be read.
    pub async fn verify_audit(&self) -> Result<Result<u64, AuditFault>, StoreError> {
        let anchored = self.anchor.read().map_err(StoreError::Anchor)?;
        let tx = self.read().await?;
        let mut counties = chains(&tx).await?;
        counties
            .extend(anchored.keys().filter(|county| !counties.contains(county)).cloned().collect::<Vec<_>>());
        let mut total = 0;
        let nothing = std::collections::BTreeMap::new();
        for county in counties {
            match walk(&tx, &county, anchored.get(&county).unwrap_or(&nothing)).await? {
                Ok(count) => total += count,
                Err(fault) => return Ok(Err(fault)),
            }
        }
        Ok(Ok(total))
    }

    /// The audit records of a county, or of no county, with numbers above `after`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read, or an entry is not one.
    pub async fn audit_entries(
        &self,
        county: Option<&CountyCode>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let name = county.map_or(SYSTEM, CountyCode::as_str);
        let mut entries = Vec::new();
        let mut last = after;
        while entries.len() < limit {
            let links = page(&self.connection, name, last).await?;
            let Some(end) = links.last() else { break };
            last = end.seq;
            for found in links {
                let entry: AuditEntry = serde_json::from_str(&found.entry)
                    .map_err(|e| StoreError::unreadable("audit entry", e))?;
                entries.push(AuditEntry {
                    county: county.cloned(),
                    seq: found.seq,
                    hash: found.hash,
                    ..entry
                });
            }
        }
        entries.truncate(limit);
        Ok(entries)
    }

    /// The county's audit records with numbers below `before`, newest first, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read, or an entry is not one.
    pub async fn audit_before(
        &self,
        county: &CountyCode,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let sql =
            "SELECT seq, entry, hash FROM audit WHERE county = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
        let before = before.unwrap_or(u64::MAX);
        let values = vec![text(county.as_str()), sql::count(before), int(limit)];
        let found = sql::rows(&self.connection, sql, values).await?;
        let entry = |row: &sql::Row| {
            let entry: AuditEntry =
                serde_json::from_str(&row.text(1)?).map_err(|e| StoreError::unreadable("audit entry", e))?;
            Ok(AuditEntry { county: Some(county.clone()), seq: row.count(0)?, hash: row.text(2)?, ..entry })
        };
        found.iter().map(entry).collect()
    }
}
