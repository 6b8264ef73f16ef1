//! One person: what is known of them, their posts, and what an administrator may do.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{
    Administer, Directory, LinkMade, PersonView, Places, Post, PostView, Role, Secure, Trouble, read_area,
};
use junheng_domain::{Finding, Severity, Stage};
use serde::Deserialize;

use super::people::{PersonForm, state};
use super::proof;
use crate::page::Page;
use crate::parts::{Choice, FieldErrors};
use crate::refusal::Answer;
use crate::sign_in::{Door, secret_address};
use crate::view::{View, show};

#[derive(Template)]
#[template(path = "admin/person.html")]
struct PersonPage {
    page: Page,
    errors: FieldErrors,
    person: PersonView,
    state: String,
    class: &'static str,
    /// Each post with its role and place in words.
    posts: Vec<(PostView, String)>,
    typed: PersonForm,
    roles: Vec<Choice>,
    places: Vec<Choice>,
    stages: Vec<Choice>,
    from_on: String,
    to_on: String,
    /// What this visitor may do.
    may_administer: bool,
    may_secure: bool,
}

impl PersonPage {
    /// The label of whether there is a second factor.
    fn factor(&self) -> &'static str {
        if self.person.has_second_factor { "web.account.factor-set" } else { "web.account.factor-none" }
    }
}

/// What was typed to grant a post.
#[derive(Deserialize, Default)]
pub(super) struct GrantForm {
    #[serde(default)]
    role: String,
    /// `county`, `township:<name>` or `school:<code>`.
    #[serde(default)]
    place: String,
    /// A stage, or nothing for all.
    #[serde(default)]
    stage: String,
    #[serde(default)]
    from_on: String,
    #[serde(default)]
    to_on: String,
}

fn place_choices(page: &Page, places: &Places, chosen: &str) -> Vec<Choice> {
    let choice = |value: String, text: String| {
        let here = value == chosen;
        Choice::new(value, text, here)
    };
    let county = choice("county".to_owned(), page.t("web.people.county"));
    let townships = places.townships.iter().map(|name| choice(format!("township:{name}"), name.clone()));
    let schools = places.schools.iter().map(|(code, name, township)| {
        choice(format!("school:{code}"), format!("{township} {name} ({code})"))
    });
    std::iter::once(county).chain(townships).chain(schools).collect()
}

/// The page, as it is or with what was refused.
async fn person_page(
    view: &View,
    door: &Door,
    id: &str,
    (errors, typed, grant): (FieldErrors, Option<PersonForm>, GrantForm),
) -> Answer {
    let (office, now) = (&view.house.office, view.house.now());
    let directory = view.permit::<Directory>()?;
    let person = office.person(&directory, id, &now).await?;
    let places = office.places(&directory).await?;
    let mut page = view.page("web.people.person", "people");
    page.title.clone_from(&person.name);
    page.refused = !errors.is_empty();
    let (word, class) = state(&person);
    let role = |role: &str| page.t(format!("role.{role}"));
    let names: Vec<(PostView, String)> = person
        .posts
        .iter()
        .map(|post| (post.clone(), format!("{} {}{}", role(&post.role), post.township, post.school)))
        .collect();
    let stage = |stage: Stage| {
        let name = stage.as_str();
        Choice::new(name, page.t(format!("stage.{name}")), grant.stage == name)
    };
    let typed = typed.unwrap_or_else(|| PersonForm {
        login: person.login.clone(),
        name: person.name.clone(),
        phone: person.phone.clone(),
    });
    let template = PersonPage {
        state: page.t(format!("web.people.{word}")),
        class,
        posts: names,
        roles: Role::ALL
            .map(|one| Choice::new(one.as_str(), role(one.as_str()), grant.role == one.as_str()))
            .into(),
        places: place_choices(&page, &places, &grant.place),
        stages: Stage::COMPULSORY.map(stage).into(),
        from_on: grant.from_on,
        to_on: grant.to_on,
        may_administer: view.permit::<Administer>().is_ok(),
        may_secure: view.permit::<Secure>().is_ok(),
        errors: errors.clone(),
        typed,
        person,
        page,
    };
    door.form(&template, &errors)
}

pub(super) async fn show_person(view: View, door: Door, Path(id): Path<String>) -> Answer {
    person_page(&view, &door, &id, (FieldErrors::default(), None, GrantForm::default())).await
}

fn back(id: &str) -> Answer {
    Ok(Redirect::to(&format!("/people/{id}")).into_response())
}

pub(super) async fn change(
    view: View,
    door: Door,
    Path(id): Path<String>,
    Form(typed): Form<PersonForm>,
) -> Answer {
    let permit = view.permit::<Administer>()?;
    match view.house.office.change_person(&permit, &id, typed.form(), &view.house.now()).await {
        Ok(()) => back(&id),
        Err(trouble) => {
            let refused = (door.errors(trouble)?, Some(typed), GrantForm::default());
            person_page(&view, &door, &id, refused).await
        }
    }
}

