//! `Idempotency-Key`: a write that a program sends again, because it does not know whether the first one arrived, has one
//! effect and gets the first answer again.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use junheng_app::{SentOnce, Visitor};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::tag::{LARGEST, hex};
use crate::house::House;
use crate::refusal::{Refusal, is_api};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The longest key.
pub(super) const LONGEST_KEY: usize = 200;

/// What of an answer is kept beside its body.
const KEPT_HEADERS: [HeaderName; 2] = [header::CONTENT_TYPE, header::LOCATION];

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// Around the writes of the API: those with a key have one effect.
pub(crate) async fn once(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let writes = is_api(request.uri().path()) && !request.method().is_safe();
    match request.headers().get(&KEY).cloned().filter(|_| writes) {
        Some(key) => answered(house, &key, request, next).await.unwrap_or_else(Refusal::into_response),
        None => next.run(request).await,
    }
}

async fn answered(
    house: Arc<House>,
    key: &HeaderValue,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let visitor = request.extensions().get::<Visitor>().cloned().ok_or_else(Refusal::sign_in_first)?;
    let key = key.to_str().ok().map(str::trim).filter(|key| (1..=LONGEST_KEY).contains(&key.len()));
    let key = key.ok_or_else(|| Refusal::value("Idempotency-Key"))?.to_owned();
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST).await;
    let body = body.map_err(|_| Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "web-body-too-large"))?;
    let fingerprint = fingerprint(&parts, &body);
    let request = Request::from_parts(parts, Body::from(body));
    // In a task of its own: whoever asked may hang up at any moment, and the answer is kept for their next try.
    let answering = tokio::spawn(async move {
        let sent = SentOnce { key: &key, fingerprint: &fingerprint };
        if let Some(answer) = house.office.begin_once(&visitor, sent, &house.now()).await? {
            return serde_json::from_str(&answer).map_err(|_| Refusal::internal()).map(Kept::into_response);
        }
        let answer = tokio::spawn(next.run(request)).await.map_err(|_| Refusal::internal());
        let (kept, answer) = Kept::of(answer.into_response()).await;
        if let Err(error) = house.office.end_once(&visitor, sent, kept.as_deref()).await {
            // The change was made all the same; whoever asks again is told that its answer is not known.
            tracing::error!(error = &error as &dyn std::error::Error, "an answer could not be kept");
        }
        Ok(answer)
    });
    answering.await.map_err(|_| Refusal::internal())?
}

/// All that a request asks for.
fn fingerprint(parts: &Parts, body: &[u8]) -> String {
    let mut hasher = Sha256::new();
    let address = parts.uri.path_and_query().map_or("", |address| address.as_str());
    let version = parts.headers.get(header::IF_MATCH).map_or(&[][..], HeaderValue::as_bytes);
    for part in [parts.method.as_str().as_bytes(), address.as_bytes(), version, body] {
        hasher.update(part.len().to_be_bytes());
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

impl Kept {
    /// What is kept of an answer, and the answer; nothing of one that says that nothing was changed.
    async fn of(response: Response) -> (Option<String>, Response) {
        if !response.status().is_success() {
            return (None, response);
        }
        let (parts, body) = response.into_parts();
        let Ok(body) = to_bytes(body, LARGEST).await else {
            return (None, Refusal::internal().into_response());
        };
        let header = |name: &HeaderName| {
            let value = parts.headers.get(name)?.to_str().ok()?;
            Some((name.to_string(), value.to_owned()))
        };
        let kept = Self {
            status: parts.status.as_u16(),
            headers: KEPT_HEADERS.iter().filter_map(header).collect(),
            body: String::from_utf8_lossy(&body).into_owned(),
        };
        (serde_json::to_string(&kept).ok(), Response::from_parts(parts, Body::from(body)))
    }
}

impl IntoResponse for Kept {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
