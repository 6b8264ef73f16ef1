//! Entity tags: a program that has an answer already is told that it is still the same, and one that changes something names
//! the tag of what it decided on, so that nobody's change is overwritten unseen.

use std::convert::Infallible;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use crate::refusal::{Refusal, is_api};

/// The largest answer of the API.
pub(super) const LARGEST: usize = 64 << 20;

/// Adds the tag of each answer of the API, by its content; answers `304` when the program names it. What a change answers
/// is what reading the same thing answers, and has the same tag.
pub(crate) async fn tag(request: Request, next: Next) -> Response {
    if !is_api(request.uri().path()) {
        return next.run(request).await;
    }
    let known = request.headers().get(header::IF_NONE_MATCH).filter(|_| request.method().is_safe()).cloned();
    let response = next.run(request).await;
    if !response.status().is_success() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST).await else { return Refusal::internal().into_response() };
    let Ok(tag) = HeaderValue::try_from(tag_of(&bytes)) else { return Refusal::internal().into_response() };
    if known.is_some_and(|known| names(&known, tag.as_bytes())) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    parts.headers.insert(header::ETAG, tag);
    Response::from_parts(parts, Body::from(bytes))
}

fn tag_of(bytes: &[u8]) -> String {
    format!("\"{}\"", hex(&Sha256::digest(bytes)[..16]))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a list of tags holds this one; `*` holds any.
fn names(known: &HeaderValue, tag: &[u8]) -> bool {
    let Ok(list) = known.to_str() else { return false };
    let mut each = list.split(',').map(|one| one.trim().trim_start_matches("W/"));
    each.any(|one| one == "*" || one.as_bytes() == tag)
}

/// How the document tells of it.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by the derived document only")]
pub(crate) struct SeenTag {
    /// The tag of what the change was decided on, as reading the same thing gave it.
    #[param(rename = "If-Match")]
    if_match: Option<String>,
}

/// The tags of `If-Match`: of what a program has seen before it changes it.
pub(crate) struct IfMatch(Option<HeaderValue>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.headers.get(header::IF_MATCH).cloned()))
    }
}

impl IfMatch {
    /// Refuses a change that was not decided on what there is now, or does not say on what.
    pub(crate) fn needed(&self, now: &impl Serialize) -> Result<(), Refusal> {
        if self.0.is_none() {
            return Err(Refusal::new(StatusCode::PRECONDITION_REQUIRED, "web-tag-needed"));
        }
        self.if_said(now)
    }

    /// The same for a change that need not say it.
    pub(crate) fn if_said(&self, now: &impl Serialize) -> Result<(), Refusal> {
        let Some(known) = &self.0 else { return Ok(()) };
        let bytes = serde_json::to_vec(now).map_err(|_| Refusal::internal())?;
        if names(known, tag_of(&bytes).as_bytes()) { Ok(()) } else { Err(changed()) }
    }
}

/// It is no longer what the program has seen.
pub(crate) fn changed() -> Refusal {
    Refusal::new(StatusCode::PRECONDITION_FAILED, "web-tag-changed")
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use junheng_app::Role;

    use super::*;
    use crate::testing::Desk;

    #[tokio::test]
    async fn an_answer_that_is_known_already_is_not_sent_again() {
        let officer = Desk::sample().await.signed_in(Role::BureauOfficer);
        let first = officer.get("/api/v1/schools?stage=primary").await;
        let tag = first.headers[header::ETAG].to_str().unwrap().to_owned();
        let again = Request::get("/api/v1/schools?stage=primary").header(header::IF_NONE_MATCH, &tag);
        let again = officer.send(again.body(Body::empty()).unwrap()).await;
        assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
        let other = Request::get("/api/v1/schools?stage=junior").header(header::IF_NONE_MATCH, &tag);
        assert_eq!(officer.send(other.body(Body::empty()).unwrap()).await.status, StatusCode::OK);
    }
}
