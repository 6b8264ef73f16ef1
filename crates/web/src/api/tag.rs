//! Entity tags: a program that has an answer already is told that it is still the same.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::refusal::{Refusal, is_api};

/// The largest answer of the API.
const LARGEST: usize = 64 << 20;

/// Adds the tag of each answer of the API, by its content; answers `304` when the program names it.
pub(crate) async fn tag(request: Request, next: Next) -> Response {
    let asks = request.method() == Method::GET && is_api(request.uri().path());
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    if !asks || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST).await else { return Refusal::internal().into_response() };
    let short = Sha256::digest(&bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>();
    let Ok(tag) = HeaderValue::from_str(&format!("\"{short}\"")) else {
        return Refusal::internal().into_response();
    };
    if names(known.as_ref(), &tag) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    parts.headers.insert(header::ETAG, tag);
    Response::from_parts(parts, Body::from(bytes))
}

/// Whether a list of tags holds this one; `*` holds any.
fn names(known: Option<&HeaderValue>, tag: &HeaderValue) -> bool {
    let Some(list) = known.and_then(|value| value.to_str().ok()) else { return false };
    let mut each = list.split(',').map(|one| one.trim().trim_start_matches("W/"));
    each.any(|one| one == "*" || one.as_bytes() == tag.as_bytes())
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
