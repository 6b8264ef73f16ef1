//! The county's own outline for its maps: loaded as GeoJSON, checked before it is kept.

use askama::Template;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{Kind, Overview, Report, Trouble};
use junheng_labels as labels;

use crate::drawing::SchoolMap;
use crate::page::Page;
use crate::parts::{FieldErrors, Link};
use crate::refusal::{Answer, Refusal};
use crate::view::{View, show};

#[derive(Template)]
#[template(path = "indicator/outline.html")]
struct OutlinePage {
    page: Page,
    crumbs: Vec<Link>,
    /// The outline that is kept.
    map: Option<SchoolMap>,
    errors: FieldErrors,
    reason: String,
}

pub(super) async fn form(view: View) -> Answer {
    page(&view, FieldErrors::default(), String::new(), StatusCode::OK).await
}

async fn page(view: &View, errors: FieldErrors, reason: String, status: StatusCode) -> Answer {
    if !view.permit::<Report>()?.scope().is_county() {
        return Err(Refusal::not_found());
    }
    let outline = view.house.office.outline(&view.permit::<Overview>()?).await?;
    let mut page = view.page("web.indicator.outline.title", "indicators");
    page.refused = !errors.is_empty();
    let crumbs = vec![Link::new(page.t("web.indicator.list"), page.to("/indicators"))];
    let map = outline.map(|outline| SchoolMap::new(page.title.clone(), &[], &outline.rings));
    let mut response = show(&OutlinePage { crumbs, map, errors, reason, page })?;
    *response.status_mut() = status;
    Ok(response)
}

/// What was handed in: the file's bytes and the reason.
#[derive(Debug, Default)]
struct HandedIn {
    file: Vec<u8>,
    reason: String,
}

async fn read(mut parts: Multipart) -> Result<HandedIn, MultipartError> {
    let mut found = HandedIn::default();
    while let Some(field) = parts.next_field().await? {
        match field.name() {
            Some("file") => found.file = field.bytes().await?.to_vec(),
            Some("reason") => found.reason = field.text().await?,
            _ => {}
        }
    }
    Ok(found)
}

pub(super) async fn load(view: View, parts: Multipart) -> Answer {
    let mut errors = FieldErrors::default();
    let found = match read(parts).await {
        Ok(found) => found,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            errors.add("file", labels::text(view.lang, "web.indicator.outline.too-large", &[]));
            return page(&view, errors, String::new(), StatusCode::PAYLOAD_TOO_LARGE).await;
        }
        Err(error) => return Err(Refusal::new(error.status(), "web-query")),
    };
    if found.file.is_empty() {
        errors.add("file", labels::text(view.lang, "web.indicator.outline.file-needed", &[]));
    }
    if found.reason.trim().is_empty() {
        errors.add("reason", labels::text(view.lang, "web.school.reason-needed", &[]));
    }
    if !errors.is_empty() {
        return page(&view, errors, found.reason, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let permit = view.permit::<Report>()?;
    let loaded = view.house.office.load_outline(&permit, &found.file, &view.house.now(), &found.reason).await;
    match loaded {
        Ok(_) => Ok(Redirect::to("/outline").into_response()),
        Err(Trouble::Findings(findings)) => {
            for finding in &findings {
                let cause = labels::finding_cause(view.lang, &finding.code, &finding.args);
                let action = labels::finding_action(view.lang, &finding.code, &finding.args);
                errors.add("file", format!("{cause} {action}"));
            }
            page(&view, errors, found.reason, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(trouble) if trouble.kind() == Kind::Refused => {
            errors.add("", Refusal::from(trouble).sentence(view.lang));
            page(&view, errors, found.reason, StatusCode::CONFLICT).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}
