//! Locked school years: the list of them, locking and reopening, and two years side by side.

mod compare;
mod lock;
#[cfg(test)]
mod tests;

use askama::Template;
use junheng_app::{LockedSnapshot, See, Settle};

use crate::page::Page;
use crate::parts::Link;
use crate::refusal::Answer;
use crate::routes::Routes;
use crate::view::{Names, View, show};

/// The entry of the main navigation.
const HERE: &str = "snapshots";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/snapshots", list)
        .get("/snapshots/lock", lock::ask_lock)
        .post("/snapshots/lock", lock::lock)
        .get("/snapshots/reopen", lock::ask_reopen)
        .post("/snapshots/reopen", lock::reopen)
        .get("/snapshots/compare", compare::page)
}

#[derive(Template)]
#[template(path = "snapshots/list.html")]
struct List {
    page: Page,
    snapshots: Vec<Row>,
    /// The year shown is locked, and not reopened since.
    locked: bool,
    reopened: bool,
    may_settle: bool,
}

struct Row {
    no: u32,
    year: String,
    facts: u64,
    by: String,
    when: String,
    why: String,
    sha256: String,
}

fn row(view: &View, names: &Names, snapshot: &LockedSnapshot) -> Row {
    Row {
        no: snapshot.no.0,
        year: snapshot.year.to_string(),
        facts: snapshot.facts,
        by: names.of(&snapshot.by),
        when: view.moment(&snapshot.at),
        why: snapshot.why.clone(),
        // Enough to compare by eye; the audit record holds it whole.
        sha256: snapshot.content_sha256.chars().take(16).collect(),
    }
}

fn crumbs(page: &Page) -> Vec<Link> {
    vec![Link::new(page.t("web.snapshots.title"), page.to("/snapshots"))]
}

async fn list(view: View) -> Answer {
    let page = view.page("web.snapshots.title", HERE);
    let (office, permit) = (&view.house.office, view.permit::<See>()?);
    let (mut snapshots, mut locked, mut reopened) = (Vec::new(), false, false);
    if let Some(year) = view.year {
        snapshots = office.locked(&permit).await?;
        let lock = office.year_lock(&permit, year).await?;
        reopened = lock.reopened;
        locked = lock.locked.is_some() && !reopened;
    }
    let may_settle = view.visitor.permit::<Settle>().is_some_and(|permit| permit.scope().is_county());
    let names = view.names(snapshots.iter().map(|snapshot| snapshot.by.as_str())).await?;
    let snapshots = snapshots.iter().rev().map(|snapshot| row(&view, &names, snapshot)).collect();
    show(&List { snapshots, locked, reopened, may_settle: may_settle && view.year.is_some(), page })
}
