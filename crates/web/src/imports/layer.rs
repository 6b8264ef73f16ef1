//! An import or edit that was saved: its receipt, and taking it back or bringing it again.

use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use junheng_app::{Dependents, ImportRecord, LayerStatus, Report, See};
use serde::Deserialize;

use super::HERE;
use super::list::Layer;
use super::upload::crumbs;
use crate::forms::Draft;
use crate::page::Page;
use crate::parts::{FieldErrors, Link};
use crate::refusal::{Answer, Refusal};
use crate::view::{Names, View, show};
use crate::words::{counted, trouble, wording};

#[derive(Template)]
#[template(path = "imports/receipt.html")]
struct Receipt {
    page: Page,
    crumbs: Vec<Link>,
    layer: Layer,
    rows: String,
    sha256: String,
    layout: String,
    why: String,
    /// Who took it back, when and why; empty while it holds.
    undone: String,
    /// It was saved just now.
    done: bool,
    may_change: bool,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    done: Option<String>,
}

pub(super) async fn receipt(view: View, Path(no): Path<u32>, Query(asked): Query<Asked>) -> Answer {
    let (import, _) = view.house.office.import(&view.permit::<See>()?, no).await?;
    let mut page = view.page("web.imports.receipt", HERE);
    page.title = page.tx("web.imports.receipt", "no", no);
    let names = names(&view, &import).await?;
    let words = view.house.office.layers_in_words(&view.permit()?, &[&import]).await?;
    let counts = import.counts;
    let rows = [
        ("read", counts.read),
        ("kept", counts.kept),
        ("refused", counts.refused),
        ("unchanged", counts.unchanged),
    ];
    show(&Receipt {
        crumbs: crumbs(&page),
        layer: Layer::of(&view, &names, &words, &import),
        rows: counted(view.lang, "web.imports.rows-kept", &rows),
        sha256: import.info.sha256.clone(),
        layout: layout(&view, &import.layout.id),
        why: import.why.clone(),
        undone: undone(&view, &names, &import),
        done: asked.done.is_some(),
        may_change: view.visitor.permit::<Report>().is_some(),
        page,
    })
}

/// What a layout is called: a template by its standard, a mapping by its id.
fn layout(view: &View, id: &str) -> String {
    let standard = id.strip_prefix("template/").and_then(|id| view.house.office.standard_by_id(id).ok());
    standard.map_or_else(|| id.to_owned(), |standard| wording(view.lang, &standard.wording).to_owned())
}

async fn names(view: &View, import: &ImportRecord) -> Result<Names, Refusal> {
    let undone_by = match &import.status {
        LayerStatus::Active => "",
        LayerStatus::Undone { by, .. } => by,
    };
    view.names([import.info.by.as_str(), undone_by]).await
}

fn undone(view: &View, names: &Names, import: &ImportRecord) -> String {
    match &import.status {
        LayerStatus::Active => String::new(),
        LayerStatus::Undone { by, at, why } => {
            let by = names.of(by);
            counted(view.lang, "layer.undone", &[("by", by), ("at", view.moment(at)), ("why", why.clone())])
        }
    }
}

/// Asks before a layer is taken back or brought again.
#[derive(Template)]
#[template(path = "imports/switch.html")]
struct Switch {
    page: Page,
    crumbs: Vec<Link>,
    errors: FieldErrors,
    layer: Layer,
    undo: bool,
    depends: Vec<String>,
    /// Where the form is sent.
    action: String,
    reason: String,
    draft: Option<Draft>,
}

impl Switch {
    async fn of(
        view: &View,
        (import, dependents): &(ImportRecord, Dependents),
        undo: bool,
    ) -> Result<Self, Refusal> {
        let names = names(view, import).await?;
        let words = view.house.office.layers_in_words(&view.permit()?, &[import]).await?;
        let no = import.info.no.0;
        let key = if undo { "web.imports.undo.title" } else { "web.imports.redo.title" };
        let mut page = view.page(key, HERE);
        page.title = page.tx(key, "no", no);
        let mut crumbs = crumbs(&page);
        crumbs.push(Link::new(page.tx("web.imports.receipt", "no", no), page.to(&format!("/imports/{no}"))));
        let layers = dependents.layers.iter().map(|(later, subjects)| {
            let args = [("no", u64::from(later.0)), ("count", *subjects)];
            counted(view.lang, "undo.layer", &args)
        });
        let snapshots =
            dependents.snapshots.iter().map(|snapshot| page.tx("undo.snapshot", "no", snapshot.0));
        let depends = layers.chain(snapshots).collect();
        let layer = Layer::of(view, &names, &words, import);
        let action = format!("/imports/{no}/{}", if undo { "undo" } else { "redo" });
        let (errors, reason) = (FieldErrors::default(), String::new());
        Ok(Self { crumbs, errors, layer, undo, depends, action, reason, draft: None, page })
    }
}

async fn ask(view: View, no: u32, undo: bool) -> Answer {
    view.permit::<Report>()?;
    let found = view.house.office.import(&view.permit::<See>()?, no).await?;
    let mut page = Switch::of(&view, &found, undo).await?;
    let (typed, draft) = view.typed(&page.action, Reason::default()).await?;
    (page.reason, page.draft) = (typed.reason, draft);
    show(&page)
}

pub(super) async fn ask_undo(view: View, Path(no): Path<u32>) -> Answer {
    ask(view, no, true).await
}

pub(super) async fn ask_redo(view: View, Path(no): Path<u32>) -> Answer {
    ask(view, no, false).await
}

#[derive(Default, Deserialize)]
pub(super) struct Reason {
    #[serde(default)]
    reason: String,
}

async fn switch(view: View, no: u32, form: Reason, undo: bool) -> Answer {
    let permit = view.permit::<Report>()?;
    let (office, at) = (&view.house.office, view.house.now());
    if form.reason.trim().is_empty() {
        let found = office.import(&view.permit::<See>()?, no).await?;
        let mut page = Switch::of(&view, &found, undo).await?;
        page.errors.add("reason", trouble(view.lang, "web-reason-needed", &[]));
        page.page.refused = true;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let switched = match undo {
        true => office.undo(&permit, no, &at, form.reason.trim()).await,
        false => office.redo(&permit, no, &at, form.reason.trim()).await,
    };
    match switched.map_err(Refusal::from) {
        // Sent twice: what the second would do is done.
        Err(refusal) if ["already-undone", "not-undone"].contains(&refusal.key) => {}
        other => drop(other?),
    }
    Ok(Redirect::to(&format!("/imports/{no}")).into_response())
}

pub(super) async fn undo(view: View, Path(no): Path<u32>, Form(form): Form<Reason>) -> Answer {
    switch(view, no, form, true).await
}

pub(super) async fn redo(view: View, Path(no): Path<u32>, Form(form): Form<Reason>) -> Answer {
    switch(view, no, form, false).await
}
