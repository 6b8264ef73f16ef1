//! One file that was handed over: its progress, its preview, and what its owner decides.

use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use axum_extra::extract::Form as ListForm;
use junheng_app::{ImportOptions, Phase, Preview, Report, UploadView, Warned};
use serde::Deserialize;

use super::HERE;
use super::new::steps;
use super::preview::{Asked, PreviewPage};
use crate::download::{XLSX, download};
use crate::page::Page;
use crate::parts::{FieldErrors, Link, Step};
use crate::refusal::{Answer, Refusal};
use crate::view::{View, show};
use crate::words::{said, trouble};

/// While a job works on it, or after one that could not.
#[derive(Template)]
#[template(path = "imports/upload.html")]
struct UploadPage {
    page: Page,
    crumbs: Vec<Link>,
    steps: Vec<Step>,
    upload: UploadView,
    when: String,
    under_way: bool,
    /// What is being done.
    doing: String,
    /// Why it could not be done; empty when it was.
    problem: String,
}

pub(super) fn crumbs(page: &Page) -> Vec<Link> {
    vec![Link::new(page.t("web.imports.title"), page.to("/imports"))]
}

pub(super) async fn page(view: View, Path(no): Path<u32>, Query(asked): Query<Asked>) -> Answer {
    let (upload, preview) = view.house.office.upload(&view.permit::<Report>()?, no).await?;
    match (upload.phase, upload.import, preview) {
        (Phase::Imported, Some(import), _) => {
            Ok(Redirect::to(&format!("/imports/{import}?done=yes&year={}", upload.year)).into_response())
        }
        (Phase::Previewed, _, Some(preview)) => {
            show(&PreviewPage::of(&view, upload, &preview, &asked, FieldErrors::default())?)
        }
        _ => show(&progress(&view, upload)),
    }
}

fn progress(view: &View, upload: UploadView) -> UploadPage {
    let mut page = view.page("web.imports.upload", HERE);
    page.title = page.tx("web.imports.upload", "name", &upload.name);
    let (step, doing) = match upload.phase {
        Phase::Importing => (3, "web.imports.doing.import"),
        _ => (1, "web.imports.doing.check"),
    };
    UploadPage {
        crumbs: crumbs(&page),
        steps: steps(&page, step),
        when: view.moment(&upload.created_at),
        under_way: !upload.job.has_ended && upload.phase != Phase::Discarded,
        doing: page.tx(doing, "rows", upload.job.rows_read),
        problem: upload
            .job
            .outcome
            .trouble
            .as_ref()
            .map(|trouble| said(view.lang, trouble))
            .unwrap_or_default(),
        upload,
        page,
    }
}

/// The last job that the page knew of: what is decided on an older state has no effect.
#[derive(Deserialize)]
pub(super) struct Seen {
    seen: u32,
}

#[derive(Deserialize)]
pub(super) struct Confirmation {
    seen: u32,
    skip: Option<String>,
    large: Option<String>,
    again: Option<String>,
    #[serde(default)]
    reason: String,
}

fn back(no: u32, year: u16) -> axum::response::Response {
    Redirect::to(&format!("/uploads/{no}?year={year}")).into_response()
}

pub(super) async fn confirm(view: View, Path(no): Path<u32>, Form(form): Form<Confirmation>) -> Answer {
    let permit = view.permit::<Report>()?;
    let (upload, preview) = view.house.office.upload(&permit, no).await?;
    if let (Phase::Previewed, Some(preview), true) = (upload.phase, &preview, form.seen == upload.job.no) {
        let errors = unconfirmed(&view, preview, &form);
        if !errors.is_empty() {
            return refused(&view, upload, preview, errors);
        }
    }
    let options = ImportOptions {
        skip_refused: form.skip.is_some(),
        allow_large_change: form.large.is_some(),
        again: form.again.is_some(),
        why: form.reason.trim(),
    };
    view.house.office.confirm_upload(&permit, (no, form.seen), options, &view.house.now()).await?;
    Ok(back(no, upload.year))
}

/// What has to be ticked first.
fn unconfirmed(view: &View, preview: &Preview, form: &Confirmation) -> FieldErrors {
    let mut errors = FieldErrors::default();
    let mut need = |field: &str, needed: bool, ticked: &Option<String>| {
        if needed && ticked.is_none() {
            errors.add(field, trouble(view.lang, "web-tick-needed", &[]));
        }
    };
    need("skip", !preview.acceptable, &form.skip);
    need("large", preview.large_change.is_some(), &form.large);
    need("again", !preview.same_file.is_empty(), &form.again);
    errors
}

fn refused(view: &View, upload: UploadView, preview: &Preview, errors: FieldErrors) -> Answer {
    let page = PreviewPage::of(view, upload, preview, &Asked::default(), errors)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

pub(super) async fn check_again(view: View, Path(no): Path<u32>, Form(form): Form<Seen>) -> Answer {
    let permit = view.permit::<Report>()?;
    let (upload, _) = view.house.office.upload(&permit, no).await?;
    view.house.office.check_again(&permit, (no, form.seen), &view.house.now()).await?;
    Ok(back(no, upload.year))
}

#[derive(Deserialize)]
pub(super) struct Explanation {
    seen: u32,
    /// The check and the subject of each warning, with a blank between.
    #[serde(default)]
    warning: Vec<String>,
    #[serde(default)]
    why: String,
}

pub(super) async fn explain(
    view: View,
    Path(no): Path<u32>,
    ListForm(form): ListForm<Explanation>,
) -> Answer {
    let permit = view.permit::<Report>()?;
    let (upload, preview) = view.house.office.upload(&permit, no).await?;
    let warned: Vec<Warned<'_>> = form
        .warning
        .iter()
        .filter_map(|pair| pair.split_once(' '))
        .map(|(check, subject)| Warned { check, subject })
        .collect();
    let mut errors = FieldErrors::default();
    if warned.is_empty() {
        errors.add("warning", trouble(view.lang, "web-warning-needed", &[]));
    }
    if form.why.trim().is_empty() {
        errors.add("why", trouble(view.lang, "web-reason-needed", &[]));
    }
    match (errors.is_empty(), upload.phase, &preview) {
        (false, Phase::Previewed, Some(preview)) => return refused(&view, upload, preview, errors),
        (false, ..) => return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "web-reason-needed")),
        (true, ..) => {}
    }
    let at = view.house.now();
    view.house.office.explain_warnings(&permit, (no, form.seen), &warned, &at, form.why.trim()).await?;
    Ok(back(no, upload.year))
}

pub(super) async fn discard(view: View, Path(no): Path<u32>) -> Answer {
    view.house.office.discard_upload(&view.permit::<Report>()?, no, &view.house.now()).await?;
    Ok(Redirect::to("/imports").into_response())
}

pub(crate) async fn marked(view: View, Path(no): Path<u32>) -> Answer {
    let (permit, reader) = (view.permit::<Report>()?, view.house.settings.reader.clone());
    let (name, bytes) = view.house.office.marked_upload(&permit, no, reader, view.lang).await?;
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, "xlsx"));
    let mark = view.page("web.imports.marked", HERE).title;
    let kind = if bytes.starts_with(b"PK") { XLSX } else { "text/csv; charset=utf-8" };
    Ok(download(&format!("{stem}-{mark}.{extension}"), kind, bytes))
}
