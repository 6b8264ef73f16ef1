//! Departments: sections of the bureau and other offices of the county.

use junheng_domain::CountyCode;
use serde_json::json;

use super::next_no;
use crate::audit::Deed;
use crate::sql::{self, Row, int, text};
use crate::store::Write;
use crate::{Change, Store, StoreError};

/// A department as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// From 1 within its county.
    pub no: u32,
    /// A word of the room above.
    pub kind: String,
    pub name: String,
    /// An office line; may be empty.
    pub telephone: String,
    /// The last day; empty while it is there.
    pub ended_on: String,
}

/// A department to be added or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewDepartment<'a> {
    pub kind: &'a str,
    pub name: &'a str,
    pub telephone: &'a str,
    pub ended_on: &'a str,
}

const COLUMNS: &str = "no, kind, name, telephone, ended_on";

fn read(row: &Row) -> Result<Department, StoreError> {
    Ok(Department {
        no: row.small(0)?,
        kind: row.text(1)?,
        name: row.text(2)?,
        telephone: row.text(3)?,
        ended_on: row.text(4)?,
    })
}

fn told(department: NewDepartment<'_>) -> serde_json::Value {
    json!({
        "kind": department.kind, "name": department.name, "telephone": department.telephone,
        "ended": department.ended_on
    })
}

fn object(no: u32) -> String {
    format!("department {no}")
}

async fn name_is_free(write: &Write, name: &str, except: u32) -> Result<(), StoreError> {
    let sql = "SELECT 1 FROM department WHERE county = $1 AND name = $2 AND no <> $3";
    let taken = sql::row(&write.tx, sql, vec![write.county(), text(name), int(except)]).await?;
    if taken.is_some() { Err(StoreError::DepartmentTaken) } else { Ok(()) }
}

impl Store {
    /// All departments of the county by number, ended ones included.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn departments(&self, county: &CountyCode) -> Result<Vec<Department>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM department WHERE county = $1 ORDER BY no");
        let rows = sql::rows(&self.connection, &sql, vec![text(county.as_str())]).await?;
        rows.iter().map(read).collect()
    }

    /// Adds a department; says its number.
    ///
    /// # Errors
    /// When another one has its name, or the database fails.
    pub async fn add_department(
        &self,
        county: &CountyCode,
        new: NewDepartment<'_>,
        change: &Change,
    ) -> Result<u32, StoreError> {
        let mut write = self.write(county).await?;
        name_is_free(&write, new.name, 0).await?;
        let no = next_no(&write, "department").await?;
        let sql = format!(
            "INSERT INTO department (county, {COLUMNS}, changed_by, changed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        );
        let texts = [new.kind, new.name, new.telephone, new.ended_on, &change.by, &change.at];
        let values = [write.county(), int(no)].into_iter().chain(texts.map(text));
        sql::run(&write.tx, &sql, values.collect()).await?;
        let deed =
            Deed { action: "add-department", object: object(no), before: json!(null), after: told(new) };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(no)
    }

    /// Changes a department, or ends it.
    ///
    /// # Errors
    /// When there is no such department, another one has its name, or the database fails.
    pub async fn change_department(
        &self,
        county: &CountyCode,
        no: u32,
        new: NewDepartment<'_>,
        change: &Change,
    ) -> Result<(), StoreError> {
        let mut write = self.write(county).await?;
        let sql = format!("SELECT {COLUMNS} FROM department WHERE county = $1 AND no = $2");
        let row = sql::row(&write.tx, &sql, vec![write.county(), int(no)]).await?;
        let before = read(&row.ok_or(StoreError::UnknownDepartment(no))?)?;
        name_is_free(&write, new.name, no).await?;
        let sql = "UPDATE department SET kind = $3, name = $4, telephone = $5, ended_on = $6, \
                   changed_by = $7, changed_at = $8 WHERE county = $1 AND no = $2";
        let texts = [new.kind, new.name, new.telephone, new.ended_on, &change.by, &change.at];
        let values = [write.county(), int(no)].into_iter().chain(texts.map(text));
        sql::run(&write.tx, sql, values.collect()).await?;
        let before = NewDepartment {
            kind: &before.kind,
            name: &before.name,
            telephone: &before.telephone,
            ended_on: &before.ended_on,
        };
        let deed =
            Deed { action: "change-department", object: object(no), before: told(before), after: told(new) };
        write.record(deed, change).await?;
        self.commit(write).await
    }
}
