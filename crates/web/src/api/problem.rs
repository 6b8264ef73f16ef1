//! Problem documents (RFC 9457), and which of them every operation may answer with.

use junheng_app::explainable;
use junheng_domain::{Finding, Severity};
use junheng_labels::{self as labels, Lang};
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::refusal::Refusal;

/// Why a request was not served. Nothing was changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Always `about:blank`: the status and the code say what it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The name of the status.
    title: &'static str,
    status: u16,
    /// What is wrong, in the language asked for.
    detail: String,
    /// The same in all languages, such as `year-locked`.
    code: &'static str,
    /// What is wrong with the data, when it is that.
    findings: Vec<Found>,
}

/// One thing that is wrong with the data, or worth knowing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Found {
    code: String,
    /// `note`, `warning` or `error`.
    #[schema(value_type = String)]
    severity: Severity,
    cause: String,
    /// What to do about it.
    action: String,
    sheet: Option<String>,
    /// From 1.
    row: Option<u32>,
    /// From 0.
    column: Option<u16>,
    field: Option<String>,
    /// What a reason can explain away: the cross-check, and whom it is about.
    explainable: Option<Explainable>,
}

/// A cross-check and its subject.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Explainable {
    check: String,
    subject: String,
}

impl Found {
    pub(crate) fn of(finding: &Finding, lang: Lang) -> Self {
        let explainable = explainable(finding)
            .map(|(check, subject)| Explainable { check: check.to_owned(), subject: subject.to_owned() });
        Self {
            code: finding.code.clone(),
            severity: finding.severity,
            cause: labels::finding_cause(lang, &finding.code, &finding.args),
            action: labels::finding_action(lang, &finding.code, &finding.args),
            sheet: finding.place.sheet.clone(),
            row: finding.place.row,
            column: finding.place.column,
            field: finding.place.field.clone(),
            explainable,
        }
    }
}

impl Problem {
    pub(crate) fn of(refusal: &Refusal, lang: Lang) -> Self {
        Self {
            kind: "about:blank",
            title: refusal.status.canonical_reason().unwrap_or_default(),
            status: refusal.status.as_u16(),
            detail: refusal.sentence(lang),
            code: refusal.key,
            findings: refusal.findings.iter().map(|finding| Found::of(finding, lang)).collect(),
        }
    }
}

/// The answers that every operation may give instead of its own.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "its variants are read by the derived document only")]
pub(crate) enum Problems {
    /// The request cannot be read.
    #[response(status = 400, content_type = "application/problem+json")]
    Unreadable(Problem),
    /// There is no valid token.
    #[response(status = 401, content_type = "application/problem+json")]
    SignInFirst(Problem),
    /// The token's post has no right to this.
    #[response(status = 403, content_type = "application/problem+json")]
    NoRight(Problem),
    /// There is no such thing, or it is outside of the token's scope.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// It may not be done as things stand.
    #[response(status = 409, content_type = "application/problem+json")]
    Refused(Problem),
    /// It has been changed since it was read.
    #[response(status = 412, content_type = "application/problem+json")]
    Changed(Problem),
    /// The request is too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// The body is of another type than the operation takes.
    #[response(status = 415, content_type = "application/problem+json")]
    OtherType(Problem),
    /// A value cannot be taken.
    #[response(status = 422, content_type = "application/problem+json")]
    Value(Problem),
    /// Too many requests.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(Problem),
    /// The system failed.
    #[response(status = 500, content_type = "application/problem+json")]
    Failed(Problem),
    /// It took too long.
    #[response(status = 503, content_type = "application/problem+json")]
    TookTooLong(Problem),
}

/// What a change answers that has to name the tag of what it was decided on, and does not.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "its variant is read by the derived document only")]
pub(crate) enum TagNeeded {
    /// `If-Match` is missing.
    #[response(status = 428, content_type = "application/problem+json")]
    Missing(Problem),
}
