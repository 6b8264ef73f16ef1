//! Handing a file over: choose the school year and the standard, take the template, send the filled one.

use askama::Template;
use axum::extract::{Multipart, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use junheng_app::{Arriving, Kind, Overview, Report, Trouble, read_year};
use junheng_domain::SchoolYear;
use serde::Deserialize;

use super::HERE;
use crate::download::{XLSX, download};
use crate::page::Page;
use crate::parts::{Choice, FieldErrors, Step};
use crate::refusal::{Answer, Refusal};
use crate::view::{View, show};
use crate::words::{trouble, wording};

/// The standard that is chosen until somebody chooses.
const FIRST_STANDARD: &str = "national/quality-balance-2017";

#[derive(Template)]
#[template(path = "imports/new.html")]
struct New {
    page: Page,
    errors: FieldErrors,
    steps: Vec<Step>,
    years: Vec<Choice>,
    standards: Vec<Choice>,
}

/// The steps of an import, of which number `here` (from 0) is under way.
pub(super) fn steps(page: &Page, here: usize) -> Vec<Step> {
    let keys = [
        "web.imports.step.file",
        "web.imports.step.check",
        "web.imports.step.preview",
        "web.imports.step.done",
    ];
    Step::all(keys.map(|key| page.t(key)), here)
}

/// What is chosen on the form.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Chosen {
    #[serde(default, rename = "for")]
    year: String,
    #[serde(default)]
    standard: String,
}

/// The years that have facts, and the one after the last of them.
fn years(view: &View) -> Vec<String> {
    let next = view.years.first().map(|last| (last.start() + 1).to_string());
    let this = view.house.now().get(..4).map(str::to_owned);
    let mut years: Vec<String> = view.years.iter().map(|year| year.start().to_string()).collect();
    years.extend(next.or(this));
    years.sort();
    years.dedup();
    years.reverse();
    years
}

fn page(view: &View, chosen: &Chosen, errors: FieldErrors) -> Result<New, Refusal> {
    let mut page = view.page("web.imports.new", HERE);
    page.refused = !errors.is_empty();
    let shown = view.year.map(|year| year.start().to_string()).unwrap_or_default();
    let year = if chosen.year.is_empty() { &shown } else { &chosen.year };
    let standard = if chosen.standard.is_empty() { FIRST_STANDARD } else { &chosen.standard };
    let years =
        years(view).into_iter().map(|one| Choice::new(&one, format!("{one}–{}", next(&one)), one == *year));
    let standards = view.house.office.standards(&view.permit::<Overview>()?)?;
    let standards = standards
        .iter()
        .map(|(one, _)| Choice::new(&one.id.0, wording(view.lang, &one.wording), one.id.0 == standard));
    Ok(New { errors, steps: steps(&page, 0), years: years.collect(), standards: standards.collect(), page })
}

fn next(year: &str) -> u32 {
    year.parse::<u32>().map_or(0, |year| year + 1)
}

pub(super) async fn form(view: View) -> Answer {
    view.permit::<Report>()?;
    show(&page(&view, &Chosen::default(), FieldErrors::default())?)
}

pub(super) async fn template(view: View, Query(chosen): Query<Chosen>) -> Answer {
    let permit = view.permit::<Report>()?;
    let year = match chosen.year.as_str() {
        "" => view.year()?,
        text => read_year(text)?,
    };
    let standard = if chosen.standard.is_empty() { FIRST_STANDARD } else { &chosen.standard };
    let bytes = view.house.office.filled_template(&permit, standard, year, view.lang).await?;
    let page = view.page("web.imports.template-name", HERE);
    Ok(download(&format!("{}-{year}.xlsx", page.title), XLSX, bytes))
}

/// What came of the parts of the form.
struct Sent {
    chosen: Chosen,
    file: Option<Arriving>,
    errors: FieldErrors,
}

pub(super) async fn hand_over(view: View, mut form: Multipart) -> Answer {
    let permit = view.permit::<Report>()?;
    let mut sent = Sent { chosen: Chosen::default(), file: None, errors: FieldErrors::default() };
    receive(&view, &mut form, &mut sent).await?;
    let Sent { chosen, file, mut errors } = sent;
    let year =
        read_year(&chosen.year).map_err(|error| errors.add("for", Refusal::from(error).sentence(view.lang)));
    if errors.is_empty() && file.is_none() {
        errors.add("file", trouble(view.lang, "web-file-needed", &[]));
    }
    if let (Some(file), Ok(year), true) = (file, year, errors.is_empty()) {
        match keep(&view, &permit, file, year, &chosen.standard).await {
            Ok(no) => return Ok(Redirect::to(&format!("/uploads/{no}?year={year}")).into_response()),
            Err(error) if matches!(error.kind(), Kind::Refused | Kind::NotFound | Kind::Request) => {
                errors.add("file", Refusal::from(error).sentence(view.lang));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let page = page(&view, &chosen, errors)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

async fn keep(
    view: &View,
    permit: &junheng_app::Permit<Report>,
    file: Arriving,
    year: SchoolYear,
    standard: &str,
) -> Result<u32, Trouble> {
    view.house.office.keep_upload(permit, file, (year, standard), &view.house.now()).await
}

/// Takes the parts of the form as they come; the file goes straight to the disk.
async fn receive(view: &View, form: &mut Multipart, sent: &mut Sent) -> Result<(), Refusal> {
    let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "web-body-too-large"),
        status => Refusal::new(status, "web-form-broken"),
    };
    while let Some(mut part) = form.next_field().await.map_err(broken)? {
        match part.name() {
            Some("for") => sent.chosen.year = short(&part.text().await.map_err(broken)?),
            Some("standard") => sent.chosen.standard = short(&part.text().await.map_err(broken)?),
            Some("file") if part.file_name().is_some_and(|name| !name.is_empty()) => {
                let mut file = match view.house.office.receive(&view.permit::<Report>()?).await {
                    Ok(file) => file,
                    Err(error) => {
                        sent.errors.add("file", Refusal::from(error).sentence(view.lang));
                        return Ok(());
                    }
                };
                file.call(part.file_name().unwrap_or_default());
                while let Some(bytes) = part.chunk().await.map_err(broken)? {
                    if let Err(error) = file.take(&bytes) {
                        sent.errors.add("file", Refusal::from(error).sentence(view.lang));
                        return Ok(());
                    }
                }
                sent.file = Some(file);
            }
            _ => {}
        }
    }
    Ok(())
}

/// A field of the form is a few words; more is cut.
fn short(text: &str) -> String {
    text.chars().take(200).collect()
}
