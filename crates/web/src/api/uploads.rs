//! Files that programs hand over: sent, checked by a job, previewed, confirmed, imported by another job.

use std::sync::Arc;

use axum::Json;
use axum::body::Body as Bytes;
use axum::extract::Path;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use junheng_app::{ImportOptions, Phase, Preview, Report, UploadView, Warned, read_year};
use junheng_labels::Lang;
use serde::{Deserialize, Serialize};
use tokio_stream::StreamExt as _;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asked::said;
use super::figures::ByWhat;
use super::preview::UploadPreview;
use super::schools::standard;
use super::{Asked, Body, IfMatch, Named, Problems, SeenTag, TagNeeded};
use crate::download::{XLSX, download};
use crate::house::House;
use crate::refusal::{Answer, Refusal};
use crate::view::View;

pub(super) fn operations() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new()
        .routes(routes!(template))
        .routes(routes!(uploads, send))
        .routes(routes!(upload, discard))
        .routes(routes!(marked))
        .routes(routes!(confirm))
        .routes(routes!(check))
        .routes(routes!(explain))
}

/// A file of any kind.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "named by the document only")]
struct FileBytes(String);

/// A file that was handed over, and what importing it would change.
#[derive(Serialize, ToSchema)]
struct UploadState {
    upload: UploadView,
    /// Once it was checked.
    preview: Option<UploadPreview>,
}

/// A file on its way.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct NewFile {
    /// The school year that it is about, by its first calendar year.
    #[param(pattern = "^[0-9]{4}$")]
    year: String,
    /// The id of the standard whose template it fills; of the county's own choice when it is left out.
    standard: Option<String>,
    /// The name of the file.
    name: String,
}

impl UploadState {
    fn of(upload: &UploadView, preview: Option<&Preview>, lang: Lang) -> Self {
        let preview = preview.map(|preview| UploadPreview::of(preview, lang));
        Self { upload: upload.clone(), preview }
    }
}

async fn state(view: &View, no: u32) -> Result<UploadState, Refusal> {
    let (upload, preview) = view.house.office.upload(&view.permit::<Report>()?, no).await?;
    Ok(UploadState::of(&upload, preview.as_ref(), view.lang))
}

/// A file as the program has seen it.
async fn seen_upload(view: &View, no: u32, seen: &IfMatch) -> Result<(UploadView, Option<Preview>), Refusal> {
    let (upload, preview) = view.house.office.upload(&view.permit::<Report>()?, no).await?;
    seen.needed(&UploadState::of(&upload, preview.as_ref(), view.lang))?;
    Ok((upload, preview))
}

/// The template of a standard, filled with what is known of the school year.
#[utoipa::path(get, path = "/api/v1/template", tag = "imports", params(ByWhat),
    responses((status = 200, body = FileBytes, content_type = XLSX), Problems))]
async fn template(view: View, Asked(by): Asked<ByWhat>) -> Answer {
    let (permit, year) = (view.permit::<Report>()?, view.year()?);
    let standard = standard(&view, by.standard()).await?;
    let bytes = view.house.office.filled_template(&permit, &standard, year, view.lang).await?;
    Ok(download(&format!("{year}.xlsx"), XLSX, bytes))
}

/// One's own files that were handed over and are neither imported nor discarded.
#[utoipa::path(get, path = "/api/v1/uploads", tag = "imports",
    responses((status = 200, body = Vec<UploadView>), Problems))]
async fn uploads(view: View) -> Result<Json<Vec<UploadView>>, Refusal> {
    Ok(Json(view.house.office.open_uploads(&view.permit::<Report>()?).await?))
}

/// Hands a workbook or a CSV file over; a job checks it.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "imports", params(NewFile),
    request_body(content = FileBytes, content_type = "application/octet-stream"),
    responses((status = 201, body = UploadState), Problems))]
async fn send(
    view: View,
    Asked(new): Asked<NewFile>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<UploadState>), Refusal> {
    let permit = view.permit::<Report>()?;
    if headers.get(CONTENT_TYPE).is_none_or(|kind| kind != "application/octet-stream") {
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "web-octets-only"));
    }
    let (office, year) = (&view.house.office, read_year(&new.year)?);
    let standard = standard(&view, new.standard.as_deref()).await?;
    let mut arriving = office.receive(&permit).await?;
    arriving.call(&new.name);
    let mut parts = body.into_data_stream();
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "web-body-too-large"))?;
        arriving.take(&part).map_err(unfit)?;
    }
    let kept = office.keep_upload(&permit, arriving, (year, &standard), &view.house.now()).await;
    let no = kept.map_err(unfit)?;
    let location = [(LOCATION, format!("/api/v1/uploads/{no}"))];
    Ok((StatusCode::CREATED, location, Json(state(&view, no).await?)))
}

/// A file that cannot be taken for what it is.
fn unfit(trouble: junheng_app::Trouble) -> Refusal {
    let mut refusal = Refusal::from(trouble);
    match refusal.key {
        "web-file-too-large" => refusal.status = StatusCode::PAYLOAD_TOO_LARGE,
        "web-file-needed" => refusal.status = StatusCode::UNPROCESSABLE_ENTITY,
        _ => {}
    }
    refusal
}

