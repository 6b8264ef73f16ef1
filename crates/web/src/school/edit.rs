//! One fact of a school: its history, and the form that changes it. Of two people who change it, the second sees both
//! versions.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{FactLayer, FactPage, Kind, NewFact, Report, SchoolLink, See, Trouble, read_subject};
use junheng_domain::SchoolCode;
use junheng_labels as labels;
use serde::Deserialize;

use super::{ByStandard, school};
use crate::forms::Draft;
use crate::links::Links;
use crate::page::Page;
use crate::parts::{Choice, FieldErrors, Link};
use crate::refusal::{Answer, Refusal};
use crate::view::{Names, View, show};

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct FactForm {
    #[serde(default)]
    stage: String,
    #[serde(default)]
    measure: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    reason: String,
    /// The import or edit whose word was shown.
    #[serde(default)]
    version: String,
}

/// What became of a form before it is shown again.
#[derive(Debug, Default)]
struct Outcome {
    errors: FieldErrors,
    /// Somebody else changed the fact meanwhile: what was typed stands beside what holds now.
    conflict: bool,
    /// The number of the edit that was saved.
    saved: Option<u32>,
    /// What was typed before comes from a draft.
    draft: Option<Draft>,
}

#[derive(Template)]
#[template(path = "school/fact.html")]
struct FactTemplate {
    page: Page,
    crumbs: Vec<Link>,
    links: Links,
    names: Names,
    school: SchoolLink,
    fact: FactPage,
    form: FactForm,
    choices: Vec<Choice>,
    outcome: Outcome,
    /// Where the form is sent.
    action: String,
}

impl FactForm {
    /// A form in which nothing was typed yet.
    pub(super) fn empty(stage: &str, measure: &str) -> Self {
        Self { stage: stage.to_owned(), measure: measure.to_owned(), ..Self::default() }
    }

    fn stage(&self) -> Option<&str> {
        Some(self.stage.as_str()).filter(|stage| !stage.is_empty())
    }

    /// The fact with its history and form, as it stands.
    pub(super) async fn page(
        mut self,
        view: &View,
        code: &SchoolCode,
        standard: Option<&str>,
        saved: Option<u32>,
    ) -> Answer {
        let fact = self.fact(view, code).await?;
        self.value.clone_from(&fact.typed);
        let action = Links::new(&view.page("web.school.title", "schools"), standard).fact(
            code.as_str(),
            self.stage(),
            &self.measure,
        );
        let (form, draft) = view.typed(&action, self).await?;
        // Somebody else may have changed the fact after the draft was kept.
        let conflict = draft.is_some() && form.version != fact.version.to_string();
        let outcome = Outcome { saved, conflict, draft, ..Outcome::default() };
        FactTemplate::new(view, standard, fact, form, outcome).await?.show(StatusCode::OK)
    }

    async fn fact(&self, view: &View, code: &SchoolCode) -> Result<FactPage, Refusal> {
        let subject = match self.stage() {
            Some(stage) => format!("{code}/{stage}"),
            None => code.to_string(),
        };
        let subject = read_subject(&subject)?;
        let (see, report) = (view.permit::<See>()?, view.visitor.permit::<Report>());
        let office = &view.house.office;
        Ok(office.fact(&see, report.as_ref(), view.year()?, &subject, &self.measure).await?)
    }
}

