//! The page that asks for the code of the second factor.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use junheng_app::Pending;
use serde::Deserialize;

use super::door::Door;
use super::path_of;
use crate::home::own_path;
use crate::page::Page;
use crate::parts::FieldErrors;
use crate::refusal::{Answer, Refusal};

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct CodePage {
    page: Page,
    errors: FieldErrors,
    to: String,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    to: String,
}

/// Leads on whoever has nothing to do here.
fn elsewhere(door: &Door) -> Option<&'static str> {
    match door.visit.as_ref().map(|visit| visit.pending()) {
        Some(Some(Pending::SecondFactor)) => None,
        Some(Some(other)) => Some(path_of(other)),
        Some(None) => Some("/"),
        None => Some("/sign-in"),
    }
}

pub(super) async fn show_form(door: Door, Query(asked): Query<Asked>) -> Answer {
    if let Some(path) = elsewhere(&door) {
        return Ok(Redirect::to(path).into_response());
    }
    let errors = FieldErrors::default();
    let page = door.page("web.sign-in.code-title", &errors);
    door.form(&CodePage { page, errors, to: own_path(&asked.to).to_owned() }, &FieldErrors::default())
}

#[derive(Deserialize)]
pub(super) struct CodeForm {
    code: String,
    #[serde(default)]
    to: String,
}

pub(super) async fn give(door: Door, Form(form): Form<CodeForm>) -> Answer {
    door.count_attempt()?;
    if let Some(path) = elsewhere(&door) {
        return Ok(Redirect::to(path).into_response());
    }
    let (to, place) = (own_path(&form.to).to_owned(), door.place());
    let token = door.token.as_deref().ok_or_else(Refusal::sign_in_first)?;
    let (office, now) = (&door.house.office, door.now());
    let given = office.give_code(door.visit()?, &form.code, door.client(&place), token, &now).await?;
    if let Some(opened) = given {
        return Ok(door.with_token(Redirect::to(&to).into_response(), &opened));
    }
    let mut errors = FieldErrors::default();
    errors.add("code", junheng_labels::text(door.lang, "web.sign-in.code-refused", &[]));
    let page = door.page("web.sign-in.code-title", &errors);
    door.form(&CodePage { page, errors: errors.clone(), to }, &errors)
}
