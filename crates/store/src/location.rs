//! Where a store lives: a data folder, and for PostgreSQL a server besides.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// Where the facts are kept. The folder always holds the audit's anchor and the automatic backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// SQLite, in `junheng.db` of this folder.
    Folder(PathBuf),
    /// A PostgreSQL server.
    Postgres { url: String, folder: PathBuf },
}

impl Location {
    /// PostgreSQL when there is a `postgres://` or `postgresql://` URL, else the folder alone.
    #[must_use]
    pub fn new(folder: &Path, database_url: Option<&str>) -> Self {
        match database_url {
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Self::Postgres { url: url.to_owned(), folder: folder.to_owned() }
            }
            _ => Self::Folder(folder.to_owned()),
        }
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        match self {
            Self::Folder(folder) | Self::Postgres { folder, .. } => folder,
        }
    }

    /// Whether the folder holds an embedded database already.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.database_file().is_file()
    }

    pub(crate) fn database_file(&self) -> PathBuf {
        self.folder().join("junheng.db")
    }

    pub(crate) fn anchor_file(&self) -> PathBuf {
        self.folder().join("audit.anchor")
    }

    /// The keys of what is sealed in the database.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.folder().join("vault.key")
    }

    pub(crate) fn backups(&self) -> PathBuf {
        self.folder().join("backups")
    }

    /// Holds the folder for as long as the file lives: shared by all who read and write, alone by a restore.
    pub(crate) fn hold(&self, alone: bool) -> io::Result<File> {
        // Facts may be personal: the folder is nobody else's.
        DirBuilder::new().recursive(true).mode(0o700).create(self.folder())?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.folder().join("junheng.lock"))?;
        let held = if alone { file.try_lock() } else { file.try_lock_shared() };
        match held {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}
