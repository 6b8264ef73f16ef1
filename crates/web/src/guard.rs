//! Around each handler: who is it, may they use this route, does the request come from our own pages, and is what became of it to
//! be recorded?

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{Access, Pending, Trouble, Visit, Visitor};

use crate::cookie::Cookie;
use crate::download::HandedOut;
use crate::forms;
use crate::house::House;
use crate::links::encoded;
use crate::proxy;
use crate::refusal::{Refusal, is_api};
use crate::rights::{Open, Row, ScopeKind};
use crate::sign_in::path_of;

pub(crate) async fn guard(
    State(house): State<Arc<House>>,
    path: MatchedPath,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(row) = house.rights.row(request.method(), path.as_str()) else {
        return Refusal::not_found().into_response();
    };
    let asked = Asked::of(&house, &request);
    let who = match who(&house, &mut request, asked.address).await {
        Ok(who) => who,
        Err(refusal) => return refusal.into_response(),
    };
    if !request.method().is_safe() && !from_own_pages(request.headers()) {
        let response = Refusal::forbidden("web-foreign-form").into_response();
        return refused(&house, &who, (row, &asked), response).await;
    }
    if is_outside(&house, row, &asked) {
        let response = Refusal::forbidden("web-admin-network").into_response();
        return refused(&house, &who, (row, &asked), response).await;
    }
    if let Err(response) = admit(row, &who, &request) {
        let response = refused(&house, &who, (row, &asked), response).await;
        return late(&house, &who, request).await.unwrap_or(response);
    }
    let extensions = request.extensions_mut();
    if let Some(visitor) = who.visitor.clone() {
        extensions.insert(visitor);
    }
    if let Some(visit) = who.visit {
        extensions.insert(visit);
    }
    let response = next.run(request).await;
    match who.visitor {
        Some(visitor) => recorded(&house, &visitor, (row, &asked), response).await,
        None => response,
    }
}

/// What was asked for.
struct Asked {
    method: Method,
    path: String,
    address: Option<IpAddr>,
    /// The token that a program sent with it.
    token: Option<String>,
}

