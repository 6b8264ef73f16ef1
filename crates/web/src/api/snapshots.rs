//! Locked school years, and two school years side by side.

use std::sync::Arc;

use axum::Json;
use junheng_app::{CoefficientMove, LockedSnapshot, SchoolMove, See, Settle, Side, VerdictChange, read_year};
use junheng_domain::SchoolYear;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::paging::Paged;
use super::schools::standard;
use super::{Asked, Body, Named, Problems, Reason};
use crate::house::House;
use crate::refusal::Refusal;
use crate::view::View;

pub(super) fn operations() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new()
        .routes(routes!(snapshots))
        .routes(routes!(lock))
        .routes(routes!(reopen))
        .routes(routes!(compare))
}

/// A locked school year: a copy of its facts that never changes.
#[derive(Serialize, ToSchema)]
struct Snapshot {
    no: u32,
    year: u16,
    facts: u64,
    by: String,
    /// RFC 3339.
    at: String,
    why: String,
    /// Of its content.
    sha256: String,
}

impl From<&LockedSnapshot> for Snapshot {
    fn from(locked: &LockedSnapshot) -> Self {
        Self {
            no: locked.no.0,
            year: locked.year.start(),
            facts: locked.facts,
            by: locked.by.clone(),
            at: locked.at.clone(),
            why: locked.why.clone(),
            sha256: locked.content_sha256.clone(),
        }
    }
}

/// How a school year stands.
#[derive(Serialize, ToSchema)]
struct YearState {
    year: u16,
    /// The latest locked snapshot of it.
    snapshot: Option<Snapshot>,
    /// It was reopened for corrections since.
    reopened: bool,
}

/// The locked school years, by number.
#[utoipa::path(get, path = "/api/v1/snapshots", tag = "years",
    responses((status = 200, body = Vec<Snapshot>), Problems))]
async fn snapshots(view: View) -> Result<Json<Vec<Snapshot>>, Refusal> {
    let locked = view.house.office.locked(&view.permit::<See>()?).await?;
    Ok(Json(locked.iter().map(Snapshot::from).collect()))
}

async fn state(view: &View, year: SchoolYear) -> Result<YearState, Refusal> {
    let lock = view.house.office.year_lock(&view.permit::<See>()?, year).await?;
    let snapshot = lock.locked.as_ref().map(Snapshot::from);
    Ok(YearState { year: year.start(), snapshot, reopened: lock.reopened })
}

/// Locks a school year: its facts are kept as they are, and only corrections are taken afterwards.
#[utoipa::path(post, path = "/api/v1/school-years/{year}/lock", tag = "years", params(("year" = u16, Path)),
    request_body = Reason, responses((status = 200, body = YearState), Problems))]
async fn lock(
    view: View,
    Named(year): Named<u16>,
    Body(reason): Body<Reason>,
) -> Result<Json<YearState>, Refusal> {
    let (permit, year) = (view.permit::<Settle>()?, read_year(&year.to_string())?);
    view.house.office.lock(&permit, year, &view.house.now(), reason.said()?).await?;
    Ok(Json(state(&view, year).await?))
}

/// Allows corrections to a locked school year.
#[utoipa::path(post, path = "/api/v1/school-years/{year}/reopening", tag = "years", params(("year" = u16, Path)),
    request_body = Reason, responses((status = 200, body = YearState), Problems))]
async fn reopen(
    view: View,
    Named(year): Named<u16>,
    Body(reason): Body<Reason>,
) -> Result<Json<YearState>, Refusal> {
    let (permit, year) = (view.permit::<Settle>()?, read_year(&year.to_string())?);
    view.house.office.reopen(&permit, year, &view.house.now(), reason.said()?).await?;
    Ok(Json(state(&view, year).await?))
}

/// Which two sides.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Sides {
    /// A school year by its first calendar year.
    #[param(pattern = "^[0-9]{4}$")]
    from: String,
    /// By which it is judged; the county's own choice when it is left out.
    from_standard: Option<String>,
    /// The same as `from`, to ask what another standard would have said of it.
    #[param(pattern = "^[0-9]{4}$")]
    to: String,
    to_standard: Option<String>,
    /// Of the verdicts, from 1; 100 a page.
    #[param(minimum = 1)]
    page: Option<usize>,
}

/// A school year, and the standard by which it is judged.
#[derive(Serialize, ToSchema)]
struct SideView {
    year: u16,
    standard: String,
}

/// What is not the same on both sides.
#[derive(Serialize, ToSchema)]
struct SidesCompared {
    from: SideView,
    to: SideView,
    /// Schools judged otherwise, as far as the token reaches.
    verdicts: Paged<VerdictChange>,
    /// Of the whole county: what moved each, the data or the rules.
    coefficients: Vec<CoefficientMove>,
    /// Schools that came or went, as far as the token reaches.
    movements: Vec<SchoolMove>,
}

/// Compares two school years, or what two standards say of one.
#[utoipa::path(get, path = "/api/v1/comparison", tag = "years", params(Sides),
    responses((status = 200, body = SidesCompared), Problems))]
async fn compare(view: View, Asked(sides): Asked<Sides>) -> Result<Json<SidesCompared>, Refusal> {
    let (from, to) = (read_year(&sides.from)?, read_year(&sides.to)?);
    let from_standard = standard(&view, sides.from_standard.as_deref()).await?;
    let to_standard = standard(&view, sides.to_standard.as_deref()).await?;
    let permit = view.permit::<See>()?;
    let (before, after) =
        (Side { year: from, standard: &from_standard }, Side { year: to, standard: &to_standard });
    let found = view.house.office.compare_sides(&permit, before, after).await?;
    Ok(Json(SidesCompared {
        from: SideView { year: from.start(), standard: from_standard },
        to: SideView { year: to.start(), standard: to_standard },
        verdicts: Paged::of(found.verdicts, sides.page),
        coefficients: found.coefficients,
        movements: found.movements,
    }))
}
