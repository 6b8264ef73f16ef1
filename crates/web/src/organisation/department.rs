//! The form of a department.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{Assign, DepartmentForm, DepartmentKind, Overview, Trouble};
use serde::Deserialize;

use super::{HERE, may_assign};
use crate::page::Page;
use crate::parts::{Choice, FieldErrors, Link};
use crate::refusal::{Answer, Refusal};
use crate::sign_in::Door;
use crate::view::View;

#[derive(Template)]
#[template(path = "organisation/department.html")]
struct DepartmentPage {
    page: Page,
    crumbs: Vec<Link>,
    errors: FieldErrors,
    kinds: Vec<Choice>,
    typed: Typed,
    /// None for a new one.
    no: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    telephone: String,
    #[serde(default)]
    ended_on: String,
}

impl Typed {
    fn form(&self) -> DepartmentForm<'_> {
        DepartmentForm {
            kind: &self.kind,
            name: &self.name,
            telephone: &self.telephone,
            ended_on: &self.ended_on,
        }
    }
}

fn form_page(view: &View, door: &Door, no: Option<u32>, typed: Typed, errors: &FieldErrors) -> Answer {
    let mut page = view.page("web.organisation.new-department", HERE);
    if no.is_some() {
        page.title = page.t("web.organisation.department");
    }
    page.refused = !errors.is_empty();
    let kind = |kind: DepartmentKind| {
        let name = kind.as_str();
        Choice::new(name, page.t(format!("department-kind.{name}")), typed.kind == name)
    };
    let template = DepartmentPage {
        crumbs: vec![Link::new(page.t("web.organisation.title"), page.to("/organisation"))],
        kinds: DepartmentKind::ALL.map(kind).into(),
        errors: errors.clone(),
        typed,
        no,
        page,
    };
    door.form(&template, errors)
}

pub(super) async fn show_new(view: View, door: Door) -> Answer {
    if !may_assign(&view) {
        return Err(Refusal::forbidden("web-no-right"));
    }
    form_page(&view, &door, None, Typed::default(), &FieldErrors::default())
}

pub(super) async fn show_one(view: View, door: Door, Path(no): Path<u32>) -> Answer {
    if !may_assign(&view) {
        return Err(Refusal::forbidden("web-no-right"));
    }
    let departments = view.house.office.departments(&view.permit::<Overview>()?, &view.house.now()).await?;
    let found = departments.into_iter().find(|one| one.no == no).ok_or_else(Refusal::not_found)?;
    let typed = Typed {
        kind: found.kind.as_str().to_owned(),
        name: found.name,
        telephone: found.telephone,
        ended_on: found.ended_on,
    };
    form_page(&view, &door, Some(no), typed, &FieldErrors::default())
}

pub(super) async fn add(view: View, door: Door, Form(typed): Form<Typed>) -> Answer {
    let permit = view.permit::<Assign>()?;
    let added = view.house.office.add_department(&permit, typed.form(), &view.house.now()).await;
    done(&view, &door, None, typed, added.map(|_| ()))
}

pub(super) async fn change(view: View, door: Door, Path(no): Path<u32>, Form(typed): Form<Typed>) -> Answer {
    let permit = view.permit::<Assign>()?;
    let changed = view.house.office.change_department(&permit, no, typed.form(), &view.house.now()).await;
    done(&view, &door, Some(no), typed, changed)
}

fn done(view: &View, door: &Door, no: Option<u32>, typed: Typed, done: Result<(), Trouble>) -> Answer {
    match done {
        Ok(()) => Ok(Redirect::to("/organisation#departments").into_response()),
        Err(trouble) => form_page(view, door, no, typed, &door.errors(trouble)?),
    }
}
