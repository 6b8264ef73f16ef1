//! The first page: how far the county is from quality balance.

use askama::Template;
use axum::Form;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::page::Page;
use crate::refusal::Answer;
use crate::routes::Routes;
use crate::view::{LANGUAGE, View, show};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/", home).post("/language", choose_language)
}

#[derive(Template)]
#[template(path = "home/home.html")]
struct Home {
    page: Page,
}

async fn home(view: View) -> Answer {
    show(&Home { page: view.page("web.home.title", "home") })
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

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use junheng_app::Role;

    use super::*;
    use crate::testing::Desk;

    #[tokio::test]
    async fn the_first_page_needs_somebody_signed_in() {
        let desk = Desk::sample().await;
        assert_eq!(desk.get("/").await.status, StatusCode::SEE_OTHER);
        let page = desk.signed_in(Role::BureauOfficer).get("/").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("<html lang=\"zh-CN\">"), "{}", page.text);
    }

    #[test]
    fn one_comes_back_to_a_page_of_this_site_only() {
        for (path, expected) in [
            ("/schools?year=2026", "/schools?year=2026"),
            ("https://evil.example", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\nb", "/"),
        ] {
            assert_eq!(own_path(path), expected);
        }
    }
}
