//! The rounds of a school year, and making one.

use askama::Template;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use junheng_app::{Kind, Overview, Review, RoundForm, RoundView, See, Time, read_year};
use serde::Deserialize;

use super::HERE;
use crate::forms::Draft;
use crate::page::Page;
use crate::parts::{Choice, FieldErrors, Link};
use crate::refusal::{Answer, Refusal};
use crate::view::{View, show};
use crate::words::wording;

/// The standard that is chosen until somebody chooses.
const FIRST_STANDARD: &str = "national/quality-balance-2017";

#[derive(Template)]
#[template(path = "reporting/list.html")]
struct List {
    page: Page,
    rounds: Vec<RoundRow>,
    may_make: bool,
}

struct RoundRow {
    round: RoundView,
    standard: String,
    /// The label of where today is in it, and the class of its mark.
    time: &'static str,
    class: &'static str,
}

/// The label of where today is in a round, and the class of its mark.
pub(crate) fn time(time: Time) -> (&'static str, &'static str) {
    match time {
        Time::NotOpenYet => ("web.reporting.time.not-open-yet", "plain"),
        Time::Open => ("web.reporting.time.open", "met"),
        Time::AfterDeadline => ("web.reporting.time.after-deadline", "missing"),
    }
}

/// Whether the viewer may make rounds: a right to review that reaches the whole county.
fn may_make(view: &View) -> bool {
    view.visitor.permit::<Review>().is_some_and(|permit| permit.scope().is_county())
}

pub(super) fn standard_name(view: &View, id: &str) -> String {
    let known = view.house.office.standard_by_id(id);
    known.map_or_else(|_| id.to_owned(), |standard| wording(view.lang, &standard.wording).to_owned())
}

pub(super) async fn list(view: View) -> Answer {
    let page = view.page("web.reporting.title", HERE);
    let rounds = match view.year {
        Some(year) => view.house.office.rounds(&view.permit::<See>()?, year, &view.house.now()).await?,
        None => Vec::new(),
    };
    let rounds = rounds.into_iter().filter(|round| round.counts.forms > 0).map(|round| {
        let (time, class) = time(round.time);
        RoundRow { standard: standard_name(&view, &round.standard), time, class, round }
    });
    show(&List { rounds: rounds.collect(), may_make: may_make(&view), page })
}

/// Where the form of a new round is sent.
const MAKE: &str = "/reporting/new";

#[derive(Template)]
#[template(path = "reporting/new.html")]
struct New {
    page: Page,
    crumbs: Vec<Link>,
    errors: FieldErrors,
    years: Vec<Choice>,
    standards: Vec<Choice>,
    typed: Typed,
    draft: Option<Draft>,
}

/// The form of a new round, as it was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default, rename = "for")]
    year: String,
    #[serde(default)]
    standard: String,
    #[serde(default)]
    opens_on: String,
    #[serde(default)]
    deadline_on: String,
    township_first: Option<String>,
    #[serde(default)]
    note: String,
}

fn new(view: &View, typed: Typed, errors: FieldErrors) -> Result<New, Refusal> {
    let mut page = view.page("web.reporting.new", HERE);
    page.refused = !errors.is_empty();
    let shown = view.year.map(|year| year.start().to_string()).unwrap_or_default();
    let year = if typed.year.is_empty() { &shown } else { &typed.year };
    let latest = view.years.first().map(|last| last.start() + 1);
    let years = latest.into_iter().chain(view.years.iter().map(|year| year.start()));
    let years = years.map(|one| Choice::new(one, format!("{one}–{}", one + 1), one.to_string() == *year));
    let standard = if typed.standard.is_empty() { FIRST_STANDARD } else { &typed.standard };
    let standards = view.house.office.standards(&view.permit::<Overview>()?)?;
    let standards = standards
        .iter()
        .map(|(one, _)| Choice::new(&one.id.0, wording(view.lang, &one.wording), one.id.0 == standard));
    let crumbs = vec![Link::new(page.t("web.reporting.title"), page.to("/reporting"))];
    let (years, standards) = (years.collect(), standards.collect());
    Ok(New { years, standards, crumbs, errors, typed, draft: None, page })
}

pub(super) async fn form(view: View) -> Answer {
    if !may_make(&view) {
        return Err(Refusal::forbidden("web-no-right"));
    }
    let today = view.house.now().get(..10).unwrap_or_default().to_owned();
    let fresh = Typed { opens_on: today, ..Typed::default() };
    let (typed, draft) = view.typed(MAKE, fresh).await?;
    let mut page = new(&view, typed, FieldErrors::default())?;
    page.draft = draft;
    show(&page)
}

pub(super) async fn make(view: View, Form(typed): Form<Typed>) -> Answer {
    let permit = view.permit::<Review>()?;
    let mut errors = FieldErrors::default();
    let year = match read_year(&typed.year) {
        Ok(year) => year,
        Err(error) => {
            errors.add("for", Refusal::from(error).sentence(view.lang));
            return unmade(&view, typed, errors);
        }
    };
    let form = RoundForm {
        year,
        standard: &typed.standard,
        opens_on: typed.opens_on.trim(),
        deadline_on: typed.deadline_on.trim(),
        township_first: typed.township_first.is_some(),
        note: &typed.note,
    };
    match view.house.office.make_round(&permit, form, &view.house.now()).await {
        Ok(no) => Ok(Redirect::to(&format!("/reporting/{no}?year={year}")).into_response()),
        Err(error) if matches!(error.kind(), Kind::Request | Kind::Refused | Kind::NotFound) => {
            let refusal = Refusal::from(error);
            let field = match refusal.key {
                "web-date" if typed.opens_on.len() != 10 => "opens_on",
                "web-date" | "round-ends-before" => "deadline_on",
                "year" => "for",
                "standard" | "standard-near" => "standard",
                _ => "",
            };
            errors.add(field, refusal.sentence(view.lang));
            unmade(&view, typed, errors)
        }
        Err(error) => Err(error.into()),
    }
}

fn unmade(view: &View, typed: Typed, errors: FieldErrors) -> Answer {
    let page = new(view, typed, errors)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}
