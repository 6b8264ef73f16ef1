//! Jobs: work that outlasts a request. One worker at a time holds a job by a lease that it renews; a lease that ran out,
//! because the worker died, lets another one take the job up again.

use junheng_domain::CountyCode;
use sea_orm::DbBackend;
use serde::{Deserialize, Serialize};

use crate::sql::{self, Row, count, int, text};
use crate::store::Write;
use crate::{Store, StoreError};

/// The number of a job within its county, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobNo(pub u32);

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl JobState {
    pub const ALL: [Self; 5] = [Self::Queued, Self::Running, Self::Done, Self::Failed, Self::Cancelled];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    #[must_use]
    pub fn has_ended(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        let known = Self::ALL.into_iter().find(|state| state.as_str() == text);
        known.ok_or_else(|| StoreError::Unreadable(format!("`{text}` is no state of a job")))
    }
}

/// A job to be done.
#[derive(Debug, Clone, Copy)]
pub struct NewJob<'a> {
    pub kind: &'a str,
    /// What it works on, kept as it is given.
    pub input: &'a str,
    /// The person for whom it is done.
    pub owner: &'a str,
    pub at: &'a str,
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRecord {
    pub no: JobNo,
    pub kind: String,
    pub input: String,
    pub owner: String,
    pub state: JobState,
    /// Steps behind it, in the job's own measure.
    pub steps_done: u64,
    /// Somebody asked to stop it.
    pub cancel: bool,
    /// How often a worker took it up.
    pub attempts: u32,
    pub created_at: String,
    pub ended_at: String,
    /// What came of it, kept as the worker gave it.
    pub outcome: String,
}

/// Who takes a job up, and until when nobody else may. Moments are seconds since 1970.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    pub worker: &'a str,
    pub now: i64,
    pub lease_until: i64,
}

/// What a worker that reports hears back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    GoOn,
    /// Somebody asked to stop it.
    Stop,
    /// The job is no longer this worker's: its lease ran out.
    Lost,
}

/// How a job ended.
#[derive(Debug, Clone, Copy)]
pub struct JobEnd<'a> {
    pub state: JobState,
    pub outcome: &'a str,
    pub at: &'a str,
}

const COLUMNS: &str =
    "no, kind, input, owner, state, steps_done, cancel, attempts, created_at, ended_at, outcome";

fn read_job(row: &Row) -> Result<JobRecord, StoreError> {
    Ok(JobRecord {
        no: JobNo(row.small(0)?),
        kind: row.text(1)?,
        input: row.text(2)?,
        owner: row.text(3)?,
        state: JobState::parse(&row.text(4)?)?,
        steps_done: row.count(5)?,
        cancel: row.int(6)? != 0,
        attempts: row.small(7)?,
        created_at: row.text(8)?,
        ended_at: row.text(9)?,
        outcome: row.text(10)?,
    })
}

/// The oldest job that waits, or whose worker has fallen silent.
fn claim_sql(backend: DbBackend) -> String {
    // Two workers of PostgreSQL see the same row; the second passes it by instead of waiting for it.
    let skip = if backend == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    format!(
        "UPDATE job SET state = 'running', worker = $1, lease_until = $2, attempts = attempts + 1, steps_done = 0 \
         WHERE county = $3 AND no = (SELECT no FROM job WHERE county = $3 \
         AND (state = 'queued' OR (state = 'running' AND lease_until < $4)) ORDER BY no LIMIT 1 {skip}) \
         RETURNING {COLUMNS}"
    )
}

impl Write {
    pub(crate) async fn queue_job(&self, new: &NewJob<'_>) -> Result<JobNo, StoreError> {
        let last =
            sql::row(&self.tx, "SELECT MAX(no) FROM job WHERE county = $1", vec![self.county()]).await?;
        let last = last.map_or(Ok(None), |row| row.maybe_int(0))?.unwrap_or(0);
        let no = u32::try_from(last + 1).map_err(|e| StoreError::unreadable("job number", e))?;
        let sql = "INSERT INTO job (county, no, kind, input, owner, state, steps_done, cancel, worker, lease_until, \
                   attempts, created_at, ended_at, outcome) \
                   VALUES ($1, $2, $3, $4, $5, 'queued', 0, 0, '', 0, 0, $6, '', '')";
        let values =
            vec![self.county(), int(no), text(new.kind), text(new.input), text(new.owner), text(new.at)];
        sql::run(&self.tx, sql, values).await?;
        Ok(JobNo(no))
    }
}

