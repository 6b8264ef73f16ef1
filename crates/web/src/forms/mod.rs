//! What holds for every form that is handed in: sent twice it has one effect, and what was typed outlives a session that ran
//! out.
//!
//! A form says so by hidden fields, which `components/draft.html` writes: `once` is new on each showing of the form; `draft-form`,
//! `draft-page` and `draft-title` say where it is sent, where it is filled in, and what that page is called.

mod drafts;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{Overview, SentBefore, SentForm, TypedForm, Visitor};
use sha2::{Digest, Sha256};

pub(crate) use drafts::{Draft, routes};

use crate::home::own_path;
use crate::house::House;
use crate::links::encoded;
use crate::refusal::{Refusal, is_api};

const ONCE: &str = "once";
const FORM: &str = "draft-form";
const PAGE: &str = "draft-page";
const TITLE: &str = "draft-title";

/// The largest form without files.
const LARGEST: usize = 1 << 20;
/// How often a form that was sent twice looks whether the first has its answer, and how long it waits in between.
const LOOKS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);

/// A field of an encoded form.
fn field(fields: &[u8], name: &str) -> Option<String> {
    let found = form_urlencoded::parse(fields).find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
}

/// An encoded form as a draft keeps it.
struct Kept {
    form: String,
    page: String,
    fields: String,
}

impl Kept {
    /// Nothing for a form that keeps no drafts.
    fn of(fields: &[u8]) -> Option<Self> {
        let (form, page) = (field(fields, FORM)?, field(fields, PAGE)?);
        let typed = form_urlencoded::parse(fields).filter(|(name, _)| ![ONCE, FORM, PAGE].contains(&&**name));
        let fields = form_urlencoded::Serializer::new(String::new()).extend_pairs(typed).finish();
        Some(Self { form, page: own_path(&page).to_owned(), fields })
    }

    fn typed(&self) -> TypedForm<'_> {
        TypedForm { form: &self.form, page: &self.page, fields: &self.fields }
    }
}

fn is_form(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let encoded = kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    request.method() == Method::POST && encoded && !is_api(request.uri().path())
}

/// Around the handlers: of a form that is sent twice the second hears the answer to the first, and a draft is forgotten once its
/// form was taken.
pub(crate) async fn hand_in(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let visitor = request.extensions().get::<Visitor>().cloned();
    let Some(visitor) = visitor.filter(|_| is_form(&request)) else { return next.run(request).await };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else {
        return Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "web-body-too-large").into_response();
    };
    let uri = parts.uri.clone();
    let request = Request::from_parts(parts, Body::from(body.clone()));
    let answer = match field(&body, ONCE) {
        Some(once) => answered_once(&house, &visitor, (&uri, &body, &once), next.run(request)).await,
        None => Ok(next.run(request).await),
    };
    let response = answer.unwrap_or_else(IntoResponse::into_response);
    if response.status() == StatusCode::SEE_OTHER && uri.path() != drafts::PATH {
        forget(&house, &visitor, &body).await;
    }
    response
}

async fn answered_once(
    house: &House,
    visitor: &Visitor,
    (uri, body, once): (&Uri, &Bytes, &str),
    answer: impl Future<Output = Response>,
) -> Result<Response, Refusal> {
    let permit = visitor.permit::<Overview>().ok_or_else(|| Refusal::forbidden("web-no-right"))?;
    let digest = Sha256::digest([uri.to_string().as_bytes(), body].concat());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    // Who goes back, changes something and sends again sends another form.
    let form = SentForm { key: &format!("{once} {digest}"), fingerprint: &digest };
    let mut looks = 0;
    loop {
        match house.office.begin_form(&permit, form, &house.now()).await? {
            SentBefore::Never => break,
            SentBefore::Answered(place) => return Ok(Redirect::to(&place).into_response()),
            SentBefore::UnderWay if looks < LOOKS => tokio::time::sleep(PAUSE).await,
            SentBefore::UnderWay => return Err(Refusal::new(StatusCode::CONFLICT, "busy")),
        }
        looks += 1;
    }
    let response = answer.await;
    let place = response.headers().get(header::LOCATION).and_then(|place| place.to_str().ok());
    let place = place.filter(|_| response.status() == StatusCode::SEE_OTHER);
    house.office.end_form(&permit, form, place).await?;
    Ok(response)
}

/// A draft that stays although its form was taken does no harm: it can be discarded by hand.
async fn forget(house: &House, visitor: &Visitor, fields: &[u8]) {
    let (Some(permit), Some(form)) = (visitor.permit::<Overview>(), field(fields, FORM)) else { return };
    if let Err(error) = house.office.drop_draft(&permit, &form).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "a draft could not be forgotten");
    }
}

/// What to answer to a form whose sender's session has run out: it is kept as their draft, and they are led to sign in and back
/// to it. Nothing for a form that keeps no drafts.
pub(crate) async fn keep_of_the_late(house: &House, token: &str, request: Request) -> Option<Response> {
    if !is_form(&request) {
        return None;
    }
    let body = to_bytes(request.into_body(), LARGEST).await.ok()?;
    let kept = Kept::of(&body)?;
    match house.office.keep_draft_of_the_late(token, kept.typed(), &house.now()).await {
        Ok(true) => {
            let way_in = format!("/sign-in?kept=1&to={}", encoded(&kept.page));
            Some(Redirect::to(&way_in).into_response())
        }
        Ok(false) => None,
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "what was typed could not be kept");
            None
        }
    }
}
