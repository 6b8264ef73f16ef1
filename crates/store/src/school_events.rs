//! Merges, splits, renames and changes of stage, as the county recorded them.

use junheng_domain::{CountyCode, Exact, SchoolCode, SchoolEvent, SchoolEventKind};
use serde_json::json;

use crate::audit::Deed;
use crate::layers::read_year;
use crate::sql::{self, Row, int, text};
use crate::{Change, Store, StoreError};

/// A recorded event. Withdrawn ones stay listed and count no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvent {
    /// From 1 within its county.
    pub no: u32,
    pub event: SchoolEvent,
    /// The day on which it happened, as the county wrote it.
    pub happened_on: String,
    pub by: String,
    pub at: String,
    pub why: String,
    pub withdrawn: bool,
}

const COLUMNS: &str =
    "no, kind, year, happened_on, from_school, to_school, share, changed_by, changed_at, why, withdrawn";

fn read_event(row: &Row) -> Result<RecordedEvent, StoreError> {
    let school = |column| {
        SchoolCode::new(&row.text(column)?).map_err(|e| StoreError::unreadable("school of an event", e))
    };
    let kind = row.text(1)?;
    let share: Exact =
        row.text(6)?.parse().map_err(|e| StoreError::unreadable("share of an event", format!("{e:?}")))?;
    Ok(RecordedEvent {
        no: row.small(0)?,
        event: SchoolEvent {
            kind: SchoolEventKind::parse(&kind)
                .ok_or_else(|| StoreError::Unreadable(format!("`{kind}` is no kind of school event")))?,
            year: read_year(row, 2)?,
            from: school(4)?,
            to: school(5)?,
            share,
        },
        happened_on: row.text(3)?,
        by: row.text(7)?,
        at: row.text(8)?,
        why: row.text(9)?,
        withdrawn: row.int(10)? != 0,
    })
}

impl Store {
    /// Records what happened to a school, and says its number. The shares are checked by
    /// [`junheng_domain::Lineage`] when all events of the year are there.
    ///
    /// # Errors
    /// When no reason is given, the year is locked and the change is no correction, or the database fails.
    pub async fn add_school_event(
        &self,
        county: &CountyCode,
        event: &SchoolEvent,
        happened_on: &str,
        change: &Change,
    ) -> Result<u32, StoreError> {
        change.reasoned()?;
        let mut write = self.write(county).await?;
        write.permit(event.year, change).await?;
        let last =
            sql::row(&write.tx, "SELECT MAX(no) FROM school_event WHERE county = $1", vec![write.county()]);
        let last = last.await?.map_or(Ok(None), |row| row.maybe_int(0))?.unwrap_or(0);
        let no = u32::try_from(last + 1).map_err(|e| StoreError::unreadable("event number", e))?;
        let values = vec![
            write.county(),
            int(no),
            text(event.kind.as_str()),
            int(event.year.start()),
            text(happened_on),
            text(event.from.as_str()),
            text(event.to.as_str()),
            text(event.share.to_string()),
            text(change.by.clone()),
            text(change.at.clone()),
            text(change.why.clone()),
        ];
        let sql = format!(
            "INSERT INTO school_event (county, {COLUMNS}) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)"
        );
        sql::run(&write.tx, &sql, values).await?;
        let after = json!({
            "kind": event.kind, "year": event.year, "on": happened_on,
            "from": event.from, "to": event.to, "share": event.share.to_string(),
        });
        let object = format!("school event {no}");
        write.record(Deed { action: "school-event", object, before: json!(null), after }, change).await?;
        self.commit(write).await?;
        Ok(no)
    }

    /// Takes a recorded event out of the history; it stays listed as withdrawn.
    ///
    /// # Errors
    /// When there is no such event in force, no reason is given, or its year is locked.
    pub async fn withdraw_school_event(
        &self,
        county: &CountyCode,
        no: u32,
        change: &Change,
    ) -> Result<(), StoreError> {
        change.reasoned()?;
        let mut write = self.write(county).await?;
        let sql =
            format!("SELECT {COLUMNS} FROM school_event WHERE county = $1 AND no = $2 AND withdrawn = 0");
        let found = sql::row(&write.tx, &sql, vec![write.county(), int(no)]).await?;
        let found = read_event(found.as_ref().ok_or(StoreError::UnknownEvent(no))?)?;
        write.permit(found.event.year, change).await?;
        let sql = "UPDATE school_event SET withdrawn = 1 WHERE county = $1 AND no = $2";
        sql::run(&write.tx, sql, vec![write.county(), int(no)]).await?;
        let deed = Deed {
            action: "withdraw-school-event",
            object: format!("school event {no}"),
            before: json!({ "withdrawn": false }),
            after: json!({ "withdrawn": true }),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }

    /// All recorded events of a county, withdrawn ones too, by number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn school_events(&self, county: &CountyCode) -> Result<Vec<RecordedEvent>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM school_event WHERE county = $1 ORDER BY no");
        sql::rows(&self.connection, &sql, vec![text(county.as_str())]).await?.iter().map(read_event).collect()
    }
}
