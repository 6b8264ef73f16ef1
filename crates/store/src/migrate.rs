//! Bringing a database forward to the tables this program knows, with a backup first.

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr};
use thiserror::Error;

use crate::schema::{CURRENT, MIGRATIONS};
use crate::sql::{self, int, text};
use crate::store::begin_write;
use crate::{BackupError, Location, dump, files};

/// Why a database could not be brought forward. It is then as it was.
#[derive(Debug, Error)]
pub enum MigrateError {
    #[error("the database has version {found}; this program knows up to {known}: use a newer program")]
    Newer { found: i64, known: i64 },
    #[error("the database could not be brought to version {version}")]
    Step {
        version: i64,
        #[source]
        source: DbErr,
    },
    #[error("the version of the database cannot be read")]
    Version(#[source] DbErr),
    #[error("the backup before bringing the database forward failed")]
    Backup(#[from] BackupError),
}

/// The version of the tables; 0 for an empty database.
pub(crate) async fn version<C: ConnectionTrait>(on: &C) -> Result<i64, DbErr> {
    let (exists, name) = match on.get_database_backend() {
        DbBackend::Postgres => (
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1",
            "schema_version",
        ),
        _ => ("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1", "schema_version"),
    };
    let there = sql::row(on, exists, vec![text(name)]).await?;
    if there.map_or(Ok(0), |row| row.int(0))? == 0 {
        return Ok(0);
    }
    let found = sql::row(on, "SELECT MAX(version) FROM schema_version", vec![]).await?;
    Ok(found.map_or(Ok(None), |row| row.maybe_int(0))?.unwrap_or(0))
}

pub(crate) async fn forward(
    connection: &DatabaseConnection,
    location: &Location,
) -> Result<(), MigrateError> {
    let found = version(connection).await.map_err(MigrateError::Version)?;
    if found > CURRENT {
        return Err(MigrateError::Newer { found, known: CURRENT });
    }
    if (1..CURRENT).contains(&found) {
        let to = files::next_free(&location.backups(), &format!("before-v{CURRENT}"), "junheng")
            .map_err(BackupError::File)?;
        dump::write_file(connection, &to).await?;
    }
    if found < CURRENT {
        let tx = begin_write(connection)
            .await
            .map_err(|source| MigrateError::Step { version: CURRENT, source })?;
        apply(&tx, CURRENT).await?;
        tx.commit().await.map_err(|source| MigrateError::Step { version: CURRENT, source })?;
    }
    Ok(())
}

/// Applies all steps up to `target`, under a lock against a second program that does the same.
pub(crate) async fn apply(tx: &DatabaseTransaction, target: i64) -> Result<(), MigrateError> {
    let failed = |version| move |source| MigrateError::Step { version, source };
    let backend = tx.get_database_backend();
    if backend == DbBackend::Postgres {
        sql::run(tx, "SELECT pg_advisory_xact_lock(hashtextextended('junheng migrate', 0))", vec![])
            .await
            .map_err(failed(target))?;
    }
    let found = version(tx).await.map_err(MigrateError::Version)?;
    for step in MIGRATIONS.iter().filter(|step| step.version > found && step.version <= target) {
        for statement in step.statements(backend) {
            tx.execute_unprepared(&statement).await.map_err(failed(step.version))?;
        }
        sql::run(tx, "INSERT INTO schema_version (version) VALUES ($1)", vec![int(step.version)])
            .await
            .map_err(failed(step.version))?;
    }
    Ok(())
}
