//! Linking one's own account to the identity provider, and taking the link away.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use junheng_app::OwnLink;
use serde::Deserialize;

use super::door::Door;
use super::provider::{leave, refused};
use crate::page::Page;
use crate::parts::FieldErrors;
use crate::refusal::{Answer, Refusal};
use crate::view::View;

#[derive(Template)]
#[template(path = "sign_in/own_link.html")]
struct OwnLinkPage {
    page: Page,
    errors: FieldErrors,
    link: OwnLink,
    has_second_factor: bool,
    /// It was linked just now.
    linked: bool,
}

async fn page(view: &View, door: &Door, linked: bool, errors: &FieldErrors) -> Answer {
    let visit = door.visit()?;
    let link = view.house.office.own_link(visit).await?.ok_or_else(Refusal::not_found)?;
    let mut page = view.page("web.provider.own", "");
    page.refused = !errors.is_empty();
    let has_second_factor = visit.has_second_factor();
    door.form(&OwnLinkPage { page, errors: errors.clone(), link, has_second_factor, linked }, errors)
}

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    linked: String,
}

pub(super) async fn show_form(view: View, door: Door, Query(asked): Query<Asked>) -> Answer {
    page(&view, &door, asked.linked == "1", &FieldErrors::default()).await
}

#[derive(Deserialize)]
pub(super) struct LinkForm {
    password: String,
    #[serde(default)]
    code: String,
}

pub(super) async fn begin(view: View, door: Door, Form(form): Form<LinkForm>) -> Answer {
    door.count_attempt()?;
    let given = (form.password.as_str(), form.code.as_str());
    match door.house.office.begin_link(door.visit()?, given, &door.now()).await {
        Ok(Some(way)) => leave(&door, way),
        Ok(None) => {
            let mut errors = FieldErrors::default();
            errors.add("password", junheng_labels::text(door.lang, "web.account.proof-refused", &[]));
            page(&view, &door, false, &errors).await
        }
        Err(trouble) => refused(&door, trouble),
    }
}

pub(super) async fn end(door: Door) -> Answer {
    let visit = door.visit()?;
    door.house.office.end_own_link(visit, &door.now()).await?;
    Ok(Redirect::to("/account").into_response())
}
