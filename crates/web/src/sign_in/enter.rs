//! The page of login and password, and the way out.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use junheng_app::Attempted;
use serde::Deserialize;

use super::door::Door;
use super::path_of;
use crate::home::own_path;
use crate::links::encoded;
use crate::page::Page;
use crate::parts::FieldErrors;
use crate::refusal::Answer;

#[derive(Template)]
#[template(path = "sign_in/sign_in.html")]
struct SignInPage {
    page: Page,
    errors: FieldErrors,
    login: String,
    to: String,
    /// What the button of the identity provider says, if there is one.
    provider: Option<String>,
    /// A password was set just now.
    password_set: bool,
    /// What was sent with a session that had run out is kept as a draft.
    kept: bool,
}

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    /// Where to go afterwards.
    #[serde(default)]
    to: String,
    #[serde(default)]
    set: String,
    #[serde(default)]
    kept: String,
}

pub(super) async fn show_form(door: Door, Query(asked): Query<Asked>) -> Answer {
    if let Some(visit) = &door.visit {
        return Ok(Redirect::to(visit.pending().map_or("/", path_of)).into_response());
    }
    let errors = FieldErrors::default();
    let page = door.page("web.sign-in.title", &errors);
    let (password_set, kept) = (asked.set == "1", asked.kept == "1");
    let template = SignInPage {
        page,
        errors,
        login: String::new(),
        provider: door.house.office.provider_label().await?,
        to: own_path(&asked.to).to_owned(),
        password_set,
        kept,
    };
    door.form(&template, &FieldErrors::default())
}

#[derive(Deserialize)]
pub(super) struct SignInForm {
    login: String,
    password: String,
    #[serde(default)]
    to: String,
}

pub(super) async fn sign_in(door: Door, Form(form): Form<SignInForm>) -> Answer {
    door.count_attempt()?;
    let to = own_path(&form.to).to_owned();
    let attempted = Attempted { login: &form.login, password: &form.password };
    let place = door.place();
    let opened =
        door.house.office.sign_in(attempted, door.client(&place), door.token.as_deref(), &door.now()).await?;
    let Some(opened) = opened else {
        let mut errors = FieldErrors::default();
        // One sentence for whatever was wrong: nobody learns which logins there are, or which are locked.
        errors.add("login", junheng_labels::text(door.lang, "web.sign-in.refused", &[]));
        let page = door.page("web.sign-in.title", &errors);
        let template = SignInPage {
            page,
            errors: errors.clone(),
            login: form.login,
            to,
            provider: door.house.office.provider_label().await?,
            password_set: false,
            kept: false,
        };
        return door.form(&template, &errors);
    };
    let next = if opened.half { format!("/sign-in/code?to={}", encoded(&to)) } else { to };
    Ok(door.with_token(Redirect::to(&next).into_response(), &opened))
}

pub(super) async fn sign_out(door: Door) -> Answer {
    if let Some(visit) = &door.visit {
        door.house.office.sign_out(visit, &door.now()).await?;
    }
    Ok(door.signed_out())
}
