//! What a handler around signing in is given: who asks, from where, with which token, and how far they have come.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{Client, Opened, Trouble, Visit};
use junheng_labels::Lang;

use crate::cookie::Cookie;
use crate::house::House;
use crate::page::Page;
use crate::parts::FieldErrors;
use crate::proxy;
use crate::refusal::{Answer, Refusal};
use crate::view::{language, show};

/// A request at the door.
pub(crate) struct Door {
    pub(super) house: Arc<House>,
    pub(super) lang: Lang,
    /// `None` before the password was right.
    pub(crate) visit: Option<Visit>,
    pub(super) token: Option<String>,
    /// What the browser was given before it left for the identity provider.
    pub(super) way_back: Option<String>,
    path: String,
    agent: String,
    address: Option<IpAddr>,
}

impl FromRequestParts<Arc<House>> for Door {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Refusal> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let peer = proxy::peer(&parts.extensions);
        let carried =
            |cookie: Cookie| cookie.read(&parts.headers, house.settings.secure()).map(str::to_owned);
        Ok(Self {
            house: house.clone(),
            lang: language(&parts.headers),
            visit: parts.extensions.get::<Visit>().cloned(),
            way_back: carried(Cookie::WayBack),
            token: carried(Cookie::Session),
            path: parts.uri.path().to_owned(),
            agent: agent.unwrap_or_default().to_owned(),
            address: proxy::origin(&parts.headers, peer, &house.settings.transport),
        })
    }
}

impl Door {
    pub(super) fn now(&self) -> String {
        self.house.now()
    }

    fn secure(&self) -> bool {
        self.house.settings.secure()
    }

    /// From where, as the session and the audit keep it.
    pub(super) fn place(&self) -> String {
        proxy::written(self.address)
    }

    pub(super) fn client<'a>(&'a self, place: &'a str) -> Client<'a> {
        Client { agent: &self.agent, address: place }
    }

    /// Whoever tries too often waits.
    pub(super) fn count_attempt(&self) -> Result<(), Refusal> {
        if self.house.throttle.admits(self.address) {
            Ok(())
        } else {
            Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, "web-too-often"))
        }
    }

    /// The session, however far it has come.
    pub(super) fn visit(&self) -> Result<&Visit, Refusal> {
        self.visit.as_ref().ok_or_else(Refusal::sign_in_first)
    }

    /// The frame of a page whose title is a label; refused when a form on it was.
    pub(super) fn page(&self, title: &str, errors: &FieldErrors) -> Page {
        let mut page = Page::plain(self.lang, "", &self.path);
        page.title = page.t(title);
        page.refused = !errors.is_empty();
        page.visitor = self.visit.as_ref().map(|visit| visit.name().to_owned());
        page
    }

    /// A page with a form, which says by its status whether it was refused.
    pub(crate) fn form(&self, template: &impl askama::Template, errors: &FieldErrors) -> Answer {
        let mut response = show(template)?;
        if !errors.is_empty() {
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        }
        Ok(response)
    }

    /// What is wrong with the fields of a form; anything else is a refusal of its own.
    pub(crate) fn errors(&self, trouble: Trouble) -> Result<FieldErrors, Refusal> {
        match trouble {
            Trouble::Findings(findings) => Ok(FieldErrors::of_findings(self.lang, &findings)),
            other => Err(other.into()),
        }
    }

    /// Gives the browser the token of a session.
    pub(super) fn with_token(&self, mut response: Response, opened: &Opened) -> Response {
        if let Some(cookie) = Cookie::Session.give(&opened.token, self.secure()) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// Gives the browser what it has to bring back from the identity provider.
    pub(super) fn with_way_back(&self, mut response: Response, token: &str) -> Response {
        if let Some(cookie) = Cookie::WayBack.give(token, self.secure()) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// Takes it away: it was good for one way back.
    pub(super) fn without_way_back(&self, mut response: Response) -> Response {
        if let Some(cookie) = Cookie::WayBack.take_away(self.secure()) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// Takes the token away, with everything else that a shared computer should forget.
    pub(super) fn signed_out(&self) -> Response {
        let mut response = Redirect::to("/sign-in").into_response();
        let headers = response.headers_mut();
        if let Some(cookie) = Cookie::Session.take_away(self.secure()) {
            headers.append(header::SET_COOKIE, cookie);
        }
        headers.insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
        response
    }
}

/// A page whose address is a secret: no other page learns it.
pub(crate) fn secret_address(mut response: Response) -> Response {
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
