//! One school's forms in a round: handing in, accepting, returning, reopening, and what happened so far.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use axum_extra::extract::Form;
use junheng_app::{Chosen, HandInAct, Kind, Report, Review, RoundView, SchoolHandIns, See, Trouble};
use serde::Deserialize;

use super::board::{Shown, crumbs, form_name, title};
use crate::forms::Draft;
use crate::page::Page;
use crate::parts::{Event, FieldErrors, Link};
use crate::refusal::{Answer, Refusal};
use crate::view::{View, show};

#[derive(Template)]
#[template(path = "reporting/school.html")]
struct SchoolPage {
    page: Page,
    crumbs: Vec<Link>,
    errors: FieldErrors,
    round: RoundView,
    school: String,
    forms: Vec<FormRow>,
    /// What may be done with at least one form: the word of the act and whether a reason is needed.
    decisions: Vec<Decision>,
    may_hand_in: bool,
    /// Where a decision is sent; handing in is a button with an address of its own.
    action: String,
    draft: Option<Draft>,
    why: String,
    events: Vec<Event>,
}

struct FormRow {
    form: String,
    name: String,
    shown: Shown,
    empty: bool,
    /// The form and the number of its last event, as the box says them.
    value: String,
    possible: bool,
    chosen: bool,
}

struct Decision {
    act: &'static str,
    text: String,
    kind: &'static str,
}

/// What is decided about which forms.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    /// Each `form:number of its last event`.
    #[serde(default)]
    form: Vec<String>,
    #[serde(default)]
    act: String,
    #[serde(default)]
    why: String,
}

impl Typed {
    fn forms(&self) -> Vec<(String, u32)> {
        let pairs = self.form.iter().filter_map(|pair| pair.split_once(':'));
        pairs.filter_map(|(form, seq)| Some((form.to_owned(), seq.parse().ok()?))).collect()
    }
}

fn action(no: u32, school: &str) -> String {
    format!("{}/decide", super::school_path(&no, school))
}

async fn known(view: &View, no: u32, school: &str) -> Result<SchoolHandIns, Refusal> {
    let rights = (view.visitor.permit::<Report>(), view.visitor.permit::<Review>());
    let rights = (rights.0.as_ref(), rights.1.as_ref());
    let (see, at) = (view.permit::<See>()?, view.house.now());
    Ok(view.house.office.school_hand_ins(&see, rights, (no, school), &at).await?)
}

async fn shown(
    view: &View,
    known: SchoolHandIns,
    typed: &Typed,
    errors: FieldErrors,
) -> Result<SchoolPage, Refusal> {
    let names = view.names(known.events.iter().map(|event| event.by.as_str())).await?;
    let mut page = title(view, &known.round);
    let mut crumbs = crumbs(&page);
    crumbs.push(Link::new(&page.title, page.to(&format!("/reporting/{}", known.round.no))));
    page.title = if known.row.name.is_empty() { known.row.school.clone() } else { known.row.name.clone() };
    page.refused = !errors.is_empty();
    let all: Vec<HandInAct> = known.possible.values().flatten().copied().collect();
    let decisions = [HandInAct::Review, HandInAct::Accept, HandInAct::Return, HandInAct::Reopen];
    let decisions = decisions.into_iter().filter(|act| all.contains(act)).map(|act| Decision {
        act: act.as_str(),
        text: page.t(format!("web.reporting.act.{}", act.as_str())),
        kind: if act == HandInAct::Return { "danger" } else { "" },
    });
    let forms = known.row.forms.iter().map(|form| {
        let value = format!("{}:{}", form.form, form.seq);
        let possible = known
            .possible
            .get(&form.form)
            .is_some_and(|acts| acts.iter().any(|act| *act != HandInAct::Remind));
        FormRow {
            name: form_name(&page, &form.form),
            shown: Shown::of(&page, form),
            empty: form.empty,
            chosen: possible && (typed.form.is_empty() || typed.form.contains(&value)),
            form: form.form.clone(),
            possible,
            value,
        }
    });
    let events = known.events.iter().map(|event| Event {
        at: event.at.clone(),
        when: view.moment(&event.at),
        who: names.of(&event.by),
        what: format!(
            "{} · {}",
            form_name(&page, &event.form),
            page.t(format!("web.reporting.act.{}", event.act.as_str()))
        ),
        reason: event.why.clone(),
    });
    Ok(SchoolPage {
        forms: forms.collect(),
        decisions: decisions.collect(),
        action: action(known.round.no, &known.row.school),
        draft: None,
        may_hand_in: all.contains(&HandInAct::HandIn),
        events: events.collect(),
        school: known.row.school.clone(),
        why: typed.why.clone(),
        round: known.round,
        crumbs,
        errors,
        page,
    })
}

pub(super) async fn page(view: View, Path((no, school)): Path<(u32, String)>) -> Answer {
    let known = known(&view, no, &school).await?;
    let (typed, draft) = view.typed(&action(no, &school), Typed::default()).await?;
    let mut page = shown(&view, known, &typed, FieldErrors::default()).await?;
    page.draft = draft;
    show(&page)
}

pub(super) async fn hand_in(
    view: View,
    Path((no, school)): Path<(u32, String)>,
    Form(typed): Form<Typed>,
) -> Answer {
    let permit = view.permit::<Report>()?;
    let forms = typed.forms();
    let chosen = Chosen { round: no, school: &school, forms: &forms };
    let done = view.house.office.hand_in(&permit, chosen, &view.house.now(), typed.why.trim()).await;
    settled(&view, (no, &school), &typed, done).await
}

pub(super) async fn decide(
    view: View,
    Path((no, school)): Path<(u32, String)>,
    Form(typed): Form<Typed>,
) -> Answer {
    let permit = view.permit::<Review>()?;
    let act = HandInAct::parse(&typed.act)
        .ok_or_else(|| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "web-form-broken"))?;
    let forms = typed.forms();
    let chosen = Chosen { round: no, school: &school, forms: &forms };
    let done =
        view.house.office.decide_hand_in(&permit, chosen, act, &view.house.now(), typed.why.trim()).await;
    settled(&view, (no, &school), &typed, done).await
}

/// Back to the page of the school, or the page with what is wrong.
async fn settled(view: &View, (no, school): (u32, &str), typed: &Typed, done: Result<(), Trouble>) -> Answer {
    let error = match done {
        Ok(()) => {
            return Ok(Redirect::to(&super::school_path(&no, school)).into_response());
        }
        Err(error) => error,
    };
    if error.kind() != Kind::Refused {
        return Err(error.into());
    }
    let refusal = Refusal::from(error);
    let field = match refusal.key {
        "web-reason-needed" | "hand-in-empty" => "why",
        _ => "form",
    };
    let mut errors = FieldErrors::default();
    errors.add(field, refusal.sentence(view.lang));
    let page = shown(view, known(view, no, school).await?, typed, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}
