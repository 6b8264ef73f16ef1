//! What the county says of itself on every page, and what the system says of how it treats personal data.

use askama::Template;
use axum::Form;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect};
use junheng_app::{CountyCard, Overview, Settle, Trouble};
use junheng_labels as labels;
use serde::Deserialize;

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
    typed: HandedIn,
    saved: bool,
}

#[derive(Deserialize)]
struct HandedIn {
    name: String,
    telephone: String,
}

async fn form(view: View) -> Answer {
    let CountyCard { name, telephone, .. } =
        view.house.office.county_card(&view.permit::<Overview>()?, None).await?;
    let page = view.page("web.county.title", "county");
    let saved = page.kept().iter().any(|(name, _)| name == "saved");
    show(&CountyPage { page, errors: FieldErrors::default(), typed: HandedIn { name, telephone }, saved })
}

async fn hand_in(view: View, Form(typed): Form<HandedIn>) -> Answer {
    let permit = view.permit::<Settle>()?;
    let now = view.house.now();
    let done = view.house.office.set_county_card(&permit, &typed.name, &typed.telephone, &now).await;
    let findings = match done {
        Ok(()) => return Ok(Redirect::to("/county?saved=1").into_response()),
        Err(Trouble::Findings(findings)) => findings,
        Err(trouble) => return Err(trouble.into()),
    };
    let mut page = view.page("web.county.title", "county");
    page.refused = true;
    let mut errors = FieldErrors::default();
    for finding in findings {
        let cause = labels::finding_cause(page.lang, &finding.code, &finding.args);
        errors.add(finding.place.field.as_deref().unwrap_or_default(), cause);
    }
    let template = CountyPage { page, errors, typed, saved: false };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&template)?).into_response())
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
