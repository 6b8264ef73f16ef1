//! Jobs as their owners watch them, and the workers that do them.

mod events;
mod worker;

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{JobView, Maintain, Report};

#[cfg(test)]
pub(crate) use worker::turn;
pub(crate) use worker::work;

use crate::page::Page;
use crate::parts::Link;
use crate::refusal::{Answer, Refusal};
use crate::routes::Routes;
use crate::view::{View, show};
use crate::words::said;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/jobs", list)
        .get("/jobs/{no}", page)
        .get("/jobs/{no}/events", events::events)
        .post("/jobs/{no}/cancel", cancel)
}

/// A job as a row or a page shows it.
struct Shown {
    no: u32,
    kind: String,
    state: String,
    class: &'static str,
    created: String,
    ended: String,
    problem: String,
    /// Where its upload is; empty when the viewer may not see it.
    upload: String,
    /// It is the viewer's own.
    own: bool,
    under_way: bool,
    stopping: bool,
    rows_read: u64,
}

impl Shown {
    fn of(view: &View, page: &Page, job: &JobView, own: bool) -> Self {
        let kind = job.kind.replace('_', "-");
        let class = match job.state {
            "done" => "met",
            "failed" => "not-met",
            "cancelled" => "missing",
            _ => "plain",
        };
        Self {
            no: job.no,
            kind: page.t(format!("web.jobs.kind.{kind}")),
            state: page.t(format!("web.jobs.state.{}", job.state)),
            class,
            created: view.moment(&job.created_at),
            ended: view.moment(&job.ended_at),
            problem: job.outcome.trouble.as_ref().map(|trouble| said(view.lang, trouble)).unwrap_or_default(),
            upload: job.upload.map(|no| page.to(&format!("/uploads/{no}"))).unwrap_or_default(),
            own,
            under_way: !job.has_ended,
            stopping: job.stopping,
            rows_read: job.rows_read,
        }
    }
}

#[derive(Template)]
#[template(path = "jobs/list.html")]
struct List {
    page: Page,
    jobs: Vec<Shown>,
}

async fn list(view: View) -> Answer {
    let page = view.page("web.jobs.title", "jobs");
    let office = &view.house.office;
    let (jobs, own) = match (view.visitor.permit::<Report>(), view.visitor.permit::<Maintain>()) {
        (Some(permit), _) => (office.own_jobs(&permit).await?, true),
        (None, Some(permit)) => (office.all_jobs(&permit).await?, false),
        (None, None) => return Err(Refusal::forbidden("web-no-right")),
    };
    show(&List { jobs: jobs.iter().map(|job| Shown::of(&view, &page, job, own)).collect(), page })
}

#[derive(Template)]
#[template(path = "jobs/job.html")]
struct JobPage {
    page: Page,
    crumbs: Vec<Link>,
    job: Shown,
}

async fn page(view: View, Path(no): Path<u32>) -> Answer {
    let job = view.house.office.own_job(&view.permit::<Report>()?, no).await?;
    let mut page = view.page("web.jobs.job", "jobs");
    page.title = page.tx("web.jobs.job", "no", no);
    let crumbs = vec![Link::new(page.t("web.jobs.title"), page.to("/jobs"))];
    show(&JobPage { job: Shown::of(&view, &page, &job, true), crumbs, page })
}

async fn cancel(view: View, Path(no): Path<u32>) -> Answer {
    let permit = view.permit::<Report>()?;
    match view.house.office.cancel_job(&permit, no, &view.house.now()).await.map_err(Refusal::from) {
        // It ended before it could be stopped: its page says how.
        Err(refusal) if refusal.key == "job-has-ended" => {}
        other => other?,
    }
    Ok(Redirect::to(&format!("/jobs/{no}")).into_response())
}
