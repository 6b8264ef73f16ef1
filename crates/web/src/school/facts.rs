//! What is reported of a school, fact by fact; with `?measure=`, one of them with its history and the form to change it.

use askama::Template;
use axum::extract::{Path, Query};
use junheng_app::{FactGroup, FactRow, Report, SchoolFacts, See, SourceCell};
use serde::Deserialize;

use super::edit::FactForm;
use super::{ByStandard, crumbs, page, school, tabs};
use crate::links::Links;
use crate::page::Page;
use crate::parts::Link;
use crate::refusal::Answer;
use crate::view::{Names, View, show};

/// Which fact is asked for; without a measure all of them.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    measure: String,
    #[serde(default)]
    stage: String,
    /// The number of an edit that was just saved.
    saved: Option<u32>,
    standard: Option<String>,
}

#[derive(Template)]
#[template(path = "school/facts.html")]
struct Facts {
    page: Page,
    crumbs: Vec<Link>,
    tabs: Vec<Link>,
    links: Links,
    names: Names,
    found: SchoolFacts,
    may_edit: bool,
}

pub(super) async fn show_facts(view: View, Path(code): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let code = school(&code)?;
    let by = ByStandard { standard: asked.standard };
    let standard = by.of(&view).await?;
    let permit = view.permit::<See>()?;
    let found = view.house.office.school_facts(&permit, view.year()?, &standard.id.0, &code).await?;
    let page = page(&view, &found.school);
    let links = Links::new(&page, by.asked());
    if !asked.measure.is_empty() {
        let form = FactForm::empty(&asked.stage, &asked.measure);
        return form.page(&view, &code, by.asked(), asked.saved).await;
    }
    let tabs = tabs(&page, &links, code.as_str(), "facts");
    let may_edit = view.visitor.permit::<Report>().is_some();
    let rows = found.groups.iter().flat_map(|group| &group.rows);
    let by = rows.filter_map(|row| row.source.as_ref()).map(|source| source.by.as_str());
    let names = view.names(by).await?;
    show(&Facts { crumbs: crumbs(&page), tabs, links, names, found, may_edit, page })
}

impl Facts {
    fn group_name(&self, group: &FactGroup) -> String {
        match group.subject.stage {
            Some(stage) => self.page.t(format!("stage.{stage}")),
            None => self.page.t("web.school.whole"),
        }
    }

    fn fact(&self, group: &FactGroup, row: &FactRow) -> String {
        self.links.fact(&self.found.school.code, group.subject.stage, &row.measure.id)
    }

    fn cell(&self, source: &SourceCell) -> String {
        cell_link(&self.links, source)
    }
}

/// Where a cell's other uses are shown; empty for an edit by hand.
pub(crate) fn cell_link(links: &Links, source: &SourceCell) -> String {
    match (&source.sheet, &source.cell) {
        (sheet, Some(cell)) => links.cell(source.import, sheet.as_deref().unwrap_or_default(), cell),
        (_, None) => String::new(),
    }
}
