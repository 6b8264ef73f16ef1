//! The list of rights: everybody with each post they hold or held, as a file for the yearly look through them.

use axum::extract::Query;
use junheng_app::table::{Table, TableCell};
use junheng_app::{Directory, PersonView, PostView};
use serde::Deserialize;

use super::people::state;
use crate::download;
use crate::page::Page;
use crate::refusal::Answer;
use crate::view::View;

const COLUMNS: [&str; 13] = [
    "name",
    "login",
    "state",
    "second-factor",
    "seen",
    "post",
    "township",
    "school",
    "stages",
    "from",
    "to",
    "in-force",
    "granted",
];

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    /// `csv`, or a workbook.
    #[serde(default)]
    format: String,
}

pub(super) async fn export(view: View, Query(asked): Query<Asked>) -> Answer {
    let now = view.house.now();
    let people = view.house.office.people(&view.permit::<Directory>()?, &now).await?;
    let page = view.page("web.people.title", "people");
    let word = |key: &str| page.t(format!("web.rights-list.{key}"));
    let table = Table {
        name: word("sheet"),
        headers: COLUMNS.map(word).into(),
        rows: people.iter().flat_map(|person| rows(&page, person)).collect(),
    };
    let day = now.split('T').next().unwrap_or_default();
    download::table(table, day, asked.format == "csv")
}

/// A row a post; one without a post for who has none.
fn rows(page: &Page, person: &PersonView) -> Vec<Vec<TableCell>> {
    let word = |key: &str| page.t(format!("web.rights-list.{key}"));
    let own = [
        person.name.clone(),
        person.login.clone(),
        page.t(format!("web.people.{}", state(person).0)),
        word(if person.has_second_factor { "has" } else { "has-not" }),
        page.moment(&person.seen_at),
    ];
    let row = |post: [String; 8]| own.iter().cloned().chain(post).map(cell).collect();
    match person.posts.as_slice() {
        [] => vec![row(Default::default())],
        posts => posts.iter().map(|held| row(post(page, held))).collect(),
    }
}

fn post(page: &Page, post: &PostView) -> [String; 8] {
    let holds = if post.in_force { "yes" } else { "no" };
    let stages: Vec<String> = post.stages.iter().map(|stage| page.t(format!("stage.{stage}"))).collect();
    [
        page.t(format!("role.{}", post.role)),
        post.township.clone(),
        post.school.clone(),
        stages.join(" "),
        post.from_on.clone(),
        post.to_on.clone(),
        page.t(format!("web.rights-list.{holds}")),
        page.moment(&post.granted_at),
    ]
}

fn cell(text: String) -> TableCell {
    if text.is_empty() { TableCell::Blank } else { TableCell::Text(text) }
}
