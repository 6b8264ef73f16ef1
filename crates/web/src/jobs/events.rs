//! The progress of a job as server-sent events, for pages with scripts.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::Path;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use junheng_app::{JobView, Report};
use junheng_labels as labels;
use serde_json::json;
use tokio_stream::Stream;

use crate::refusal::Answer;
use crate::view::View;
use crate::words::counted;

/// How often the job is looked at.
const STEP: Duration = Duration::from_millis(700);
/// Looks before a browser has to ask again: a forgotten page holds nothing for long.
const MOST_LOOKS: u32 = 600;

pub(super) async fn events(view: View, Path(no): Path<u32>) -> Answer {
    // Who may not see the job is told before anything is sent.
    view.house.office.own_job(&view.permit::<Report>()?, no).await?;
    Ok(Sse::new(reports(view, no)).keep_alive(KeepAlive::default()).into_response())
}

fn reports(view: View, no: u32) -> impl Stream<Item = Result<Event, Infallible>> {
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        for _ in 0..MOST_LOOKS {
            // The right is asked for anew: it may have ended since.
            let Some(permit) = view.visitor.permit::<Report>() else { return };
            let Ok(job) = view.house.office.own_job(&permit, no).await else { return };
            let event = Event::default().event("progress").data(report(&view, &job));
            if sender.send(Ok(event)).await.is_err() || job.has_ended {
                return;
            }
            tokio::time::sleep(STEP).await;
        }
    });
    tokio_stream::wrappers::ReceiverStream::new(receiver)
}

fn report(view: &View, job: &JobView) -> String {
    let text = match job.state {
        "running" => counted(view.lang, "web.jobs.rows-read", &[("rows", job.rows_read)]),
        state => labels::text(view.lang, &format!("web.jobs.state.{state}"), &[]),
    };
    let next = job.has_ended.then(|| match job.upload {
        Some(upload) => format!("/uploads/{upload}"),
        None => format!("/jobs/{}", job.no),
    });
    match next {
        Some(next) => json!({ "done": job.rows_read, "text": text, "next": next }).to_string(),
        None => json!({ "done": job.rows_read, "text": text }).to_string(),
    }
}
