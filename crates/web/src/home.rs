//! The first page, and the choice of language.

mod bars;
mod first;
mod sentence;

#[cfg(test)]
mod tests;

use axum::Form;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::refusal::Answer;
use crate::routes::Routes;
use crate::view::LANGUAGE;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/", first::home).post("/language", choose_language)
}

#[derive(Deserialize)]
struct LanguageForm {
    language: String,
    /// The page to come back to.
    to: String,
}

async fn choose_language(Form(form): Form<LanguageForm>) -> Answer {
    let language = if form.language == "en" { "en" } else { "zh" };
    let cookie = format!("{LANGUAGE}={language}; Path=/; Max-Age=31536000; SameSite=Lax");
    let cookie = HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""));
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(own_path(&form.to))).into_response())
}

/// A path of this site, or the first page: never an address elsewhere.
pub(crate) fn own_path(path: &str) -> &str {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\");
    if own && !path.contains(|c: char| c.is_control()) { path } else { "/" }
}
