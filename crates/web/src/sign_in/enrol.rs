//! Setting up a second factor: a QR code and the secret in letters, the first code, and the recovery codes.

use askama::Template;
use axum::Form;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{Enrolment, Pending, Visit};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Deserialize;

use super::door::Door;
use crate::page::Page;
use crate::parts::FieldErrors;
use crate::refusal::{Answer, Refusal};
use crate::view::show;

/// A QR code as the path of a drawing, one unit a module, with the quiet border that readers need.
struct QrDrawing {
    path: String,
    size: i32,
}

const BORDER: i32 = 4;

impl QrDrawing {
    fn of(text: &str) -> Result<Self, Refusal> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|_| Refusal::internal())?;
        let modules = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark = modules.filter(|(x, y)| code.get_module(*x, *y));
        let path = dark.map(|(x, y)| format!("M{},{}h1v1h-1z", x + BORDER, y + BORDER)).collect();
        Ok(Self { path, size: code.size() + 2 * BORDER })
    }
}

#[derive(Template)]
#[template(path = "sign_in/second_factor.html")]
struct EnrolPage {
    page: Page,
    errors: FieldErrors,
    /// In groups of four, as it is typed in.
    secret: String,
    /// As it is sent back.
    plain: String,
    drawing: QrDrawing,
    must: bool,
}

#[derive(Template)]
#[template(path = "sign_in/recovery_codes.html")]
struct CodesPage {
    page: Page,
    codes: Vec<String>,
}

fn enrol_page(
    door: &Door,
    visit: &Visit,
    enrolment: &Enrolment,
    errors: &FieldErrors,
) -> Result<EnrolPage, Refusal> {
    let letters: Vec<char> = enrolment.secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(EnrolPage {
        page: door.page("web.sign-in.enrol-title", errors),
        errors: errors.clone(),
        secret: groups.join(" "),
        plain: enrolment.secret.clone(),
        drawing: QrDrawing::of(&enrolment.address)?,
        must: visit.pending() == Some(Pending::Enrol),
    })
}

/// Whoever only gave a password, or proved themself long ago, goes elsewhere first.
fn elsewhere(visit: &Visit) -> Option<&'static str> {
    match visit.pending() {
        Some(Pending::Enrol) => None,
        Some(other) => Some(super::path_of(other)),
        None if visit.proof().is_none() => Some("/account/proof?to=/account/second-factor"),
        None => None,
    }
}

pub(super) async fn show_form(door: Door) -> Answer {
    let visit = door.visit()?;
    if let Some(path) = elsewhere(visit) {
        return Ok(Redirect::to(path).into_response());
    }
    let enrolment = door.house.office.begin_second_factor(visit).await?;
    show(&enrol_page(&door, visit, &enrolment, &FieldErrors::default())?)
}

#[derive(Deserialize)]
pub(super) struct EnrolForm {
    secret: String,
    code: String,
}

pub(super) async fn set(door: Door, Form(form): Form<EnrolForm>) -> Answer {
    door.count_attempt()?;
    let visit = door.visit()?;
    if let Some(path) = elsewhere(visit) {
        return Ok(Redirect::to(path).into_response());
    }
    let place = door.place();
    let office = &door.house.office;
    let set =
        office.set_second_factor(visit, (&form.secret, &form.code), door.client(&place), &door.now()).await;
    match set {
        Ok((opened, codes)) => {
            let page = door.page("web.sign-in.codes-title", &FieldErrors::default());
            Ok(door.with_token(show(&CodesPage { page, codes })?, &opened))
        }
        Err(trouble) => {
            let errors = door.errors(trouble)?;
            let enrolment = office.repeat_second_factor(visit, &form.secret).await?;
            door.form(&enrol_page(&door, visit, &enrolment, &errors)?, &errors)
        }
    }
}
