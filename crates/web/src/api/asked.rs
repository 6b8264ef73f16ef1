//! What a program asks with: query, path and body, refused as problem documents when they cannot be read.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::refusal::Refusal;

/// The JSON body of a request.
#[derive(FromRequest)]
#[from_request(via(Json), rejection(Refusal))]
pub(crate) struct Body<T>(pub(crate) T);

/// The query of a request.
#[derive(FromRequestParts)]
#[from_request(via(Query), rejection(Refusal))]
pub(crate) struct Asked<T>(pub(crate) T);

/// The parameters in the path of a request.
#[derive(FromRequestParts)]
#[from_request(via(Path), rejection(Refusal))]
pub(crate) struct Named<T>(pub(crate) T);

/// Why something is done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    reason: String,
}

impl Reason {
    pub(crate) fn said(&self) -> Result<&str, Refusal> {
        said(&self.reason)
    }
}

/// A reason that has to be given.
pub(crate) fn said(reason: &str) -> Result<&str, Refusal> {
    let given = Some(reason.trim()).filter(|reason| !reason.is_empty());
    given.ok_or_else(|| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "web-reason-needed"))
}

impl From<QueryRejection> for Refusal {
    fn from(_: QueryRejection) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "web-query")
    }
}

/// A path that names nothing that could exist.
impl From<PathRejection> for Refusal {
    fn from(_: PathRejection) -> Self {
        Self::not_found()
    }
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        let status = rejection.status();
        Self::new(status, "web-body").with("why", rejection.body_text())
    }
}
