//! The first page: how far the county is from quality balance.

use std::sync::Arc;

use askama::Template;
use axum::extract::Query;
use junheng_app::assess::Verdict;
use junheng_app::standards::Standard;
use junheng_app::{
    CoefficientFigure, CountyOverview, Deadline, GapFigure, GapKind, ItemFigure, ItemPart, Light, Overview,
    Responsibilities, See, StageCount, StageOfSchool, TableRow, Words,
};
use junheng_domain::Stage;
use serde::Deserialize;

use super::bars::{self, Bars};
use super::sentence;
use crate::links::Links;
use crate::organisation::Answerers;
use crate::page::Page;
use crate::parts::{Choice, Mark};
use crate::refusal::Answer;
use crate::reporting::time;
use crate::schools::standard_choice;
use crate::view::{View, show};

#[derive(Deserialize)]
pub(super) struct Asked {
    standard: Option<String>,
}

/// The page of a county that has reported nothing yet.
#[derive(Template)]
#[template(path = "home/empty.html")]
struct Empty {
    page: Page,
    may_import: bool,
}

#[derive(Template)]
#[template(path = "home/home.html")]
struct Home {
    page: Page,
    links: Links,
    sentence: String,
    overview: CountyOverview,
    bars: Bars,
    standards: Vec<Choice>,
    /// Those of reporting, for those who see schools.
    deadlines: Vec<Deadline>,
    /// Items of the county that are missing, by who answers for them; last those that nobody does.
    owed: Vec<(Option<Answerers>, Vec<String>)>,
    /// Who answers for an indicator.
    answering: Responsibilities,
    /// Whether the visitor sees schools at all.
    sees: bool,
}

pub(super) async fn home(view: View, Query(asked): Query<Asked>) -> Answer {
    let page = view.page("web.home.title", "home");
    let Ok(year) = view.year() else {
        let may_import = view.permit::<junheng_app::Report>().is_ok();
        return show(&Empty { page, may_import });
    };
    let (permit, see) = (view.permit::<Overview>()?, view.permit::<See>().ok());
    let office = &view.house.office;
    let standard = office.standard_or_chosen(&permit, asked.standard.as_deref()).await?;
    let judgement = office.county_judgement(&permit, year, &standard.id.0).await?;
    let overview = office.county_overview(&permit, see.as_ref(), &judgement).await?;
    let standards = office.standards_to_choose();
    let mut home =
        Home::new(page, overview, (asked.standard.as_deref(), &standard), &standards, see.is_some());
    home.answering = office.responsibilities(&permit, &standard.id.0, &view.house.now()).await?;
    home.owed = home.owed_by(&standard);
    if let Some(see) = &see {
        home.deadlines = office.deadlines(see, year, &view.house.now()).await?;
    }
    show(&home)
}

impl Home {
    fn new(
        page: Page,
        overview: CountyOverview,
        (asked, standard): (Option<&str>, &Standard),
        standards: &[Arc<Standard>],
        sees: bool,
    ) -> Self {
        Self {
            sentence: sentence::of(&page, &overview),
            bars: Bars::of(&page, &overview.coefficients),
            standards: standards.iter().map(|one| standard_choice(&page, one, standard)).collect(),
            deadlines: Vec::new(),
            owed: Vec::new(),
            answering: Responsibilities::default(),
            links: Links::new(&page, asked),
            page,
            overview,
            sees,
        }
    }

    fn lights(&self) -> impl Iterator<Item = Light> {
        let any = |light: &Light| self.overview.stages.iter().any(|stage| stage.of(*light) > 0);
        Light::ALL.into_iter().filter(move |light| any(light))
    }

    fn light(&self, light: &Light) -> Mark {
        (*light).into()
    }

    fn verdict(&self, verdict: &Verdict) -> Mark {
        (*verdict).into()
    }

    /// Of something that must not have happened.
    fn veto(&self, verdict: &Verdict) -> String {
        self.page.t(match verdict {
            Verdict::Met => "web.home.veto.clear",
            Verdict::NotMet => "web.home.veto.happened",
            Verdict::Incomplete => "web.home.veto.open",
        })
    }

    fn coefficient(&self, figure: &CoefficientFigure) -> Option<Mark> {
        bars::mark(figure)
    }

    /// The schools of a stage that stand so.
    fn schools(&self, stage: &StageCount, light: &Light) -> String {
        let standard: String = form_urlencoded::byte_serialize(self.overview.standard.as_bytes()).collect();
        let (stage, light) = (stage.stage, light.as_str());
        self.page.to(&format!("/schools?stage={stage}&light={light}&standard={standard}"))
    }

