//! Signing in through the identity provider: the way there, the way back, and what is said when nobody came of it.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{Returned, Trouble, WayBack, WayOut};
use serde::Deserialize;

use super::door::{Door, secret_address};
use crate::home::own_path;
use crate::links::encoded;
use crate::page::Page;
use crate::parts::FieldErrors;
use crate::refusal::{Answer, Refusal};
use crate::view::show;
use crate::words;

/// Leads on by itself. A form that was handed in may not be led to another site; a page that is shown may lead there.
#[derive(Template)]
#[template(path = "sign_in/way_out.html")]
struct WayOutPage {
    page: Page,
    address: String,
    label: String,
}

#[derive(Template)]
#[template(path = "sign_in/provider_refused.html")]
struct RefusedPage {
    page: Page,
    sentence: String,
    /// Whether the sign-in page, rather than one's account, is the way on.
    to_sign_in: bool,
}

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    /// Where to go afterwards.
    #[serde(default)]
    to: String,
}

pub(super) async fn begin(door: Door, Form(asked): Form<Asked>) -> Answer {
    door.count_attempt()?;
    let to = own_path(&asked.to);
    match door.house.office.begin_outside(to, &door.now()).await {
        Ok(way) => leave(&door, way),
        Err(trouble) => refused(&door, trouble),
    }
}

/// The page that leads to the provider, with the cookie for the way back.
pub(super) fn leave(door: &Door, way: WayOut) -> Answer {
    let mut page = door.page("web.provider.way-out", &FieldErrors::default());
    page.title = page.tx("web.provider.way-out", "name", &way.label);
    let response = show(&WayOutPage { page, address: way.address, label: way.label })?;
    Ok(secret_address(door.with_way_back(response, &way.browser)))
}

/// The page that says why nobody came of it. Other trouble is a refusal of its own.
pub(super) fn refused(door: &Door, trouble: Trouble) -> Answer {
    let key = match &trouble {
        Trouble::Said { key, .. } if key.starts_with("provider-") || *key == "identity-taken" => *key,
        _ => return Err(Refusal::from(trouble)),
    };
    let status = match key {
        "provider-late" => StatusCode::GONE,
        "provider-off" | "identity-taken" => StatusCode::CONFLICT,
        "provider-down" | "provider-failed" => StatusCode::BAD_GATEWAY,
        _ => StatusCode::FORBIDDEN,
    };
    let template = RefusedPage {
        page: door.page("web.provider.refused", &FieldErrors::default()),
        sentence: words::trouble(door.lang, key, &[]),
        to_sign_in: door.visit.is_none(),
    };
    Ok((status, show(&template)?).into_response())
}

/// What the browser brings back; what stands there twice counts for nothing.
fn brought<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    let mut found = pairs.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str());
    match (found.next(), found.next()) {
        (Some(value), None) => value,
        _ => "",
    }
}

pub(super) async fn come_back(door: Door, Query(pairs): Query<Vec<(String, String)>>) -> Answer {
    door.count_attempt()?;
    let back = WayBack {
        state: brought(&pairs, "state"),
        code: brought(&pairs, "code"),
        error: brought(&pairs, "error"),
        issuer: brought(&pairs, "iss"),
        browser: door.way_back.as_deref().unwrap_or_default(),
    };
    let (place, now) = (door.place(), door.now());
    let (visit, token) = (door.visit.as_ref(), door.token.as_deref());
    let returned = door.house.office.come_back(back, visit, door.client(&place), token, &now).await;
    let response: Response = match returned {
        Ok(Returned::In(opened, page)) => {
            let next = match opened.half {
                true => format!("/sign-in/code?to={}", encoded(&page)),
                false => page,
            };
            door.with_token(Redirect::to(&next).into_response(), &opened)
        }
        Ok(Returned::Linked) => Redirect::to("/account/provider?linked=1").into_response(),
        Err(trouble) => refused(&door, trouble)?,
    };
    Ok(secret_address(door.without_way_back(response)))
}
