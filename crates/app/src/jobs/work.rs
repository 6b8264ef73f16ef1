//! Doing jobs: one after another, with a heartbeat that keeps the lease, tells the progress and hears of a wish to stop.
//!
//! 1. The oldest job that waits or was abandoned is claimed.
//! 2. Whoever asked for it must still have the right; otherwise it is refused.
//! 3. It is done. Each step can be done again: what a dead worker left half-way is found by its traces in the store.
//! 4. Before anything is delivered the right is asked for once more.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use junheng_domain::CountyCode;
use junheng_store::{Claim, Heard, JobEnd, JobRecord, JobState};

use super::task::{Outcome, Said, Task};
use crate::Office;
use crate::identity::Moment;
use crate::permit::{Permit, Report};
use crate::trouble::Trouble;
use crate::visitor::Visitor;

/// How long a worker may be silent before its job is taken from it.
const LEASE_SECONDS: i64 = 60;
/// How often it reports.
const BEAT: Duration = Duration::from_millis(500);
/// A job that brought down so many workers is given up.
const MOST_ATTEMPTS: u32 = 3;

/// Where and by whom jobs are done.
#[derive(Debug, Clone)]
pub struct Workshop {
    /// The program that reads foreign files in a child process.
    pub reader: PathBuf,
    /// A name that no other worker has.
    pub worker: String,
}

/// The clock of whoever lets jobs be done: RFC 3339 with offset.
pub type Clock<'a> = dyn Fn() -> String + Send + Sync + 'a;

/// Says who a person is now, with the posts they hold now; `None` when they may no longer sign in.
pub type Introduce<'a> = dyn Fn(String) -> Pin<Box<dyn Future<Output = Result<Option<Visitor>, Trouble>> + Send + 'a>>
    + Send
    + Sync
    + 'a;

/// What a running job and its heartbeat tell each other.
#[derive(Debug, Default)]
pub(crate) struct Pulse {
    pub(crate) rows: AtomicU64,
    pub(crate) stop: AtomicBool,
}

impl Pulse {
    pub(crate) fn may_go_on(&self) -> Result<(), Trouble> {
        if self.stop.load(Ordering::Relaxed) { Err(stopped()) } else { Ok(()) }
    }
}

fn stopped() -> Trouble {
    Trouble::refused("job-stopped", Vec::new())
}

/// A job being done, with all it needs.
pub(crate) struct Shift<'a, 'c, 'i> {
    pub(crate) county: &'a CountyCode,
    pub(crate) job: &'a JobRecord,
    pub(crate) shop: &'a Workshop,
    pub(crate) clock: &'a Clock<'c>,
    pub(crate) introduce: &'a Introduce<'i>,
    pub(crate) pulse: Arc<Pulse>,
}

impl Shift<'_, '_, '_> {
    /// The owner's permit as of now.
    pub(crate) async fn permit(&self) -> Result<Permit<Report>, Trouble> {
        let owner = (self.introduce)(self.job.owner.clone()).await?;
        let permit = owner.and_then(|owner| owner.permit::<Report>());
        permit.ok_or_else(|| Trouble::refused("job-right-ended", Vec::new()))
    }

    fn claim(&self) -> Result<Claim<'_>, Trouble> {
        claim(self.shop, &(self.clock)())
    }
}

fn claim<'s>(shop: &'s Workshop, at: &str) -> Result<Claim<'s>, Trouble> {
    let now = Moment::read(at)?.seconds;
    Ok(Claim { worker: &shop.worker, now, lease_until: now + LEASE_SECONDS })
}

impl Office {
    /// Takes up the next job and does it. Says whether there was one.
    ///
    /// # Errors
    /// When the store fails; what goes wrong with the job itself is its outcome.
    pub async fn work(
        &self,
        shop: &Workshop,
        clock: &Clock<'_>,
        introduce: &Introduce<'_>,
    ) -> Result<bool, Trouble> {
        let county = match self.county().await {
            Ok(county) => county,
            Err(_) => return Ok(false),
        };
        let Some(job) = self.store.claim_job(&county, claim(shop, &clock())?).await? else {
            return Ok(false);
        };
        let pulse = Arc::new(Pulse::default());
        let shift = Shift { county: &county, job: &job, shop, clock, introduce, pulse };
        let ended = tokio::select! {
            ended = self.do_job(&shift) => ended,
            () = self.beat(&shift) => return Ok(true),
        };
        let (state, outcome) = match ended {
            Ok(outcome) => (JobState::Done, outcome),
            Err(trouble) => {
                let said = Said::of(&trouble);
                let state = if said.key == "job-stopped" { JobState::Cancelled } else { JobState::Failed };
                (state, Outcome { trouble: Some(said), import: None })
            }
        };
        let (outcome, at) = (outcome.write(), clock());
        let end = JobEnd { state, outcome: &outcome, at: &at };
        self.store.end_job(&county, job.no, &shop.worker, end).await?;
        Ok(true)
    }

    async fn do_job(&self, shift: &Shift<'_, '_, '_>) -> Result<Outcome, Trouble> {
        if shift.job.attempts > MOST_ATTEMPTS {
            return Err(Trouble::refused("job-given-up", Vec::new()));
        }
        let unknown = || Trouble::refused("job-given-up", Vec::new());
        match Task::read(&shift.job.input).ok_or_else(unknown)? {
            Task::CheckUpload { upload } => self.do_check(shift, upload).await,
            Task::ImportUpload { upload, confirmed } => self.do_import(shift, upload, &confirmed).await,
        }
    }

    /// Reports until the job is lost to another worker. A report that fails is made up for by the next.
    async fn beat(&self, shift: &Shift<'_, '_, '_>) {
        let mut ticks = tokio::time::interval(BEAT);
        loop {
            ticks.tick().await;
            let rows = shift.pulse.rows.load(Ordering::Relaxed);
            let Ok(claim) = shift.claim() else { continue };
            match self.store.report_job(shift.county, shift.job.no, claim, rows).await {
                Ok(Heard::Stop) => shift.pulse.stop.store(true, Ordering::Relaxed),
                Ok(Heard::Lost) => {
                    shift.pulse.stop.store(true, Ordering::Relaxed);
                    return;
                }
                Ok(Heard::GoOn) | Err(_) => {}
            }
        }
    }
}
