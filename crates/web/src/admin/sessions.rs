//! Everybody's sessions, and ending one.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{Secure, SessionView};

use crate::page::Page;
use crate::refusal::Answer;
use crate::view::{View, show};

#[derive(Template)]
#[template(path = "admin/sessions.html")]
struct SessionsPage {
    page: Page,
    sessions: Vec<SessionView>,
}

pub(super) async fn list(view: View) -> Answer {
    let sessions = view.house.office.sessions(&view.permit::<Secure>()?, &view.house.now()).await?;
    show(&SessionsPage { page: view.page("web.sessions.title", "sessions"), sessions })
}

pub(super) async fn end(view: View, Path(key): Path<String>) -> Answer {
    view.house.office.end_session(&view.permit::<Secure>()?, &key, &view.house.now()).await?;
    Ok(Redirect::to("/sessions").into_response())
}
