//! The page of all components, each in its states, for those who make pages. Its contents are examples, not data.

use askama::Template;
use axum::extract::OriginalUri;
use axum::http::HeaderMap;

use crate::page::Page;
use crate::parts::{Choice, Column, Event, FieldErrors, Link, Mark, Pager, Step};
use crate::refusal::Answer;
use crate::routes::Routes;
use crate::view::{language, show};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/components", components)
}

#[derive(Template)]
#[template(path = "components.html")]
struct Components {
    page: Page,
    errors: FieldErrors,
    stages: Vec<Choice>,
    kinds: Vec<Choice>,
    columns: Vec<Column>,
    pager: Pager,
    tabs: Vec<Link>,
    crumbs: Vec<Link>,
    steps: Vec<Step>,
    events: Vec<Event>,
    densities: [&'static str; 3],
}

async fn components(OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Answer {
    let mut page = Page::plain(language(&headers), "", &uri.to_string());
    page.title = page.t("web.components.title");
    let mut errors = FieldErrors::default();
    errors.add("area", page.t("web.components.example-error"));
    let stage = |name: &str, chosen| Choice::new(name, page.t(&format!("stage.{name}")), chosen);
    let kind = |name: &str| Choice::new(name, page.t(&format!("school-kind.{name}")), false);
    let words = |keys: [&str; 3]| keys.map(|key| page.t(key));
    let [import, preview, receipt] =
        words(["web.components.step-file", "web.components.step-check", "web.components.step-done"]);
    let template = Components {
        stages: vec![
            stage("primary", true),
            stage("junior", false).with_hint(page.t("web.components.example-hint")),
        ],
        kinds: ["primary", "junior", "nine_year", "complete_secondary"].map(kind).into(),
        columns: vec![
            Column::new(page.t("web.nav.schools")).sortable("school", "school", "/components"),
            Column::new(page.t("web.components.pupils")).numeric().sortable(
                "pupils",
                "school",
                "/components",
            ),
            Column::new(page.t("web.components.area")).numeric(),
            Column::new(page.t("web.components.verdict")),
        ],
        pager: Pager::new(236, 20, 5, |number| format!("/components?page={number}")),
        tabs: vec![
            Link::new(page.t("web.nav.indicators"), "/components").here_if(true),
            Link::new(page.t("web.nav.snapshots"), "/components?tab=2"),
        ],
        crumbs: vec![Link::new(page.t("web.nav.schools"), "/components")],
        steps: Step::all([import, preview, receipt], 1),
        events: vec![Event {
            at: "2026-09-10T09:30:00+08:00".to_owned(),
            when: "2026-09-10 09:30".to_owned(),
            who: "李明".to_owned(),
            what: page.t("web.components.example-event"),
            reason: page.t("web.components.example-reason"),
        }],
        densities: ["", "compact", "roomy"],
        errors,
        page,
    };
    show(&template)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::testing::Desk;

    #[tokio::test]
    async fn each_component_file_is_on_the_page() {
        let page = Desk::sample().await.get("/components").await;
        assert_eq!(page.status, StatusCode::OK);
        for file in std::fs::read_dir("templates/components").unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            assert!(page.text.contains(&format!("components/{name}")), "{name} is not shown");
        }
    }

    #[tokio::test]
    async fn no_page_writes_styles_or_scripts_into_itself() {
        let page = Desk::sample().await.get("/components").await;
        for forbidden in ["style=", "<style", "onclick", "javascript:"] {
            assert!(!page.text.contains(forbidden), "{forbidden}");
        }
    }
}
