//! Jobs: what outlasts a request. They are queued by use cases, done by workers, and watched by whoever asked for them.

mod task;
mod work;

use junheng_store::{JobNo, JobRecord, JobState};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use task::{Confirmed, Task};
pub use task::{Outcome, Said};
pub(crate) use work::Shift;
pub use work::{Clock, Introduce, Workshop};

use crate::Office;
use crate::permit::{Maintain, Permit, Report};
use crate::trouble::Trouble;

/// Jobs shown at once.
const SHOWN: u32 = 100;

/// A job, as a page or the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobView {
    pub no: u32,
    /// `check_upload` or `import_upload`.
    pub kind: String,
    /// `queued`, `running`, `done`, `failed` or `cancelled`.
    pub state: &'static str,
    pub has_ended: bool,
    /// Sheet rows read so far.
    pub rows_read: u64,
    /// Whether somebody asked to stop it.
    pub stopping: bool,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339; empty while it has not ended.
    pub ended_at: String,
    /// The upload it works on, where the viewer may see it.
    pub upload: Option<u32>,
    pub outcome: Outcome,
}

impl JobView {
    pub(crate) fn of(job: &JobRecord) -> Self {
        Self {
            no: job.no.0,
            kind: job.kind.clone(),
            state: job.state.as_str(),
            has_ended: job.state.has_ended(),
            rows_read: job.steps_done,
            stopping: job.cancel && job.state == JobState::Running,
            created_at: job.created_at.clone(),
            ended_at: job.ended_at.clone(),
            upload: Task::read(&job.input).map(|task| task.upload().0),
            outcome: Outcome::read(&job.outcome),
        }
    }
}

impl Office {
    /// The latest jobs of the permit's holder, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn own_jobs(&self, permit: &Permit<Report>) -> Result<Vec<JobView>, Trouble> {
        let jobs = self.store.jobs(&self.county_to_fill().await?, Some(permit.by()), SHOWN).await?;
        Ok(jobs.iter().map(JobView::of).collect())
    }

    /// The latest jobs of everybody, without what they work on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn all_jobs(&self, _permit: &Permit<Maintain>) -> Result<Vec<JobView>, Trouble> {
        let jobs = self.store.jobs(&self.county_to_fill().await?, None, SHOWN).await?;
        Ok(jobs.iter().map(|job| JobView { upload: None, ..JobView::of(job) }).collect())
    }

    /// A job of the permit's holder.
    ///
    /// # Errors
    /// When they have none of that number.
    pub async fn own_job(&self, permit: &Permit<Report>, no: u32) -> Result<JobView, Trouble> {
        Ok(JobView::of(&self.job_of(permit, no).await?))
    }

    /// Asks to stop a job of the permit's holder. What it did so far leaves no trace.
    ///
    /// # Errors
    /// When they have none of that number, or it has ended.
    pub async fn cancel_job(&self, permit: &Permit<Report>, no: u32, at: &str) -> Result<(), Trouble> {
        let job = self.job_of(permit, no).await?;
        if self.store.cancel_job(&self.county_to_fill().await?, job.no, at).await? {
            Ok(())
        } else {
            Err(Trouble::refused("job-has-ended", vec![("no", no.to_string())]))
        }
    }

    async fn job_of(&self, permit: &Permit<Report>, no: u32) -> Result<JobRecord, Trouble> {
        let job = self.store.job(&self.county_to_fill().await?, JobNo(no)).await?;
        if job.owner == permit.by() { Ok(job) } else { Err(Trouble::not_found("job", no)) }
    }
}
