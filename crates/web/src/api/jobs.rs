//! Jobs of one's own: what outlasts a request.

use std::sync::Arc;

use axum::Json;
use junheng_app::{JobView, Report};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Named, Problems};
use crate::house::House;
use crate::refusal::Refusal;
use crate::view::View;

pub(super) fn operations() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(jobs)).routes(routes!(job)).routes(routes!(cancel))
}

/// One's own latest jobs, newest first.
#[utoipa::path(get, path = "/api/v1/jobs", tag = "jobs",
    responses((status = 200, body = Vec<JobView>), Problems))]
async fn jobs(view: View) -> Result<Json<Vec<JobView>>, Refusal> {
    Ok(Json(view.house.office.own_jobs(&view.permit::<Report>()?).await?))
}

/// A job of one's own.
#[utoipa::path(get, path = "/api/v1/jobs/{no}", tag = "jobs", params(("no" = u32, Path)),
    responses((status = 200, body = JobView), Problems))]
async fn job(view: View, Named(no): Named<u32>) -> Result<Json<JobView>, Refusal> {
    Ok(Json(view.house.office.own_job(&view.permit::<Report>()?, no).await?))
}

/// Asks to stop a job; what it did so far leaves no trace.
#[utoipa::path(post, path = "/api/v1/jobs/{no}/cancel", tag = "jobs", params(("no" = u32, Path)),
    responses((status = 200, body = JobView), Problems))]
async fn cancel(view: View, Named(no): Named<u32>) -> Result<Json<JobView>, Refusal> {
    let (office, permit) = (&view.house.office, view.permit::<Report>()?);
    office.cancel_job(&permit, no, &view.house.now()).await?;
    Ok(Json(office.own_job(&permit, no).await?))
}
