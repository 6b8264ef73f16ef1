//! One's own account: sessions, second factor, and proving again who one is.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect};
use junheng_app::{OwnLink, SessionView};
use serde::Deserialize;

use super::door::Door;
use crate::home::own_path;
use crate::page::Page;
use crate::parts::FieldErrors;
use crate::refusal::Answer;
use crate::view::{View, show};

#[derive(Template)]
#[template(path = "sign_in/account.html")]
struct AccountPage {
    page: Page,
    login: String,
    name: String,
    /// Whether there is a second factor, in words.
    factor: String,
    /// How it stands to the identity provider, if there is one.
    link: Option<OwnLink>,
    sessions: Vec<SessionView>,
}

pub(super) async fn show_account(view: View, door: Door) -> Answer {
    let visit = door.visit()?;
    let sessions = door.house.office.own_sessions(visit).await?;
    let link = door.house.office.own_link(visit).await?;
    let page = view.page("web.account.title", "");
    let set = visit.has_second_factor();
    show(&AccountPage {
        factor: page.t(if set { "web.account.factor-set" } else { "web.account.factor-none" }),
        page,
        login: visit.login().to_owned(),
        name: visit.name().to_owned(),
        link,
        sessions,
    })
}

pub(super) async fn end_session(door: Door, Path(key): Path<String>) -> Answer {
    let visit = door.visit()?;
    door.house.office.end_own_session(visit, &key, &door.now()).await?;
    Ok(if key == visit.session_key() { door.signed_out() } else { Redirect::to("/account").into_response() })
}

#[derive(Template)]
#[template(path = "sign_in/proof.html")]
struct ProofPage {
    page: Page,
    errors: FieldErrors,
    has_second_factor: bool,
    to: String,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    to: String,
}

fn proof_page(door: &Door, to: &str, errors: &FieldErrors) -> Answer {
    let template = ProofPage {
        page: door.page("web.account.proof-title", errors),
        errors: errors.clone(),
        has_second_factor: door.visit()?.has_second_factor(),
        to: own_path(to).to_owned(),
    };
    door.form(&template, errors)
}

pub(super) async fn show_proof(door: Door, Query(asked): Query<Asked>) -> Answer {
    proof_page(&door, &asked.to, &FieldErrors::default())
}

#[derive(Deserialize)]
pub(super) struct ProofForm {
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    to: String,
}

pub(super) async fn prove(door: Door, Form(form): Form<ProofForm>) -> Answer {
    door.count_attempt()?;
    let given = (form.password.as_str(), form.code.as_str());
    if door.house.office.prove(door.visit()?, given, &door.now()).await? {
        return Ok(Redirect::to(own_path(&form.to)).into_response());
    }
    let mut errors = FieldErrors::default();
    errors.add("password", junheng_labels::text(door.lang, "web.account.proof-refused", &[]));
    proof_page(&door, &form.to, &errors)
}
