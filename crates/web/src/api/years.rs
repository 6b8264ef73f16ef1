//! The school years that a county has reported.

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
    OpenApiRouter::new().routes(routes!(school_years))
}

/// The county and its school years.
#[derive(Serialize, ToSchema)]
struct YearsOfCounty {
    county: String,
    /// By their first calendar year, oldest first: 2026 is 2026-2027.
    years: Vec<u16>,
}

/// The county and the school years that have facts.
#[utoipa::path(get, path = "/api/v1/school-years", tag = "county",
    responses((status = 200, body = YearsOfCounty), Problems))]
async fn school_years(view: View) -> Result<Json<YearsOfCounty>, Refusal> {
    let permit = view.permit::<Overview>()?;
    let county = view.house.office.county_name(&permit).await?;
    let years = view.years.iter().rev().map(|year| year.start()).collect();
    Ok(Json(YearsOfCounty { county, years }))
}
