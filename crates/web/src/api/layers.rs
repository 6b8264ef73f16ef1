//! Imports and edits, and taking them back.

use std::sync::Arc;

use axum::Json;
use junheng_app::{Dependents, ImportRecord, LayerStatus, Report, See, Undone};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::paging::Paged;
use super::{Asked, Body, IfMatch, Named, Problems, Reason, SeenTag};
use crate::house::House;
use crate::refusal::Refusal;
use crate::view::View;

pub(super) fn operations() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new()
        .routes(routes!(imports))
        .routes(routes!(import))
        .routes(routes!(undo))
        .routes(routes!(redo))
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

impl From<&ImportRecord> for Layer {
    fn from(import: &ImportRecord) -> Self {
        Self {
            no: import.info.no.0,
            kind: import.kind.as_str(),
            year: import.year.start(),
            name: import.info.name.clone(),
            sha256: import.info.sha256.clone(),
            rows: import.counts.kept,
            facts: import.facts,
            by: import.info.by.clone(),
            at: import.info.at.clone(),
            why: import.why.clone(),
            active: import.status == LayerStatus::Active,
        }
    }
}

/// An import or an edit with all that is known of it.
#[derive(Serialize, ToSchema)]
struct Receipt {
    layer: Layer,
    /// By which the file was read.
    layout: String,
    rows_read: u64,
    rows_refused: u64,
    rows_unchanged: u64,
    /// Who took it back, when and why.
    undone: Option<Undone>,
    /// Later imports and edits that state again what this one states.
    later_layers: Vec<u32>,
    /// Locked snapshots that were made with it. They stay as they are.
    snapshots: Vec<u32>,
}

impl From<(ImportRecord, Dependents)> for Receipt {
    fn from((import, dependents): (ImportRecord, Dependents)) -> Self {
        Self {
            layer: (&import).into(),
            layout: import.layout.id,
            rows_read: import.counts.read,
            rows_refused: import.counts.refused,
            rows_unchanged: import.counts.unchanged,
            undone: match import.status {
                LayerStatus::Active => None,
                LayerStatus::Undone { by, at, why } => Some(Undone { by, at, why }),
            },
            later_layers: dependents.layers.iter().map(|(no, _)| no.0).collect(),
            snapshots: dependents.snapshots.iter().map(|no| no.0).collect(),
        }
    }
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfList {
    /// From 1; 100 a page.
    #[param(minimum = 1)]
    page: Option<usize>,
}

/// All imports and edits, those that were taken back too, oldest first.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports", params(OfList),
    responses((status = 200, body = Paged<Layer>), Problems))]
async fn imports(view: View, Asked(of): Asked<OfList>) -> Result<Json<Paged<Layer>>, Refusal> {
    let imports = view.house.office.imports(&view.permit::<See>()?).await?;
    Ok(Json(Paged::of(imports.iter().map(Layer::from), of.page)))
}

async fn receipt(view: &View, no: u32) -> Result<Receipt, Refusal> {
    Ok(view.house.office.import(&view.permit::<See>()?, no).await?.into())
}

/// An import or an edit, and what depends on it.
#[utoipa::path(get, path = "/api/v1/imports/{no}", tag = "imports", params(("no" = u32, Path)),
    responses((status = 200, body = Receipt), Problems))]
async fn import(view: View, Named(no): Named<u32>) -> Result<Json<Receipt>, Refusal> {
    Ok(Json(receipt(&view, no).await?))
}

/// Takes an import or an edit back, also after later ones.
#[utoipa::path(post, path = "/api/v1/imports/{no}/undo", tag = "imports", params(("no" = u32, Path), SeenTag),
    request_body = Reason, responses((status = 200, body = Receipt), Problems))]
async fn undo(
    view: View,
    Named(no): Named<u32>,
    seen: IfMatch,
    Body(reason): Body<Reason>,
) -> Result<Json<Receipt>, Refusal> {
    let (permit, at) = (view.permit::<Report>()?, view.house.now());
    seen.if_said(&receipt(&view, no).await?)?;
    view.house.office.undo(&permit, no, &at, reason.said()?).await?;
    Ok(Json(receipt(&view, no).await?))
}

/// Brings an import or an edit back that was taken back.
#[utoipa::path(post, path = "/api/v1/imports/{no}/redo", tag = "imports", params(("no" = u32, Path), SeenTag),
    request_body = Reason, responses((status = 200, body = Receipt), Problems))]
async fn redo(
    view: View,
    Named(no): Named<u32>,
    seen: IfMatch,
    Body(reason): Body<Reason>,
) -> Result<Json<Receipt>, Refusal> {
    let (permit, at) = (view.permit::<Report>()?, view.house.now());
    seen.if_said(&receipt(&view, no).await?)?;
    view.house.office.redo(&permit, no, &at, reason.said()?).await?;
    Ok(Json(receipt(&view, no).await?))
}
