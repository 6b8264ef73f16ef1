//! Whether the clock of the database server and the caller's agree: records of both must tell one time.

use junheng_domain::{Finding, Place, Severity};
use sea_orm::DbBackend;

use crate::{Store, StoreError, sql};

/// How far the clocks may be apart.
const SECONDS_APART: u64 = 5;

impl Store {
    /// Compares the caller's clock (seconds since 1970) with the server's: a warning when they are too far apart, else a note.
    /// On SQLite there is one clock.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn clocks(&self, now: i64) -> Result<Finding, StoreError> {
        let place = Place { field: Some("clock".to_owned()), ..Place::default() };
        if self.connection.get_database_backend() != DbBackend::Postgres {
            return Ok(Finding::new("clock-alone", Severity::Note, place));
        }
        let asked = "SELECT floor(extract(epoch FROM clock_timestamp()))::bigint";
        let theirs = sql::row(&self.connection, asked, vec![]).await?.map_or(Ok(now), |row| row.int(0))?;
        let apart = theirs.abs_diff(now);
        Ok(if apart > SECONDS_APART {
            Finding::new("clocks-apart", Severity::Warning, place).with_arg("seconds", apart)
        } else {
            Finding::new("clocks-agree", Severity::Note, place)
        })
    }
}
