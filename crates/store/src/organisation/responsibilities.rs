//! Who answers for what: insert-only, so that what held on a day can always be told.

use junheng_domain::CountyCode;
use serde_json::json;

use super::next_no;
use crate::audit::Deed;
use crate::sql::{self, Row, int, text};
use crate::{Change, Store, StoreError};

/// Who answers for a matter of a standard from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responsibility {
    /// From 1 within its county: of two that begin on one day, the greater holds.
    pub no: u32,
    pub standard: String,
    /// A text of the room above, such as `indicator:A1`.
    pub matter: String,
    /// A department; 0 for nobody.
    pub owner: u32,
    /// Departments that help.
    pub helpers: Vec<u32>,
    /// `YYYY-MM-DD`; empty for none.
    pub due_on: String,
    pub from_on: String,
    pub by: String,
    pub at: String,
    pub why: String,
}

/// What is to be said of a matter.
#[derive(Debug, Clone, Copy)]
pub struct NewResponsibility<'a> {
    pub standard: &'a str,
    pub matter: &'a str,
    pub owner: u32,
    pub helpers: &'a [u32],
    pub due_on: &'a str,
    pub from_on: &'a str,
}

const COLUMNS: &str = "no, standard, matter, owner, helpers, due_on, from_on, changed_by, changed_at, why";

fn read(row: &Row) -> Result<Responsibility, StoreError> {
    Ok(Responsibility {
        no: row.small(0)?,
        standard: row.text(1)?,
        matter: row.text(2)?,
        owner: row.small(3)?,
        helpers: serde_json::from_str(&row.text(4)?).map_err(|e| StoreError::unreadable("helpers", e))?,
        due_on: row.text(5)?,
        from_on: row.text(6)?,
        by: row.text(7)?,
        at: row.text(8)?,
        why: row.text(9)?,
    })
}

impl Store {
    /// All that was ever said of who answers for what, in the order in which it was said.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn responsibilities(&self, county: &CountyCode) -> Result<Vec<Responsibility>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM responsibility WHERE county = $1 ORDER BY no");
        let rows = sql::rows(&self.connection, &sql, vec![text(county.as_str())]).await?;
        rows.iter().map(read).collect()
    }

    /// Says who answers for a matter from a day on.
    ///
    /// # Errors
    /// When a department is not there, or the database fails.
    pub async fn assign(
        &self,
        county: &CountyCode,
        new: NewResponsibility<'_>,
        change: &Change,
    ) -> Result<u32, StoreError> {
        let mut write = self.write(county).await?;
        for no in new.helpers.iter().copied().chain((new.owner != 0).then_some(new.owner)) {
            let sql = "SELECT 1 FROM department WHERE county = $1 AND no = $2";
            let found = sql::row(&write.tx, sql, vec![write.county(), int(no)]).await?;
            found.ok_or(StoreError::UnknownDepartment(no))?;
        }
        let no = next_no(&write, "responsibility").await?;
        let sql = format!(
            "INSERT INTO responsibility (county, {COLUMNS}) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        );
        let mut values = vec![write.county(), int(no), text(new.standard), text(new.matter), int(new.owner)];
        let helpers = json!(new.helpers).to_string();
        let texts = [&*helpers, new.due_on, new.from_on, &change.by, &change.at, &change.why];
        values.extend(texts.map(text));
        sql::run(&write.tx, &sql, values).await?;
        let deed = Deed {
            action: "assign",
            object: format!("responsibility {} {}", new.standard, new.matter),
            before: json!(null),
            after: json!({
                "owner": new.owner, "helpers": new.helpers, "due": new.due_on, "from": new.from_on
            }),
        };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(no)
    }
}
