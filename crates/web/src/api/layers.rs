//! Imports and edits, and taking them back.

use std::sync::Arc;

use axum::Json;
use axum::http::StatusCode;
use junheng_app::{LayerStatus, Report, See};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Body, Named, Problems};
use crate::house::House;
use crate::refusal::Refusal;
use crate::view::View;

pub(super) fn operations() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(imports)).routes(routes!(undo)).routes(routes!(redo))
}

/// An import or an edit.
#[derive(Serialize, ToSchema)]
struct Layer {
    no: u32,
    /// `import` or `edit`.
    kind: &'static str,
    year: u16,
    name: String,
    /// Of the file's bytes; empty for an edit.
    sha256: String,
    /// Sheet rows kept.
    rows: u64,
    facts: u64,
    by: String,
    /// RFC 3339.
    at: String,
    why: String,
    /// Whether it counts: not taken back.
    active: bool,
}

/// All imports and edits, those that were taken back too.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports",
    responses((status = 200, body = Vec<Layer>), Problems))]
async fn imports(view: View) -> Result<Json<Vec<Layer>>, Refusal> {
    let imports = view.house.office.imports(&view.permit::<See>()?).await?;
    let layers = imports.into_iter().map(|import| Layer {
        no: import.info.no.0,
        kind: import.kind.as_str(),
        year: import.year.start(),
        name: import.info.name,
        sha256: import.info.sha256,
        rows: import.counts.kept,
        facts: import.facts,
        by: import.info.by,
        at: import.info.at,
        why: import.why,
        active: import.status == LayerStatus::Active,
    });
    Ok(Json(layers.collect()))
}

/// Why something is done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reason {
    reason: String,
}

/// What depended on a layer.
#[derive(Serialize, ToSchema)]
struct Depended {
    /// Later imports and edits that state again what this one states.
    layers: Vec<u32>,
    /// Locked snapshots that were made with it. They stay as they are.
    snapshots: Vec<u32>,
}

impl From<junheng_app::Dependents> for Depended {
    fn from(dependents: junheng_app::Dependents) -> Self {
        Self {
            layers: dependents.layers.iter().map(|(no, _)| no.0).collect(),
            snapshots: dependents.snapshots.iter().map(|no| no.0).collect(),
        }
    }
}

/// Takes an import or an edit back, also after later ones.
#[utoipa::path(post, path = "/api/v1/imports/{no}/undo", tag = "imports", params(("no" = u32, Path)),
    request_body = Reason, responses((status = 200, body = Depended), Problems))]
async fn undo(
    view: View,
    Named(no): Named<u32>,
    Body(reason): Body<Reason>,
) -> Result<(StatusCode, Json<Depended>), Refusal> {
    let (permit, at) = (view.permit::<Report>()?, view.house.now());
    let dependents = view.house.office.undo(&permit, no, &at, &reason.reason).await?;
    Ok((StatusCode::OK, Json(dependents.into())))
}

/// Brings an import or an edit back that was taken back.
#[utoipa::path(post, path = "/api/v1/imports/{no}/redo", tag = "imports", params(("no" = u32, Path)),
    request_body = Reason, responses((status = 200, body = Depended), Problems))]
async fn redo(
    view: View,
    Named(no): Named<u32>,
    Body(reason): Body<Reason>,
) -> Result<(StatusCode, Json<Depended>), Refusal> {
    let (permit, at) = (view.permit::<Report>()?, view.house.now());
    let dependents = view.house.office.redo(&permit, no, &at, &reason.reason).await?;
    Ok((StatusCode::OK, Json(dependents.into())))
}
