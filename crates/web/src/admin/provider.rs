//! The county's registration with an identity provider.

use askama::Template;
use axum::Form;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect};
use junheng_app::{Directory, NewProvider, PROVIDER_RETURN, ProviderView, Secure};
use serde::Deserialize;

use super::proof;
use crate::page::Page;
use crate::parts::FieldErrors;
use crate::refusal::Answer;
use crate::sign_in::Door;
use crate::view::View;

#[derive(Template)]
#[template(path = "admin/provider.html")]
struct ProviderPage {
    page: Page,
    errors: FieldErrors,
    typed: Typed,
    /// What is kept now.
    kept: Option<ProviderView>,
    returns: &'static str,
    may_set: bool,
}

impl ProviderPage {
    fn lead(&self) -> &'static str {
        "web.provider.lead"
    }

    /// The label of whether people sign in through it.
    fn state(&self) -> &'static str {
        match &self.kept {
            Some(kept) if kept.forged => "web.provider.forged",
            Some(kept) if kept.on => "web.provider.on",
            Some(_) => "web.provider.off",
            None => "web.provider.none",
        }
    }
}

/// What was typed. The secret is never sent back.
#[derive(Deserialize, Default)]
pub(super) struct Typed {
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    client: String,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    on: String,
}

impl Typed {
    fn of(kept: &ProviderView) -> Self {
        Self {
            issuer: kept.issuer.clone(),
            client: kept.client.clone(),
            secret: String::new(),
            label: kept.label.clone(),
            address: kept.address.clone(),
            on: if kept.on { "yes".to_owned() } else { String::new() },
        }
    }

    fn form(&self) -> NewProvider<'_> {
        NewProvider {
            issuer: &self.issuer,
            client: &self.client,
            secret: &self.secret,
            label: &self.label,
            address: &self.address,
            on: self.on == "yes",
        }
    }
}

/// The address by which this request came, as a first guess.
fn own_address(view: &View, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if view.house.settings.secure() { "https" } else { "http" };
    if host.is_empty() { String::new() } else { format!("{scheme}://{host}") }
}

async fn provider_page(view: &View, door: &Door, typed: Option<Typed>, errors: &FieldErrors) -> Answer {
    let kept = view.house.office.provider(&view.permit::<Directory>()?).await?;
    let mut page = view.page("web.provider.title", "provider");
    page.refused = !errors.is_empty();
    let typed = typed.or_else(|| kept.as_ref().map(Typed::of)).unwrap_or_default();
    let template = ProviderPage {
        page,
        errors: errors.clone(),
        typed,
        kept,
        returns: PROVIDER_RETURN,
        may_set: view.permit::<Secure>().is_ok(),
    };
    door.form(&template, errors)
}

pub(super) async fn show_form(view: View, door: Door, headers: HeaderMap) -> Answer {
    let directory = view.permit::<Directory>()?;
    let guess = match view.house.office.provider(&directory).await? {
        Some(_) => None,
        None => Some(Typed { address: own_address(&view, &headers), ..Typed::default() }),
    };
    provider_page(&view, &door, guess, &FieldErrors::default()).await
}

pub(super) async fn set(view: View, door: Door, Form(typed): Form<Typed>) -> Answer {
    let permit = view.permit::<Secure>()?;
    let proof = match proof(&door, "/provider") {
        Ok(proof) => proof,
        Err(asked) => return Ok(asked),
    };
    match view.house.office.set_provider(&permit, &proof, typed.form(), &view.house.now()).await {
        Ok(()) => Ok(Redirect::to("/provider").into_response()),
        Err(trouble) => {
            let errors = door.errors(trouble)?;
            provider_page(&view, &door, Some(typed), &errors).await
        }
    }
}