/// One's own file, how far it has come, and what importing it would change.
#[utoipa::path(get, path = "/api/v1/uploads/{no}", tag = "imports", params(("no" = u32, Path)),
    responses((status = 200, body = UploadState), Problems))]
async fn upload(view: View, Named(no): Named<u32>) -> Result<Json<UploadState>, Refusal> {
    Ok(Json(state(&view, no).await?))
}

/// The file with what is wrong marked in it.
#[utoipa::path(get, path = "/api/v1/uploads/{no}/marked", tag = "imports", params(("no" = u32, Path)),
    responses((status = 200, content((FileBytes = XLSX), (FileBytes = "text/csv"))), Problems))]
async fn marked(view: View, Named(no): Named<u32>) -> Answer {
    crate::imports::marked(view, Path(no)).await
}

/// What is allowed besides a plain import.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    /// Take the sound rows and leave out the refused ones.
    #[serde(default)]
    skip_refused: bool,
    /// Unusually much may change or disappear.
    #[serde(default)]
    allow_large_change: bool,
    /// The same file may be imported again.
    #[serde(default)]
    again: bool,
    #[serde(default)]
    reason: String,
}

/// Has a previewed file imported by a job, as it was previewed.
#[utoipa::path(post, path = "/api/v1/uploads/{no}/confirm", tag = "imports", params(("no" = u32, Path), SeenTag),
    request_body = Confirmation, responses((status = 202, body = UploadState), TagNeeded, Problems))]
async fn confirm(
    view: View,
    Named(no): Named<u32>,
    seen: IfMatch,
    Body(confirmation): Body<Confirmation>,
) -> Result<(StatusCode, Json<UploadState>), Refusal> {
    let (upload, preview) = seen_upload(&view, no, &seen).await?;
    let options = ImportOptions {
        skip_refused: confirmation.skip_refused,
        allow_large_change: confirmation.allow_large_change,
        again: confirmation.again,
        why: confirmation.reason.trim(),
    };
    let Some(preview) = preview.filter(|_| upload.phase == Phase::Previewed) else {
        return Err(Refusal::new(StatusCode::CONFLICT, "upload-not-checked"));
    };
    let unallowed = preview.unallowed(&options);
    if !unallowed.is_empty() {
        return Err(Refusal::new(StatusCode::CONFLICT, "web-allow-first").with("names", unallowed.join(", ")));
    }
    let (permit, at) = (view.permit::<Report>()?, view.house.now());
    view.house.office.confirm_upload(&permit, (no, upload.job.no), options, &at).await?;
    Ok((StatusCode::ACCEPTED, Json(state(&view, no).await?)))
}

/// Has a file checked again, since the facts or the explanations have changed.
#[utoipa::path(post, path = "/api/v1/uploads/{no}/check", tag = "imports", params(("no" = u32, Path), SeenTag),
    responses((status = 202, body = UploadState), TagNeeded, Problems))]
async fn check(
    view: View,
    Named(no): Named<u32>,
    seen: IfMatch,
) -> Result<(StatusCode, Json<UploadState>), Refusal> {
    let job = seen_upload(&view, no, &seen).await?.0.job.no;
    let (permit, at) = (view.permit::<Report>()?, view.house.now());
    view.house.office.check_again(&permit, (no, job), &at).await?;
    Ok((StatusCode::ACCEPTED, Json(state(&view, no).await?)))
}

/// A warning of a preview, as its finding names it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WarningOf {
    check: String,
    subject: String,
}

/// Why warnings are right as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Explanations {
    #[schema(min_items = 1)]
    warnings: Vec<WarningOf>,
    reason: String,
}

/// Explains warnings of a preview away, and has the file checked again.
#[utoipa::path(post, path = "/api/v1/uploads/{no}/explanations", tag = "imports", params(("no" = u32, Path), SeenTag),
    request_body = Explanations, responses((status = 202, body = UploadState), TagNeeded, Problems))]
async fn explain(
    view: View,
    Named(no): Named<u32>,
    seen: IfMatch,
    Body(explanations): Body<Explanations>,
) -> Result<(StatusCode, Json<UploadState>), Refusal> {
    let job = seen_upload(&view, no, &seen).await?.0.job.no;
    if explanations.warnings.is_empty() {
        return Err(Refusal::value("warnings"));
    }
    let warned = explanations.warnings.iter();
    let warned: Vec<_> =
        warned.map(|warning| Warned { check: &warning.check, subject: &warning.subject }).collect();
    let (permit, at) = (view.permit::<Report>()?, view.house.now());
    let why = said(&explanations.reason)?;
    view.house.office.explain_warnings(&permit, (no, job), &warned, &at, why).await?;
    Ok((StatusCode::ACCEPTED, Json(state(&view, no).await?)))
}

/// Gives a file up; it is removed.
#[utoipa::path(delete, path = "/api/v1/uploads/{no}", tag = "imports", params(("no" = u32, Path), SeenTag),
    responses((status = 200, body = UploadState), Problems))]
async fn discard(view: View, Named(no): Named<u32>, seen: IfMatch) -> Result<Json<UploadState>, Refusal> {
    seen.if_said(&state(&view, no).await?)?;
    view.house.office.discard_upload(&view.permit::<Report>()?, no, &view.house.now()).await?;
    Ok(Json(state(&view, no).await?))
}
