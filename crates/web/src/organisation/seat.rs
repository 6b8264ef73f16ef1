//! The form of a seat of the leading group.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{Assign, Overview, Seat, SeatForm, Trouble};
use serde::Deserialize;

use super::{HERE, may_assign};
use crate::page::Page;
use crate::parts::{Choice, FieldErrors, Link};
use crate::refusal::{Answer, Refusal};
use crate::sign_in::Door;
use crate::view::View;

#[derive(Template)]
#[template(path = "organisation/seat.html")]
struct SeatPage {
    page: Page,
    crumbs: Vec<Link>,
    errors: FieldErrors,
    seats: Vec<Choice>,
    departments: Vec<Choice>,
    typed: Typed,
    /// None for a new one.
    no: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    seat: String,
    #[serde(default)]
    holder: String,
    #[serde(default)]
    duty: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    from_on: String,
    #[serde(default)]
    to_on: String,
}

impl Typed {
    fn form(&self) -> SeatForm<'_> {
        SeatForm {
            seat: &self.seat,
            holder: &self.holder,
            duty: &self.duty,
            department: &self.department,
            from_on: &self.from_on,
            to_on: &self.to_on,
        }
    }
}

async fn form_page(view: &View, door: &Door, no: Option<u32>, typed: Typed, errors: &FieldErrors) -> Answer {
    let departments = view.house.office.departments(&view.permit::<Overview>()?, &view.house.now()).await?;
    let mut page = view.page("web.organisation.new-seat", HERE);
    if no.is_some() {
        page.title = page.t("web.organisation.seat");
    }
    page.refused = !errors.is_empty();
    let seat = |seat: Seat| {
        let name = seat.as_str();
        Choice::new(name, page.t(format!("seat.{name}")), typed.seat == name)
    };
    let template = SeatPage {
        crumbs: vec![Link::new(page.t("web.organisation.title"), page.to("/organisation"))],
        seats: Seat::ALL.map(seat).into(),
        departments: departments
            .iter()
            .filter(|one| one.in_force || typed.department == one.no.to_string())
            .map(|one| Choice::new(one.no, &one.name, typed.department == one.no.to_string()))
            .collect(),
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
    form_page(&view, &door, None, Typed::default(), &FieldErrors::default()).await
}

pub(super) async fn show_one(view: View, door: Door, Path(no): Path<u32>) -> Answer {
    if !may_assign(&view) {
        return Err(Refusal::forbidden("web-no-right"));
    }
    let seats = view.house.office.leading_group(&view.permit::<Overview>()?, &view.house.now()).await?;
    let found = seats.into_iter().find(|one| one.no == no).ok_or_else(Refusal::not_found)?;
    let typed = Typed {
        seat: found.seat.as_str().to_owned(),
        holder: found.holder,
        duty: found.duty,
        department: if found.department == 0 { String::new() } else { found.department.to_string() },
        from_on: found.from_on,
        to_on: found.to_on,
    };
    form_page(&view, &door, Some(no), typed, &FieldErrors::default()).await
}

pub(super) async fn add(view: View, door: Door, Form(typed): Form<Typed>) -> Answer {
    let permit = view.permit::<Assign>()?;
    let added = view.house.office.add_seat(&permit, typed.form(), &view.house.now()).await;
    done(&view, &door, None, typed, added.map(|_| ())).await
}

pub(super) async fn change(view: View, door: Door, Path(no): Path<u32>, Form(typed): Form<Typed>) -> Answer {
    let permit = view.permit::<Assign>()?;
    let changed = view.house.office.change_seat(&permit, no, typed.form(), &view.house.now()).await;
    done(&view, &door, Some(no), typed, changed).await
}

async fn done(view: &View, door: &Door, no: Option<u32>, typed: Typed, done: Result<(), Trouble>) -> Answer {
    match done {
        Ok(()) => Ok(Redirect::to("/organisation#leading-group").into_response()),
        Err(trouble) => form_page(view, door, no, typed, &door.errors(trouble)?).await,
    }
}
