//! Locking a school year, and reopening it for corrections: both with a reason.

use askama::Template;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use junheng_app::{Settle, read_year};
use serde::Deserialize;

use super::{HERE, crumbs};
use crate::forms::Draft;
use crate::page::Page;
use crate::parts::{FieldErrors, Link};
use crate::refusal::{Answer, Refusal};
use crate::view::{View, show};
use crate::words::trouble;

#[derive(Template)]
#[template(path = "snapshots/lock.html")]
struct Ask {
    page: Page,
    crumbs: Vec<Link>,
    errors: FieldErrors,
    year: String,
    /// Where the form is sent.
    action: String,
    reason: String,
    draft: Option<Draft>,
    lock: bool,
}

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    /// The school year, as the page showed it.
    #[serde(default, rename = "for")]
    year: String,
    #[serde(default)]
    reason: String,
}

impl Ask {
    fn of(view: &View, lock: bool, typed: Typed, errors: FieldErrors) -> Self {
        let key = if lock { "web.snapshots.lock" } else { "web.snapshots.reopen" };
        let mut page = view.page(key, HERE);
        page.title = page.tx(key, "year", &typed.year);
        page.refused = !errors.is_empty();
        let Typed { year, reason } = typed;
        let action = format!("/snapshots/{}?year={year}", if lock { "lock" } else { "reopen" });
        Self { crumbs: crumbs(&page), errors, year, action, reason, draft: None, lock, page }
    }
}

async fn ask(view: View, lock: bool) -> Answer {
    view.permit::<Settle>()?;
    let typed = Typed { year: view.year()?.to_string(), reason: String::new() };
    let mut page = Ask::of(&view, lock, typed, FieldErrors::default());
    let (typed, draft) = view.typed(&page.action, Typed::default()).await?;
    (page.reason, page.draft) = (typed.reason, draft);
    show(&page)
}

pub(super) async fn ask_lock(view: View) -> Answer {
    ask(view, true).await
}

pub(super) async fn ask_reopen(view: View) -> Answer {
    ask(view, false).await
}

async fn settle(view: View, lock: bool, typed: Typed) -> Answer {
    let permit = view.permit::<Settle>()?;
    let year = read_year(&typed.year)?;
    let mut errors = FieldErrors::default();
    if typed.reason.trim().is_empty() {
        errors.add("reason", trouble(view.lang, "web-reason-needed", &[]));
    } else {
        let (office, at, why) = (&view.house.office, view.house.now(), typed.reason.trim());
        let done = match lock {
            true => office.lock(&permit, year, &at, why).await.map(drop),
            false => office.reopen(&permit, year, &at, why).await,
        };
        match done.map_err(Refusal::from) {
            // Sent twice: what the second would do is done.
            Err(refusal) if refusal.key == "locked-already" => {}
            Err(refusal) if refusal.status == StatusCode::CONFLICT => {
                errors.add("", refusal.sentence(view.lang));
            }
            other => other?,
        }
    }
    if errors.is_empty() {
        return Ok(Redirect::to(&format!("/snapshots?year={year}")).into_response());
    }
    let page = Ask::of(&view, lock, typed, errors);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

pub(super) async fn lock(view: View, Form(typed): Form<Typed>) -> Answer {
    settle(view, true, typed).await
}

pub(super) async fn reopen(view: View, Form(typed): Form<Typed>) -> Answer {
    settle(view, false, typed).await
}
