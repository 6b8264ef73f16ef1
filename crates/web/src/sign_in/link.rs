//! The page behind a one-time link: a first password, or a new one for a forgotten one.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{LinkFor, Policy};
use serde::Deserialize;

use super::door::{Door, secret_address};
use crate::page::Page;
use crate::parts::FieldErrors;
use crate::refusal::{Answer, Refusal};

#[derive(Template)]
#[template(path = "sign_in/link.html")]
struct LinkPage {
    page: Page,
    errors: FieldErrors,
    whose: LinkFor,
    rule: String,
}

/// What a password must be, in one sentence.
pub(super) fn rule(door: &Door, policy: &Policy) -> String {
    let (length, kinds) = (policy.password_length.to_string(), policy.password_kinds.to_string());
    junheng_labels::text(door.lang, "web.sign-in.rule", &[("length", &length), ("kinds", &kinds)])
}

pub(super) fn gone() -> Refusal {
    Refusal::new(StatusCode::GONE, "web-link-gone")
}

pub(super) async fn show_form(door: Door, Path(token): Path<String>) -> Answer {
    page(&door, &token, FieldErrors::default()).await
}

async fn page(door: &Door, token: &str, errors: FieldErrors) -> Answer {
    let office = &door.house.office;
    let whose = office.link(token, &door.now()).await?.ok_or_else(gone)?;
    let rule = rule(door, &office.policy().await?);
    let page = door.page("web.sign-in.link-title", &errors);
    let template = LinkPage { page, errors: errors.clone(), whose, rule };
    door.form(&template, &errors).map(secret_address)
}

#[derive(Deserialize)]
pub(super) struct LinkForm {
    password: String,
    again: String,
}

pub(super) async fn set_password(
    door: Door,
    Path(token): Path<String>,
    Form(form): Form<LinkForm>,
) -> Answer {
    door.count_attempt()?;
    let (place, typed) = (door.place(), (form.password.as_str(), form.again.as_str()));
    let set = door.house.office.use_link(&token, typed, door.client(&place), &door.now()).await;
    match set {
        Ok(true) => Ok(Redirect::to("/sign-in?set=1").into_response()),
        Ok(false) => Err(gone()),
        Err(trouble) => {
            let errors = door.errors(trouble)?;
            page(&door, &token, errors).await
        }
    }
}
