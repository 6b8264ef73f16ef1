//! One matter: who answers for it, who did, and the form that says who will.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::Form;
use junheng_app::{Assign, AssignForm, MatrixRow, Matter, Overview, PastAnswering, See};
use serde::Deserialize;

use super::matrix::{address, name};
use super::{Answerers, MATRIX, may_assign};
use crate::page::Page;
use crate::parts::{Choice, Event, FieldErrors, Link};
use crate::refusal::{Answer, Refusal};
use crate::school::ByStandard;
use crate::sign_in::Door;
use crate::view::{Names, View};

#[derive(Template)]
#[template(path = "organisation/matter.html")]
struct MatterPage {
    page: Page,
    crumbs: Vec<Link>,
    errors: FieldErrors,
    /// Where the form is sent.
    action: String,
    standard: String,
    answerers: Option<Answerers>,
    events: Vec<Event>,
    owners: Vec<Choice>,
    helpers: Vec<Choice>,
    typed: Typed,
    may_assign: bool,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    owner: String,
    #[serde(default)]
    helpers: Vec<String>,
    #[serde(default)]
    due_on: String,
    #[serde(default)]
    from_on: String,
    #[serde(default)]
    why: String,
}

/// What a request is about: the standard and a matter of it.
struct About {
    standard: String,
    matter: Matter,
    row: MatrixRow,
    standard_name: String,
}

async fn about(view: &View, text: &str, by: &ByStandard) -> Result<About, Refusal> {
    let matter = Matter::parse(text).ok_or_else(Refusal::not_found)?;
    let standard = by.of(view).await?;
    let matrix =
        view.house.office.matrix(&view.permit::<Overview>()?, &standard.id.0, &view.house.now()).await?;
    let groups = matrix.groups.into_iter();
    let rows = groups.flat_map(|group| std::iter::once(group.requirement).chain(group.indicators));
    let row = rows.chain(matrix.forms).find(|row| row.matter == text).ok_or_else(Refusal::not_found)?;
    Ok(About {
        standard_name: crate::words::wording(view.lang, &standard.wording).to_owned(),
        standard: standard.id.0.clone(),
        matter,
        row,
    })
}

async fn matter_page(
    view: &View,
    door: &Door,
    about: About,
    (typed, errors): (Option<Typed>, FieldErrors),
) -> Answer {
    let (permit, now) = (view.permit::<Overview>()?, view.house.now());
    let office = &view.house.office;
    let past = office.responsibility_history(&permit, (&about.standard, &about.matter), &now).await?;
    let departments = office.departments(&permit, &now).await?;
    // Whoever sees no data finds no names of those who wrote them down either.
    let names = match view.permit::<See>() {
        Ok(_) => Some(view.names(past.iter().map(|one| one.by.as_str())).await?),
        Err(_) => None,
    };
    let mut page = view.page("web.responsibilities.title", MATRIX);
    page.title = name(&page, &about.row);
    page.refused = !errors.is_empty();
    let typed = typed.unwrap_or_else(|| typed_of(&about.row));
    let choice = |chosen: &dyn Fn(&str) -> bool| {
        let there = departments.iter().filter(|one| one.in_force || chosen(&one.no.to_string()));
        there.map(|one| Choice::new(one.no, &one.name, chosen(&one.no.to_string()))).collect::<Vec<_>>()
    };
    let template = MatterPage {
        crumbs: vec![Link::new(
            page.t("web.responsibilities.title"),
            page.to(&format!("/responsibilities?standard={}", crate::links::encoded(&about.standard))),
        )],
        action: address(&page, &about.standard, &about.row.matter),
        standard: about.standard_name,
        answerers: about.row.answering.map(|answering| Answerers::new(&page, answering)),
        events: past.iter().map(|one| event(&page, names.as_ref(), one)).collect(),
        owners: choice(&|no| typed.owner == no),
        helpers: choice(&|no| typed.helpers.iter().any(|helper| helper == no)),
        errors: errors.clone(),
        typed,
        may_assign: may_assign(view),
        page,
    };
    door.form(&template, &errors)
}

/// What holds today, to be changed from today on.
fn typed_of(row: &MatrixRow) -> Typed {
    let own = row.answering.as_ref().filter(|answering| !answering.by_requirement);
    own.map_or_else(Typed::default, |answering| Typed {
        owner: answering.owner.no.to_string(),
        helpers: answering.helpers.iter().map(|helper| helper.no.to_string()).collect(),
        due_on: answering.due_on.clone(),
        ..Typed::default()
    })
}

fn event(page: &Page, names: Option<&Names>, past: &PastAnswering) -> Event {
    let until = if past.to_on.is_empty() { String::new() } else { format!("–{}", past.to_on) };
    let mut what = format!("{}{until} ", past.from_on);
    what += &past
        .owner
        .as_ref()
        .map_or_else(|| page.t("web.responsibilities.nobody"), |owner| owner.name.clone());
    let helpers: Vec<&str> = past.helpers.iter().map(|helper| helper.name.as_str()).collect();
    if !helpers.is_empty() {
        what += &page.tx("web.responsibilities.with", "helpers", helpers.join(page.comma()));
    }
    if !past.due_on.is_empty() {
        what += &page.tx("web.responsibilities.until", "day", &past.due_on);
    }
    if past.replaced {
        what += &page.t("web.responsibilities.replaced");
    }
    Event {
        when: page.moment(&past.at),
        at: past.at.clone(),
        who: names.map(|names| names.of(&past.by)).unwrap_or_default(),
        what,
        reason: past.why.clone(),
    }
}

pub(super) async fn show_one(
    view: View,
    door: Door,
    Path(matter): Path<String>,
    Query(by): Query<ByStandard>,
) -> Answer {
    let about = about(&view, &matter, &by).await?;
    matter_page(&view, &door, about, (None, FieldErrors::default())).await
}

pub(super) async fn assign(
    view: View,
    door: Door,
    Path(matter): Path<String>,
    Query(by): Query<ByStandard>,
    Form(typed): Form<Typed>,
) -> Answer {
    let permit = view.permit::<Assign>()?;
    let about = about(&view, &matter, &by).await?;
    let form = AssignForm {
        standard: &about.standard,
        matter: &about.matter,
        owner: &typed.owner,
        helpers: &typed.helpers,
        due_on: &typed.due_on,
        from_on: &typed.from_on,
        why: &typed.why,
    };
    match view.house.office.assign(&permit, form, &view.house.now()).await {
        Ok(()) => {
            let page = view.page("web.responsibilities.title", MATRIX);
            Ok(Redirect::to(&address(&page, &about.standard, &about.row.matter)).into_response())
        }
        Err(trouble) => {
            let errors = door.errors(trouble)?;
            matter_page(&view, &door, about, (Some(typed), errors)).await
        }
    }
}
