//! Before each handler: who is it, may they use this route, and does the request come from our own pages?

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::Visitor;

use crate::house::House;
use crate::refusal::{Refusal, is_api};
use crate::rights::Row;

pub(crate) async fn guard(
    State(house): State<Arc<House>>,
    path: MatchedPath,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(row) = house.rights.row(request.method(), path.as_str()) else {
        return Refusal::not_found().into_response();
    };
    if !request.method().is_safe() && !from_own_pages(request.headers()) {
        return Refusal::forbidden("web-foreign-form").into_response();
    }
    let visitor = match visitor(&house, &mut request).await {
        Ok(visitor) => visitor,
        Err(refusal) => return refusal.into_response(),
    };
    if let Err(response) = admit(row, visitor.as_ref(), &request) {
        return response;
    }
    if let Some(visitor) = visitor {
        request.extensions_mut().insert(visitor);
    }
    next.run(request).await
}

/// Who sends a request; nobody when they are not signed in.
async fn visitor(_house: &House, request: &mut Request) -> Result<Option<Visitor>, Refusal> {
    #[cfg(test)]
    if let Some(visitor) = request.extensions_mut().remove::<Visitor>() {
        return Ok(Some(visitor));
    }
    let _ = request;
    Ok(None)
}

fn admit(row: &Row, visitor: Option<&Visitor>, request: &Request) -> Result<(), Response> {
    match (&row.open, visitor) {
        (open, visitor) if open.admits(visitor) => Ok(()),
        (_, Some(_)) => Err(Refusal::forbidden("web-no-right").into_response()),
        (_, None) if is_api(request.uri().path()) || request.method() != Method::GET => {
            Err(Refusal::sign_in_first().into_response())
        }
        (_, None) => Err(Redirect::to("/sign-in").into_response()),
    }
}

/// Whether a request that changes something was sent by one of our own pages, or by a program that sends no word about
/// its origin (no browser does so with a form).
fn from_own_pages(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return true };
    let host = text(header::HOST.as_str()).unwrap_or_default();
    origin.split_once("://").is_some_and(|(_, origin_host)| origin_host == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&'static str, &'static str)], own: bool) {
        let map = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        assert_eq!(from_own_pages(&map.collect()), own, "{headers:?}");
    }

    #[test]
    fn a_form_of_another_site_is_seen() {
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("sec-fetch-site", "same-site"), ("origin", "http://a"), ("host", "a")], false);
        check(&[("origin", "http://127.0.0.1:80"), ("host", "127.0.0.1:80")], true);
        check(&[("origin", "http://evil"), ("host", "127.0.0.1:80")], false);
        check(&[("origin", "null"), ("host", "127.0.0.1:80")], false);
        check(&[("host", "127.0.0.1:80")], true);
    }
}
