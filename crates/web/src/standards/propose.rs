//! A county's own standard: handed in as a file's text, shown as what it would change, decided by somebody else.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use junheng_app::{Approve, NewProposal, Overview, ProposalState, Propose, ProposedStandard, Trouble};
use junheng_labels as labels;
use serde::Deserialize;

use super::browse::state_class;
use crate::forms::Draft;
use crate::page::Page;
use crate::parts::FieldErrors;
use crate::refusal::{Answer, Refusal};
use crate::view::{View, show};

#[derive(Template)]
#[template(path = "standards/new.html")]
struct New {
    page: Page,
    errors: FieldErrors,
    text: String,
    why: String,
    /// Where the form is sent.
    action: String,
    draft: Option<Draft>,
}

/// An example to begin with.
const EXAMPLE: &str = "county/example-override";

pub(super) async fn form(view: View) -> Answer {
    view.permit::<Propose>()?;
    let page = view.page("web.standards.propose", "standards");
    let text = view.house.office.standard_text(EXAMPLE).unwrap_or_default();
    let action = page.to("/proposals");
    let (typed, draft) = view.typed(&action, HandedIn { text, why: String::new() }).await?;
    let HandedIn { text, why } = typed;
    show(&New { page, errors: FieldErrors::default(), text, why, action, draft })
}

#[derive(Deserialize)]
pub(super) struct HandedIn {
    text: String,
    why: String,
}

pub(super) async fn hand_in(view: View, Form(handed): Form<HandedIn>) -> Answer {
    let permit = view.permit::<Propose>()?;
    let mut page = view.page("web.standards.propose", "standards");
    let new = NewProposal { text: &handed.text, why: &handed.why };
    let trouble = match view.house.office.propose(&permit, new, &view.house.now()).await {
        Ok(no) => return Ok(Redirect::to(&page.to(&format!("/proposals/{no}"))).into_response()),
        Err(trouble) => trouble,
    };
    let errors = errors(&page, trouble)?;
    page.refused = true;
    let HandedIn { text, why } = handed;
    let action = page.to("/proposals");
    let html = New { page, errors, text, why, action, draft: None }.render()?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
}

/// What is wrong, at the field it belongs to.
fn errors(page: &Page, trouble: Trouble) -> Result<FieldErrors, Refusal> {
    let mut errors = FieldErrors::default();
    match trouble {
        Trouble::Standard(problems) => {
            for problem in &problems {
                let finding = problem.finding();
                let cause = labels::finding_cause(page.lang, &finding.code, &finding.args);
                let action = labels::finding_action(page.lang, &finding.code, &finding.args);
                let line = page.tx("web.standards.line", "line", problem.line);
                errors.add("text", format!("{line} {cause} {action}"));
            }
        }
        Trouble::Said { key: "reason-needed", .. } => errors.add("why", page.t("trouble.reason-needed")),
        other => {
            let refusal = Refusal::from(other);
            if refusal.status.is_server_error() {
                return Err(refusal);
            }
            errors.add("text", refusal.sentence(page.lang));
        }
    }
    Ok(errors)
}

#[derive(Template)]
#[template(path = "standards/proposal.html")]
struct ProposalPage {
    page: Page,
    /// Where the decision is sent.
    action: String,
    name: String,
    id: String,
    by: String,
    at: String,
    why: String,
    state: String,
    class: &'static str,
    decision: Option<(String, String, String)>,
    differing: Vec<Row>,
    body: String,
    /// Whether this visitor may decide it.
    may_decide: bool,
    /// Whether it is their own, which somebody else must decide.
    own: bool,
    errors: FieldErrors,
}

struct Row {
    entry: String,
    part: String,
    before: String,
    after: String,
}

pub(super) async fn proposal(view: View, Path(no): Path<u32>) -> Answer {
    show(&page_of(&view, no, FieldErrors::default()).await?)
}

async fn page_of(view: &View, no: u32, errors: FieldErrors) -> Result<ProposalPage, Refusal> {
    let mut page = view.page("web.standards.title", "standards");
    page.title = page.tx("web.standards.proposal", "no", no);
    let found = view.house.office.proposal(&view.permit::<Overview>()?, no).await?;
    let ProposedStandard { proposal, standard, differing, .. } = found;
    let word = |key: String| page.t(&key);
    let rows = differing.into_iter().map(|one| Row {
        entry: format!("{} {}", word(format!("web.standards.entry.{}", one.kind.as_str())), one.id)
            .trim()
            .to_owned(),
        part: word(format!("web.standards.part.{}", one.part.as_str())),
        before: one.before.unwrap_or_default(),
        after: one.after.unwrap_or_default(),
    });
    let rows = rows.collect();
    let decided_by = proposal.decision.iter().map(|one| one.by.as_str());
    let names = view.names(decided_by.chain([proposal.by.as_str()])).await?;
    let own = proposal.by == view.visitor.person();
    let open = proposal.state == ProposalState::Open;
    Ok(ProposalPage {
        action: page.to(&format!("/proposals/{no}/decision")),
        name: page.wording(&standard.wording),
        id: proposal.standard,
        by: names.of(&proposal.by),
        at: page.moment(&proposal.at),
        why: proposal.why,
        state: page.t(format!("web.standards.state.{}", proposal.state.as_str())),
        class: state_class(proposal.state),
        decision: proposal.decision.map(|one| (names.of(&one.by), page.moment(&one.at), one.why)),
        differing: rows,
        body: proposal.body,
        may_decide: open && !own && view.visitor.permit::<Approve>().is_some(),
        own: open && own,
        errors,
        page,
    })
}

