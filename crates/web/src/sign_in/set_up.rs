//! The first start: three administrators, and links for two of them.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use junheng_app::{Administrator, LinkMade, SetUp};
use serde::Deserialize;

use super::door::{Door, secret_address};
use super::link::{gone, rule};
use crate::page::Page;
use crate::parts::FieldErrors;
use crate::refusal::Answer;
use crate::view::show;

#[derive(Deserialize, Default)]
pub(super) struct SetUpForm {
    login: String,
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
    security_login: String,
    security_name: String,
    audit_login: String,
    audit_name: String,
}

#[derive(Template)]
#[template(path = "sign_in/set_up.html")]
struct SetUpPage {
    page: Page,
    errors: FieldErrors,
    typed: SetUpForm,
    rule: String,
}

#[derive(Template)]
#[template(path = "sign_in/set_up_done.html")]
struct DonePage {
    page: Page,
    links: [LinkMade; 2],
}

pub(super) async fn show_form(door: Door, Path(token): Path<String>) -> Answer {
    if !door.house.office.may_set_up(&token, &door.now()).await? {
        return Err(gone());
    }
    page(&door, SetUpForm::default(), FieldErrors::default()).await
}

async fn page(door: &Door, typed: SetUpForm, errors: FieldErrors) -> Answer {
    let rule = rule(door, &door.house.office.policy().await?);
    let page = door.page("web.sign-in.set-up-title", &errors);
    door.form(&SetUpPage { page, errors: errors.clone(), typed, rule }, &errors).map(secret_address)
}

pub(super) async fn set_up(door: Door, Path(token): Path<String>, Form(form): Form<SetUpForm>) -> Answer {
    door.count_attempt()?;
    let asked = SetUp {
        system: Administrator { login: &form.login, name: &form.name },
        password: &form.password,
        again: &form.again,
        security: Administrator { login: &form.security_login, name: &form.security_name },
        audit: Administrator { login: &form.audit_login, name: &form.audit_name },
    };
    let place = door.place();
    let done = door.house.office.set_up(&token, asked, door.client(&place), &door.now()).await;
    match done {
        Ok(Some(done)) => {
            let page = door.page("web.sign-in.done-title", &FieldErrors::default());
            let response = show(&DonePage { page, links: done.links })?;
            Ok(secret_address(door.with_token(response, &done.opened)))
        }
        Ok(None) => Err(gone()),
        Err(trouble) => {
            let errors = door.errors(trouble)?;
            page(&door, form, errors).await
        }
    }
}
