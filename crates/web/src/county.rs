//! What the county says of itself on every page, and what the system says of how it treats personal data.

use askama::Template;
use axum::Form;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect};
use junheng_app::{CountyCard, Overview, Settle, Trouble};
use junheng_labels as labels;
use serde::Deserialize;

use crate::forms::Draft;
use crate::page::Page;
use crate::parts::FieldErrors;
use crate::refusal::Answer;
use crate::routes::Routes;
use crate::view::{View, language, show};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/county", form).post("/county", hand_in).get("/privacy", privacy)
}

#[derive(Template)]
#[template(path = "county/county.html")]
struct CountyPage {
    page: Page,
    errors: FieldErrors,
    /// Where the form is sent.
    action: String,
    typed: HandedIn,
    draft: Option<Draft>,
    saved: bool,
}

#[derive(Deserialize)]
struct HandedIn {
    name: String,
    telephone: String,
    /// What was shown before it was changed, as [`version`] says it.
    #[serde(default)]
    seen: String,
}

/// What tells one state of the card from another.
fn version(name: &str, telephone: &str) -> String {
    format!("{name}\n{telephone}")
}

async fn form(view: View) -> Answer {
    let CountyCard { name, telephone, .. } =
        view.house.office.county_card(&view.permit::<Overview>()?, None).await?;
    let page = view.page("web.county.title", "county");
    let saved = page.kept().iter().any(|(name, _)| name == "saved");
    let seen = version(&name, &telephone);
    let action = page.to("/county");
    let (typed, draft) = view.typed(&action, HandedIn { name, telephone, seen }).await?;
    show(&CountyPage { page, errors: FieldErrors::default(), action, typed, draft, saved })
}

async fn hand_in(view: View, Form(mut typed): Form<HandedIn>) -> Answer {
    let permit = view.permit::<Settle>()?;
    let now = view.house.office.county_card(&view.permit::<Overview>()?, None).await?;
    let holds = version(&now.name, &now.telephone);
    let done_already = holds == version(typed.name.trim(), typed.telephone.trim());
    if !typed.seen.is_empty() && typed.seen != holds && !done_already {
        let mut errors = FieldErrors::default();
        let args = [("name", now.name.as_str()), ("telephone", now.telephone.as_str())];
        errors.add("name", labels::text(view.lang, "web.county.changed-meanwhile", &args));
        // Sent again after this, what was typed holds.
        typed.seen = holds;
        return refused(&view, typed, errors, StatusCode::CONFLICT);
    }
    let now = view.house.now();
    let done = view.house.office.set_county_card(&permit, &typed.name, &typed.telephone, &now).await;
    let findings = match done {
        Ok(()) => return Ok(Redirect::to("/county?saved=1").into_response()),
        Err(Trouble::Findings(findings)) => findings,
        Err(trouble) => return Err(trouble.into()),
    };
    let errors = FieldErrors::of_findings(view.lang, &findings);
    refused(&view, typed, errors, StatusCode::UNPROCESSABLE_ENTITY)
}

fn refused(view: &View, typed: HandedIn, errors: FieldErrors, status: StatusCode) -> Answer {
    let mut page = view.page("web.county.title", "county");
    page.refused = true;
    let action = page.to("/county");
    let template = CountyPage { page, errors, action, typed, draft: None, saved: false };
    Ok((status, show(&template)?).into_response())
}

#[derive(Template)]
#[template(path = "county/privacy.html")]
struct Privacy {
    page: Page,
    /// Title and text of each section.
    sections: [(String, String); 5],
}

async fn privacy(headers: HeaderMap) -> Answer {
    let mut page = Page::plain(language(&headers), "", "/privacy");
    page.title = page.t("web.privacy.title");
    let sections = ["held", "seen", "browser", "kept", "asked"].map(|name| {
        let key = format!("web.privacy.sections.{name}");
        (page.t(format!("{key}-title")), page.t(&key))
    });
    show(&Privacy { page, sections })
}

#[cfg(test)]
mod tests {
    use axum::http::{StatusCode, header};
    use junheng_app::Role;

    use crate::testing::Desk;

    #[tokio::test]
    async fn the_name_and_telephone_stand_on_every_page() {
        let desk = Desk::sample().await.signed_in(Role::BureauLeader);
        let done = desk.post("/county", "name=%E9%9D%92%E7%A6%BE%E5%8E%BF&telephone=0310-1234567").await;
        assert_eq!(
            (done.status, done.headers[header::LOCATION].to_str().unwrap()),
            (StatusCode::SEE_OTHER, "/county?saved=1")
        );
        let page = desk.get("/standards").await;
        assert!(page.text.contains("青禾县") && page.text.contains("0310-1234567"), "{}", page.text);
        assert!(page.text.contains("数据截至"), "{}", page.text);
    }

    #[tokio::test]
    async fn what_cannot_stand_on_a_page_comes_back_with_its_error() {
        let desk = Desk::sample().await.signed_in(Role::BureauLeader);
        let page = desk.post("/county", "name=&telephone=%3Cb%3E1").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in ["错误：", "#field-name", "#field-telephone", "value=\"&#60;b&#62;1\""] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
    }

    #[tokio::test]
    async fn what_happens_with_personal_data_is_open_to_all() {
        assert_eq!(Desk::sample().await.get("/privacy").await.status, StatusCode::OK);
    }
}
