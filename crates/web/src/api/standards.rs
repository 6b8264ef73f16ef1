//! The standards by which a county can be judged.

use std::sync::Arc;

use axum::Json;
use junheng_app::Overview;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Problems;
use crate::house::House;
use crate::refusal::Refusal;
use crate::view::View;

pub(super) fn operations() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(standards))
}

/// A standard at hand.
#[derive(Serialize, ToSchema)]
struct StandardAtHand {
    /// Such as `national/quality-balance-2017`.
    id: String,
    zh: String,
    en: String,
    version: String,
    /// SHA-256 of what it says, in hexadecimal.
    hash: String,
    /// The number of its source document.
    number: String,
    valid_from: Option<String>,
    valid_to: Option<String>,
    builtin: bool,
}

/// The built-in standards and the county's own.
#[utoipa::path(get, path = "/api/v1/standards", tag = "standards",
    responses((status = 200, body = Vec<StandardAtHand>), Problems))]
async fn standards(view: View) -> Result<Json<Vec<StandardAtHand>>, Refusal> {
    let permit = view.permit::<Overview>()?;
    let listed = view.house.office.standards(&permit)?;
    let at_hand = listed.into_iter().map(|(standard, builtin)| StandardAtHand {
        id: standard.id.0.clone(),
        zh: standard.wording.zh.to_string(),
        en: standard.wording.en.to_string(),
        version: standard.version.clone(),
        hash: standard.hash.clone(),
        number: standard.source.number.clone(),
        valid_from: standard.valid_from.clone(),
        valid_to: standard.valid_to.clone(),
        builtin,
    });
    Ok(Json(at_hand.collect()))
}
