//! One school, one indicator, and why a figure is what it is, as the pages show them.

use std::sync::Arc;

use axum::Json;
use junheng_app::{
    CellPage, IndicatorPage, IndicatorView, Overview, SchoolFacts, SchoolPast, SchoolStanding, SchoolYears,
    See, SimilarPage, Why, read_school, read_subject,
};
use junheng_domain::SchoolCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::figures::ByWhat;
use super::{Asked, Named, Problems};
use crate::house::House;
use crate::refusal::Refusal;
use crate::view::View;

pub(super) fn operations() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new()
        .routes(routes!(standing))
        .routes(routes!(similar))
        .routes(routes!(years))
        .routes(routes!(facts))
        .routes(routes!(past))
        .routes(routes!(indicators))
        .routes(routes!(indicator))
        .routes(routes!(why))
        .routes(routes!(cell))
}

/// A school's code; what can be none is not found.
pub(super) fn school(code: &str) -> Result<SchoolCode, Refusal> {
    read_school(code).map_err(|_| Refusal::not_found())
}

/// The id of the standard asked for, or of the county's own choice.
pub(super) async fn standard(view: &View, asked: Option<&str>) -> Result<String, Refusal> {
    let permit = view.permit::<Overview>()?;
    Ok(view.house.office.standard_or_chosen(&permit, asked).await?.id.0.clone())
}

/// A school's indicators against their thresholds.
#[utoipa::path(get, path = "/api/v1/schools/{code}", tag = "schools", params(("code" = String, Path), ByWhat),
    responses((status = 200, body = SchoolStanding), Problems))]
async fn standing(
    view: View,
    Named(code): Named<String>,
    Asked(by): Asked<ByWhat>,
) -> Result<Json<SchoolStanding>, Refusal> {
    let (code, standard) = (school(&code)?, standard(&view, by.standard()).await?);
    let permit = view.permit::<See>()?;
    Ok(Json(view.house.office.school_standing(&permit, view.year()?, &standard, &code).await?))
}

/// A school beside those that are like it.
#[utoipa::path(get, path = "/api/v1/schools/{code}/similar", tag = "schools",
    params(("code" = String, Path), ByWhat), responses((status = 200, body = SimilarPage), Problems))]
async fn similar(
    view: View,
    Named(code): Named<String>,
    Asked(by): Asked<ByWhat>,
) -> Result<Json<SimilarPage>, Refusal> {
    let (code, standard) = (school(&code)?, standard(&view, by.standard()).await?);
    let permit = view.permit::<See>()?;
    Ok(Json(view.house.office.similar_schools(&permit, view.year()?, &standard, &code).await?))
}

/// A school's figures over the school years.
#[utoipa::path(get, path = "/api/v1/schools/{code}/years", tag = "schools",
    params(("code" = String, Path), ByWhat), responses((status = 200, body = SchoolYears), Problems))]
async fn years(
    view: View,
    Named(code): Named<String>,
    Asked(by): Asked<ByWhat>,
) -> Result<Json<SchoolYears>, Refusal> {
    let (code, standard) = (school(&code)?, standard(&view, by.standard()).await?);
    let permit = view.permit::<See>()?;
    Ok(Json(view.house.office.school_years(&permit, view.year()?, &standard, &code).await?))
}

/// What is reported of a school and its stages, each fact with its cell.
#[utoipa::path(get, path = "/api/v1/schools/{code}/facts", tag = "schools",
    params(("code" = String, Path), ByWhat), responses((status = 200, body = SchoolFacts), Problems))]
async fn facts(
    view: View,
    Named(code): Named<String>,
    Asked(by): Asked<ByWhat>,
) -> Result<Json<SchoolFacts>, Refusal> {
    let (code, standard) = (school(&code)?, standard(&view, by.standard()).await?);
    let permit = view.permit::<See>()?;
    Ok(Json(view.house.office.school_facts(&permit, view.year()?, &standard, &code).await?))
}

/// What became of a school, its branches, and what was said to explain its figures.
#[utoipa::path(get, path = "/api/v1/schools/{code}/past", tag = "schools",
    params(("code" = String, Path), ByWhat), responses((status = 200, body = SchoolPast), Problems))]
async fn past(
    view: View,
    Named(code): Named<String>,
    Asked(by): Asked<ByWhat>,
) -> Result<Json<SchoolPast>, Refusal> {
    let (code, standard) = (school(&code)?, standard(&view, by.standard()).await?);
    let permit = view.permit::<See>()?;
    Ok(Json(view.house.office.school_past(&permit, view.year()?, &standard, &code).await?))
}

/// The indicators of a standard.
#[utoipa::path(get, path = "/api/v1/indicators", tag = "indicators", params(ByWhat),
    responses((status = 200, body = Vec<IndicatorView>), Problems))]
async fn indicators(view: View, Asked(by): Asked<ByWhat>) -> Result<Json<Vec<IndicatorView>>, Refusal> {
    let standard = standard(&view, by.standard()).await?;
    Ok(Json(view.house.office.indicators(&view.permit::<See>()?, &standard)?))
}

/// An indicator with its units, the county's figures, and the years.
#[utoipa::path(get, path = "/api/v1/indicators/{id}", tag = "indicators", params(("id" = String, Path), ByWhat),
    responses((status = 200, body = IndicatorPage), Problems))]
async fn indicator(
    view: View,
    Named(id): Named<String>,
    Asked(by): Asked<ByWhat>,
) -> Result<Json<IndicatorPage>, Refusal> {
    let standard = standard(&view, by.standard()).await?;
    let permit = view.permit::<See>()?;
    Ok(Json(view.house.office.indicator_page(&permit, view.year()?, &standard, &id).await?))
}

/// Which figure.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Figure {
    /// `county`, a school's code, or `2199000001/primary`.
    subject: String,
    indicator: String,
    /// A school year by its first calendar year; the latest when it is left out.
    #[param(pattern = "^[0-9]{4}$")]
    #[expect(dead_code, reason = "read by the view; it stands here for the document")]
    year: Option<String>,
    standard: Option<String>,
}

/// Why a figure is what it is: formula, numbers, clause, relaxations and cells.
#[utoipa::path(get, path = "/api/v1/why", tag = "indicators", params(Figure),
    responses((status = 200, body = Why), Problems))]
async fn why(view: View, Asked(figure): Asked<Figure>) -> Result<Json<Why>, Refusal> {
    let standard = standard(&view, figure.standard.as_deref()).await?;
    let subject = read_subject(&figure.subject)?;
    let (permit, asked) = (view.permit::<See>()?, (&subject, figure.indicator.as_str()));
    Ok(Json(view.house.office.why(&permit, view.year()?, &standard, asked).await?))
}

/// Which cell.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Cell {
    /// The number of the import.
    import: u32,
    /// May be left out when the file has one sheet.
    #[serde(default)]
    sheet: String,
    /// Such as `C5`.
    cell: String,
    standard: Option<String>,
}

/// The facts that a cell states, and the figures that rest on them.
#[utoipa::path(get, path = "/api/v1/cells", tag = "indicators", params(Cell),
    responses((status = 200, body = CellPage), Problems))]
async fn cell(view: View, Asked(cell): Asked<Cell>) -> Result<Json<CellPage>, Refusal> {
    let standard = standard(&view, cell.standard.as_deref()).await?;
    let (permit, place) = (view.permit::<See>()?, (cell.sheet.as_str(), cell.cell.as_str()));
    Ok(Json(view.house.office.cell_page(&permit, cell.import, place, &standard).await?))
}
