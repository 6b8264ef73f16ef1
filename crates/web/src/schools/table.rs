//! The page with the table of schools.

use std::sync::Arc;

use askama::Template;
use junheng_app::assess::Standing;
use junheng_app::standards::Standard;
use junheng_app::{IndicatorCell, SchoolTable, TableColumn, TableRow, Words};
use junheng_domain::Stage;
use junheng_labels as labels;

use super::asked::Asked;
use crate::links::Links;
use crate::page::Page;
use crate::parts::{Choice, Column, Link, Mark, Pager};

/// Rows on a page.
const PAGE: usize = junheng_app::TABLE_PAGE;

#[derive(Template)]
#[template(path = "schools/schools.html")]
pub(super) struct SchoolsPage {
    pub(super) page: Page,
    links: Links,
    asked: Asked,
    found: SchoolTable,
    columns: Vec<Column>,
    townships: Vec<Choice>,
    stages: Vec<Choice>,
    kinds: Vec<Choice>,
    lights: Vec<Choice>,
    standards: Vec<Choice>,
    shown_columns: Vec<Choice>,
    densities: Vec<Choice>,
    pager: Pager,
    /// Addresses of the same rows as a workbook, as CSV, and all on one page.
    workbook: String,
    csv: String,
    all_rows: String,
    verdicts: Vec<Link>,
}

impl SchoolsPage {
    pub(super) fn new(
        page: Page,
        asked: Asked,
        found: SchoolTable,
        standard: &Standard,
        standards: &[Arc<Standard>],
    ) -> Self {
        let sort = asked.sort();
        let table = &asked.table;
        let address = |path: &str, more: &[(&str, &str)]| page.to(&asked.address(path, more));
        let pager = Pager::new(found.total, PAGE, found.page, |number| {
            address("/schools", &[("sort", &sort), ("page", &number.to_string())])
        });
        let light = |light: &junheng_app::LightCount| {
            let name = page.t(Mark::from(light.light).key());
            Choice::new(light.light.as_str(), name, table.light == Some(light.light))
        };
        let verdict = |light: &junheng_app::LightCount| {
            let mark = Mark::from(light.light);
            let text = format!("{} {} {}", mark.symbol(), page.t(mark.key()), light.rows);
            Link::new(text, address("/schools", &[("light", light.light.as_str())]))
        };
        let stage =
            |stage: &Stage| Choice::new(stage, page.t(format!("stage.{stage}")), table.stage == Some(*stage));
        let column = |column: &TableColumn| {
            let text = format!("{} {}", column.indicator, column.name.of(page.lang));
            Choice::new(&column.indicator, text, column.chosen)
        };
        let density = |(value, key): (&str, &str)| Choice::new(value, page.t(key), asked.density == value);
        Self {
            columns: columns(&page, &asked, &found),
            townships: found
                .townships
                .iter()
                .map(|name| Choice::new(name, name, *name == table.township))
                .collect(),
            stages: Stage::COMPULSORY.iter().map(stage).collect(),
            kinds: found
                .kinds
                .iter()
                .map(|kind| Choice::new(&kind.code, kind.name.of(page.lang), kind.code == table.kind))
                .collect(),
            verdicts: found.lights.iter().filter(|light| light.rows > 0).map(verdict).collect(),
            lights: found.lights.iter().map(light).collect(),
            standards: standards.iter().map(|one| standard_choice(&page, one, standard)).collect(),
            shown_columns: found.columns.iter().map(column).collect(),
            densities: [
                ("", "web.part.normal"),
                ("compact", "web.part.compact"),
                ("roomy", "web.part.roomy"),
            ]
            .map(density)
            .into(),
            workbook: address("/schools/export", &[("sort", &sort), ("format", "xlsx")]),
            csv: address("/schools/export", &[("sort", &sort), ("format", "csv")]),
            all_rows: address("/schools", &[("sort", &sort), ("rows", "all")]),
            links: Links::new(&page, Some(&asked.standard)),
            pager,
            page,
            found,
            asked,
        }
    }

    fn words<'w>(&self, words: &'w Words) -> &'w str {
        words.of(self.page.lang)
    }

    fn stage_word(&self, stage: &Stage) -> String {
        self.page.t(format!("stage.{stage}"))
    }

    fn mark(&self, row: &TableRow) -> Mark {
        row.light.into()
    }

    /// The symbol beside a value; none where nothing is judged.
    fn cell_mark(&self, cell: &IndicatorCell) -> Option<Mark> {
        cell.standing.filter(|standing| *standing != Standing::Shown).map(Mark::from)
    }

    fn value<'c>(&self, cell: &'c IndicatorCell) -> &'c str {
        cell.value.as_deref().unwrap_or("—")
    }

    fn school(&self, row: &TableRow) -> String {
        self.links.school(&row.code)
    }

    /// Why a value is what it is.
    fn why(&self, row: &TableRow, cell: &IndicatorCell) -> String {
        let of_stage = format!("{}/{}", row.code, row.stage);
        self.links.why(if cell.of_school { &row.code } else { &of_stage }, &cell.indicator)
    }

    fn count(&self) -> String {
        let (schools, rows) = (self.found.schools.to_string(), self.found.total.to_string());
        let args = [("schools", schools.as_str()), ("rows", rows.as_str())];
        labels::text(self.page.lang, "web.schools.count", &args)
    }
}

/// A standard to choose from.
pub(crate) fn standard_choice(page: &Page, one: &Standard, chosen: &Standard) -> Choice {
    let name = match page.lang {
        labels::Lang::Zh => &one.wording.zh,
        labels::Lang::En => &one.wording.en,
    };
    Choice::new(&one.id.0, name, one.id == chosen.id)
}

fn columns(page: &Page, asked: &Asked, found: &SchoolTable) -> Vec<Column> {
    let (sort, address) = (asked.sort(), page.to(&asked.address("/schools", &[])));
    let word =
        |key: &str| Column::new(page.t(format!("web.schools.column.{key}"))).sortable(key, &sort, &address);
    let mut columns: Vec<Column> = ["name", "township"].map(word).into();
    columns.push(Column::new(page.t("web.schools.column.kind")));
    columns.extend(["stage", "light"].map(word));
    for column in found.chosen() {
        let text = format!("{} {}", column.indicator, column.name.of(page.lang));
        let column_of = Column::new(text).noted(notes(page, column)).numeric();
        columns.push(column_of.sortable(&column.indicator, &sort, &address));
    }
    columns
}

/// The unit and the thresholds of a column: `平方米/生`, `小学≥4.5`, `初中≥5.8`.
fn notes(page: &Page, column: &TableColumn) -> Vec<String> {
    let unit = column.unit.of(page.lang).to_owned();
    let mut notes = if unit.is_empty() { Vec::new() } else { vec![unit] };
    let sign = match column.bound {
        Some("at_least") => "≥",
        Some("at_most") => "≤",
        Some("more_than") => ">",
        Some("less_than") => "<",
        _ => return notes,
    };
    for stage in Stage::COMPULSORY {
        if let Some(threshold) = column.thresholds.get(stage.as_str()) {
            notes.push(format!("{}{sign}{threshold}", page.t(format!("stage.{stage}"))));
        }
    }
    notes
}
