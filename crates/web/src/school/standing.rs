//! A school's indicators against their thresholds, and what its stages share.

use askama::Template;
use axum::extract::{Path, Query};
use junheng_app::{GroupView, IndicatorView, PartView, RequirementRow, SchoolStanding, See, SharedView};
use junheng_labels as labels;

use super::{ByStandard, crumbs, page, school, tabs};
use crate::links::Links;
use crate::page::Page;
use crate::parts::{Link, Mark};
use crate::refusal::Answer;
use crate::view::{View, show};

#[derive(Template)]
#[template(path = "school/standing.html")]
struct StandingPage {
    page: Page,
    crumbs: Vec<Link>,
    tabs: Vec<Link>,
    links: Links,
    found: SchoolStanding,
}

pub(super) async fn show_standing(
    view: View,
    Path(code): Path<String>,
    Query(asked): Query<ByStandard>,
) -> Answer {
    let code = school(&code)?;
    let standard = asked.of(&view).await?;
    let permit = view.permit::<See>()?;
    let found = view.house.office.school_standing(&permit, view.year()?, &standard.id.0, &code).await?;
    let page = page(&view, &found.school);
    let links = Links::new(&page, asked.asked());
    let tabs = tabs(&page, &links, code.as_str(), "");
    show(&StandingPage { crumbs: crumbs(&page), tabs, links, found, page })
}

impl StandingPage {
    fn part_name(&self, part: &PartView) -> String {
        match part.stage {
            Some(stage) => self.page.t(format!("stage.{stage}")),
            None => self.page.t("web.school.whole"),
        }
    }

    /// `6 of 7 met, at least 6 are needed`
    fn group_words(&self, group: &GroupView) -> String {
        let (met, of) = (group.met.to_string(), group.of.to_string());
        match group.at_least {
            Some(least) => {
                let least = least.to_string();
                let args = [("met", met.as_str()), ("of", of.as_str()), ("least", least.as_str())];
                labels::text(self.page.lang, "web.school.group-least", &args)
            }
            None => {
                let args = [("met", met.as_str()), ("of", of.as_str())];
                labels::text(self.page.lang, "web.school.group", &args)
            }
        }
    }

    fn group_mark(&self, group: &GroupView) -> Mark {
        group.verdict.into()
    }

    fn shared_fact(&self, shared: &SharedView) -> String {
        self.links.fact(&self.found.school.code, None, &shared.measure)
    }

    fn mark(&self, row: &RequirementRow) -> Mark {
        row.standing.into()
    }

    fn clause(&self, indicator: &IndicatorView) -> String {
        clause_words(indicator)
    }

    fn threshold(&self, row: &RequirementRow) -> String {
        match &row.threshold {
            Some(threshold) => format!("{}{}", bound_sign(row.indicator.bound), threshold.shown),
            None => "—".to_owned(),
        }
    }
}

/// The sign of a bound, as tables write it before a threshold.
pub(crate) fn bound_sign(bound: Option<&str>) -> &'static str {
    match bound {
        Some("at_least") => "≥",
        Some("at_most") => "≤",
        Some("more_than") => ">",
        Some("less_than") => "<",
        _ => "",
    }
}

/// The document, number and article of a requirement.
pub(crate) fn clause_words(indicator: &IndicatorView) -> String {
    let clause = &indicator.clause;
    [clause.document.as_str(), &clause.number, &clause.article]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
