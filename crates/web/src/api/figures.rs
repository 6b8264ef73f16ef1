//! The county's figures and its table of schools, as the pages show them.

use std::sync::Arc;

use axum::Json;
use junheng_app::{CountyOverview, Light, Overview, SchoolTable, See, TableAsk, read_stage};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, Problems};
use crate::house::House;
use crate::refusal::Refusal;
use crate::view::View;

pub(super) fn operations() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(overview)).routes(routes!(schools))
}

/// Which year, and by what standard.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ByWhat {
    /// A school year by its first calendar year; the latest when it is left out.
    #[param(pattern = "^[0-9]{4}$")]
    #[expect(dead_code, reason = "read by the view; it stands here for the document")]
    year: Option<String>,
    /// A standard's id; the county's own choice when it is left out.
    standard: Option<String>,
}

impl ByWhat {
    pub(super) fn standard(&self) -> Option<&str> {
        self.standard.as_deref()
    }
}

/// How far the county is from what a standard asks.
#[utoipa::path(get, path = "/api/v1/overview", tag = "county", params(ByWhat),
    responses((status = 200, body = CountyOverview), Problems))]
async fn overview(view: View, Asked(by): Asked<ByWhat>) -> Result<Json<CountyOverview>, Refusal> {
    let (office, permit) = (&view.house.office, view.permit::<Overview>()?);
    let standard = office.standard_or_chosen(&permit, by.standard.as_deref()).await?;
    let judgement = office.county_judgement(&permit, view.year()?, &standard.id.0).await?;
    let see = view.visitor.permit::<See>();
    Ok(Json(office.county_overview(&permit, see.as_ref(), &judgement).await?))
}

/// What is asked of the table of schools.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Narrowed {
    /// A part of the name or code, in Chinese, pinyin or initials.
    #[serde(default)]
    search: String,
    #[serde(default)]
    township: String,
    /// `primary` or `junior`.
    stage: Option<String>,
    /// A code of the measure `kind`.
    #[serde(default)]
    kind: String,
    /// `met`, `near`, `not_met`, `incomplete`, `not_judged` or `not_counted`.
    light: Option<String>,
    /// `name`, `code`, `township`, `stage`, `light` or the id of an indicator.
    #[serde(default)]
    sort: String,
    #[serde(default)]
    descending: bool,
    /// Ids of indicators with commas between them; those that decide when it is left out.
    #[serde(default)]
    columns: String,
    /// From 1; 200 rows a page.
    #[param(minimum = 1)]
    page: Option<usize>,
}

impl Narrowed {
    fn ask(self) -> Result<TableAsk, Refusal> {
        let stage = self.stage.filter(|text| !text.is_empty()).map(|text| read_stage(&text)).transpose()?;
        let light = self.light.filter(|text| !text.is_empty());
        let light = light.map(|text| Light::parse(&text).ok_or_else(|| Refusal::value("light")));
        Ok(TableAsk {
            search: self.search,
            township: self.township,
            stage,
            kind: self.kind,
            light: light.transpose()?,
            sort: self.sort,
            descending: self.descending,
            columns: self.columns.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect(),
            page: self.page.unwrap_or(1),
            whole: false,
        })
    }
}

/// The stages of schools by the indicators of a standard, as far as the token reaches.
#[utoipa::path(get, path = "/api/v1/schools", tag = "schools", params(ByWhat, Narrowed),
    responses((status = 200, body = SchoolTable), Problems))]
async fn schools(
    view: View,
    Asked(by): Asked<ByWhat>,
    Asked(narrowed): Asked<Narrowed>,
) -> Result<Json<SchoolTable>, Refusal> {
    let (office, permit) = (&view.house.office, view.permit::<See>()?);
    let standard = office.standard_or_chosen(&view.permit::<Overview>()?, by.standard.as_deref()).await?;
    let judgement = office.judgement(&permit, view.year()?, &standard.id.0).await?;
    Ok(Json(judgement.seen_by(&permit).table(&narrowed.ask()?)))
}
