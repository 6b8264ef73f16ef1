//! The standards at hand, and one of them: clause → indicator → who meets it.

use askama::Template;
use axum::extract::Path;
use junheng_app::assess::{Assessment, Standing, Verdict};
use junheng_app::standards::{Clause, GroupRule, Indicator, IndicatorLevel, PerStage, Standard};
use junheng_app::{Overview, ProposalState, Propose, See};
use junheng_domain::{Exact, Stage, show_exact};

use crate::page::Page;
use crate::parts::Mark;
use crate::refusal::Answer;
use crate::view::{View, show};
use crate::words;

#[derive(Template)]
#[template(path = "standards/list.html")]
struct List {
    page: Page,
    standards: Vec<Listed>,
    proposals: Vec<Proposed>,
    may_propose: bool,
}

struct Listed {
    href: String,
    name: String,
    id: String,
    version: String,
    document: String,
    in_force: String,
    builtin: bool,
}

struct Proposed {
    href: String,
    no: u32,
    standard: String,
    by: String,
    at: String,
    /// The label of its state, and how the state looks.
    state: String,
    class: &'static str,
}

pub(super) async fn list(view: View) -> Answer {
    let page = view.page("web.standards.title", "standards");
    let permit = view.permit::<Overview>()?;
    let standards = view.house.office.standards(&permit)?;
    let proposals = match view.years.is_empty() {
        true => Vec::new(),
        false => view.house.office.proposals(&permit).await?,
    };
    let standards = standards.iter().map(|(standard, builtin)| listed(&page, standard, *builtin)).collect();
    let names = view.names(proposals.iter().map(|one| one.by.as_str())).await?;
    let proposals = proposals.into_iter().map(|one| Proposed {
        href: page.to(&format!("/proposals/{}", one.no)),
        no: one.no,
        standard: one.standard,
        by: names.of(&one.by),
        at: page.moment(&one.at),
        state: page.t(format!("web.standards.state.{}", one.state.as_str())),
        class: state_class(one.state),
    });
    let proposals = proposals.collect();
    show(&List { standards, proposals, may_propose: view.visitor.permit::<Propose>().is_some(), page })
}

pub(super) fn state_class(state: ProposalState) -> &'static str {
    match state {
        ProposalState::Open => "near",
        ProposalState::Approved => "met",
        ProposalState::Refused => "not-met",
        ProposalState::Replaced => "plain",
    }
}

fn listed(page: &Page, standard: &Standard, builtin: bool) -> Listed {
    Listed {
        href: page.to(&format!("/standards/{}", standard.id.0)),
        name: page.wording(&standard.wording),
        id: standard.id.0.clone(),
        version: standard.version.clone(),
        document: document(&standard.source.document, &standard.source.number),
        in_force: in_force(page, standard),
        builtin,
    }
}

fn in_force(page: &Page, standard: &Standard) -> String {
    match (&standard.valid_from, &standard.valid_to) {
        (Some(from), Some(to)) => format!("{from} – {to}"),
        (Some(from), None) => page.tx("web.standards.from", "day", from),
        (None, Some(to)) => page.tx("web.standards.until", "day", to),
        (None, None) => page.t("web.standards.undated"),
    }
}

fn document(name: &str, number: &str) -> String {
    format!("{name} {number}").trim().to_owned()
}

#[derive(Template)]
#[template(path = "standards/standard.html")]
struct One {
    page: Page,
    id: String,
    version: String,
    document: String,
    status: String,
    groups: Vec<GroupOf>,
    scope: Vec<ScopeOf>,
}

struct GroupOf {
    name: String,
    rule: String,
    indicators: Vec<IndicatorOf>,
}

struct IndicatorOf {
    id: String,
    href: String,
    name: String,
    clause: String,
    status: String,
    requirement: String,
    formula: String,
    limit: String,
    /// Who meets it, a line a stage; for the county as a whole how it stands.
    met: Vec<MetBy>,
}

struct MetBy {
    mark: Mark,
    text: String,
}

struct ScopeOf {
    when: String,
    reason: String,
    status: String,
}

pub(super) async fn standard(view: View, Path((family, name)): Path<(String, String)>) -> Answer {
    let id = format!("{family}/{name}");
    let mut page = view.page("web.standards.title", "standards");
    let (standard, _) = found(&view, &id)?;
    let judged = match (view.year, view.visitor.permit::<See>()) {
        (Some(year), Some(permit)) => Some((view.house.office.judgement(&permit, year, &id).await?, permit)),
        _ => None,
    };
    let assessment = judged.as_ref().and_then(|(judgement, permit)| judgement.county(permit));
    page.title = page.wording(&standard.wording);
    let groups = standard.groups.iter().map(|group| GroupOf {
        name: page.wording(&group.wording),
        rule: rule_words(&page, &group.rule),
        indicators: (0..)
            .zip(&standard.indicators)
            .filter(|(_, indicator)| indicator.group == group.id)
            .map(|(at, indicator)| indicator_of(&page, &standard, at, indicator, assessment))
            .collect(),
    });
    let mut groups: Vec<GroupOf> = groups.collect();
    let measures = view.house.office.measures();
    for indicator in groups.iter_mut().flat_map(|group| &mut group.indicators) {
        indicator.formula = words::formula(page.lang, &measures, &indicator.formula);
    }
    let scope = standard.scope.iter().map(|rule| ScopeOf {
        when: words::formula(page.lang, &measures, &rule.when.text),
        reason: page.wording(&rule.reason),
        status: page.t(format!("status.{}", rule.clause.source.status.as_str())),
    });
    let scope = scope.collect();
    show(&One {
        id,
        version: standard.version.clone(),
        document: document(&standard.source.document, &standard.source.number),
        status: page.t(format!("status.{}", standard.source.status.as_str())),
        groups,
        scope,
        page,
    })
}