impl Asked {
    fn of(house: &House, request: &Request) -> Self {
        let token = bearer(request).filter(|_| is_api(request.uri().path()));
        Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            address: proxy::origin_of(request, &house.settings.transport),
            token: token.map(str::to_owned),
        }
    }

    fn text(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// Whether an answer refuses what somebody may not do: a route that is not theirs, an object outside their scope, a change that
/// the rules forbid them.
fn refuses(row: &Row, method: &Method, status: StatusCode) -> bool {
    match status {
        StatusCode::FORBIDDEN => true,
        StatusCode::NOT_FOUND => row.scope == ScopeKind::Object,
        StatusCode::CONFLICT => !method.is_safe(),
        _ => false,
    }
}

/// Whether a route of administrators is asked for from outside their networks.
fn is_outside(house: &House, row: &Row, asked: &Asked) -> bool {
    row.open.is_administration() && !house.settings.admits_administration(asked.address)
}

/// The answer to a request that is refused before its handler, once it is recorded: of whoever is signed in; and once a minute and
/// address of a program whose token opens nothing, and of a stranger outside the networks of administrators.
async fn refused(house: &House, who: &Who, (row, asked): (&Row, &Asked), response: Response) -> Response {
    if let Some(visitor) = &who.visitor {
        return recorded(house, visitor, (row, asked), response).await;
    }
    let is_told = asked.token.is_some() || is_outside(house, row, asked);
    if is_told && house.strangers.admits(asked.address) {
        let told = (&*asked.text(), response.status().as_u16());
        let address = proxy::written(asked.address);
        let token = asked.token.as_deref();
        if let Err(trouble) = house.office.record_stranger(token, told, &address, &house.now()).await {
            without_record(&trouble, &asked.text());
        }
    }
    response
}

fn without_record(trouble: &Trouble, asked: &str) {
    tracing::error!(error = trouble as &dyn std::error::Error, asked, "a refusal has no record");
}

/// The answer, once it is recorded where it must be: a file that a visitor is handed, a request of theirs that is refused. What
/// was changed has its record already.
async fn recorded(
    house: &House,
    visitor: &Visitor,
    (row, asked): (&Row, &Asked),
    mut response: Response,
) -> Response {
    let handed = response.extensions_mut().remove::<HandedOut>();
    let status = response.status();
    let access = match &handed {
        Some(file) => Access::Handed { of: &file.of, rows: file.rows, bytes: file.bytes },
        None if refuses(row, &asked.method, status) => Access::Refused { status: status.as_u16() },
        None => return response,
    };
    let asked = asked.text();
    match house.office.record_access(visitor, &asked, access, &house.now()).await {
        Ok(()) => response,
        Err(trouble) if handed.is_some() => Refusal::from(trouble).into_response(),
        Err(trouble) => {
            without_record(&trouble, &asked);
            response
        }
    }
}

/// Who sends a request: a session, and the visitor once nothing is pending in it.
#[derive(Default)]
struct Who {
    visit: Option<Visit>,
    visitor: Option<Visitor>,
}

/// Read from the store each time, so that what ended there has ended here.
async fn who(house: &House, request: &mut Request, address: Option<IpAddr>) -> Result<Who, Refusal> {
    let address = proxy::written(address);
    #[cfg(test)]
    if let Some(visitor) = request.extensions_mut().remove::<Visitor>() {
        let visitor = visitor.reached_from(&address);
        if let Ok(mut met) = house.met.lock() {
            met.insert(visitor.person().to_owned(), visitor.clone());
        }
        return Ok(Who { visit: None, visitor: Some(visitor) });
    }
    if let Some(token) = bearer(request).filter(|_| is_api(request.uri().path())) {
        let visitor = house.office.visitor_of_token(token, &house.now()).await?;
        return Ok(Who { visit: None, visitor: visitor.map(|visitor| visitor.reached_from(&address)) });
    }
    let Some(token) = Cookie::Session.read(request.headers(), house.settings.secure()) else {
        return Ok(Who::default());
    };
    let visit = house.office.visit(token, &house.now()).await?;
    let visit = visit.map(|visit| visit.reached_from(&address));
    let visitor = visit.as_ref().and_then(Visit::visitor);
    Ok(Who { visit, visitor })
}

/// The token that a program sends: `Authorization: Bearer …`.
fn bearer(request: &Request) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn admit(row: &Row, who: &Who, request: &Request) -> Result<(), Response> {
    let pending = who.visit.as_ref().and_then(Visit::pending);
    match (&row.open, who.visitor.as_ref()) {
        (open, visitor) if open.admits(visitor) => Ok(()),
        (Open::SigningIn, _) if who.visit.is_some() => Ok(()),
        (_, Some(_)) => Err(Refusal::forbidden("web-no-right").into_response()),
        (_, None) if pending.is_some() && request.method() != Method::GET => {
            Err(Refusal::forbidden("web-finish-sign-in").into_response())
        }
        (_, None) if is_api(request.uri().path()) || request.method() != Method::GET => {
            Err(Refusal::sign_in_first().into_response())
        }
        (_, None) => Err(Redirect::to(&way_in(pending, request)).into_response()),
    }
}

/// What somebody sent whose session has run out: their draft, and the way back to it.
async fn late(house: &House, who: &Who, request: Request) -> Option<Response> {
    if who.visit.is_some() || who.visitor.is_some() {
        return None;
    }
    let token = Cookie::Session.read(request.headers(), house.settings.secure())?.to_owned();
    forms::keep_of_the_late(house, &token, request).await
}

/// The page that leads to the one that was asked for.
fn way_in(pending: Option<Pending>, request: &Request) -> String {
    if let Some(pending) = pending {
        return path_of(pending).to_owned();
    }
    let asked = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if asked == "/" { "/sign-in".to_owned() } else { format!("/sign-in?to={}", encoded(asked)) }
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
mod tests;
