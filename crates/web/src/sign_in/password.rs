//! Changing one's own password.

use askama::Template;
use axum::Form;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{NewSecret, Pending};
use serde::Deserialize;

use super::door::Door;
use super::link::rule;
use crate::page::Page;
use crate::parts::FieldErrors;
use crate::refusal::Answer;

#[derive(Template)]
#[template(path = "sign_in/password.html")]
struct PasswordPage {
    page: Page,
    errors: FieldErrors,
    rule: String,
    login: String,
    /// It is too old.
    must: bool,
}

/// Whoever has not given the second factor does that first.
fn elsewhere(door: &Door) -> Option<&'static str> {
    match door.visit.as_ref().and_then(|visit| visit.pending()) {
        Some(Pending::ChangePassword) | None => None,
        Some(other) => Some(super::path_of(other)),
    }
}

pub(super) async fn show_form(door: Door) -> Answer {
    if let Some(path) = elsewhere(&door) {
        return Ok(Redirect::to(path).into_response());
    }
    page(&door, FieldErrors::default()).await
}

async fn page(door: &Door, errors: FieldErrors) -> Answer {
    let visit = door.visit()?;
    let template = PasswordPage {
        page: door.page("web.sign-in.password-title", &errors),
        errors: errors.clone(),
        rule: rule(door, &door.house.office.policy().await?),
        login: visit.login().to_owned(),
        must: visit.pending() == Some(Pending::ChangePassword),
    };
    door.form(&template, &errors)
}

#[derive(Deserialize)]
pub(super) struct PasswordForm {
    old: String,
    new: String,
    again: String,
}

pub(super) async fn change(door: Door, Form(form): Form<PasswordForm>) -> Answer {
    door.count_attempt()?;
    if let Some(path) = elsewhere(&door) {
        return Ok(Redirect::to(path).into_response());
    }
    let secret = NewSecret { old: &form.old, new: &form.new, again: &form.again };
    let place = door.place();
    let changed =
        door.house.office.change_password(door.visit()?, secret, door.client(&place), &door.now()).await;
    match changed {
        Ok(opened) => Ok(door.with_token(Redirect::to("/").into_response(), &opened)),
        Err(trouble) => {
            let errors = door.errors(trouble)?;
            page(&door, errors).await
        }
    }
}
