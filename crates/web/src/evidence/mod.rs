//! Evidence in the browser: the documents of a school or an item, handing one over, taking one back, and saving it to one's own
//! machine.

mod received;
mod shelf;
mod withdrawal;

#[cfg(test)]
mod tests;

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query};
use axum::handler::Handler as _;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{EvidenceOf, Report, SchoolHead, See, read_school};
use junheng_domain::SchoolCode;
use serde::Deserialize;

pub(crate) use received::Received;
pub(crate) use shelf::Shelf;

use crate::download::download;
use crate::links::Links;
use crate::page::Page;
use crate::parts::{FieldErrors, Link};
use crate::refusal::{Answer, Refusal};
use crate::routes::Routes;
use crate::school::{self, ByStandard};
use crate::view::{View, show};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/schools/{code}/evidence", of_school)
        .post("/schools/{code}/evidence", add_to_school.layer(DefaultBodyLimit::disable()))
        .get("/evidence/{no}", save)
        .get("/evidence/{no}/withdraw", withdrawal::ask)
        .post("/evidence/{no}/withdraw", withdrawal::withdraw)
}

#[derive(Template)]
#[template(path = "evidence/school.html")]
struct OfSchool {
    page: Page,
    crumbs: Vec<Link>,
    tabs: Vec<Link>,
    links: Links,
    found: Head,
    shelf: Shelf,
}

/// What the head of a school's pages shows.
struct Head {
    school: SchoolHead,
    standard: junheng_app::StandardView,
}

/// Whether something was added just now.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Added {
    #[serde(default)]
    pub(crate) added: String,
    pub(crate) standard: Option<String>,
}

async fn school_page(
    view: &View,
    code: &SchoolCode,
    (asked, added): (Option<String>, bool),
    (received, errors): (Option<&Received>, FieldErrors),
) -> Result<OfSchool, Refusal> {
    let by = ByStandard { standard: asked };
    let standard = by.of(view).await?;
    let permit = view.permit::<See>()?;
    let past = view.house.office.school_past(&permit, view.year()?, &standard.id.0, code).await?;
    let mut page = school::page(view, &past.school);
    page.refused = !errors.is_empty();
    let links = Links::new(&page, by.asked());
    let action = links.school_part(code.as_str(), "evidence");
    let shelf = Shelf::of(view, EvidenceOf::School(code), action, (received, errors, added)).await?;
    Ok(OfSchool {
        crumbs: school::crumbs(&page),
        tabs: school::tabs(&page, &links, code.as_str(), "evidence"),
        found: Head { school: past.school, standard: past.standard },
        links,
        shelf,
        page,
    })
}

async fn of_school(view: View, Path(code): Path<String>, Query(asked): Query<Added>) -> Answer {
    let code = read_school(&code).map_err(|_| Refusal::not_found())?;
    let added = !asked.added.is_empty();
    show(&school_page(&view, &code, (asked.standard, added), (None, FieldErrors::default())).await?)
}

async fn add_to_school(
    view: View,
    Path(code): Path<String>,
    Query(asked): Query<Added>,
    form: Result<Multipart, MultipartRejection>,
) -> Answer {
    let code = read_school(&code).map_err(|_| Refusal::not_found())?;
    // Looked for first: nothing is kept of a school that is not there.
    school_page(&view, &code, (asked.standard.clone(), false), (None, FieldErrors::default())).await?;
    let mut form = form.map_err(|error| Refusal::new(error.status(), "web-form-broken"))?;
    let received = Received::from(&view, &mut form).await?;
    let errors = match received.keep(&view, EvidenceOf::School(&code)).await? {
        Ok(_) => {
            let page = view.page("web.evidence.title", "schools");
            let back = Links::new(&page, asked.standard.as_deref()).school_part(code.as_str(), "evidence");
            return Ok(Redirect::to(&format!("{back}&added=1")).into_response());
        }
        Err(errors) => errors,
    };
    let page = school_page(&view, &code, (asked.standard, false), (Some(&received), errors)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response())
}

/// Hands a document out: saved, never shown or run, whatever is in it.
async fn save(view: View, Path(no): Path<u32>) -> Answer {
    let (known, content) = view.house.office.evidence_file(&view.permit::<See>()?, no).await?;
    let mut response: Response = download(&known.name, known.kind.media_type(), content);
    let nothing = HeaderValue::from_static("default-src 'none'; sandbox");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, nothing);
    Ok(response)
}

/// Whether the viewer may add to what belongs to the whole county.
pub(crate) fn may_add_to_county(view: &View) -> bool {
    view.visitor.permit::<Report>().is_some_and(|permit| permit.scope().is_county())
}
