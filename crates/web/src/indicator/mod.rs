//! One indicator: how its units spread, who drives its coefficient, the years, and where the schools are.

mod outline;
mod stage;

#[cfg(test)]
mod tests;

use askama::Template;
use axum::extract::{Path, Query};
use junheng_app::{IndicatorPage, IndicatorView, Overview, Report, See, Words};
use serde::Deserialize;

use crate::links::Links;
use crate::organisation::{Answerers, matter_address};
use crate::page::Page;
use crate::parts::{Link, Mark};
use crate::refusal::Answer;
use crate::routes::Routes;
use crate::school::{ByStandard, bound_sign, clause_words};
use crate::view::{Names, View, show};
use crate::words::formula;
use stage::Stage;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/indicators", list)
        .get("/indicators/{id}", indicator)
        .get("/outline", outline::form)
        .post("/outline", outline::load)
}

#[derive(Template)]
#[template(path = "indicator/list.html")]
struct List {
    page: Page,
    links: Links,
    standard: Words,
    /// Groups in the order of the standard.
    groups: Vec<(Words, Vec<IndicatorView>)>,
}

async fn list(view: View, Query(asked): Query<ByStandard>) -> Answer {
    let standard = asked.of(&view).await?;
    let found = view.house.office.indicators(&view.permit::<See>()?, &standard.id.0)?;
    let mut groups: Vec<(Words, Vec<IndicatorView>)> = Vec::new();
    for indicator in found {
        match groups.iter_mut().find(|(group, _)| *group == indicator.group) {
            Some((_, members)) => members.push(indicator),
            None => groups.push((indicator.group.clone(), vec![indicator])),
        }
    }
    let page = view.page("web.indicator.list", "indicators");
    let links = Links::new(&page, asked.asked());
    show(&List { links, standard: (&standard.wording).into(), groups, page })
}

impl List {
    fn clause(&self, indicator: &IndicatorView) -> String {
        clause_words(indicator)
    }
}

/// How the page of an indicator was asked for.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    standard: Option<String>,
    /// A column of the table of units; with a minus in front, the greatest first.
    #[serde(default)]
    sort: String,
}

#[derive(Template)]
#[template(path = "indicator/indicator.html")]
struct One {
    page: Page,
    crumbs: Vec<Link>,
    stages: Vec<Stage>,
    /// Whether a place for the county's outline can be offered.
    may_load_outline: bool,
    /// Where the county's evidence for it is; nothing for those who see a part of the county only.
    evidence: Option<String>,
    names: Names,
    answerers: Option<Answerers>,
    /// Where it is said who answers for it.
    responsibility: String,
    found: IndicatorPage,
}

async fn indicator(view: View, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let by = ByStandard { standard: asked.standard };
    let standard = by.of(&view).await?;
    let permit = view.permit::<See>()?;
    let office = &view.house.office;
    let mut found = office.indicator_page(&permit, view.year()?, &standard.id.0, &id).await?;
    let measures = office.measures();
    for one in &mut found.formulas {
        one.text = formula(view.lang, &measures, &one.text);
    }
    let overview = view.permit::<Overview>()?;
    let outline = office.outline(&overview).await?.unwrap_or_default();
    let answering =
        office.responsibilities(&overview, &standard.id.0, &view.house.now()).await?.indicator(&id);
    let mut page = view.page("web.indicator.title", "indicators");
    page.title = format!("{} {}", found.indicator.id, found.indicator.name.of(page.lang));
    let links = Links::new(&page, by.asked());
    let crumbs = vec![Link::new(page.t("web.indicator.list"), links.indicators())];
    let stages =
        found.stages.iter().map(|stage| Stage::new(&page, &links, &found, stage, &asked.sort, &outline));
    let stages = stages.collect();
    let may_load_outline = view.visitor.permit::<Report>().is_some_and(|report| report.scope().is_county());
    let names = view.names(found.entry.iter().map(|entry| entry.by.as_str())).await?;
    let evidence = permit.scope().is_county().then(|| links.item(&id));
    show(&One {
        answerers: answering.map(|answering| Answerers::new(&page, answering)),
        responsibility: matter_address(&page, &standard.id.0, &format!("indicator:{id}")),
        crumbs,
        stages,
        may_load_outline,
        evidence,
        names,
        found,
        page,
    })
}

impl One {
    fn mark(&self) -> Mark {
        self.found.standing.into()
    }

    fn clause(&self) -> String {
        clause_words(&self.found.indicator)
    }

    fn status(&self) -> String {
        self.page.t(format!("status.{}", self.found.indicator.clause.status))
    }

    /// A formula or threshold with its stage, where stages differ.
    fn by_stage(&self, stage: &Option<&'static str>, text: &str) -> String {
        match stage {
            Some(stage) => format!("{} {text}", self.page.t(format!("stage.{stage}"))),
            None => text.to_owned(),
        }
    }

    fn sign(&self) -> &'static str {
        bound_sign(self.found.indicator.bound)
    }

    fn unit(&self) -> &str {
        self.found.indicator.unit.of(self.page.lang)
    }

    fn level(&self) -> String {
        self.page.t(format!("web.indicator.level.{}", self.found.indicator.level))
    }
}
