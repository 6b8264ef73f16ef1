//! The anchor: a file beside the database that remembers the audit's hashes, so that a cut-off tail is seen.
//!
//! A first line that says what the file is, written before the first record; then one line a record,
//! `county TAB number TAB hash`, appended and synced after each commit. A line torn by a crash is passed over; the next
//! open adds what the database has and the anchor has not. Records without any anchor mean that it was removed.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sea_orm::ConnectionTrait;

use crate::sql::{self, count, text};
use crate::{AuditFault, FaultKind, Location, StoreError, audit, files};

/// The first line, by which an anchor that no record has reached yet differs from an emptied one.
const TITLE: &str = "# junheng audit anchor";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnchorLine {
    pub(crate) county: String,
    pub(crate) seq: u64,
    pub(crate) hash: String,
}

/// Hashes by county and number.
pub(crate) type Anchored = BTreeMap<String, BTreeMap<u64, String>>;

#[derive(Debug)]
pub(crate) struct Anchor {
    path: PathBuf,
}

/// What opening found in the anchor.
#[derive(Debug, Default)]
pub(crate) struct AnchorState {
    pub(crate) fault: Option<AuditFault>,
    /// There was no anchor, though the database has audit records.
    pub(crate) was_missing: bool,
}

impl Anchor {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The file as it is, empty when there is none.
    fn text(&self) -> io::Result<String> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn read(&self) -> io::Result<Anchored> {
        let mut anchored = Anchored::new();
        for line in self.text()?.lines() {
            let mut parts = line.split('\t');
            if let (Some(county), Some(seq), Some(hash), None) =
                (parts.next(), parts.next(), parts.next(), parts.next())
                && let Ok(seq) = seq.parse()
                && hash.len() == 64
            {
                anchored.entry(county.to_owned()).or_default().insert(seq, hash.to_owned());
            }
        }
        Ok(anchored)
    }

    pub(crate) fn append(&self, lines: &[AnchorLine]) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        self.append_text(&written(lines))
    }

    fn append_text(&self, lines: &str) -> io::Result<()> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&self.path)?;
        let torn = if ends_torn(&mut file)? { "\n" } else { "" };
        file.write_all(format!("{torn}{lines}").as_bytes())?;
        file.sync_data()
    }

    fn is_begun(&self) -> io::Result<bool> {
        Ok(self.text()?.lines().any(|line| line == TITLE))
    }

    fn begin(&self, lines: &[AnchorLine]) -> io::Result<()> {
        self.append_text(&format!("{TITLE}\n{}", written(lines)))?;
        self.path.parent().map_or(Ok(()), files::sync_folder)
    }

    /// Compares the anchor with the heads of the chains and adds what it lacks.
    pub(crate) async fn catch_up<C: ConnectionTrait>(&self, on: &C) -> Result<AnchorState, StoreError> {
        let anchored = self.read().map_err(StoreError::Anchor)?;
        let heads =
            sql::rows(on, "SELECT county, MAX(seq) FROM audit GROUP BY county ORDER BY county", vec![]);
        let mut heads: BTreeMap<String, u64> = heads
            .await?
            .iter()
            .map(|row| Ok((row.text(0)?, row.count(1)?)))
            .collect::<Result<_, StoreError>>()?;
        let blank = anchored.is_empty() && !self.is_begun().map_err(StoreError::Anchor)?;
        let was_missing = blank && !heads.is_empty();
        for county in anchored.keys() {
            heads.entry(county.clone()).or_insert(0);
        }
        let mut lacking = Vec::new();
        for (county, head) in heads {
            let known = anchored.get(&county).and_then(|hashes| hashes.last_key_value());
            let (last, hash) = known.map_or((0, ""), |(seq, hash)| (*seq, hash.as_str()));
            let fault = |seq, kind| AuditFault { county: county.clone(), seq, kind };
            if last > head {
                return Ok(AnchorState { fault: Some(fault(head + 1, FaultKind::CutOff)), was_missing });
            }
            let mut lines = lines_from(on, &county, last).await?;
            if last > 0 && lines.first().is_none_or(|line| line.hash != hash) {
                return Ok(AnchorState { fault: Some(fault(last, FaultKind::Rewritten)), was_missing });
            }
            lines.retain(|line| line.seq > last);
            lacking.append(&mut lines);
        }
        let caught_up = if blank { self.begin(&lacking) } else { self.append(&lacking) };
        caught_up.map_err(StoreError::Anchor)?;
        Ok(AnchorState { fault: None, was_missing })
    }
}

/// The anchor that a restore prepares before it swaps the databases.
pub(crate) fn prepared(location: &Location) -> Anchor {
    Anchor::at(location.folder().join("audit.anchor.restored"))
}

impl Anchor {
    /// Finishes what a restore began. When the database is the restored one, the prepared anchor takes the place of
    /// the old, which is kept among the backups; otherwise the restore never happened and the prepared one goes.
    pub(crate) async fn settle_restore<C: ConnectionTrait>(
        &self,
        on: &C,
        location: &Location,
    ) -> Result<(), StoreError> {
        let prepared = prepared(location);
        if !prepared.path.exists() {
            return Ok(());
        }
        let restored = prepared.catch_up(on).await?.fault.is_none();
        self.adopt(&prepared, restored, location).map_err(StoreError::Anchor)
    }

    fn adopt(&self, prepared: &Self, restored: bool, location: &Location) -> io::Result<()> {
        if !restored {
            return fs::remove_file(&prepared.path);
        }
        if self.path.exists() {
            fs::copy(&self.path, files::next_free(&location.backups(), "replaced", "anchor")?)?;
        }
        fs::rename(&prepared.path, &self.path)?;
        files::sync_folder(location.folder())
    }
}

fn written(lines: &[AnchorLine]) -> String {
    lines.iter().map(|line| format!("{}\t{}\t{}\n", line.county, line.seq, line.hash)).collect()
}

fn ends_torn(file: &mut File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// Every line that the chains in the database call for.
pub(crate) async fn all_lines<C: ConnectionTrait>(on: &C) -> Result<Vec<AnchorLine>, StoreError> {
    let mut lines = Vec::new();
    for county in audit::chains(on).await? {
        lines.append(&mut lines_from(on, &county, 1).await?);
    }
    Ok(lines)
}

/// The chain's hashes from a number on, that number included.
async fn lines_from<C: ConnectionTrait>(
    on: &C,
    county: &str,
    from: u64,
) -> Result<Vec<AnchorLine>, StoreError> {
    let found = sql::rows(
        on,
        "SELECT seq, hash FROM audit WHERE county = $1 AND seq >= $2 ORDER BY seq",
        vec![text(county), count(from)],
    )
    .await?;
    found
        .iter()
        .map(|row| Ok(AnchorLine { county: county.to_owned(), seq: row.count(0)?, hash: row.text(1)? }))
        .collect()
}
