//! Single facts: what is reported, every word that was said of it, and changing it.

use std::sync::Arc;

use axum::Json;
use junheng_app::{FactPage, NewFact, Report, See, Trouble, read_subject};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asked::said;
use super::schools::school;
use super::tag::changed;
use super::{Asked, Body, IfMatch, Named, Problems, SeenTag, TagNeeded};
use crate::house::House;
use crate::refusal::Refusal;
use crate::view::View;

pub(super) fn operations() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(fact, change))
}

/// Of which year and stage.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfWhat {
    /// A school year by its first calendar year; the latest when it is left out.
    #[param(pattern = "^[0-9]{4}$")]
    #[expect(dead_code, reason = "read by the view; it stands here for the document")]
    year: Option<String>,
    /// `primary` or `junior`; of the school as a whole when it is left out.
    stage: Option<String>,
}

async fn known(view: &View, code: &str, measure: &str, of: &OfWhat) -> Result<FactPage, Refusal> {
    let code = school(code)?;
    let subject = match &of.stage {
        Some(stage) => format!("{code}/{stage}"),
        None => code.to_string(),
    };
    let (see, report) = (view.permit::<See>()?, view.visitor.permit::<Report>());
    let subject = read_subject(&subject)?;
    Ok(view.house.office.fact(&see, report.as_ref(), view.year()?, &subject, measure).await?)
}

/// A fact with its history.
#[utoipa::path(get, path = "/api/v1/schools/{code}/facts/{measure}", tag = "schools",
    params(("code" = String, Path), ("measure" = String, Path), OfWhat),
    responses((status = 200, body = FactPage), Problems))]
async fn fact(
    view: View,
    Named((code, measure)): Named<(String, String)>,
    Asked(of): Asked<OfWhat>,
) -> Result<Json<FactPage>, Refusal> {
    Ok(Json(known(&view, &code, &measure, &of).await?))
}

/// A fact as it is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewValue {
    /// As it would be typed; empty for missing.
    value: String,
    reason: String,
}

/// Changes a fact, as an edit that can be taken back.
#[utoipa::path(put, path = "/api/v1/schools/{code}/facts/{measure}", tag = "schools",
    params(("code" = String, Path), ("measure" = String, Path), OfWhat, SeenTag), request_body = NewValue,
    responses((status = 200, body = FactPage), TagNeeded, Problems))]
async fn change(
    view: View,
    Named((code, measure)): Named<(String, String)>,
    Asked(of): Asked<OfWhat>,
    seen: IfMatch,
    Body(new): Body<NewValue>,
) -> Result<Json<FactPage>, Refusal> {
    let permit = view.permit::<Report>()?;
    let fact = known(&view, &code, &measure, &of).await?;
    seen.needed(&fact)?;
    let new = NewFact {
        year: view.year()?,
        school: Some(&code),
        stage: of.stage.as_deref(),
        measure: &measure,
        value: &new.value,
        why: said(&new.reason)?,
        seen: Some(fact.version),
    };
    match view.house.office.edit(&permit, new, &view.house.now()).await {
        Ok(_) => Ok(Json(known(&view, &code, &measure, &of).await?)),
        // By somebody who was quicker by a moment.
        Err(Trouble::Said { key: "fact-changed", .. }) => Err(changed()),
        Err(trouble) => Err(trouble.into()),
    }
}
