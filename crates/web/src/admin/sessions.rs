//! Everybody's sessions and tokens, and ending one.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{Secure, SessionView, TokenView};

use crate::page::Page;
use crate::refusal::Answer;
use crate::view::{View, show};

#[derive(Template)]
#[template(path = "admin/sessions.html")]
struct SessionsPage {
    page: Page,
    sessions: Vec<SessionView>,
    tokens: Vec<TokenView>,
}

pub(super) async fn list(view: View) -> Answer {
    let (permit, now) = (view.permit::<Secure>()?, view.house.now());
    let sessions = view.house.office.sessions(&permit, &now).await?;
    let mut tokens = view.house.office.tokens(&permit, &now).await?;
    tokens.retain(|token| token.in_force);
    show(&SessionsPage { page: view.page("web.sessions.title", "sessions"), sessions, tokens })
}

pub(super) async fn end_token(view: View, Path(id): Path<String>) -> Answer {
    view.house.office.end_token(&view.permit::<Secure>()?, &id, &view.house.now()).await?;
    Ok(Redirect::to("/sessions").into_response())
}

pub(super) async fn end(view: View, Path(key): Path<String>) -> Answer {
    view.house.office.end_session(&view.permit::<Secure>()?, &key, &view.house.now()).await?;
    Ok(Redirect::to("/sessions").into_response())
}
