//! Rounds of reporting, and what happened to each form of each school in them: insert-only, the last event tells the state.

use junheng_domain::{CountyCode, SchoolCode, SchoolYear};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::audit::Deed;
use crate::layers::read_year;
use crate::sql::{self, Row, int, text};
use crate::{Change, Store, StoreError};

/// The number of a round within its county, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoundNo(pub u32);

/// A school that owes its forms in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwingSchool {
    pub code: SchoolCode,
    pub name: String,
    pub township: String,
}

/// What a round asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRound {
    pub year: SchoolYear,
    pub standard: String,
    /// `YYYY-MM-DD`.
    pub opens_on: String,
    /// The last day, `YYYY-MM-DD`.
    pub deadline_on: String,
    /// The township looks at each form before the bureau does.
    pub township_first: bool,
    pub forms: Vec<String>,
    pub schools: Vec<OwingSchool>,
}

/// A round as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundRecord {
    pub no: RoundNo,
    pub asks: NewRound,
    pub by: String,
    pub at: String,
    pub why: String,
}

/// Something that happened to a form of a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandInEvent {
    pub school: SchoolCode,
    pub form: String,
    /// From 1 within its form of its school.
    pub seq: u32,
    pub action: String,
    /// The state after it.
    pub state: String,
    /// What tells the data that it was about from others.
    pub content: String,
    pub by: String,
    pub at: String,
    pub why: String,
}

/// An event to be added, after the one with number `seen` (0 when there was none).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHandInEvent {
    pub school: SchoolCode,
    pub form: String,
    pub seen: u32,
    pub action: &'static str,
    pub state: &'static str,
    pub content: String,
}

const ROUND: &str = "no, year, standard, opens_on, deadline_on, township_first, forms, schools, changed_by, \
     changed_at, why";
const EVENT: &str = "school, form, seq, action, state, content, changed_by, changed_at, why";

fn read_round(row: &Row) -> Result<RoundRecord, StoreError> {
    let forms = serde_json::from_str(&row.text(6)?).map_err(|e| StoreError::unreadable("forms", e))?;
    let schools = serde_json::from_str(&row.text(7)?).map_err(|e| StoreError::unreadable("schools", e))?;
    Ok(RoundRecord {
        no: RoundNo(row.small(0)?),
        asks: NewRound {
            year: read_year(row, 1)?,
            standard: row.text(2)?,
            opens_on: row.text(3)?,
            deadline_on: row.text(4)?,
            township_first: row.int(5)? != 0,
            forms,
            schools,
        },
        by: row.text(8)?,
        at: row.text(9)?,
        why: row.text(10)?,
    })
}

fn read_event(row: &Row) -> Result<HandInEvent, StoreError> {
    Ok(HandInEvent {
        school: SchoolCode::new(&row.text(0)?).map_err(|e| StoreError::unreadable("school code", e))?,
        form: row.text(1)?,
        seq: row.small(2)?,
        action: row.text(3)?,
        state: row.text(4)?,
        content: row.text(5)?,
        by: row.text(6)?,
        at: row.text(7)?,
        why: row.text(8)?,
    })
}

