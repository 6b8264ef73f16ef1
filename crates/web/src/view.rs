//! What a handler of a page is given: the house, the visitor with their permits, the language and the school year.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse};
use junheng_app::{CountyCard, Overview, Permit, Right, Visitor, read_year};
use junheng_domain::SchoolYear;
use junheng_labels::Lang;
use serde::Deserialize;

use crate::cookie::Cookie;
use crate::house::House;
use crate::navigation;
use crate::page::Page;
use crate::proxy;
use crate::refusal::{Answer, Refusal};

/// A signed-in visitor's request for a page.
pub(crate) struct View {
    pub(crate) house: Arc<House>,
    pub(crate) visitor: Visitor,
    pub(crate) lang: Lang,
    /// The school year asked for with `?year=`, or the latest that has facts.
    pub(crate) year: Option<SchoolYear>,
    /// Newest first.
    pub(crate) years: Vec<SchoolYear>,
    card: CountyCard,
    path: String,
    /// Whether it comes from where the pages of administrators are open.
    inside: bool,
}

#[derive(Deserialize)]
struct Asked {
    year: Option<String>,
}

impl FromRequestParts<Arc<House>> for View {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Refusal> {
        let visitor = parts.extensions.get::<Visitor>().cloned().ok_or_else(Refusal::sign_in_first)?;
        let Query(asked) = Query::<Asked>::from_request_parts(parts, house)
            .await
            .map_err(|_| Refusal::new(axum::http::StatusCode::UNPROCESSABLE_ENTITY, "web-query"))?;
        let permit = visitor.permit::<Overview>().ok_or_else(|| Refusal::forbidden("web-no-right"))?;
        let mut years = house.office.years_there_are(&permit).await?;
        years.reverse();
        let year = match asked.year.filter(|text| !text.is_empty()) {
            Some(text) => Some(read_year(&text)?),
            None => years.first().copied(),
        };
        let card = house.office.county_card(&permit, year).await?;
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let address =
            proxy::origin(&parts.headers, proxy::peer(&parts.extensions), &house.settings.transport);
        let inside = house.settings.admits_administration(address);
        let (house, lang) = (house.clone(), language(&parts.headers));
        Ok(Self { house, visitor, lang, year, years, card, path, inside })
    }
}

/// What people are called, by their keys.
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    pub(crate) fn of(&self, key: &str) -> String {
        self.0.get(key).map_or(key, String::as_str).to_owned()
    }
}

impl View {
    /// The visitor's permit for what the handler does.
    pub(crate) fn permit<R: Right>(&self) -> Result<Permit<R>, Refusal> {
        self.visitor.permit().ok_or_else(|| Refusal::forbidden("web-no-right"))
    }

    /// A moment (RFC 3339) to the minute, as the county's clocks showed it.
    pub(crate) fn moment(&self, at: &str) -> String {
        self.house.settings.clock.shown(at)
    }

    /// What those are called whom records name by their keys.
    pub(crate) async fn names<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> Result<Names, Refusal> {
        let keys = keys.into_iter().filter(|key| !key.is_empty()).map(str::to_owned).collect();
        let mut names = self.house.office.names_in_records(&self.permit()?, keys).await?;
        names.insert(self.visitor.person().to_owned(), self.visitor.name().to_owned());
        Ok(Names(names))
    }

    /// The school year that the page is about.
    pub(crate) fn year(&self) -> Result<SchoolYear, Refusal> {
        self.year.ok_or_else(|| Refusal::new(axum::http::StatusCode::NOT_FOUND, "no-data"))
    }

    /// The frame of a page whose title is a label, below an entry of the main navigation.
    pub(crate) fn page(&self, title: &str, here: &'static str) -> Page {
        let mut page = Page::plain(self.lang, "", &self.path);
        page.title = page.t(title);
        page.visitor = Some(self.visitor.name().to_owned());
        page.county = self.card.name.clone();
        page.telephone = self.card.telephone.clone();
        page.clock = self.house.settings.clock;
        page.as_of = self.card.changed_at.as_deref().map(|at| page.clock.day(at)).unwrap_or_default();
        page.years = self.years.clone();
        page.year = self.year;
        page.here = here;
        page.nav = navigation::groups(&self.house.rights, &self.visitor, self.inside);
        page
    }
}

/// The page of a filled template.
pub(crate) fn show(template: &impl Template) -> Answer {
    Ok(Html(template.render()?).into_response())
}

/// Chinese, unless the cookie or, without one, the browser asks for English first.
pub(crate) fn language(headers: &HeaderMap) -> Lang {
    let chosen = [true, false].into_iter().find_map(|secure| Cookie::Language.read(headers, secure));
    let accepted = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    match chosen.or_else(accepted) {
        Some(tag) if tag.starts_with("en") => Lang::En,
        _ => Lang::Zh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: header::HeaderName, value: &str, lang: Lang) {
        let headers = HeaderMap::from_iter([(name, value.parse().unwrap())]);
        assert_eq!(language(&headers), lang, "{value}");
    }

    #[test]
    fn the_cookie_or_the_browser_says_the_language() {
        assert_eq!(language(&HeaderMap::new()), Lang::Zh);
        check(header::ACCEPT_LANGUAGE, "en-GB,en;q=0.9,zh;q=0.5", Lang::En);
        check(header::ACCEPT_LANGUAGE, "zh-CN,en;q=0.5", Lang::Zh);
        check(header::COOKIE, "a=b; language=en", Lang::En);
        check(header::COOKIE, "__Host-language=en", Lang::En);
        check(header::COOKIE, "language=<script>", Lang::Zh);
    }
}
