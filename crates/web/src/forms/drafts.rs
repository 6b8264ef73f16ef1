//! Drafts as their owners meet them: kept while they type, filled into the form again, listed, discarded.

use askama::Template;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use junheng_app::{DraftView, Overview};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Kept, TITLE, field};
use crate::home::own_path;
use crate::page::Page;
use crate::parts::Link;
use crate::refusal::{Answer, Refusal};
use crate::routes::Routes;
use crate::view::{View, show};

/// Where what is typed is kept.
pub(super) const PATH: &str = "/drafts";

pub(crate) fn routes() -> Routes {
    Routes::new().get(PATH, list).post(PATH, keep).post("/drafts/discard", discard)
}

/// A draft that a form was filled with again.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// Where the form is sent.
    pub(crate) form: String,
    /// When it was kept, for readers.
    pub(crate) when: String,
}

impl View {
    /// What was typed into the form that is sent to `action` and was not sent yet; else the form as it begins.
    pub(crate) async fn typed<T: DeserializeOwned>(
        &self,
        action: &str,
        fresh: T,
    ) -> Result<(T, Option<Draft>), Refusal> {
        let drafts = self.house.office.drafts(&self.permit()?, &self.house.now()).await?;
        let Some(found) = drafts.into_iter().find(|draft| draft.form == action) else {
            return Ok((fresh, None));
        };
        // What an earlier version of the program kept may no longer be understood.
        let Ok(typed) = serde_html_form::from_str(&found.fields) else { return Ok((fresh, None)) };
        Ok((typed, Some(Draft { form: found.form, when: self.moment(&found.kept_at) })))
    }
}

/// Keeps what is typed. A script asks for no page; without scripts the form is shown again.
async fn keep(view: View, headers: HeaderMap, fields: Bytes) -> Answer {
    let kept = Kept::of(&fields).ok_or_else(|| Refusal::value(super::FORM))?;
    let permit = view.permit::<Overview>()?;
    view.house.office.keep_draft(&permit, kept.typed(), &view.house.now()).await?;
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepts.contains("text/html") {
        return Ok(Redirect::to(&kept.page).into_response());
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Deserialize)]
struct Discarded {
    form: String,
    #[serde(default)]
    page: String,
}

async fn discard(view: View, axum::Form(discarded): axum::Form<Discarded>) -> Answer {
    view.house.office.drop_draft(&view.permit()?, &discarded.form).await?;
    Ok(Redirect::to(own_path(&discarded.page)).into_response())
}

#[derive(Template)]
#[template(path = "forms/drafts.html")]
struct List {
    page: Page,
    crumbs: Vec<Link>,
    drafts: Vec<Row>,
}

struct Row {
    link: Link,
    form: String,
    when: String,
}

async fn list(view: View) -> Answer {
    let page = view.page("web.drafts.title", "");
    let drafts = view.house.office.drafts(&view.permit()?, &view.house.now()).await?;
    let row = |draft: DraftView| {
        let title = field(draft.fields.as_bytes(), TITLE).unwrap_or_else(|| page.t("web.drafts.untitled"));
        Row { link: Link::new(title, draft.page), when: view.moment(&draft.kept_at), form: draft.form }
    };
    show(&List { crumbs: Vec::new(), drafts: drafts.into_iter().map(row).collect(), page })
}
