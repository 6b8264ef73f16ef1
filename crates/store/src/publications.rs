//! What the county has put before the public, and what it has taken back.

use junheng_domain::{CountyCode, SchoolYear};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::audit::{Deed, hex};
use crate::layers::read_year;
use crate::sql::{self, Row, int, text};
use crate::{Change, Store, StoreError};

/// A page that the public may read, or could until it was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// From 1 within its county.
    pub no: u32,
    pub year: SchoolYear,
    /// What was published, as JSON of the room above.
    pub body: String,
    pub by: String,
    pub at: String,
    pub why: String,
    pub withdrawn: Option<Change>,
}

const COLUMNS: &str =
    "no, year, body, published_by, published_at, why, withdrawn_by, withdrawn_at, withdrawn_why";

fn read_publication(row: &Row) -> Result<Publication, StoreError> {
    let withdrawn = Change::new(&row.text(6)?, &row.text(7)?, &row.text(8)?);
    Ok(Publication {
        no: row.small(0)?,
        year: read_year(row, 1)?,
        body: row.text(2)?,
        by: row.text(3)?,
        at: row.text(4)?,
        why: row.text(5)?,
        withdrawn: (!withdrawn.by.is_empty()).then_some(withdrawn),
    })
}

impl Store {
    /// Keeps what is published, and says its number.
    ///
    /// # Errors
    /// When no reason is given, or the database fails.
    pub async fn publish(
        &self,
        county: &CountyCode,
        year: SchoolYear,
        body: &str,
        change: &Change,
    ) -> Result<u32, StoreError> {
        change.reasoned()?;
        let mut write = self.write(county).await?;
        let last = "SELECT MAX(no) FROM publication WHERE county = $1";
        let last = sql::row(&write.tx, last, vec![write.county()]).await?;
        let last = last.map_or(Ok(None), |row| row.maybe_int(0))?.unwrap_or(0);
        let no = u32::try_from(last + 1).map_err(|e| StoreError::unreadable("publication number", e))?;
        let sql = format!(
            "INSERT INTO publication (county, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '')"
        );
        let values = vec![
            write.county(),
            int(no),
            int(year.start()),
            text(body),
            text(change.by.clone()),
            text(change.at.clone()),
            text(change.why.clone()),
        ];
        sql::run(&write.tx, &sql, values).await?;
        let after = json!({ "year": year, "sha256": hex(&Sha256::digest(body)) });
        write
            .record(Deed { action: "publish", object: object(no), before: json!(null), after }, change)
            .await?;
        self.commit(write).await?;
        Ok(no)
    }

    /// Takes a publication back; it stays on record.
    ///
    /// # Errors
    /// When there is no such publication that stands, no reason is given, or the database fails.
    pub async fn withdraw_publication(
        &self,
        county: &CountyCode,
        no: u32,
        change: &Change,
    ) -> Result<(), StoreError> {
        change.reasoned()?;
        let mut write = self.write(county).await?;
        let sql = "UPDATE publication SET withdrawn_by = $3, withdrawn_at = $4, withdrawn_why = $5 \
             WHERE county = $1 AND no = $2 AND withdrawn_by = ''";
        let values = vec![
            write.county(),
            int(no),
            text(change.by.clone()),
            text(change.at.clone()),
            text(change.why.clone()),
        ];
        if sql::run(&write.tx, sql, values).await? == 0 {
            return Err(StoreError::UnknownPublication(no));
        }
        let (before, after) = (json!({ "withdrawn": false }), json!({ "withdrawn": true }));
        let deed = Deed { action: "withdraw-publication", object: object(no), before, after };
        write.record(deed, change).await?;
        self.commit(write).await
    }

    /// All publications of a county, by number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn publications(&self, county: &CountyCode) -> Result<Vec<Publication>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM publication WHERE county = $1 ORDER BY no");
        let rows = sql::rows(&self.connection, &sql, vec![text(county.as_str())]).await?;
        rows.iter().map(read_publication).collect()
    }
}

fn object(no: u32) -> String {
    format!("publication {no}")
}
