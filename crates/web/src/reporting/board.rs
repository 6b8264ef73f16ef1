//! The board: schools by forms, how far each has come, and the same as a workbook.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use junheng_app::table::{Table, TableCell};
use junheng_app::{Board, FormView, HandInState, Overview, RoundView, See};
use serde::Deserialize;

use super::HERE;
use super::rounds::{standard_name, time};
use crate::download::{XLSX, download};
use crate::links::encoded;
use crate::organisation::Answerers;
use crate::page::Page;
use crate::parts::{Choice, Link, Pager};
use crate::refusal::{Answer, Refusal};
use crate::view::{View, show};

/// Schools on a page.
const SIZE: usize = 100;

#[derive(Template)]
#[template(path = "reporting/board.html")]
struct BoardPage {
    page: Page,
    crumbs: Vec<Link>,
    round: RoundView,
    standard: String,
    time: &'static str,
    class: &'static str,
    forms: Vec<String>,
    /// Forms with who collects them, where somebody was named.
    collectors: Vec<(String, Answerers)>,
    states: Vec<Choice>,
    townships: Vec<Choice>,
    rows: Vec<Row>,
    pager: Pager,
    export: String,
}

struct Row {
    school: String,
    name: String,
    township: String,
    cells: Vec<Shown>,
}

/// A form's state in words and colour.
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) class: &'static str,
}

impl Shown {
    pub(super) fn of(page: &Page, form: &FormView) -> Self {
        if form.changed {
            return Self { text: page.t("web.reporting.state.changed"), class: "near" };
        }
        let class = match form.state {
            HandInState::NotYet => "missing",
            HandInState::HandedIn | HandInState::Reviewed => "plain",
            HandInState::Returned => "not-met",
            HandInState::Accepted => "met",
        };
        Self { text: page.t(format!("web.reporting.state.{}", form.state.as_str())), class }
    }
}

/// Which rows are shown.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    township: String,
    #[serde(default)]
    page: usize,
}

impl Asked {
    /// Keeps the rows that are asked for.
    fn narrow(&self, board: &mut Board) {
        board.rows.retain(|row| {
            let township = self.township.is_empty() || row.township == self.township;
            let state = |form: &FormView| match self.state.as_str() {
                "" => true,
                "changed" => form.changed,
                state => !form.changed && form.state.as_str() == state,
            };
            township && row.forms.iter().any(state)
        });
    }

    fn query(&self) -> String {
        format!("state={}&township={}", encoded(&self.state), encoded(&self.township))
    }
}

pub(super) fn form_name(page: &Page, form: &str) -> String {
    page.t(format!("template.sheet.{form}"))
}

pub(super) fn title(view: &View, round: &RoundView) -> Page {
    let mut page = view.page("web.reporting.round", HERE);
    page.title = page.tx("web.reporting.round", "no", round.no);
    page
}

pub(super) fn crumbs(page: &Page) -> Vec<Link> {
    vec![Link::new(page.t("web.reporting.title"), page.to("/reporting"))]
}

pub(super) async fn page(view: View, Path(no): Path<u32>, Query(asked): Query<Asked>) -> Answer {
    let mut board = view.house.office.board(&view.permit::<See>()?, no, &view.house.now()).await?;
    let page = title(&view, &board.round);
    let mut townships: Vec<String> = board.rows.iter().map(|row| row.township.clone()).collect();
    townships.sort();
    townships.dedup();
    asked.narrow(&mut board);
    let states = HandInState::ALL.map(HandInState::as_str).into_iter().chain(["changed"]).map(|state| {
        Choice::new(state, page.t(format!("web.reporting.state.{state}")), state == asked.state)
    });
    let number = asked.page.max(1);
    let address = |number| page.to(&format!("/reporting/{no}?{}&page={number}", asked.query()));
    let pager = Pager::new(board.rows.len(), SIZE, number, address);
    let rows = board.rows.iter().skip((number - 1).saturating_mul(SIZE)).take(SIZE).map(|row| Row {
        school: row.school.clone(),
        name: if row.name.is_empty() { row.school.clone() } else { row.name.clone() },
        township: row.township.clone(),
        cells: row.forms.iter().map(|form| Shown::of(&page, form)).collect(),
    });
    let (time, class) = time(board.round.time);
    let overview = view.permit::<Overview>()?;
    let answering =
        view.house.office.responsibilities(&overview, &board.round.standard, &view.house.now()).await?;
    let collector = |form: &String| {
        let found = answering.form(form).map(|answering| Answerers::new(&page, answering));
        found.map(|answerers| (form_name(&page, form), answerers))
    };
    show(&BoardPage {
        collectors: board.round.forms.iter().filter_map(collector).collect(),
        crumbs: crumbs(&page),
        standard: standard_name(&view, &board.round.standard),
        time,
        class,
        forms: board.round.forms.iter().map(|form| form_name(&page, form)).collect(),
        states: states.collect(),
        townships: townships.iter().map(|name| Choice::new(name, name, *name == asked.township)).collect(),
        rows: rows.collect(),
        pager,
        export: page.to(&format!("/reporting/{no}/export?{}", asked.query())),
        round: board.round,
        page,
    })
}

/// What is on the board, with the same rows, as a workbook.
pub(super) async fn export(view: View, Path(no): Path<u32>, Query(asked): Query<Asked>) -> Answer {
    let mut board = view.house.office.board(&view.permit::<See>()?, no, &view.house.now()).await?;
    asked.narrow(&mut board);
    let page = title(&view, &board.round);
    workbook(&page, &board)
}

fn workbook(page: &Page, board: &Board) -> Answer {
    let keys = ["web.reporting.column.code", "web.reporting.column.school", "web.reporting.column.township"];
    let headers = keys.map(|key| page.t(key)).into_iter();
    let table = Table {
        name: page.t("web.reporting.title"),
        headers: headers.chain(board.round.forms.iter().map(|form| form_name(page, form))).collect(),
        rows: board
            .rows
            .iter()
            .map(|row| {
                let about = [&row.school, &row.name, &row.township].map(TableCell::text);
                let states = row.forms.iter().map(|form| TableCell::Text(Shown::of(page, form).text));
                about.into_iter().chain(states).collect()
            })
            .collect(),
    };
    saved(&page.title, &table)
}

fn saved(name: &str, table: &Table) -> Result<Response, Refusal> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    junheng_app::table::write_xlsx(std::slice::from_ref(table), &mut bytes).map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a workbook could not be written");
        Refusal::internal()
    })?;
    Ok(download(&format!("{name}.xlsx"), XLSX, bytes.into_inner()))
}
