//! Restore: a checked backup takes the place of what was there, at once or not at all.
//!
//! 1. The folder is held alone, and the file is read through.
//! 2. Its tables are made and filled beside the old ones: on SQLite in a new file, on PostgreSQL in a transaction.
//! 3. The audit chains are walked, older tables brought forward, and the restore itself recorded.
//! 4. The anchor of the restored chains is written under another name.
//! 5. The new takes the place of the old (a rename, or the commit); then the anchor follows. A crash between the two
//!    is settled by the next open.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use thiserror::Error;

use crate::anchor::{self, Anchor};
use crate::audit::{self, Deed, SYSTEM};
use crate::dump::Reader;
use crate::migrate::{self, MigrateError};
use crate::schema::{CURRENT, all_tables};
use crate::store::{begin_write, connect, connect_file};
use crate::{AuditFault, BackupError, BackupReceipt, Change, Location, Store, StoreError, dump, files, sql};

/// Why a restore failed. What was there before is still there.
#[derive(Debug, Error)]
pub enum RestoreError {
    #[error("another program has this data folder open")]
    Held,
    #[error("the data folder cannot be used")]
    Folder(#[source] io::Error),
    #[error("there is data already; say that it is to be replaced")]
    NotEmpty,
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(
        "the backup comes from a newer program: its tables have version {found}, this program knows {known}"
    )]
    Newer { found: i64, known: i64 },
    #[error("the audit in the backup is damaged: {0}")]
    Audit(AuditFault),
    #[error("the database failed")]
    Database(#[source] DbErr),
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbErr> for RestoreError {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl Store {
    /// Puts a backup in the place of what a location holds. Where there is data, `replace` must be said; the old
    /// data is then kept in the folder's `backups`.
    ///
    /// # Errors
    /// When the folder is in use, the file or its audit is damaged or newer than this program, or there is data and
    /// `replace` is not said.
    pub async fn restore(
        location: &Location,
        from: &Path,
        replace: bool,
        change: &Change,
    ) -> Result<BackupReceipt, RestoreError> {
        change.reasoned()?;
        let _held = location.hold(true).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => RestoreError::Held,
            _ => RestoreError::Folder(error),
        })?;
        let receipt = dump::check_file(from)?;
        if receipt.schema > CURRENT {
            return Err(RestoreError::Newer { found: receipt.schema, known: CURRENT });
        }
        // A database that cannot be read is the very one to be replaced.
        let replaced =
            if replace { heads_now(location).await.ok() } else { Some(heads_now(location).await?) };
        if !replace && replaced.iter().flatten().any(|(_, records)| *records > 0) {
            return Err(RestoreError::NotEmpty);
        }
        let deed = Deed {
            action: "restore",
            object: from.display().to_string(),
            before: json!({ "audit_records": replaced }),
            after: json!(receipt),
        };
        match location {
            Location::Folder(_) => into_file(location, from, deed, change).await?,
            Location::Postgres { .. } => into_server(location, from, deed, change).await?,
        }
        Ok(receipt)
    }
}

/// The number of audit records of each county now; empty when there is no database yet.
async fn heads_now(location: &Location) -> Result<BTreeMap<String, u64>, RestoreError> {
    if matches!(location, Location::Folder(_)) && !location.database_file().exists() {
        return Ok(BTreeMap::new());
    }
    let connection = connect(location).await?;
    let heads = heads(&connection).await;
    connection.close().await?;
    heads
}

async fn heads(connection: &DatabaseConnection) -> Result<BTreeMap<String, u64>, RestoreError> {
    if migrate::version(connection).await? == 0 {
        return Ok(BTreeMap::new());
    }
    let found = sql::rows(connection, "SELECT county, COUNT(*) FROM audit GROUP BY county", vec![]).await?;
    Ok(found.iter().map(|row| Ok((row.text(0)?, row.count(1)?))).collect::<Result<_, DbErr>>()?)
}

/// Makes the backup's tables, fills them, checks the audit, and brings them forward.
async fn fill(
    tx: &DatabaseTransaction,
    from: &Path,
    deed: Deed<'_>,
    change: &Change,
) -> Result<(), RestoreError> {
    let mut reader = Reader::open(from)?;
    migrate::apply(tx, reader.schema).await?;
    dump::load(tx, &mut reader).await?;
    let unanchored = BTreeMap::new();
    for county in audit::chains(tx).await? {
        audit::walk(tx, &county, &unanchored).await?.map_err(RestoreError::Audit)?;
    }
    migrate::apply(tx, CURRENT).await?;
    audit::append(tx, SYSTEM, deed, change).await?;
    Ok(())
}

/// Writes the anchor that belongs to the filled tables, to be adopted after the swap.
async fn prepare_anchor<C: ConnectionTrait>(on: &C, location: &Location) -> Result<(), RestoreError> {
    let prepared = anchor::prepared(location);
    remove(prepared.path())?;
    let lines = anchor::all_lines(on).await?;
    prepared.append(&lines).map_err(RestoreError::Folder)
}

async fn into_file(
    location: &Location,
    from: &Path,
    deed: Deed<'_>,
    change: &Change,
) -> Result<(), RestoreError> {
    let new = location.folder().join(format!("restore{}", files::PARTIAL));
    remove_database(&new)?;
    let connection = connect_file(&new).await?;
    let filled = fill_file(&connection, location, from, deed, change).await;
    connection.close().await?;
    if let Err(error) = filled {
        remove_database(&new)?;
        remove(anchor::prepared(location).path())?;
        return Err(error);
    }
    swap(location, &new).await?;
    let connection = connect_file(&location.database_file()).await?;
    let settled = Anchor::at(location.anchor_file()).settle_restore(&connection, location).await;
    connection.close().await?;
    Ok(settled?)
}

async fn fill_file(
    connection: &DatabaseConnection,
    location: &Location,
    from: &Path,
    deed: Deed<'_>,
    change: &Change,
) -> Result<(), RestoreError> {
    let tx = begin_write(connection).await?;
    fill(&tx, from, deed, change).await?;
    tx.commit().await?;
    prepare_anchor(connection, location).await?;
    fold_log(connection).await
}

/// Writes all that stands in the write-ahead log of SQLite into its database. Closing does so too, but does not say
/// when it could not.
async fn fold_log(connection: &DatabaseConnection) -> Result<(), RestoreError> {
    let folded = sql::row(connection, "PRAGMA wal_checkpoint(TRUNCATE)", vec![]).await?;
    match folded.map_or(Ok(1), |row| row.count(0))? {
        0 => Ok(()),
        _ => Err(RestoreError::Folder(io::ErrorKind::ResourceBusy.into())),
    }
}

/// The file beside `path` in which SQLite keeps its write-ahead log, or the log's index.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Renames the new database over the old one, which keeps a second name among the backups. The old one's log is
/// folded in first: left behind, it would be replayed into the new one.
async fn swap(location: &Location, new: &Path) -> Result<(), RestoreError> {
    let old = location.database_file();
    if old.exists() {
        // A damaged database cannot be folded; its log then moves along with it.
        if let Ok(connection) = connect_file(&old).await {
            let _ = connection.close().await;
        }
        let kept = files::next_free(&location.backups(), "replaced", "db").map_err(RestoreError::Folder)?;
        fs::hard_link(&old, &kept)
            .or_else(|_| fs::copy(&old, &kept).map(drop))
            .map_err(RestoreError::Folder)?;
        for suffix in ["-wal", "-shm"] {
            if beside(&old, suffix).exists() {
                fs::rename(beside(&old, suffix), beside(&kept, suffix)).map_err(RestoreError::Folder)?;
            }
        }
    }
    let log = fs::metadata(beside(new, "-wal")).map_or(0, |file| file.len());
    if log > 0 {
        return Err(RestoreError::Folder(io::ErrorKind::ResourceBusy.into()));
    }
    for suffix in ["-wal", "-shm"] {
        remove(&beside(new, suffix))?;
    }
    fs::File::open(new).and_then(|file| file.sync_all()).map_err(RestoreError::Folder)?;
    fs::rename(new, &old).map_err(RestoreError::Folder)?;
    files::sync_folder(location.folder()).map_err(RestoreError::Folder)
}

async fn into_server(
    location: &Location,
    from: &Path,
    deed: Deed<'_>,
    change: &Change,
) -> Result<(), RestoreError> {
    let connection = connect(location).await?;
    let filled = fill_server(&connection, location, from, deed, change).await;
    // Committed or rolled back: the prepared anchor is adopted or removed accordingly.
    let settled = Anchor::at(location.anchor_file()).settle_restore(&connection, location).await;
    connection.close().await?;
    filled?;
    Ok(settled?)
}

async fn fill_server(
    connection: &DatabaseConnection,
    location: &Location,
    from: &Path,
    deed: Deed<'_>,
    change: &Change,
) -> Result<(), RestoreError> {
    if migrate::version(connection).await? > 0 {
        let kept =
            files::next_free(&location.backups(), "replaced", "junheng").map_err(RestoreError::Folder)?;
        dump::write_file(connection, &kept).await?;
    }
    let tx = begin_write(connection).await?;
    for table in all_tables() {
        tx.execute_unprepared(&format!("DROP TABLE IF EXISTS {}", table.name)).await?;
    }
    tx.execute_unprepared("DROP FUNCTION IF EXISTS junheng_insert_only() CASCADE").await?;
    fill(&tx, from, deed, change).await?;
    prepare_anchor(&tx, location).await?;
    tx.commit().await?;
    Ok(())
}

fn remove(path: &Path) -> Result<(), RestoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(RestoreError::Folder(error)),
        _ => Ok(()),
    }
}

fn remove_database(path: &Path) -> Result<(), RestoreError> {
    ["", "-wal", "-shm"].iter().try_for_each(|suffix| remove(&beside(path, suffix)))
}
