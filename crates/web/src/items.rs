//! An item that the county is judged by: its standing is entered with what it is based on, and proved by documents.

use askama::Template;
use axum::Form;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query};
use axum::handler::Handler as _;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{EvidenceOf, ItemPage, NewEntry, Report, See, Trouble};
use serde::Deserialize;

use crate::evidence::{Received, Shelf};
use crate::forms::Draft;
use crate::links::{Links, encoded};
use crate::page::Page;
use crate::parts::{Choice, FieldErrors, Link, Mark};
use crate::refusal::{Answer, Refusal};
use crate::routes::Routes;
use crate::school::{ByStandard, clause_words};
use crate::view::{Names, View, show};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/items/{id}", item)
        .post("/items/{id}", enter)
        .post("/items/{id}/evidence", add.layer(DefaultBodyLimit::disable()))
}

/// How the page was asked for.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    standard: Option<String>,
    /// The number of the entry that was saved just now.
    saved: Option<u32>,
    #[serde(default)]
    added: String,
}

/// What is entered, as it was typed.
#[derive(Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    status: String,
    #[serde(default)]
    points: String,
    #[serde(default)]
    evidence: String,
    /// The import or edit whose word was shown.
    #[serde(default)]
    version: String,
}

/// What becomes of a form on the page.
#[derive(Default)]
struct Outcome {
    errors: FieldErrors,
    saved: Option<u32>,
    /// Somebody else entered something meanwhile: what was typed stands beside what holds now.
    conflict: bool,
    draft: Option<Draft>,
}

#[derive(Template)]
#[template(path = "items/item.html")]
struct ItemTemplate {
    page: Page,
    crumbs: Vec<Link>,
    names: Names,
    found: ItemPage,
    /// Where the form is sent.
    action: String,
    typed: Typed,
    statuses: Vec<Choice>,
    outcome: Outcome,
    shelf: Shelf,
}

const STATUSES: [&str; 3] = ["met", "not_met", "not_applicable"];

async fn found(view: &View, id: &str, standard: &str) -> Result<ItemPage, Refusal> {
    let (see, report) = (view.permit::<See>()?, view.visitor.permit::<Report>());
    Ok(view.house.office.item(&see, report.as_ref(), (view.year()?, standard, id)).await?)
}

fn address(page: &Page, id: &str, standard: &str, part: &str) -> String {
    page.to(&format!("/items/{}{part}?standard={}", encoded(id), encoded(standard)))
}

impl ItemTemplate {
    async fn new(
        view: &View,
        found: ItemPage,
        typed: Typed,
        outcome: Outcome,
        (received, wrong, added): (Option<&Received>, FieldErrors, bool),
    ) -> Result<Self, Refusal> {
        let mut page = view.page("web.indicator.title", "indicators");
        page.title = format!("{} {}", found.indicator.id, found.indicator.name.of(page.lang));
        page.refused = !outcome.errors.is_empty() || !wrong.is_empty();
        let (id, standard) = (found.indicator.id.clone(), found.standard.id.clone());
        let of = EvidenceOf::Item { standard: &standard, item: &id };
        let upload = address(&page, &id, &standard, "/evidence");
        let shelf = Shelf::of(view, of, upload, (received, wrong, added)).await?;
        let names = view.names(found.entry.iter().map(|entry| entry.by.as_str())).await?;
        let links = Links::new(&page, Some(&standard));
        let statuses =
            STATUSES.map(|one| Choice::new(one, page.t(format!("web.items.{one}")), one == typed.status));
        Ok(Self {
            crumbs: vec![
                Link::new(page.t("web.indicator.list"), links.indicators()),
                Link::new(&id, links.indicator(&id)),
            ],
            action: address(&page, &id, &standard, ""),
            statuses: statuses.into(),
            names,
            found,
            typed,
            outcome,
            shelf,
            page,
        })
    }

    fn mark(&self) -> Mark {
        self.found.entry.as_ref().map_or(Mark::Missing, |entry| entry.standing.into())
    }

    fn clause(&self) -> String {
        clause_words(&self.found.indicator)
    }
}