#[derive(Deserialize, Default)]
pub(super) struct StateForm {
    #[serde(default)]
    active: String,
}

pub(super) async fn set_state(view: View, Path(id): Path<String>, Form(form): Form<StateForm>) -> Answer {
    let permit = view.permit::<Administer>()?;
    view.house.office.set_active(&permit, &id, form.active == "yes", &view.house.now()).await?;
    back(&id)
}

#[derive(Template)]
#[template(path = "admin/link_made.html")]
struct LinkPage {
    page: Page,
    person: String,
    link: LinkMade,
}

/// The link is shown in the answer itself: nothing keeps it.
fn link_page(view: &View, person: String, link: LinkMade) -> Answer {
    let page = view.page("web.people.link-title", "people");
    show(&LinkPage { page, person, link }).map(secret_address)
}

pub(super) async fn invite(view: View, Path(id): Path<String>) -> Answer {
    let link = view.house.office.invite(&view.permit::<Administer>()?, &id, &view.house.now()).await?;
    link_page(&view, id, link)
}

pub(super) async fn reset(view: View, door: Door, Path(id): Path<String>) -> Answer {
    let permit = view.permit::<Secure>()?;
    let proof = match proof(&door, &format!("/people/{id}")) {
        Ok(proof) => proof,
        Err(asked) => return Ok(asked),
    };
    let link = view.house.office.reset(&permit, &proof, &id, &view.house.now()).await?;
    link_page(&view, id, link)
}

/// The post that was asked for, or what is wrong with the fields.
fn post_of(form: &GrantForm) -> Result<Post, Trouble> {
    let wrong = |field: &str, code: &str| {
        let place =
            junheng_domain::Place { field: Some(field.to_owned()), ..junheng_domain::Place::default() };
        Trouble::Findings(vec![Finding::new(code, Severity::Error, place)])
    };
    let role = Role::parse(&form.role).ok_or_else(|| wrong("role", "role-unknown"))?;
    let (kind, name) = form.place.split_once(':').unwrap_or((&form.place, ""));
    let stages: Vec<String> = (!form.stage.is_empty()).then(|| form.stage.clone()).into_iter().collect();
    let area = match kind {
        "county" => read_area("", "", &stages),
        "township" => read_area(name, "", &stages),
        "school" => read_area("", name, &stages),
        _ => return Err(wrong("area", "area-unknown")),
    };
    Ok(Post { role, area: area.map_err(|_| wrong("area", "area-unknown"))? })
}

pub(super) async fn grant(
    view: View,
    door: Door,
    Path(id): Path<String>,
    Form(form): Form<GrantForm>,
) -> Answer {
    let permit = view.permit::<Secure>()?;
    let proof = match proof(&door, &format!("/people/{id}")) {
        Ok(proof) => proof,
        Err(asked) => return Ok(asked),
    };
    let days = (form.from_on.as_str(), form.to_on.as_str());
    let granted = match post_of(&form) {
        Ok(post) => {
            let now = view.house.now();
            view.house.office.grant(&permit, &proof, (&id, &post), days, &now).await.map(|_| ())
        }
        Err(trouble) => Err(trouble),
    };
    match granted {
        Ok(()) => back(&id),
        Err(trouble) => {
            let errors = door.errors(trouble)?;
            person_page(&view, &door, &id, (errors, None, form)).await
        }
    }
}

pub(super) async fn end_post(view: View, door: Door, Path((id, no)): Path<(String, u32)>) -> Answer {
    let permit = view.permit::<Secure>()?;
    let proof = match proof(&door, &format!("/people/{id}")) {
        Ok(proof) => proof,
        Err(asked) => return Ok(asked),
    };
    view.house.office.end_post(&permit, &proof, (&id, no), &view.house.now()).await?;
    back(&id)
}

pub(super) async fn unlock(view: View, Path(id): Path<String>) -> Answer {
    view.house.office.unlock(&view.permit::<Secure>()?, &id, &view.house.now()).await?;
    back(&id)
}

pub(super) async fn remove_second_factor(view: View, door: Door, Path(id): Path<String>) -> Answer {
    let permit = view.permit::<Secure>()?;
    let proof = match proof(&door, &format!("/people/{id}")) {
        Ok(proof) => proof,
        Err(asked) => return Ok(asked),
    };
    view.house.office.remove_second_factor(&permit, &proof, &id, &view.house.now()).await?;
    back(&id)
}

pub(super) async fn end_link(view: View, Path(id): Path<String>) -> Answer {
    let permit = view.permit::<Secure>()?;
    view.house.office.end_link(&permit, &id, &view.house.now()).await?;
    back(&id)
}
