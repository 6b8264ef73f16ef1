//! The list of people, and adding to it.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{Administer, Directory, NewPersonForm, PersonView, SearchName, Secure, Typed};
use serde::Deserialize;

use crate::links::encoded;
use crate::page::Page;
use crate::parts::{Choice, FieldErrors, Pager};
use crate::refusal::Answer;
use crate::sign_in::Door;
use crate::view::{View, show};

/// People on a page of the list.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "admin/people.html")]
struct PeoplePage {
    page: Page,
    query: String,
    states: Vec<Choice>,
    rows: Vec<PersonRow>,
    pager: Pager,
    may_add: bool,
}

/// A person in the list, in words.
struct PersonRow {
    id: String,
    login: String,
    name: String,
    posts: Vec<String>,
    state: String,
    class: &'static str,
    seen: String,
}

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    page: Option<usize>,
}

/// How somebody stands, as the label below `web.people.` and the class of its mark.
pub(super) fn state(person: &PersonView) -> (&'static str, &'static str) {
    match person {
        PersonView { active: false, .. } => ("disabled", "plain"),
        PersonView { locked_until, .. } if !locked_until.is_empty() => ("locked", "not-met"),
        PersonView { has_password: false, .. } => ("invited", "missing"),
        PersonView { dormant: true, .. } => ("dormant", "near"),
        _ => ("active", "met"),
    }
}

const STATES: [&str; 5] = ["active", "invited", "dormant", "locked", "disabled"];

/// The posts of a person that hold today, in words.
pub(super) fn posts(page: &Page, person: &PersonView) -> Vec<String> {
    let held = person.posts.iter().filter(|post| post.in_force);
    held.map(|post| format!("{} {}{}", page.t(format!("role.{}", post.role)), post.township, post.school))
        .collect()
}

pub(super) async fn list(view: View, Query(asked): Query<Asked>) -> Answer {
    let people = view.house.office.people(&view.permit::<Directory>()?, &view.house.now()).await?;
    let page = view.page("web.people.title", "people");
    let typed = Typed::new(&asked.q);
    let is_asked = |person: &&PersonView| {
        let found = asked.q.trim().is_empty()
            || SearchName::new(&person.name).matches(&typed)
            || person.login.to_lowercase().contains(&asked.q.trim().to_lowercase());
        found && (asked.state.is_empty() || state(person).0 == asked.state)
    };
    let found: Vec<&PersonView> = people.iter().filter(is_asked).collect();
    let number = asked.page.unwrap_or(1).max(1);
    let address = format!("/people?q={}&state={}", encoded(&asked.q), encoded(&asked.state));
    let row = |person: &&PersonView| {
        let (word, class) = state(person);
        PersonRow {
            id: person.id.clone(),
            login: person.login.clone(),
            name: person.name.clone(),
            posts: posts(&page, person),
            state: page.t(format!("web.people.{word}")),
            class,
            seen: page.moment(&person.seen_at),
        }
    };
    let word = |state: &str| page.t(format!("web.people.{state}"));
    show(&PeoplePage {
        states: STATES.iter().map(|state| Choice::new(state, word(state), *state == asked.state)).collect(),
        rows: found.iter().skip((number - 1).saturating_mul(SHOWN)).take(SHOWN).map(row).collect(),
        pager: Pager::new(found.len(), SHOWN, number, |number| page.to(&format!("{address}&page={number}"))),
        may_add: view.permit::<Administer>().is_ok() && view.permit::<Secure>().is_err(),
        query: asked.q,
        page,
    })
}

#[derive(Deserialize, Default)]
pub(super) struct PersonForm {
    #[serde(default)]
    pub(super) login: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) phone: String,
}

impl PersonForm {
    pub(super) fn form(&self) -> NewPersonForm<'_> {
        NewPersonForm { login: &self.login, name: &self.name, phone: &self.phone }
    }
}

#[derive(Template)]
#[template(path = "admin/person_new.html")]
struct NewPage {
    page: Page,
    errors: FieldErrors,
    typed: PersonForm,
}

pub(super) async fn show_form(view: View) -> Answer {
    view.permit::<Administer>()?;
    let page = view.page("web.people.new", "people");
    show(&NewPage { page, errors: FieldErrors::default(), typed: PersonForm::default() })
}

pub(super) async fn add(view: View, door: Door, Form(typed): Form<PersonForm>) -> Answer {
    let permit = view.permit::<Administer>()?;
    match view.house.office.add_person(&permit, typed.form(), &view.house.now()).await {
        Ok(id) => Ok(Redirect::to(&format!("/people/{id}")).into_response()),
        Err(trouble) => {
            let errors = door.errors(trouble)?;
            let mut page = view.page("web.people.new", "people");
            page.refused = true;
            door.form(&NewPage { page, errors: errors.clone(), typed }, &errors)
        }
    }
}
