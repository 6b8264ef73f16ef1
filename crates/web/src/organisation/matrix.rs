//! The matrix of responsibilities: what a standard asks, and who answers for it.

use askama::Template;
use axum::extract::Query;
use junheng_app::{Matrix, MatrixRow, Overview};
use serde::Deserialize;

use super::{Answerers, MATRIX, may_assign};
use crate::links::encoded;
use crate::page::Page;
use crate::parts::Choice;
use crate::refusal::Answer;
use crate::school::ByStandard;
use crate::schools::standard_choice;
use crate::view::{View, show};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    standard: Option<String>,
    /// A department: only what it answers for or helps with.
    #[serde(default)]
    department: String,
}

#[derive(Template)]
#[template(path = "organisation/matrix.html")]
struct MatrixPage {
    page: Page,
    standards: Vec<Choice>,
    departments: Vec<Choice>,
    /// Each requirement with the rows below it, its own first; last the forms.
    parts: Vec<(String, Vec<Row>)>,
    /// Indicators that nobody answers for.
    open: usize,
    may_assign: bool,
}

struct Row {
    /// Where it is changed and where its past is told.
    href: String,
    name: String,
    /// A requirement stands above its indicators.
    is_requirement: bool,
    answerers: Option<Answerers>,
}

pub(super) async fn show_matrix(view: View, Query(asked): Query<Asked>) -> Answer {
    let by = ByStandard { standard: asked.standard };
    let standard = by.of(&view).await?;
    let (permit, now) = (view.permit::<Overview>()?, view.house.now());
    let office = &view.house.office;
    let matrix = office.matrix(&permit, &standard.id.0, &now).await?;
    let departments = office.departments(&permit, &now).await?;
    let page = view.page("web.responsibilities.title", MATRIX);
    let open = matrix.groups.iter().flat_map(|group| &group.indicators);
    let open = open.filter(|row| row.answering.is_none()).count();
    let only: Option<u32> = asked.department.parse().ok();
    show(&MatrixPage {
        standards: office
            .standards_to_choose()
            .iter()
            .map(|one| standard_choice(&page, one, &standard))
            .collect(),
        departments: departments
            .iter()
            .map(|one| Choice::new(one.no, &one.name, Some(one.no) == only))
            .collect(),
        parts: parts(&page, matrix, only),
        open,
        may_assign: may_assign(&view),
        page,
    })
}

/// The rows that are shown: all, or those of one department.
fn parts(page: &Page, matrix: Matrix, only: Option<u32>) -> Vec<(String, Vec<Row>)> {
    let standard = matrix.standard.id;
    let shown = |row: &MatrixRow| only.is_none_or(|department| row.is_of(department));
    let row = |row: MatrixRow| Row {
        href: address(page, &standard, &row.matter),
        name: name(page, &row),
        is_requirement: row.matter.starts_with("requirement:"),
        answerers: row.answering.map(|answering| Answerers::new(page, answering)),
    };
    let groups = matrix.groups.into_iter().map(|group| {
        let title = page.words(&group.requirement.name).to_owned();
        let rows = std::iter::once(group.requirement).chain(group.indicators);
        (title, rows.filter(|row| shown(row)).map(row).collect::<Vec<_>>())
    });
    let forms = matrix.forms.into_iter().filter(|row| shown(row)).map(row).collect();
    let forms = (page.t("web.responsibilities.forms"), forms);
    groups.chain([forms]).filter(|(_, rows)| !rows.is_empty()).collect()
}

/// What a matter is called.
pub(super) fn name(page: &Page, row: &MatrixRow) -> String {
    match row.matter.split_once(':') {
        Some(("form", level)) => page.t(format!("template.sheet.{level}")),
        Some(("indicator", id)) => format!("{id} {}", page.words(&row.name)),
        _ => page.words(&row.name).to_owned(),
    }
}

/// The page of a matter.
pub(crate) fn address(page: &Page, standard: &str, matter: &str) -> String {
    page.to(&format!("/responsibilities/{}?standard={}", encoded(matter), encoded(standard)))
}
