//! What the county puts before the public: prepared and withdrawn here, read by anybody at `/public`.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect};
use junheng_app::{PublicPage, Publish, Trouble};
use junheng_domain::SchoolYear;
use junheng_labels as labels;
use serde::Deserialize;
use std::sync::Arc;

use crate::forms::Draft;
use crate::house::House;
use crate::page::Page;
use crate::parts::{FieldErrors, Mark};
use crate::refusal::{Answer, Refusal};
use crate::routes::Routes;
use crate::standards::mark_of;
use crate::view::{View, language, show};

/// By what the public page judges.
const STANDARD: &str = "national/quality-balance-2017";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/publication", list)
        .post("/publication", hand_in)
        .post("/publication/{no}/withdrawal", withdraw)
        .get("/public", newest)
        .get("/public/{no}", one)
}

#[derive(Template)]
#[template(path = "publication/publication.html")]
struct Publication {
    page: Page,
    errors: FieldErrors,
    statement: String,
    why: String,
    /// Where the form is sent.
    action: String,
    draft: Option<Draft>,
    /// What would be published, once it was asked for.
    preview: Option<Shown>,
    published: Vec<Row>,
}

struct Row {
    no: u32,
    /// Where its withdrawal is sent.
    withdrawal: String,
    year: SchoolYear,
    by: String,
    at: String,
    why: String,
    /// Who withdrew it, when and why.
    withdrawn: Option<(String, String, String)>,
}

/// A public page made ready to be read.
struct Shown {
    county: String,
    year: String,
    standard: String,
    number: String,
    statement: Vec<String>,
    verdict: Mark,
    groups: Vec<(String, Mark, u32, u32, u32)>,
    /// Stage, indicator, value, limit, mark.
    coefficients: Vec<(String, String, String, String, Mark)>,
    stages: Vec<(String, u32)>,
}

impl Shown {
    fn of(page: &Page, public: &PublicPage) -> Self {
        let stage = |stage| page.t(format!("stage.{stage}"));
        let mark = |verdict: &Option<String>| verdict.as_deref().map_or(Mark::NotJudged, mark_of);
        let dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "—".to_owned());
        Self {
            county: public.county.clone(),
            year: format!("{}–{}", public.year, public.year + 1),
            standard: page.wording(&public.standard),
            number: public.number.clone(),
            statement: public.statement.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect(),
            verdict: mark_of(&public.verdict),
            groups: public
                .groups
                .iter()
                .map(|one| {
                    (page.wording(&one.name), mark(&one.verdict), one.met, one.not_met, one.incomplete)
                })
                .collect(),
            coefficients: public
                .coefficients
                .iter()
                .map(|one| {
                    let name = page.wording(&one.indicator);
                    (stage(one.stage), name, dash(&one.value), dash(&one.limit), mark(&one.verdict))
                })
                .collect(),
            stages: public.stages.iter().map(|one| (stage(one.stage), one.schools)).collect(),
        }
    }
}

async fn list(view: View) -> Answer {
    let mut page = publication(&view, FieldErrors::default(), None).await?;
    let (typed, draft) = view.typed(&page.action, HandedIn::default()).await?;
    (page.statement, page.why, page.draft) = (typed.statement, typed.why, draft);
    show(&page)
}

async fn publication(
    view: &View,
    errors: FieldErrors,
    handed: Option<(HandedIn, Option<PublicPage>)>,
) -> Result<Publication, Refusal> {
    let permit = view.permit::<Publish>()?;
    let mut page = view.page("web.publication.title", "publication");
    page.refused = !errors.is_empty();
    let published = view.house.office.publications(&permit).await?;
    let mut people = Vec::new();
    for one in &published {
        people.push(one.by.as_str());
        people.extend(one.withdrawn.as_ref().map(|change| change.by.as_str()));
    }
    let names = view.names(people).await?;
    let row = |one: junheng_app::Publication| Row {
        withdrawal: page.to(&format!("/publication/{}/withdrawal", one.no)),
        no: one.no,
        year: one.year,
        by: names.of(&one.by),
        at: page.moment(&one.at),
        why: one.why,
        withdrawn: one.withdrawn.map(|change| (names.of(&change.by), page.moment(&change.at), change.why)),
    };
    let published = published.into_iter().map(row).collect();
    let (handed, public) = handed.map_or((None, None), |(handed, public)| (Some(handed), public));
    let preview = public.as_ref().map(|public| Shown::of(&page, public));
    let (statement, why) = handed.map(|handed| (handed.statement, handed.why)).unwrap_or_default();
    let action = page.to("/publication");
    Ok(Publication { page, errors, statement, why, action, draft: None, preview, published })
}

#[derive(Default, Deserialize)]
struct HandedIn {
    statement: String,
    why: String,
    /// `preview` or `publish`.
    step: String,
}

