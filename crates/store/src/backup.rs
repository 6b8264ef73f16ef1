//! Backup: one file with everything, checked before it gets its name.

use std::io;
use std::path::Path;

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use serde_json::json;
use thiserror::Error;

use crate::audit::Deed;
use crate::{Change, Store, StoreError, dump};

/// Why a backup could not be written or read. No file with the wanted name is left behind.
#[derive(Debug, Error)]
pub enum BackupError {
    #[error("the file cannot be used")]
    File(#[source] io::Error),
    #[error("the database cannot be read or filled")]
    Database(#[source] DbErr),
    #[error("this file is not a Junheng backup")]
    NotABackup,
    #[error("the backup has format {0}, which this program does not know: use a newer program")]
    NewerFormat(u32),
    #[error("the backup is broken at line {line}")]
    Broken { line: u64 },
    #[error("the backup was altered: its checksum differs")]
    Altered,
    #[error("the backup is written, but could not be recorded")]
    Record(#[source] Box<StoreError>),
}

/// What a backup file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupReceipt {
    pub rows: u64,
    pub bytes: u64,
    /// Of all lines but the last, which holds it.
    pub sha256: String,
    /// The version of the tables.
    pub schema: i64,
}

impl Store {
    /// Writes everything to one file that either engine can restore, and reads it back before it gets its name.
    /// An existing file is not overwritten.
    ///
    /// # Errors
    /// When the file exists or cannot be written, the database fails, or the file does not read back.
    pub async fn backup(&self, to: &Path, change: &Change) -> Result<BackupReceipt, BackupError> {
        let receipt = dump::write_file(&self.connection, to).await?;
        let record = |error| BackupError::Record(Box::new(error));
        let mut write = self.write_system().await.map_err(record)?;
        let deed = Deed {
            action: "backup",
            object: to.display().to_string(),
            before: json!(null),
            after: json!(receipt),
        };
        write.record(deed, change).await.map_err(record)?;
        self.commit(write).await.map_err(record)?;
        Ok(receipt)
    }

    /// Where backups that nobody named a place for are kept: made here by hand, or before a change of the tables.
    #[must_use]
    pub fn backup_folder(&self) -> std::path::PathBuf {
        self.location.backups()
    }

    /// Reads a backup file through: its form, its counts and its checksum.
    ///
    /// # Errors
    /// When it cannot be read, is not a backup, or was altered.
    pub fn check_backup(file: &Path) -> Result<BackupReceipt, BackupError> {
        dump::check_file(file)
    }
}
