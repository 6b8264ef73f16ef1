//! The first page, and the choice of language.

mod bars;
mod first;
mod sentence;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Redirect};
use serde::Deserialize;

use crate::cookie::Cookie;
use crate::house::House;
use crate::refusal::Answer;
use crate::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/", first::home).post("/language", choose_language)
}

#[derive(Deserialize)]
struct LanguageForm {
    language: String,
    /// The page to come back to.
    to: String,
}

async fn choose_language(State(house): State<Arc<House>>, Form(form): Form<LanguageForm>) -> Answer {
    let language = if form.language == "en" { "en" } else { "zh" };
    let cookie = Cookie::Language.give(language, house.settings.secure());
    let cookie = cookie.map(|cookie| [(header::SET_COOKIE, cookie)]);
    Ok((AppendHeaders(cookie.into_iter().flatten()), Redirect::to(own_path(&form.to))).into_response())
}

/// A path of this site, or the first page: never an address elsewhere.
pub(crate) fn own_path(path: &str) -> &str {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\");
    if own && !path.contains(|c: char| c.is_control()) { path } else { "/" }
}