/// Saves an edit and shows the fact; refused, shows the form again with what was typed.
pub(super) async fn change(
    view: View,
    Path(code): Path<String>,
    Query(asked): Query<ByStandard>,
    Form(form): Form<FactForm>,
) -> Answer {
    let code = school(&code)?;
    let fact = form.fact(&view, &code).await?;
    let version: u32 =
        form.version.parse().map_err(|_| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "web-query"))?;
    let mut outcome = Outcome::default();
    if form.reason.trim().is_empty() {
        outcome.errors.add("reason", labels::text(view.lang, "web.school.reason-needed", &[]));
        let page = FactTemplate::new(&view, asked.asked(), fact, form, outcome).await?;
        return page.show(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let new = NewFact {
        year: view.year()?,
        school: Some(code.as_str()),
        stage: form.stage(),
        measure: &form.measure,
        value: &form.value,
        why: &form.reason,
        seen: Some(version),
    };
    let trouble = match view.house.office.edit(&view.permit::<Report>()?, new, &view.house.now()).await {
        Ok(no) => {
            let page = view.page("web.school.title", "schools");
            let address = Links::new(&page, asked.asked()).fact(code.as_str(), form.stage(), &form.measure);
            return Ok(Redirect::to(&format!("{address}&saved={}", no.0)).into_response());
        }
        Err(trouble) => trouble,
    };
    let status = match &trouble {
        Trouble::Value(finding) => {
            let cause = labels::finding_cause(view.lang, &finding.code, &finding.args);
            let action = labels::finding_action(view.lang, &finding.code, &finding.args);
            outcome.errors.add("value", format!("{cause} {action}"));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Trouble::Said { key: "fact-changed", .. } => {
            outcome.conflict = true;
            StatusCode::CONFLICT
        }
        Trouble::Said { kind: Kind::Refused, .. } => StatusCode::CONFLICT,
        _ => return Err(trouble.into()),
    };
    if status == StatusCode::CONFLICT {
        outcome.errors.add("", Refusal::from(trouble).sentence(view.lang));
    }
    let now = form.fact(&view, &code).await?;
    FactTemplate::new(&view, asked.asked(), now, form, outcome).await?.show(status)
}

impl FactTemplate {
    async fn new(
        view: &View,
        standard: Option<&str>,
        fact: FactPage,
        form: FactForm,
        outcome: Outcome,
    ) -> Result<Self, Refusal> {
        let undone_by = |layer: &'_ FactLayer| layer.undone.as_ref().map(|undone| undone.by.clone());
        let people: Vec<String> = fact
            .layers
            .iter()
            .flat_map(|layer| undone_by(layer).into_iter().chain([layer.by.clone()]))
            .collect();
        let names = view.names(people.iter().map(String::as_str)).await?;
        let mut page = view.page("web.school.title", "schools");
        page.title = fact.measure.name.of(view.lang).to_owned();
        page.refused = !outcome.errors.is_empty();
        let links = Links::new(&page, standard);
        let school = fact
            .subject
            .school
            .clone()
            .unwrap_or(SchoolLink { code: fact.subject.key.clone(), name: fact.subject.key.clone() });
        let crumbs = vec![
            Link::new(page.t("web.schools.title"), page.to("/schools")),
            Link::new(&school.name, links.school(&school.code)),
            Link::new(page.t("web.school.tab.facts"), links.school_part(&school.code, "facts")),
        ];
        let codes = fact.measure.codes.iter();
        let choices =
            codes.map(|code| Choice::new(&code.code, code.name.of(page.lang), code.code == form.value));
        Ok(Self {
            choices: choices.collect(),
            action: links.fact(&school.code, fact.subject.stage, &fact.measure.id),
            crumbs,
            links,
            school,
            fact,
            form,
            outcome,
            names,
            page,
        })
    }

    fn show(&self, status: StatusCode) -> Answer {
        let mut response = show(self)?;
        *response.status_mut() = status;
        Ok(response)
    }

    fn unit(&self) -> &str {
        self.fact.measure.unit.as_ref().map_or("", |unit| unit.of(self.page.lang))
    }

    fn value(&self) -> String {
        let value = self.fact.value.as_ref().map(|value| value.of(self.page.lang).to_owned());
        value.unwrap_or_else(|| self.page.t("standing.missing"))
    }

    fn layer_value(&self, layer: &FactLayer) -> String {
        let value = layer.value.as_ref().map(|value| value.of(self.page.lang).to_owned());
        value.unwrap_or_else(|| self.page.t("standing.missing"))
    }

    fn layer_cell(&self, layer: &FactLayer) -> String {
        match &layer.cell {
            Some(cell) => self.links.cell(layer.import, layer.sheet.as_deref().unwrap_or_default(), cell),
            None => String::new(),
        }
    }

    /// The word that holds now, for the one who meets another's change.
    fn holding(&self) -> Option<&FactLayer> {
        self.fact.layers.iter().find(|layer| layer.holds)
    }

    /// The label of the version that the form was filled from: another's change stays in sight, and is not overwritten
    /// unless the form is sent again.
    fn version(&self) -> u32 {
        self.fact.version
    }

    fn hint(&self) -> String {
        let note = self.fact.measure.note.as_ref().map(|note| note.of(self.page.lang).to_owned());
        let blank = self.page.t("web.school.blank-is-missing");
        note.map_or_else(|| blank.clone(), |note| format!("{note} {blank}"))
    }
}