impl Store {
    /// Takes up the oldest job that waits or was abandoned.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_job(
        &self,
        county: &CountyCode,
        claim: Claim<'_>,
    ) -> Result<Option<JobRecord>, StoreError> {
        let sql = claim_sql(sea_orm::ConnectionTrait::get_database_backend(&self.connection));
        let values = vec![text(claim.worker), int(claim.lease_until), text(county.as_str()), int(claim.now)];
        let found = sql::rows(&self.connection, &sql, values).await?;
        found.first().map(read_job).transpose()
    }

    /// Tells how far a job is and renews its lease.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn report_job(
        &self,
        county: &CountyCode,
        no: JobNo,
        claim: Claim<'_>,
        steps_done: u64,
    ) -> Result<Heard, StoreError> {
        let sql = "UPDATE job SET steps_done = $1, lease_until = $2 \
                   WHERE county = $3 AND no = $4 AND state = 'running' AND worker = $5 RETURNING cancel";
        let values = vec![
            count(steps_done),
            int(claim.lease_until),
            text(county.as_str()),
            int(no.0),
            text(claim.worker),
        ];
        let found = sql::rows(&self.connection, sql, values).await?;
        Ok(match found.first() {
            None => Heard::Lost,
            Some(row) if row.int(0)? != 0 => Heard::Stop,
            Some(_) => Heard::GoOn,
        })
    }

    /// Ends a job. Says `false` when it was no longer this worker's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_job(
        &self,
        county: &CountyCode,
        no: JobNo,
        worker: &str,
        end: JobEnd<'_>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE job SET state = $1, outcome = $2, ended_at = $3 \
                   WHERE county = $4 AND no = $5 AND state = 'running' AND worker = $6";
        let values = vec![
            text(end.state.as_str()),
            text(end.outcome),
            text(end.at),
            text(county.as_str()),
            int(no.0),
            text(worker),
        ];
        Ok(sql::run(&self.connection, sql, values).await? > 0)
    }

    /// Asks to stop a job: one that waits is cancelled at once, one that runs when its worker hears of it. Says whether
    /// there was anything to stop.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cancel_job(&self, county: &CountyCode, no: JobNo, at: &str) -> Result<bool, StoreError> {
        let key = vec![text(county.as_str()), int(no.0), text(at)];
        let waiting = "UPDATE job SET state = 'cancelled', cancel = 1, ended_at = $3 \
                       WHERE county = $1 AND no = $2 AND state = 'queued'";
        if sql::run(&self.connection, waiting, key).await? > 0 {
            return Ok(true);
        }
        let running = "UPDATE job SET cancel = 1 WHERE county = $1 AND no = $2 AND state = 'running'";
        Ok(sql::run(&self.connection, running, vec![text(county.as_str()), int(no.0)]).await? > 0)
    }

    /// The job with this number.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn job(&self, county: &CountyCode, no: JobNo) -> Result<JobRecord, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM job WHERE county = $1 AND no = $2");
        let found = sql::row(&self.connection, &sql, vec![text(county.as_str()), int(no.0)]).await?;
        found.as_ref().map(read_job).transpose()?.ok_or(StoreError::UnknownJob(no))
    }

    /// The latest jobs, newest first: those of one person, or all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(
        &self,
        county: &CountyCode,
        owner: Option<&str>,
        limit: u32,
    ) -> Result<Vec<JobRecord>, StoreError> {
        let mut values = vec![text(county.as_str()), int(limit)];
        let of = owner.map_or("", |_| "AND owner = $3");
        values.extend(owner.map(text));
        let sql = format!("SELECT {COLUMNS} FROM job WHERE county = $1 {of} ORDER BY no DESC LIMIT $2");
        sql::rows(&self.connection, &sql, values).await?.iter().map(read_job).collect()
    }
}