/// What holds, as the form begins.
fn fresh(found: &ItemPage) -> Typed {
    let standing = found.entry.as_ref().map(|entry| match Mark::from(entry.standing) {
        Mark::Met => "met",
        Mark::NotJudged => "not_applicable",
        _ => "not_met",
    });
    Typed {
        status: standing.unwrap_or_default().to_owned(),
        points: found.entry.as_ref().and_then(|entry| entry.points.clone()).unwrap_or_default(),
        evidence: found.entry.as_ref().map(|entry| entry.evidence.clone()).unwrap_or_default(),
        version: found.version.to_string(),
    }
}

async fn standard_of(view: &View, asked: &Asked) -> Result<String, Refusal> {
    let by = ByStandard { standard: asked.standard.clone() };
    Ok(by.of(view).await?.id.0.clone())
}

async fn item(view: View, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let found = found(&view, &id, &standard_of(&view, &asked).await?).await?;
    let action = address(&view.page("web.indicator.title", ""), &id, &found.standard.id, "");
    let (typed, draft) = view.typed(&action, fresh(&found)).await?;
    let conflict = draft.is_some() && typed.version != found.version.to_string();
    let outcome = Outcome { saved: asked.saved, conflict, draft, ..Outcome::default() };
    let shelf = (None, FieldErrors::default(), !asked.added.is_empty());
    show(&ItemTemplate::new(&view, found, typed, outcome, shelf).await?)
}

async fn enter(
    view: View,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Form(typed): Form<Typed>,
) -> Answer {
    let permit = view.permit::<Report>()?;
    let standard = standard_of(&view, &asked).await?;
    found(&view, &id, &standard).await?;
    let seen = typed.version.parse().map_err(|_| Refusal::value("version"))?;
    let points = typed.points.trim();
    let entry = NewEntry {
        standard: &standard,
        year: view.year()?,
        indicator: &id,
        status: &typed.status,
        points: Some(points).filter(|points| !points.is_empty()),
        evidence: &typed.evidence,
        seen: Some(seen),
    };
    let trouble = match view.house.office.enter(&permit, entry, &view.house.now()).await {
        Ok(no) => {
            let page = view.page("web.indicator.title", "");
            let back = format!("{}&saved={}", address(&page, &id, &standard, ""), no.0);
            return Ok(Redirect::to(&back).into_response());
        }
        Err(trouble) => trouble,
    };
    let field = match &trouble {
        Trouble::Said { key: "status", .. } => "status",
        Trouble::Said { key: "points", .. } => "points",
        Trouble::Said { key: "evidence-needed", .. } => "evidence",
        Trouble::Said { .. } => "",
        _ => return Err(trouble.into()),
    };
    let refusal = Refusal::from(trouble);
    let mut outcome = Outcome { conflict: refusal.key == "fact-changed", ..Outcome::default() };
    outcome.errors.add(field, refusal.sentence(view.lang));
    let shelf = (None, FieldErrors::default(), false);
    let now = found(&view, &id, &standard).await?;
    let page = ItemTemplate::new(&view, now, typed, outcome, shelf).await?;
    let status = if field.is_empty() { refusal.status } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, show(&page)?).into_response())
}

async fn add(view: View, Path(id): Path<String>, Query(asked): Query<Asked>, mut form: Multipart) -> Answer {
    let standard = standard_of(&view, &asked).await?;
    let found = found(&view, &id, &standard).await?;
    let received = Received::from(&view, &mut form).await?;
    let errors = match received.keep(&view, EvidenceOf::Item { standard: &standard, item: &id }).await? {
        Ok(_) => {
            let page = view.page("web.indicator.title", "");
            let back = format!("{}&added=1#evidence", address(&page, &id, &standard, ""));
            return Ok(Redirect::to(&back).into_response());
        }
        Err(errors) => errors,
    };
    let typed = fresh(&found);
    let shelf = (Some(&received), errors, false);
    let page = ItemTemplate::new(&view, found, typed, Outcome::default(), shelf).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response())
}
