//! The pages of one school: its indicators, similar schools, years, facts and history.

mod edit;
mod facts;
mod past;
mod similar;
mod standing;
mod years;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use junheng_app::standards::Standard;
use junheng_app::{Overview, SchoolHead, read_school};
use junheng_domain::SchoolCode;
use serde::Deserialize;

use crate::links::Links;
use crate::page::Page;
use crate::parts::Link;
use crate::refusal::Refusal;
use crate::routes::Routes;
use crate::view::View;

pub(crate) use facts::cell_link;
pub(crate) use standing::{bound_sign, clause_words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/schools/{code}", standing::show_standing)
        .get("/schools/{code}/similar", similar::show_similar)
        .get("/schools/{code}/years", years::show_years)
        .get("/schools/{code}/facts", facts::show_facts)
        .post("/schools/{code}/facts", edit::change)
        .get("/schools/{code}/past", past::show_past)
}

/// The standard that a page was asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ByStandard {
    pub(crate) standard: Option<String>,
}

impl ByStandard {
    pub(crate) fn asked(&self) -> Option<&str> {
        self.standard.as_deref().filter(|standard| !standard.is_empty())
    }

    /// The standard asked for, or the county's own choice.
    pub(crate) async fn of(&self, view: &View) -> Result<Arc<Standard>, Refusal> {
        let permit = view.permit::<Overview>()?;
        Ok(view.house.office.standard_or_chosen(&permit, self.asked()).await?)
    }
}

/// A school's code from a path; what can be none is not found.
fn school(code: &str) -> Result<SchoolCode, Refusal> {
    read_school(code).map_err(|_| Refusal::not_found())
}

/// The pages of a school, for the row of tabs. `here` is the part of the address that is shown.
pub(crate) fn tabs(page: &Page, links: &Links, code: &str, here: &str) -> Vec<Link> {
    let tab = |part: &str, key: &str| {
        let href = if part.is_empty() { links.school(code) } else { links.school_part(code, part) };
        Link::new(page.t(key), href).here_if(part == here)
    };
    vec![
        tab("", "web.school.tab.standing"),
        tab("similar", "web.school.tab.similar"),
        tab("years", "web.school.tab.years"),
        tab("facts", "web.school.tab.facts"),
        tab("evidence", "web.evidence.title"),
        tab("past", "web.school.tab.past"),
    ]
}

/// The frame of a school's page: its name is the title.
pub(crate) fn page(view: &View, head: &SchoolHead) -> Page {
    let mut page = view.page("web.school.title", "schools");
    page.title.clone_from(&head.name);
    page
}

/// The way to a school's page.
pub(crate) fn crumbs(page: &Page) -> Vec<Link> {
    vec![Link::new(page.t("web.schools.title"), page.to("/schools"))]
}
