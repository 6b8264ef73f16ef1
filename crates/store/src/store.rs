//! Opening the store, and its two kinds of transaction.

use std::fs::File;
use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use junheng_domain::{CountyCode, Finding, Place, Severity};
use junheng_vault::Vault;
use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use thiserror::Error;

use crate::anchor::{Anchor, AnchorLine};
use crate::audit::{self, Added, Deed, SYSTEM};
use crate::migrate::{self, MigrateError};
use crate::sql::{self, text};
use crate::{AuditFault, Change, Location, StoreError};

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a store could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    #[error("the data folder cannot be used")]
    Folder(#[source] io::Error),
    #[error("another program is restoring a backup into this data folder")]
    Held,
    #[error("the database cannot be reached")]
    Connect(#[source] DbErr),
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// All facts of all counties of one bureau, on SQLite or PostgreSQL.
#[derive(Debug)]
pub struct Store {
    pub(crate) location: Location,
    pub(crate) connection: DatabaseConnection,
    pub(crate) anchor: Anchor,
    pub(crate) anchor_fault: Option<AuditFault>,
    /// Read when it is first needed.
    pub(crate) vault: OnceLock<Arc<Vault>>,
    open_findings: Vec<Finding>,
    _held: File,
}

impl Store {
    /// Opens the store, makes it when there is none, and brings an older one forward after a backup.
    ///
    /// When the audit is found cut off or rewritten, the store opens for reading; every change is then refused
    /// with [`StoreError::AuditBroken`].
    ///
    /// # Errors
    /// When the folder or the server cannot be used, or the database is newer than this program.
    pub async fn open(location: &Location) -> Result<Self, OpenError> {
        let held = location.hold(false).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => OpenError::Held,
            _ => OpenError::Folder(error),
        })?;
        let connection = connect(location).await.map_err(OpenError::Connect)?;
        migrate::forward(&connection, location).await?;
        let anchor = Anchor::at(location.anchor_file());
        anchor.settle_restore(&connection, location).await?;
        let state = anchor.catch_up(&connection).await?;
        let mut open_findings: Vec<Finding> = state.fault.iter().map(AuditFault::finding).collect();
        if state.was_missing {
            let place = Place { file: Some(anchor.path().display().to_string()), ..Place::default() };
            open_findings.push(Finding::new("audit-anchor-missing", Severity::Warning, place));
        }
        Ok(Self {
            location: location.clone(),
            connection,
            anchor,
            anchor_fault: state.fault,
            vault: OnceLock::new(),
            open_findings,
            _held: held,
        })
    }

    /// What opening noticed: a damaged audit, a missing anchor.
    #[must_use]
    pub fn open_findings(&self) -> &[Finding] {
        &self.open_findings
    }

    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Closes all connections; SQLite then folds its write-ahead log into the database.
    ///
    /// # Errors
    /// When the database reports one on closing.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.connection.close().await?)
    }

    /// All counties that have been written to.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn counties(&self) -> Result<Vec<CountyCode>, StoreError> {
        let found = sql::rows(&self.connection, "SELECT county FROM county ORDER BY county", vec![]).await?;
        found
            .iter()
            .map(|row| CountyCode::new(&row.text(0)?).map_err(|e| StoreError::unreadable("county code", e)))
            .collect()
    }

    /// A transaction that sees one state of the database throughout.
    pub(crate) async fn read(&self) -> Result<DatabaseTransaction, StoreError> {
        Ok(begin_read(&self.connection).await?)
    }

    /// A transaction that alone writes to the county: on SQLite to the whole database.
    pub(crate) async fn write(&self, county: &CountyCode) -> Result<Write, StoreError> {
        let write = self.write_to(county.as_str()).await?;
        let sql = "INSERT INTO county (county) VALUES ($1) ON CONFLICT (county) DO NOTHING";
        sql::run(&write.tx, sql, vec![text(county.as_str())]).await?;
        Ok(write)
    }

    /// The same for what belongs to no county.
    pub(crate) async fn write_system(&self) -> Result<Write, StoreError> {
        self.write_to(SYSTEM).await
    }

    async fn write_to(&self, county: &str) -> Result<Write, StoreError> {
        if let Some(fault) = &self.anchor_fault {
            return Err(StoreError::AuditBroken(fault.clone()));
        }
        let tx = begin_write(&self.connection).await?;
        if tx.get_database_backend() == DbBackend::Postgres {
            sql::run(&tx, &format!("SET LOCAL lock_timeout = '{}s'", PATIENCE.as_secs()), vec![]).await?;
            sql::run(
                &tx,
                "SELECT pg_advisory_xact_lock(hashtextextended('junheng ' || $1, 0))",
                vec![text(county)],
            )
            .await?;
        }
        Ok(Write { tx, county: county.to_owned(), added: Vec::new() })
    }

    /// Makes a change last: the database first, then the anchor outside it. Its records go to the log, too.
    pub(crate) async fn commit(&self, write: Write) -> Result<(), StoreError> {
        write.tx.commit().await?;
        write.added.iter().for_each(Added::tell);
        let lines: Vec<AnchorLine> = write.added.into_iter().map(|added| added.line).collect();
        self.anchor.append(&lines).map_err(StoreError::Anchor)
    }
}

/// A change under way. Dropped without [`Store::commit`], it never was.
pub(crate) struct Write {
    pub(crate) tx: DatabaseTransaction,
    pub(crate) county: String,
    added: Vec<Added>,
}

impl Write {
    /// Adds the audit record of the change, in its transaction.
    pub(crate) async fn record(&mut self, deed: Deed<'_>, change: &Change) -> Result<(), StoreError> {
        self.added.push(audit::append(&self.tx, &self.county, deed, change).await?);
        Ok(())
    }

    pub(crate) fn county(&self) -> sea_orm::Value {
        text(self.county.as_str())
    }
}

/// On SQLite the only writer from its first statement on, so that it never has to give up half-way.
pub(crate) async fn begin_write(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    connection.begin_with_options(options).await
}

pub(crate) async fn begin_read(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    match connection.get_database_backend() {
        DbBackend::Postgres => {
            connection
                .begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly))
                .await
        }
        _ => connection.begin().await,
    }
}

pub(crate) async fn connect(location: &Location) -> Result<DatabaseConnection, DbErr> {
    match location {
        Location::Folder(_) => connect_file(&location.database_file()).await,
        Location::Postgres { url, .. } => {
            let mut options = ConnectOptions::new(url);
            options.max_connections(8).acquire_timeout(PATIENCE).sqlx_logging(false);
            Database::connect(options).await
        }
    }
}

/// Readers see the last committed state while one writer works; a commit is on the disk when it returns.
pub(crate) async fn connect_file(path: &std::path::Path) -> Result<DatabaseConnection, DbErr> {
    let path = path.to_owned();
    // The URL only says which engine: a path with `?` or `%` in it does not survive in one.
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(4).acquire_timeout(PATIENCE).map_sqlx_sqlite_opts(move |_| {
        SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(PATIENCE)
            .disable_statement_logging()
            .pragma("cache_size", "-65536")
    });
    Database::connect(options).await
}
