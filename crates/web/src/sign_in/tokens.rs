//! One's own tokens for machines: made, shown once, ended.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{Branch, Post, TokenAsked, TokenView};
use serde::Deserialize;

use super::door::Door;
use crate::page::Page;
use crate::parts::{Choice, FieldErrors};
use crate::refusal::Answer;
use crate::view::View;

#[derive(Template)]
#[template(path = "sign_in/tokens.html")]
struct TokensPage {
    page: Page,
    errors: FieldErrors,
    tokens: Vec<TokenView>,
    posts: Vec<Choice>,
    /// What was typed as the name.
    purpose: String,
    days: String,
    /// The token that was made just now; empty otherwise.
    made: String,
}

#[derive(Deserialize, Default)]
pub(super) struct TokenForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    post: String,
    #[serde(default)]
    days: String,
}

/// A post in words.
fn words(page: &Page, post: &Post) -> String {
    let place = match &post.area.branch {
        Branch::County => String::new(),
        Branch::Township(name) => name.clone(),
        Branch::School(code) => code.to_string(),
    };
    format!("{} {place}", page.t(format!("role.{}", post.role.as_str())))
}

async fn tokens_page(view: &View, door: &Door, form: TokenForm, errors: FieldErrors, made: String) -> Answer {
    let visit = door.visit()?;
    let mut page = view.page("web.tokens.title", "");
    page.refused = !errors.is_empty();
    let lendable = visit.posts().iter().enumerate().filter(|(_, post)| !post.role.is_administrator());
    let posts = lendable.map(|(no, post)| Choice::new(no, words(&page, post), form.post == no.to_string()));
    let template = TokensPage {
        posts: posts.collect(),
        tokens: view.house.office.own_tokens(visit).await?,
        purpose: form.name,
        days: if form.days.is_empty() { "90".to_owned() } else { form.days },
        errors: errors.clone(),
        made,
        page,
    };
    door.form(&template, &errors)
}

pub(super) async fn list(view: View, door: Door) -> Answer {
    tokens_page(&view, &door, TokenForm::default(), FieldErrors::default(), String::new()).await
}

/// The token is shown in the answer itself: nothing keeps it.
pub(super) async fn make(view: View, door: Door, Form(form): Form<TokenForm>) -> Answer {
    let Some(proof) = door.visit()?.proof() else {
        return Ok(Redirect::to("/account/proof?to=/account/tokens").into_response());
    };
    let asked = TokenAsked {
        name: &form.name,
        post: form.post.parse().unwrap_or(usize::MAX),
        days: form.days.trim().parse().unwrap_or(0),
    };
    match view.house.office.make_token(door.visit()?, &proof, asked, &view.house.now()).await {
        Ok(made) => tokens_page(&view, &door, TokenForm::default(), FieldErrors::default(), made).await,
        Err(trouble) => {
            let errors = door.errors(trouble)?;
            tokens_page(&view, &door, form, errors, String::new()).await
        }
    }
}

pub(super) async fn end(door: Door, Path(id): Path<String>) -> Answer {
    door.house.office.end_own_token(door.visit()?, &id, &door.now()).await?;
    Ok(Redirect::to("/account/tokens").into_response())
}
