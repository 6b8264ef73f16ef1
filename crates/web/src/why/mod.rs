//! From a figure to its cells, and from a cell to the figures that rest on it.

#[cfg(test)]
mod tests;

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use junheng_app::{
    CellFact, CellPage, CellUse, FigureUse, SchoolLink, See, SourceCell, SubjectView, Why, read_subject,
};
use junheng_labels as labels;
use serde::Deserialize;

use crate::links::Links;
use crate::page::Page;
use crate::parts::{Link, Mark};
use crate::refusal::{Answer, Refusal};
use crate::routes::Routes;
use crate::school::{ByStandard, bound_sign, cell_link, clause_words};
use crate::view::{Names, View, show};
use crate::words::formula;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/why", why).get("/cells", cells)
}

/// Which figure is asked for.
#[derive(Debug, Default, Deserialize)]
struct Figure {
    /// `county`, a school's code, or `2199000001/primary`.
    #[serde(default)]
    subject: String,
    #[serde(default)]
    indicator: String,
    standard: Option<String>,
}

#[derive(Template)]
#[template(path = "why/why.html")]
struct WhyPage {
    page: Page,
    crumbs: Vec<Link>,
    links: Links,
    names: Names,
    /// With measures by their names.
    formula: String,
    found: Why,
}

async fn why(view: View, Query(figure): Query<Figure>) -> Answer {
    let by = ByStandard { standard: figure.standard };
    let standard = by.of(&view).await?;
    let subject = read_subject(&figure.subject)?;
    let permit = view.permit::<See>()?;
    let asked = (&subject, figure.indicator.as_str());
    let found = view.house.office.why(&permit, view.year()?, &standard.id.0, asked).await?;
    let mut page = view.page("web.why.title", "schools");
    page.title = format!("{} {}", found.indicator.id, found.indicator.name.of(page.lang));
    let links = Links::new(&page, by.asked());
    let crumbs = crumbs(&page, &links, &found);
    let by = found.cells.iter().filter_map(|cell| cell.source.as_ref()).map(|source| source.by.as_str());
    let names = view.names(by.chain(found.entry.iter().map(|entry| entry.by.as_str()))).await?;
    let formula = formula(page.lang, &view.house.office.measures(), &found.formula);
    show(&WhyPage { crumbs, links, names, formula, found, page })
}

fn crumbs(page: &Page, links: &Links, found: &Why) -> Vec<Link> {
    match &found.subject.school {
        Some(school) => vec![
            Link::new(page.t("web.schools.title"), page.to("/schools")),
            Link::new(&school.name, links.school(&school.code)),
        ],
        None => vec![Link::new(page.t("web.indicator.list"), links.indicators())],
    }
}

/// A subject as a reader names it.
fn subject_words(page: &Page, subject: &SubjectView) -> String {
    let mut words =
        subject.school.as_ref().map_or_else(|| page.t("level.county"), |school| school.name.clone());
    if let Some(stage) = subject.stage {
        words = format!("{words} · {}", page.t(format!("stage.{stage}")));
    }
    match &subject.item {
        Some(item) => format!("{words} · {item}"),
        None => words,
    }
}

impl WhyPage {
    fn subject(&self, subject: &SubjectView) -> String {
        subject_words(&self.page, subject)
    }

    fn mark(&self) -> Mark {
        self.found.standing.into()
    }

    fn unit(&self) -> &str {
        self.found.indicator.unit.of(self.page.lang)
    }

    fn sign(&self) -> &'static str {
        bound_sign(self.found.indicator.bound)
    }

    fn clause(&self) -> String {
        clause_words(&self.found.indicator)
    }

    fn status(&self) -> String {
        self.page.t(format!("status.{}", self.found.indicator.clause.status))
    }

    /// The label that says whether a relaxation applied.
    fn applied(&self, holds: &Option<bool>) -> String {
        self.page.t(match holds {
            Some(true) => "web.why.relaxed",
            Some(false) => "web.why.not-relaxed",
            None => "web.why.relaxation-unknown",
        })
    }

    fn value(&self, cell: &CellUse) -> String {
        let value = cell.value.as_ref().map(|value| value.of(self.page.lang).to_owned());
        value.unwrap_or_else(|| self.page.t("standing.missing"))
    }

    fn cell(&self, source: &SourceCell) -> String {
        cell_link(&self.links, source)
    }

    /// The fact's own page; empty for what is not a school's or a stage's.
    fn fact(&self, cell: &CellUse) -> String {
        match (&cell.reported_of.school, cell.reported_of.level) {
            (Some(SchoolLink { code, .. }), "school" | "unit") => {
                self.links.fact(code, cell.reported_of.stage, &cell.measure)
            }
            _ => String::new(),
        }
    }

    /// `1860 = primary 1200 (600 × 1, 64.52 %) + junior …`
    fn split(&self, cell: &CellUse) -> String {
        let Some(split) = &cell.split else { return String::new() };
        let parts: Vec<String> = split
            .parts
            .iter()
            .map(|part| {
                let stage = self.page.t(format!("stage.{}", part.stage));
                let share = format!("{}%", part.share);
                let args = [
                    ("stage", stage.as_str()),
                    ("amount", &part.amount),
                    ("pupils", &part.pupils),
                    ("weight", &part.weight),
                    ("share", &share),
                ];
                labels::text(self.page.lang, "explain.split", &args)
            })
            .collect();
        format!("{} = {}", split.whole, parts.join(" + "))
    }

    fn cv(&self, cv: &f64) -> String {
        format!("{cv:.4}")
    }
}

/// Which cell is asked for.
#[derive(Debug, Default, Deserialize)]
struct Cell {
    import: Option<u32>,
    #[serde(default)]
    sheet: String,
    #[serde(default)]
    cell: String,
    standard: Option<String>,
}

#[derive(Template)]
#[template(path = "why/cell.html")]
struct CellTemplate {
    page: Page,
    links: Links,
    names: Names,
    found: CellPage,
}

async fn cells(view: View, Query(cell): Query<Cell>) -> Answer {
    let by = ByStandard { standard: cell.standard };
    let standard = by.of(&view).await?;
    let import = cell.import.ok_or_else(|| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "web-query"))?;
    let permit = view.permit::<See>()?;
    let place = (cell.sheet.as_str(), cell.cell.as_str());
    let found = view.house.office.cell_page(&permit, import, place, &standard.id.0).await?;
    let mut page = view.page("web.why.cell-title", "schools");
    page.title = page.tx("web.why.cell-title", "cell", &found.cell);
    let links = Links::new(&page, by.asked());
    let names = view.names([found.by.as_str()]).await?;
    show(&CellTemplate { links, names, found, page })
}

impl CellTemplate {
    fn subject(&self, subject: &SubjectView) -> String {
        subject_words(&self.page, subject)
    }

    fn value(&self, fact: &CellFact) -> String {
        let unit = fact.measure.unit.as_ref().map_or("", |unit| unit.of(self.page.lang));
        match &fact.value {
            Some(value) => format!("{} {unit}", value.of(self.page.lang)).trim_end().to_owned(),
            None => self.page.t("standing.missing"),
        }
    }

    fn mark(&self, figure: &FigureUse) -> Mark {
        figure.standing.into()
    }

    fn fact(&self, fact: &CellFact) -> String {
        match (&fact.subject.school, fact.subject.level) {
            (Some(school), "school" | "unit") => {
                self.links.fact(&school.code, fact.subject.stage, &fact.measure.id)
            }
            _ => String::new(),
        }
    }
}
