//! The departments of a county, its leading group, and who answers for what, each with its history.

mod departments;
mod responsibilities;
mod seats;

use crate::StoreError;
use crate::sql;
use crate::store::Write;

pub use departments::{Department, NewDepartment};
pub use responsibilities::{NewResponsibility, Responsibility};
pub use seats::{GroupSeat, NewSeat};

pub(crate) use seats::reseal;

/// The next number in a table of the county.
async fn next_no(write: &Write, table: &str) -> Result<u32, StoreError> {
    let sql = format!("SELECT MAX(no) FROM {table} WHERE county = $1");
    let last = sql::row(&write.tx, &sql, vec![write.county()]).await?;
    let last = last.map_or(Ok(None), |row| row.maybe_int(0))?.unwrap_or(0);
    u32::try_from(last + 1).map_err(|error| StoreError::unreadable("number", error))
}