impl Store {
    /// Makes a round.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn make_round(
        &self,
        county: &CountyCode,
        new: &NewRound,
        change: &Change,
    ) -> Result<RoundNo, StoreError> {
        let mut write = self.write(county).await?;
        let sql = "SELECT MAX(no) FROM reporting_round WHERE county = $1";
        let last = sql::row(&write.tx, sql, vec![write.county()]).await?;
        let last = last.map_or(Ok(None), |row| row.maybe_int(0))?.unwrap_or(0);
        let no = u32::try_from(last + 1).map_err(|e| StoreError::unreadable("round number", e))?;
        let values = vec![
            write.county(),
            int(no),
            int(new.year.start()),
            text(new.standard.clone()),
            text(new.opens_on.clone()),
            text(new.deadline_on.clone()),
            int(i64::from(new.township_first)),
            text(json!(new.forms).to_string()),
            text(json!(new.schools).to_string()),
            text(change.by.clone()),
            text(change.at.clone()),
            text(change.why.clone()),
        ];
        let sql = format!(
            "INSERT INTO reporting_round (county, {ROUND}) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        );
        sql::run(&write.tx, &sql, values).await?;
        let after = json!({
            "year": new.year, "standard": new.standard, "deadline_on": new.deadline_on,
            "township_first": new.township_first, "forms": new.forms, "schools": new.schools.len(),
        });
        let deed = Deed { action: "make-round", object: format!("round {no}"), before: json!(null), after };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(RoundNo(no))
    }

    /// All rounds of a county, by number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rounds(&self, county: &CountyCode) -> Result<Vec<RoundRecord>, StoreError> {
        let sql = format!("SELECT {ROUND} FROM reporting_round WHERE county = $1 ORDER BY no");
        let found = sql::rows(&self.connection, &sql, vec![text(county.as_str())]).await?;
        found.iter().map(read_round).collect()
    }

    /// The round with this number.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn round(&self, county: &CountyCode, no: RoundNo) -> Result<RoundRecord, StoreError> {
        let sql = format!("SELECT {ROUND} FROM reporting_round WHERE county = $1 AND no = $2");
        let found = sql::row(&self.connection, &sql, vec![text(county.as_str()), int(no.0)]).await?;
        found.as_ref().map(read_round).transpose()?.ok_or(StoreError::UnknownRound(no))
    }

    /// All that happened in a round, or to one school in it, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hand_in_events(
        &self,
        county: &CountyCode,
        no: RoundNo,
        school: Option<&SchoolCode>,
    ) -> Result<Vec<HandInEvent>, StoreError> {
        let mut values = vec![text(county.as_str()), int(no.0)];
        let of = school.map_or("", |_| "AND school = $3");
        values.extend(school.map(|school| text(school.as_str())));
        let sql = format!(
            "SELECT {EVENT} FROM hand_in_event WHERE county = $1 AND round_no = $2 {of} ORDER BY school, form, seq"
        );
        sql::rows(&self.connection, &sql, values).await?.iter().map(read_event).collect()
    }

    /// Adds events, all or none. Each says which event of its form it was decided on.
    ///
    /// # Errors
    /// When somebody else was first ([`StoreError::HandInMoved`]), or the database fails.
    pub async fn add_hand_in_events(
        &self,
        county: &CountyCode,
        no: RoundNo,
        events: &[NewHandInEvent],
        change: &Change,
    ) -> Result<(), StoreError> {
        let mut write = self.write(county).await?;
        for new in events {
            let last = last_seq(&write.tx, county, no, new).await?;
            if last != new.seen {
                return Err(StoreError::HandInMoved { school: new.school.to_string() });
            }
            let values = vec![
                write.county(),
                int(no.0),
                text(new.school.as_str()),
                text(new.form.clone()),
                int(last + 1),
                text(new.action),
                text(new.state),
                text(new.content.clone()),
                text(change.by.clone()),
                text(change.at.clone()),
                text(change.why.clone()),
            ];
            let sql = format!(
                "INSERT INTO hand_in_event (county, round_no, {EVENT}) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
            );
            sql::run(&write.tx, &sql, values).await?;
        }
        let listed: Vec<_> =
            events.iter().map(|new| json!([new.school, new.form, new.action, new.state])).collect();
        let deed = Deed {
            action: "hand-in",
            object: format!("round {}", no.0),
            before: json!(null),
            after: json!({ "events": listed }),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }
}

async fn last_seq<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
    no: RoundNo,
    new: &NewHandInEvent,
) -> Result<u32, StoreError> {
    let sql = "SELECT MAX(seq) FROM hand_in_event WHERE county = $1 AND round_no = $2 AND school = $3 AND form = $4";
    let key = vec![text(county.as_str()), int(no.0), text(new.school.as_str()), text(new.form.clone())];
    let last = sql::row(on, sql, key).await?.map_or(Ok(None), |row| row.maybe_int(0))?.unwrap_or(0);
    u32::try_from(last).map_err(|e| StoreError::unreadable("event number", e))
}
