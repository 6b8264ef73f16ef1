//! What became of a school, its branches, and what was said to explain its figures.

use askama::Template;
use axum::extract::{Path, Query};
use junheng_app::{Document, EventView, SchoolPast, See};
use junheng_labels as labels;

use super::{ByStandard, crumbs, page, school, tabs};
use crate::links::Links;
use crate::page::Page;
use crate::parts::{Event, Link};
use crate::refusal::Answer;
use crate::view::{Names, View, show};

#[derive(Template)]
#[template(path = "school/past.html")]
struct Past {
    page: Page,
    crumbs: Vec<Link>,
    tabs: Vec<Link>,
    links: Links,
    events: Vec<Event>,
    documents: Vec<Event>,
    found: SchoolPast,
}

pub(super) async fn show_past(
    view: View,
    Path(code): Path<String>,
    Query(asked): Query<ByStandard>,
) -> Answer {
    let code = school(&code)?;
    let standard = asked.of(&view).await?;
    let permit = view.permit::<See>()?;
    let found = view.house.office.school_past(&permit, view.year()?, &standard.id.0, &code).await?;
    let page = page(&view, &found.school);
    let links = Links::new(&page, asked.asked());
    let tabs = tabs(&page, &links, code.as_str(), "past");
    let by = found.documents.iter().map(|document| document.by.as_str());
    let names = view.names(by.chain(found.events.iter().map(|event| event.by.as_str()))).await?;
    let events = found.events.iter().map(|event| told(&page, &names, event)).collect();
    let documents = found.documents.iter().map(|document| explained(&page, &names, document)).collect();
    show(&Past { crumbs: crumbs(&page), tabs, links, events, documents, found, page })
}

fn told(page: &Page, names: &Names, event: &EventView) -> Event {
    let args = [("from", event.from.name.as_str()), ("to", &event.to.name), ("share", &event.share)];
    let said = labels::text(page.lang, &format!("web.school.event.{}", event.kind), &args);
    let withdrawn = if event.withdrawn { page.t("web.school.event.withdrawn") } else { String::new() };
    Event {
        at: event.at.clone(),
        when: page.tx("web.school.from-year", "year", event.year),
        who: names.of(&event.by),
        what: format!("{said} {withdrawn}").trim_end().to_owned(),
        reason: event.why.clone(),
    }
}

fn explained(page: &Page, names: &Names, document: &Document) -> Event {
    let rule = document.rule.of(page.lang).to_owned();
    let stage = document.subject.stage.map(|stage| page.t(format!("stage.{stage}")));
    Event {
        at: document.at.clone(),
        when: page.moment(&document.at),
        who: names.of(&document.by),
        what: stage.map_or_else(|| rule.clone(), |stage| format!("{stage} · {rule}")),
        reason: document.why.clone(),
    }
}
