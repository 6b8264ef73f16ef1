//! Why a request was not served, as a page or as a problem document (RFC 9457). The one place where kinds of trouble
//! become HTTP statuses.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use junheng_app::{Kind, Trouble};
use junheng_domain::Finding;
use junheng_labels::{self as labels, Lang};

use crate::api::Problem;
use crate::house::House;
use crate::page::Page;
use crate::view::language;
use crate::words;

/// What a handler gives back.
pub(crate) type Answer = Result<Response, Refusal>;

/// A request that was not served. Nothing was changed.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// The sentence below `trouble.`, with its arguments.
    pub(crate) key: &'static str,
    pub(crate) args: Vec<(&'static str, String)>,
    pub(crate) findings: Vec<Finding>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, key: &'static str) -> Self {
        Self { status, key, args: Vec::new(), findings: Vec::new() }
    }

    /// With something put into the sentence.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// A value of this name that cannot be taken.
    pub(crate) fn value(name: &str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "web-value").with("name", name)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "web-not-found")
    }

    pub(crate) fn sign_in_first() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "web-sign-in-first")
    }

    pub(crate) fn forbidden(key: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, key)
    }

    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "web-internal")
    }

    /// The sentence that says what is wrong.
    pub(crate) fn sentence(&self, lang: Lang) -> String {
        let args: Vec<(&str, &str)> = self.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        words::trouble(lang, self.key, &args)
    }
}

fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Data | Kind::Request => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Refused => StatusCode::CONFLICT,
        Kind::Integrity | Kind::Internal | Kind::Storage => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        let mut refusal = Self::new(status(trouble.kind()), "web-internal");
        if refusal.status.is_server_error() {
            tracing::error!(error = &trouble as &dyn std::error::Error, "a request failed");
            return refusal;
        }
        match trouble {
            Trouble::Findings(findings) => {
                refusal.key = "web-findings";
                refusal.findings = findings;
            }
            Trouble::Value(finding) => {
                refusal.key = "web-findings";
                refusal.findings = vec![*finding];
            }
            Trouble::Said { key, args, .. } => {
                refusal.key = key;
                refusal.args = args;
            }
            Trouble::Standard(_) | Trouble::File { .. } | Trouble::Failed { .. } => {}
        }
        refusal
    }
}

impl From<askama::Error> for Refusal {
    fn from(error: askama::Error) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "a page could not be written");
        Self::internal()
    }
}

/// Carries the refusal to [`show`], which knows the language and whether a page or a document is wanted.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

pub(crate) fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage<'a> {
    page: Page,
    sentence: String,
    findings: Vec<(String, String)>,
    status: &'a str,
}

/// Turns refusals into what the visitor can read.
pub(crate) async fn show(State(_house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let too_large = || Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "web-body-too-large");
    let refused = response.extensions().get::<Refusal>().cloned();
    // The limit of bodies stands around the handlers and knows no words of its own.
    let refused = refused.or_else(|| (response.status() == StatusCode::PAYLOAD_TOO_LARGE).then(too_large));
    let Some(refusal) = refused else { return response };
    if is_api(&path) { problem(&refusal, lang) } else { page(&refusal, lang, &path) }
}

fn problem(refusal: &Refusal, lang: Lang) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/problem+json")];
    (refusal.status, headers, Json(Problem::of(refusal, lang))).into_response()
}

fn said(refusal: &Refusal, lang: Lang) -> impl Iterator<Item = (String, String)> {
    refusal.findings.iter().map(move |finding| {
        let cause = labels::finding_cause(lang, &finding.code, &finding.args);
        (cause, labels::finding_action(lang, &finding.code, &finding.args))
    })
}

fn page(refusal: &Refusal, lang: Lang, path: &str) -> Response {
    let title = refusal.sentence(lang);
    let template = RefusalPage {
        page: Page::plain(lang, &title, path),
        sentence: title.clone(),
        findings: said(refusal, lang).collect(),
        status: refusal.status.as_str(),
    };
    match template.render() {
        Ok(html) => (refusal.status, Html(html)).into_response(),
        Err(error) => (refusal.status, error.to_string()).into_response(),
    }
}
