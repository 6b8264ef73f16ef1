//! Who still owes something, a message to copy, and the note that they were reminded.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect};
use junheng_app::{Review, RoundView, See};
use serde::Deserialize;

use super::board::{crumbs, form_name, title};
use crate::page::Page;
use crate::parts::Link;
use crate::refusal::{Answer, Refusal};
use crate::view::{View, show};
use crate::words::counted;

#[derive(Template)]
#[template(path = "reporting/owing.html")]
struct Owing {
    page: Page,
    crumbs: Vec<Link>,
    round: RoundView,
    /// Each school with the forms that it owes.
    schools: Vec<(String, String, String)>,
    count: usize,
    message: String,
    may_remind: bool,
    reminded: bool,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    reminded: Option<String>,
}

pub(super) async fn page(view: View, Path(no): Path<u32>, Query(asked): Query<Asked>) -> Answer {
    let board = view.house.office.board(&view.permit::<See>()?, no, &view.house.now()).await?;
    let round = board.round;
    let mut page = title(&view, &round);
    let mut crumbs = crumbs(&page);
    crumbs.push(Link::new(&page.title, page.to(&format!("/reporting/{no}"))));
    page.title = page.t("web.reporting.owing");
    let schools: Vec<(String, String, String)> = board
        .rows
        .into_iter()
        .filter_map(|row| {
            let owed = row.forms.iter().filter(|form| form.owed);
            let forms: Vec<String> = owed.map(|form| form_name(&page, &form.form)).collect();
            let name = if row.name.is_empty() { row.school } else { row.name };
            (!forms.is_empty()).then(|| (name, row.township, forms.join(page.comma())))
        })
        .collect();
    let names: Vec<&str> = schools.iter().map(|(name, ..)| name.as_str()).collect();
    let message = counted(
        view.lang,
        "web.reporting.message",
        &[
            ("schools", names.join(page.comma())),
            ("deadline", round.deadline_on.clone()),
            ("year", round.year.to_string()),
        ],
    );
    show(&Owing {
        may_remind: view.visitor.permit::<Review>().is_some() && !schools.is_empty(),
        reminded: asked.reminded.is_some(),
        crumbs,
        round,
        count: schools.len(),
        schools,
        message,
        page,
    })
}

pub(super) async fn remind(view: View, Path(no): Path<u32>) -> Answer {
    let permit = view.permit::<Review>()?;
    match view.house.office.remind(&permit, no, &view.house.now()).await.map_err(Refusal::from) {
        // Meanwhile nobody owes anything: the page says so.
        Err(refusal) if refusal.key == "hand-in-nothing-owed" => {}
        other => drop(other?),
    }
    Ok(Redirect::to(&format!("/reporting/{no}/owing?reminded=yes")).into_response())
}