#[derive(Deserialize)]
pub(super) struct DecisionForm {
    /// `approve` or `refuse`.
    decision: String,
    why: String,
}

pub(super) async fn decide(view: View, Path(no): Path<u32>, Form(form): Form<DecisionForm>) -> Answer {
    let permit = view.permit::<Approve>()?;
    let approve = match form.decision.as_str() {
        "approve" => true,
        "refuse" => false,
        _ => return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "web-query")),
    };
    match view.house.office.decide(&permit, no, approve, &form.why, &view.house.now()).await {
        Ok(()) => {
            let page = view.page("web.standards.title", "standards");
            Ok(Redirect::to(&page.to(&format!("/proposals/{no}"))).into_response())
        }
        Err(Trouble::Said { key: "reason-needed", .. }) => {
            let mut errors = FieldErrors::default();
            errors.add("why", labels::text(view.lang, "trouble.reason-needed", &[]));
            let mut page = page_of(&view, no, errors).await?;
            page.page.refused = true;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
        Err(trouble) => Err(trouble.into()),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use junheng_app::{Area, Branch, Post, Role};

    use crate::testing::Desk;

    /// Fields as a browser sends them.
    fn form(fields: &[(&str, &str)]) -> String {
        let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
    }

    const OWN: &str = "schema = 1\nid = \"county/own\"\nversion = \"1\"\nextends = \"national/quality-balance-2017\"\n\
        zh = \"本县口径\"\nen = \"Own terms\"\ndocument = \"通知\"\nnumber = \"\"\nstatus = \"local\"\nremove = [\"V5\"]\n";

    #[tokio::test]
    async fn a_standard_of_the_countys_own_holds_once_somebody_else_has_approved_it() {
        let desk = Desk::sample().await;
        let county = |role| Post { role, area: Area::of(Branch::County) };
        let officer = desk.as_person("officer", vec![county(Role::BureauOfficer)]);
        let both = desk.as_person("officer", vec![county(Role::BureauOfficer), county(Role::BureauLeader)]);
        let leader = desk.as_person("leader", vec![county(Role::BureauLeader)]);
        let handed = officer.post("/proposals", &form(&[("text", OWN), ("why", "local target")])).await;
        assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.text);
        let page = leader.get("/proposals/1").await;
        assert!(page.text.contains("V5") && page.text.contains("name=\"decision\""), "{}", page.text);
        let decision = form(&[("decision", "approve"), ("why", "fits")]);
        let own = both.post("/proposals/1/decision", &decision).await;
        assert_eq!(own.status, StatusCode::CONFLICT, "nobody decides their own: {}", own.text);
        assert_eq!(officer.get("/standards/county/own").await.status, StatusCode::NOT_FOUND);
        let approved = leader.post("/proposals/1/decision", &decision).await;
        assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.text);
        let page = officer.get("/standards/county/own").await;
        assert!(page.status == StatusCode::OK && page.text.contains("本县口径"), "{}", page.text);
    }

    #[tokio::test]
    async fn a_text_that_is_no_standard_is_kept_with_its_lines_named() {
        let officer = Desk::sample().await.signed_in(Role::BureauOfficer);
        let text = "schema = 1\nid = \"county/own\"\nwrong = <b>";
        let refused = officer.post("/proposals", &form(&[("text", text), ("why", "x")])).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("wrong = &#60;b&#62;"), "{}", refused.text);
        assert!(refused.text.contains("href=\"#field-text\""), "{}", refused.text);
    }

    #[tokio::test]
    async fn a_standard_shows_who_meets_it_to_those_who_see_the_county() {
        let desk = Desk::sample().await;
        let leader = desk.signed_in(Role::BureauLeader).get("/standards/national/quality-balance-2017").await;
        assert!(leader.status == StatusCode::OK && leader.text.contains(" / 15"), "{}", leader.text);
        let clerk =
            desk.signed_in(Role::SystemAdministrator).get("/standards/national/quality-balance-2017").await;
        assert_eq!(clerk.status, StatusCode::OK);
        assert!(!clerk.text.contains(" / 15"), "{}", clerk.text);
        let file = desk.signed_in(Role::BureauLeader).get("/standards/..%2F..%2Fetc/passwd.toml").await;
        assert_eq!(file.status, StatusCode::NOT_FOUND);
    }
}