/// A standard of the list: names of files are no standards here.
fn found(view: &View, id: &str) -> Result<(std::sync::Arc<Standard>, bool), crate::refusal::Refusal> {
    let standards = view.house.office.standards(&view.permit::<Overview>()?)?;
    let found = standards.into_iter().find(|(standard, _)| standard.id.0 == id);
    found.ok_or_else(crate::refusal::Refusal::not_found)
}

fn indicator_of(
    page: &Page,
    standard: &Standard,
    at: usize,
    indicator: &Indicator,
    assessment: Option<&Assessment>,
) -> IndicatorOf {
    let limit = indicator.balance.as_ref();
    IndicatorOf {
        id: indicator.id.clone(),
        href: page.to(&format!("/indicators/{}?standard={}", indicator.id, standard.id.0)),
        name: page.wording(&indicator.wording),
        clause: clause(standard, &indicator.clause),
        status: page.t(format!("status.{}", indicator.clause.source.status.as_str())),
        requirement: requirement(page, indicator),
        formula: formula(page, indicator),
        limit: limit.map(|balance| per_stage(page, &balance.at_most, "≤ ", exact)).unwrap_or_default(),
        met: assessment.map(|assessment| met_by(page, assessment, at)).unwrap_or_default(),
    }
}

/// The article, with its document where that is not the standard's own.
fn clause(standard: &Standard, clause: &Clause) -> String {
    if clause.source == standard.source {
        return clause.article.clone();
    }
    format!("{} {}", document(&clause.source.document, &clause.source.number), clause.article)
        .trim()
        .to_owned()
}

fn requirement(page: &Page, indicator: &Indicator) -> String {
    let Some(target) = &indicator.target else { return String::new() };
    let sign = format!("{} ", target.bound.sign());
    per_stage(page, &target.value, &sign, exact)
}

fn formula(page: &Page, indicator: &Indicator) -> String {
    match &indicator.formula {
        None if indicator.level == IndicatorLevel::Entered => page.t("standards.entered"),
        None => page.tx("standards.by-coefficients", "of", indicator.of.join("、")),
        Some(formula) => per_stage(page, formula, "", |formula| formula.text.clone()),
    }
}

/// A number of a standard as it would be written: without zeros that say nothing.
fn exact(value: &Exact) -> String {
    show_exact(value, 4).trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn per_stage<T>(page: &Page, values: &PerStage<T>, sign: &str, show: impl Fn(&T) -> String) -> String {
    match values {
        PerStage::Same(value) => format!("{sign}{}", show(value)),
        PerStage::By(by) => {
            let each = by
                .iter()
                .map(|(stage, value)| format!("{} {sign}{}", page.t(format!("stage.{stage}")), show(value)));
            each.collect::<Vec<_>>().join("\n")
        }
    }
}

fn rule_words(page: &Page, rule: &GroupRule) -> String {
    match rule {
        GroupRule::All => page.t("group-rule.all"),
        GroupRule::CountMet { met_at_least } => page.tx("group-rule.count", "count", met_at_least),
        GroupRule::Grades { passing, .. } => page.tx("group-rule.grades", "passing", passing),
        GroupRule::Score { pass, full } => {
            page.ta("group-rule.score", &[("pass", &show_exact(pass, 0)), ("full", &show_exact(full, 0))])
        }
        GroupRule::Share { at_least } => {
            let percent = at_least * Exact::from_integer(100.into());
            page.tx("group-rule.share", "percent", show_exact(&percent, 1))
        }
        GroupRule::Veto => page.t("group-rule.veto"),
        GroupRule::Show => page.t("group-rule.show"),
    }
}

/// Who meets an indicator: units by stage, or schools; for what is judged once, the county.
fn met_by(page: &Page, assessment: &Assessment, at: usize) -> Vec<MetBy> {
    let counted = |standings: &[Standing], name: String| {
        let met = standings.iter().filter(|one| matches!(one, Standing::Met | Standing::NotJudged)).count();
        let mark = if met == standings.len() { Mark::Met } else { Mark::NotMet };
        MetBy { mark, text: format!("{name} {met} / {}", standings.len()).trim().to_owned() }
    };
    let stages = assessment.stages().iter().flat_map(|result| {
        let judged = result.judged_by(at).into_iter();
        judged.map(|judged| counted(judged.standings, page.t(stage_key(result.stage()))))
    });
    let schools = assessment.schools().judged_by(at).into_iter();
    let schools = schools.map(|judged| counted(judged.standings, page.t("web.standards.schools")));
    let mut met: Vec<MetBy> = stages.chain(schools).collect();
    if met.is_empty()
        && let Some(standing) = assessment.outcome().items.get(at)
    {
        let mark = Mark::from(*standing);
        met.push(MetBy { mark, text: page.t(mark.key()) });
    }
    met
}

fn stage_key(stage: Stage) -> String {
    format!("stage.{stage}")
}

/// The mark of a verdict by its word.
pub(crate) fn mark_of(word: &str) -> Mark {
    [Verdict::Met, Verdict::NotMet]
        .into_iter()
        .find(|one| one.as_str() == word)
        .map_or(Mark::Incomplete, Mark::from)
}
