//! Taking a document back, with a reason.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{EvidenceView, Report, See, read_school};
use serde::Deserialize;

use crate::links::{Links, encoded};
use crate::page::Page;
use crate::parts::{FieldErrors, Link};
use crate::refusal::{Answer, Refusal};
use crate::view::{View, show};
use crate::words::trouble;

#[derive(Template)]
#[template(path = "evidence/withdraw.html")]
struct Ask {
    page: Page,
    crumbs: Vec<Link>,
    errors: FieldErrors,
    known: EvidenceView,
    reason: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    reason: String,
}

async fn page(view: &View, no: u32, reason: String, errors: FieldErrors) -> Result<Ask, Refusal> {
    view.permit::<Report>()?;
    let known = view.house.office.one_evidence(&view.permit::<See>()?, no).await?;
    let mut page = view.page("web.evidence.withdraw-title", "");
    page.refused = !errors.is_empty();
    Ok(Ask { page, crumbs: Vec::new(), errors, known, reason })
}

pub(super) async fn ask(view: View, Path(no): Path<u32>) -> Answer {
    show(&page(&view, no, String::new(), FieldErrors::default()).await?)
}

pub(super) async fn withdraw(view: View, Path(no): Path<u32>, Form(typed): Form<Typed>) -> Answer {
    if typed.reason.trim().is_empty() {
        let mut errors = FieldErrors::default();
        errors.add("reason", trouble(view.lang, "web-reason-needed", &[]));
        let page = page(&view, no, typed.reason, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response());
    }
    let (permit, now) = (view.permit::<Report>()?, view.house.now());
    let place = view.house.office.withdraw_evidence(&permit, no, &typed.reason, &now).await?;
    let page = view.page("web.evidence.title", "");
    let back = match read_school(&place.school) {
        Ok(code) => Links::new(&page, None).school_part(code.as_str(), "evidence"),
        Err(_) => page.to(&format!("/items/{}?standard={}", encoded(&place.item), encoded(&place.standard))),
    };
    Ok(Redirect::to(&back).into_response())
}
