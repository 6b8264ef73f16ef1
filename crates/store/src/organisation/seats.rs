//! The seats of the leading group, and who holds them. Names are sealed.

use junheng_domain::CountyCode;
use junheng_vault::{Place, Vault};
use serde_json::json;

use super::next_no;
use crate::audit::Deed;
use crate::sql::{self, Row, int, text};
use crate::store::Write;
use crate::{Change, Store, StoreError};

/// A seat as it is or was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSeat {
    /// From 1 within its county.
    pub no: u32,
    /// A word of the room above.
    pub seat: String,
    /// The name of who holds it.
    pub holder: String,
    /// What they are beside it, such as deputy head of the county.
    pub duty: String,
    /// 0 for none.
    pub department: u32,
    pub from_on: String,
    /// The last day; empty while it is held.
    pub to_on: String,
}

/// A seat to be added or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSeat<'a> {
    pub seat: &'a str,
    pub holder: &'a str,
    pub duty: &'a str,
    pub department: u32,
    pub from_on: &'a str,
    pub to_on: &'a str,
}

impl NewSeat<'_> {
    /// All but the name, which the audit does not keep.
    fn told(&self) -> serde_json::Value {
        json!({
            "seat": self.seat, "duty": self.duty, "department": self.department, "from": self.from_on,
            "to": self.to_on
        })
    }
}

const COLUMNS: &str = "no, seat, holder, duty, department, from_on, to_on";

fn place<'a>(row: &'a [&'a str; 2]) -> Place<'a> {
    Place { column: "group_seat.holder", row }
}

fn read(vault: &Vault, county: &str, row: &Row) -> Result<GroupSeat, StoreError> {
    let no = row.small(0)?;
    Ok(GroupSeat {
        no,
        seat: row.text(1)?,
        holder: vault.open_sealed(place(&[county, &no.to_string()]), &row.text(2)?)?.to_string(),
        duty: row.text(3)?,
        department: row.small(4)?,
        from_on: row.text(5)?,
        to_on: row.text(6)?,
    })
}

fn object(no: u32) -> String {
    format!("group seat {no}")
}

/// The values of a row: county and number, then what can be changed.
fn values(
    write: &Write,
    vault: &Vault,
    (no, new): (u32, NewSeat<'_>),
    change: &Change,
) -> Result<Vec<sea_orm::Value>, StoreError> {
    let holder = vault.seal(place(&[&write.county, &no.to_string()]), new.holder)?;
    let mut values = vec![write.county(), int(no)];
    values.extend([new.seat, &holder, new.duty].map(text));
    values.push(int(new.department));
    values.extend([new.from_on, new.to_on, &change.by, &change.at].map(text));
    Ok(values)
}

/// Seals the names of all seats anew.
pub(crate) async fn reseal(write: &Write, vault: &Vault, seats: &[GroupSeat]) -> Result<(), StoreError> {
    for seat in seats {
        let holder = vault.seal(place(&[&write.county, &seat.no.to_string()]), &seat.holder)?;
        let sql = "UPDATE group_seat SET holder = $3 WHERE county = $1 AND no = $2";
        sql::run(&write.tx, sql, vec![write.county(), int(seat.no), text(holder)]).await?;
    }
    Ok(())
}

impl Store {
    /// All seats by number, those that were given up included.
    ///
    /// # Errors
    /// When the database cannot be read, or what is sealed cannot be opened.
    pub async fn group_seats(&self, county: &CountyCode) -> Result<Vec<GroupSeat>, StoreError> {
        let vault = self.vault().await?;
        let sql = format!("SELECT {COLUMNS} FROM group_seat WHERE county = $1 ORDER BY no");
        let rows = sql::rows(&self.connection, &sql, vec![text(county.as_str())]).await?;
        rows.iter().map(|row| read(&vault, county.as_str(), row)).collect()
    }

    /// Adds a seat; says its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_seat(
        &self,
        county: &CountyCode,
        new: NewSeat<'_>,
        change: &Change,
    ) -> Result<u32, StoreError> {
        let vault = self.vault().await?;
        let mut write = self.write(county).await?;
        let no = next_no(&write, "group_seat").await?;
        let sql = format!(
            "INSERT INTO group_seat (county, {COLUMNS}, changed_by, changed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        );
        sql::run(&write.tx, &sql, values(&write, &vault, (no, new), change)?).await?;
        let deed = Deed { action: "add-seat", object: object(no), before: json!(null), after: new.told() };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(no)
    }

    /// Changes a seat, or ends the time for which it is held.
    ///
    /// # Errors
    /// When there is no such seat, or the database fails.
    pub async fn change_seat(
        &self,
        county: &CountyCode,
        no: u32,
        new: NewSeat<'_>,
        change: &Change,
    ) -> Result<(), StoreError> {
        let vault = self.vault().await?;
        let mut write = self.write(county).await?;
        let sql = format!("SELECT {COLUMNS} FROM group_seat WHERE county = $1 AND no = $2");
        let row = sql::row(&write.tx, &sql, vec![write.county(), int(no)]).await?;
        let old = read(&vault, county.as_str(), &row.ok_or(StoreError::UnknownSeat(no))?)?;
        let sql = "UPDATE group_seat SET seat = $3, holder = $4, duty = $5, department = $6, from_on = $7, \
                   to_on = $8, changed_by = $9, changed_at = $10 WHERE county = $1 AND no = $2";
        sql::run(&write.tx, sql, values(&write, &vault, (no, new), change)?).await?;
        let before = NewSeat {
            seat: &old.seat,
            holder: &old.holder,
            duty: &old.duty,
            department: old.department,
            from_on: &old.from_on,
            to_on: &old.to_on,
        };
        let (before, mut after) = (before.told(), new.told());
        after["name_changed"] = json!(old.holder != new.holder);
        write.record(Deed { action: "change-seat", object: object(no), before, after }, change).await?;
        self.commit(write).await
    }
}