    fn school(&self, school: &StageOfSchool) -> String {
        self.links.school(&school.code)
    }

    fn own_school(&self, row: &TableRow) -> String {
        self.links.school(&row.code)
    }

    fn indicator(&self, figure: &CoefficientFigure) -> String {
        self.links.indicator(&figure.indicator)
    }

    fn why(&self, gap: &GapFigure) -> String {
        let subject = match gap.school.stage {
            Some(stage) => format!("{}/{stage}", gap.school.code),
            None => gap.school.code.clone(),
        };
        self.links.why(&subject, &gap.indicator)
    }

    /// The state of a round: the label of its words, and its class.
    fn round_state(&self, deadline: &Deadline) -> (&'static str, &'static str) {
        time(deadline.time)
    }

    fn round(&self, deadline: &Deadline) -> String {
        self.page.to(&format!("/reporting/{}", deadline.round))
    }

    fn words<'w>(&self, words: &'w Words) -> &'w str {
        words.of(self.page.lang)
    }

    fn stage_word(&self, stage: &Stage) -> String {
        self.page.t(format!("stage.{stage}"))
    }

    fn stage_count(&self, stage: &StageCount, light: &Light) -> usize {
        stage.of(*light)
    }

    fn gap_title(&self, kind: &GapKind) -> String {
        self.page.t(format!("web.home.gap.{}", kind.as_str()))
    }

    fn owed_by(&self, standard: &Standard) -> Vec<(Option<Answerers>, Vec<String>)> {
        let mut owed: Vec<(Option<Answerers>, Vec<String>)> = Vec::new();
        for id in &self.overview.owed.items {
            let named = standard.indicators.iter().find(|indicator| indicator.id == *id);
            let name = named.map(|indicator| self.page.wording(&indicator.wording)).unwrap_or_default();
            let who = self.answering.indicator(id).map(|answering| Answerers::new(&self.page, answering));
            let item = format!("{id} {name}");
            match owed.iter_mut().find(|(known, _)| *known == who) {
                Some((_, items)) => items.push(item),
                None => owed.push((who, vec![item])),
            }
        }
        owed.sort_by_key(|(who, _)| who.is_none());
        owed
    }

    /// Which departments answer for an item that is not met; empty when it is, or when nobody does.
    fn answerers(&self, item: &ItemFigure) -> String {
        if item.verdict == Some(Verdict::Met) {
            return String::new();
        }
        let parts = item.parts.iter().filter_map(|part| self.answering.indicator(&part.indicator));
        let mut names: Vec<String> = parts.map(|answering| answering.owner.name).collect();
        names.dedup();
        names.join(self.page.comma())
    }

    fn owed_items(&self) -> String {
        self.page.tx("web.home.owed-items", "count", self.overview.owed.items.len())
    }

    fn stage(&self, stage: &Option<Stage>) -> String {
        stage.map_or_else(String::new, |stage| self.page.t(format!("stage.{stage}")))
    }

    /// `1234567` as `1,234,567`.
    fn thousands(&self, amount: &str) -> String {
        thousands(amount)
    }

    fn gap_words(&self, gap: &GapFigure) -> String {
        format!("{} {}", gap.indicator, gap.what.of(self.page.lang))
    }

    fn item_name(&self, item: &ItemFigure) -> String {
        item.parts.iter().map(|part| part.name.of(self.page.lang)).collect::<Vec<_>>().join("；")
    }

    /// The page of an item that is one indicator, for those who see data.
    fn item_link(&self, item: &ItemFigure) -> Option<String> {
        match (self.sees, item.parts.as_slice()) {
            (true, [part]) => Some(self.links.indicator(&part.indicator)),
            _ => None,
        }
    }

    /// The parts that are told one by one.
    fn parts<'i>(&self, item: &'i ItemFigure) -> &'i [ItemPart] {
        &item.parts
    }
}

pub(super) fn thousands(amount: &str) -> String {
    let (whole, rest) = amount.split_once('.').map_or((amount, ""), |(whole, rest)| (whole, rest));
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 && digit.is_ascii_digit() {
            text.push(',');
        }
        text.push(digit);
    }
    if !rest.is_empty() {
        text.push('.');
        text += rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (amount, expected) in [
            ("0", "0"),
            ("300", "300"),
            ("1000", "1,000"),
            ("1234567.50", "1,234,567.50"),
            ("180000", "180,000"),
        ] {
            assert_eq!(thousands(amount), expected);
        }
    }
}