async fn hand_in(view: View, Form(handed): Form<HandedIn>) -> Answer {
    let permit = view.permit::<Publish>()?;
    let year = view.year()?;
    let office = &view.house.office;
    let publish = handed.step == "publish";
    let tried = if publish {
        office
            .publish(&permit, year, STANDARD, &handed.statement, &handed.why, &view.house.now())
            .await
            .map(|_| None)
    } else {
        match junheng_app::unfit(&handed.statement) {
            findings if findings.is_empty() => {
                office.public_preview(&permit, year, STANDARD, &handed.statement).await.map(Some)
            }
            findings => Err(Trouble::Findings(findings)),
        }
    };
    match tried {
        Ok(None) => {
            let page = view.page("web.publication.title", "publication");
            Ok(Redirect::to(&page.to("/publication")).into_response())
        }
        Ok(preview) => show(&publication(&view, FieldErrors::default(), Some((handed, preview))).await?),
        Err(trouble) => {
            let errors = errors(&view, trouble)?;
            let html = publication(&view, errors, Some((handed, None))).await?.render()?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
        }
    }
}

/// What is wrong, at the field it belongs to.
fn errors(view: &View, trouble: Trouble) -> Result<FieldErrors, Refusal> {
    let mut errors = FieldErrors::default();
    match trouble {
        Trouble::Findings(findings) => {
            for finding in findings {
                let cause = labels::finding_cause(view.lang, &finding.code, &finding.args);
                let action = labels::finding_action(view.lang, &finding.code, &finding.args);
                let value = finding.value.as_deref().unwrap_or_default();
                errors.add("statement", format!("{cause}（{value}）。{action}"));
            }
        }
        Trouble::Said { key: "reason-needed", .. } => {
            errors.add("why", labels::text(view.lang, "trouble.reason-needed", &[]));
        }
        other => {
            let refusal = Refusal::from(other);
            if refusal.status.is_server_error() {
                return Err(refusal);
            }
            errors.add("statement", refusal.sentence(view.lang));
        }
    }
    Ok(errors)
}

#[derive(Deserialize)]
struct Withdrawal {
    why: String,
}

async fn withdraw(view: View, Path(no): Path<u32>, Form(form): Form<Withdrawal>) -> Answer {
    let permit = view.permit::<Publish>()?;
    view.house.office.withdraw_publication(&permit, no, &form.why, &view.house.now()).await?;
    let page = view.page("web.publication.title", "publication");
    Ok(Redirect::to(&page.to("/publication")).into_response())
}

#[derive(Template)]
#[template(path = "public/public.html")]
struct Public {
    page: Page,
    shown: Option<Shown>,
    at: String,
    /// Address and school year of each publication that stands.
    others: Vec<(String, String)>,
}

async fn newest(State(house): State<Arc<House>>, headers: HeaderMap) -> Answer {
    public(&house, &headers, None).await
}

async fn one(State(house): State<Arc<House>>, headers: HeaderMap, Path(no): Path<u32>) -> Answer {
    public(&house, &headers, Some(no)).await
}

async fn public(house: &House, headers: &HeaderMap, no: Option<u32>) -> Answer {
    let published = house.office.published().await?;
    let found = match no {
        None => published.first(),
        Some(no) => match published.iter().find(|one| one.no == no) {
            Some(found) => Some(found),
            None if house.office.was_withdrawn(no).await? => {
                return Err(Refusal::new(StatusCode::GONE, "web-withdrawn"));
            }
            None => return Err(Refusal::not_found()),
        },
    };
    let path = no.map_or("/public".to_owned(), |no| format!("/public/{no}"));
    let mut page = Page::plain(language(headers), "", &path);
    page.title = page.t("web.public.title");
    let shown = found.map(|one| Shown::of(&page, &one.page));
    let others = published
        .iter()
        .map(|one| (format!("/public/{}", one.no), format!("{}–{}", one.page.year, one.page.year + 1)));
    let others = others.collect();
    show(&Public { shown, at: found.map(|one| page.moment(&one.at)).unwrap_or_default(), others, page })
}

#[cfg(test)]
mod tests {
    use junheng_app::Role;

    use super::*;
    use crate::testing::Desk;

    const FORM: &str = "statement=%E5%85%A8%E5%8E%BF&why=yearly&step=";

    #[tokio::test]
    async fn a_locked_year_is_published_and_withdrawn() {
        let desk = Desk::sample().await;
        let leader = desk.signed_in(Role::BureauLeader);
        let open = leader.post("/publication?year=2026", &format!("{FORM}publish")).await;
        assert_eq!(open.status, StatusCode::UNPROCESSABLE_ENTITY, "a year that is not locked: {}", open.text);
        leader.lock("2026").await;
        let preview = leader.post("/publication?year=2026", &format!("{FORM}preview")).await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
        assert!(!desk.get("/public").await.text.contains("全县"), "a preview publishes nothing");
        let published = leader.post("/publication?year=2026", &format!("{FORM}publish")).await;
        assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text);
        let public = desk.get("/public").await;
        assert!(public.status == StatusCode::OK && public.text.contains("全县"), "{}", public.text);
        let gone = leader.post("/publication/1/withdrawal", "why=figure+corrected").await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
        assert_eq!(desk.get("/public/1").await.status, StatusCode::GONE);
        assert_eq!(desk.get("/public/9").await.status, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn a_telephone_number_is_not_published() {
        let leader = Desk::sample().await.signed_in(Role::BureauLeader);
        leader.lock("2026").await;
        let refused =
            leader.post("/publication?year=2026", "statement=call+13812345678&why=x&step=publish").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("call 13812345678"), "what was typed is kept: {}", refused.text);
    }
}
