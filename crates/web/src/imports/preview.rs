//! The preview of an import: what would change, what is wrong, and what has to be confirmed.

use askama::Template;
use junheng_app::{FactChange, Preview, UploadView, VerdictChange, explainable};
use junheng_domain::{Finding, Severity};
use junheng_labels::{self as labels, Lang};
use serde::Deserialize;

use super::HERE;
use super::new::steps;
use super::upload::crumbs;
use crate::links::encoded;
use crate::page::Page;
use crate::parts::{Choice, FieldErrors, Link, Mark, Pager, Step};
use crate::refusal::Refusal;
use crate::view::View;
use crate::words::{counted, said, wording};

/// Findings on a page.
const FINDINGS: usize = 50;
/// Changed facts on a page.
const CHANGES: usize = 50;
/// Changed verdicts that are shown.
const VERDICTS: usize = 200;

/// Which part of the long lists is shown.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    severity: String,
    #[serde(default)]
    sheet: String,
    #[serde(default)]
    page: usize,
    #[serde(default)]
    changes: usize,
}

#[derive(Template)]
#[template(path = "imports/preview.html")]
pub(super) struct PreviewPage {
    page: Page,
    crumbs: Vec<Link>,
    steps: Vec<Step>,
    errors: FieldErrors,
    upload: UploadView,
    /// Why the last confirmation could not be carried out; empty otherwise.
    problem: String,
    may_be_confirmed: bool,
    rows: String,
    facts: [(String, u64); 4],
    unmentioned: String,
    acceptable: bool,
    large: String,
    same_file: String,
    severities: Vec<Choice>,
    sheets: Vec<Choice>,
    has_findings: bool,
    findings: Vec<FindingRow>,
    findings_pager: Pager,
    findings_cut: String,
    can_explain: bool,
    explained: Vec<(String, String)>,
    verdicts: Vec<VerdictRow>,
    verdicts_cut: String,
    coefficients: Vec<[String; 4]>,
    changes: Vec<ChangeRow>,
    changes_pager: Pager,
}

struct FindingRow {
    severity: String,
    class: &'static str,
    place: String,
    value: String,
    cause: String,
    action: String,
    /// The value of its box; empty where there is nothing to explain.
    explainable: String,
}

struct VerdictRow {
    school: String,
    stage: String,
    indicator: String,
    before: Option<Mark>,
    after: Option<Mark>,
}

struct ChangeRow {
    subject: String,
    measure: String,
    before: String,
    after: String,
    cell: String,
}

impl PreviewPage {
    pub(super) fn of(
        view: &View,
        upload: UploadView,
        preview: &Preview,
        asked: &Asked,
        errors: FieldErrors,
    ) -> Result<Self, Refusal> {
        let mut page = view.page("web.imports.upload", HERE);
        page.title = page.tx("web.imports.upload", "name", &upload.name);
        page.refused = !errors.is_empty();
        let lang = view.lang;
        let standard = view.house.office.standard_by_id(&upload.standard)?;
        let indicator = |id: &str| {
            let known = standard.indicators.iter().find(|indicator| indicator.id == id);
            known.map_or_else(|| id.to_owned(), |known| format!("{id} {}", wording(lang, &known.wording)))
        };
        let chosen: Vec<&Finding> = preview.findings.iter().filter(|finding| asked.shows(finding)).collect();
        let address = |findings: usize, changes: usize| {
            let (severity, sheet) = (encoded(&asked.severity), encoded(&asked.sheet));
            page.to(&format!(
                "/uploads/{}?severity={severity}&sheet={sheet}&page={findings}&changes={changes}",
                upload.no
            ))
        };
        let (at, changes_at) = (asked.page.max(1), asked.changes.max(1));
        let findings_pager =
            Pager::new(chosen.len(), FINDINGS, at, |number| address(number, changes_at) + "#findings");
        let changes_pager =
            Pager::new(preview.changes.len(), CHANGES, changes_at, |number| address(at, number) + "#changes");
        let facts = preview.facts;
        let tally = |name: &str, count: u64| (page.t(format!("web.imports.facts.{name}")), count);
        Ok(Self {
            crumbs: crumbs(&page),
            steps: steps(&page, 2),
            problem: upload
                .job
                .outcome
                .trouble
                .as_ref()
                .map(|trouble| said(lang, trouble))
                .unwrap_or_default(),
            may_be_confirmed: preview.may_be_confirmed() && !upload.outdated,
            rows: rows(lang, preview),
            facts: [
                tally("added", facts.added),
                tally("changed", facts.changed),
                tally("cleared", facts.cleared),
                tally("unchanged", facts.unchanged),
            ],
            unmentioned: sentence(&page, "web.imports.unmentioned", preview.unmentioned),
            acceptable: preview.acceptable,
            large: preview
                .large_change
                .map(|count| page.tx("web.imports.confirm.large", "count", count))
                .unwrap_or_default(),
            same_file: preview
                .same_file
                .first()
                .map(|no| page.tx("web.imports.confirm.again", "no", no))
                .unwrap_or_default(),
            severities: severities(&page, preview, &asked.severity),
            sheets: sheets(preview, &asked.sheet),
            has_findings: !preview.findings.is_empty() || !preview.explained.is_empty(),
            can_explain: preview.explainable().next().is_some(),
            findings: part(&chosen, FINDINGS, at).map(|finding| FindingRow::of(lang, finding)).collect(),
            findings_cut: sentence(
                &page,
                "web.imports.findings-cut",
                preview.findings_in_all.saturating_sub(preview.findings.len()),
            ),
            explained: preview
                .explained
                .iter()
                .map(|(finding, why)| {
                    (labels::finding_cause(lang, &finding.code, &finding.args), why.clone())
                })
                .collect(),
            verdicts: part(&preview.verdicts, VERDICTS, 1)
                .map(|change| VerdictRow::of(lang, change, indicator(&change.indicator)))
                .collect(),
            verdicts_cut: sentence(
                &page,
                "web.imports.verdicts-cut",
                preview.verdicts.len().saturating_sub(VERDICTS),
            ),
            coefficients: preview
                .coefficients
                .iter()
                .map(|change| {
                    let figure = |cv: Option<f64>| cv.map_or_else(|| "—".to_owned(), |cv| format!("{cv:.4}"));
                    let stage = labels::text(lang, &format!("stage.{}", change.stage), &[]);
                    [stage, indicator(&change.indicator), figure(change.before), figure(change.after)]
                })
                // What differs in digits that are not shown is no change to a reader.
                .filter(|row| row[2] != row[3])
                .collect(),
            changes: part(&preview.changes, CHANGES, changes_at)
                .map(|change| ChangeRow::of(view, change))
                .collect(),
            findings_pager,
            changes_pager,
            errors,
            upload,
            page,
        })
    }
}

impl Asked {
    fn shows(&self, finding: &Finding) -> bool {
        let severity = self.severity.is_empty() || severity_word(finding.severity) == self.severity;
        severity && (self.sheet.is_empty() || finding.place.sheet.as_deref() == Some(&self.sheet))
    }
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The rows of one page of a list.
fn part<T>(all: &[T], size: usize, page: usize) -> impl Iterator<Item = &T> {
    all.iter().skip((page - 1).saturating_mul(size)).take(size)
}

/// A sentence about a number; nothing when it is zero.
fn sentence(page: &Page, key: &str, count: usize) -> String {
    if count == 0 { String::new() } else { page.tx(key, "count", count) }
}

fn rows(lang: Lang, preview: &Preview) -> String {
    let rows = preview.rows;
    let counts = [
        ("read", rows.read),
        ("kept", rows.kept),
        ("refused", rows.refused),
        ("unchanged", rows.unchanged),
        ("skipped", rows.skipped),
    ];
    counted(lang, "import.rows", &counts)
}

fn severities(page: &Page, preview: &Preview, chosen: &str) -> Vec<Choice> {
    let all = [Severity::Error, Severity::Warning, Severity::Note].into_iter().map(|severity| {
        let count = preview.findings.iter().filter(|finding| finding.severity == severity).count();
        let word = severity_word(severity);
        Choice::new(word, format!("{} ({count})", page.t(format!("severity.{word}"))), word == chosen)
    });
    std::iter::once(Choice::new("", page.t("web.imports.all-severities"), chosen.is_empty()))
        .chain(all)
        .collect()
}

fn sheets(preview: &Preview, chosen: &str) -> Vec<Choice> {
    let mut names: Vec<&str> =
        preview.findings.iter().filter_map(|finding| finding.place.sheet.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| Choice::new(name, name, name == chosen)).collect()
}

impl FindingRow {
    fn of(lang: Lang, finding: &Finding) -> Self {
        let word = severity_word(finding.severity);
        let place = junheng_domain::Place { file: None, ..finding.place.clone() };
        Self {
            severity: labels::text(lang, &format!("severity.{word}"), &[]),
            class: match finding.severity {
                Severity::Error => Mark::NotMet.class(),
                Severity::Warning => "near",
                Severity::Note => "plain",
            },
            place: place.to_string(),
            value: finding.value.clone().unwrap_or_default(),
            cause: labels::finding_cause(lang, &finding.code, &finding.args),
            action: labels::finding_action(lang, &finding.code, &finding.args),
            explainable: explainable(finding)
                .map(|(check, subject)| format!("{check} {subject}"))
                .unwrap_or_default(),
        }
    }
}

impl VerdictRow {
    fn of(lang: Lang, change: &VerdictChange, indicator: String) -> Self {
        let name = if change.school_name.is_empty() { &change.school } else { &change.school_name };
        Self {
            school: name.clone(),
            stage: labels::text(lang, &format!("stage.{}", change.stage), &[]),
            indicator,
            before: change.before.map(Mark::from),
            after: change.after.map(Mark::from),
        }
    }
}

/// Whose fact changes, as a reader names it: a school, a stage of it, or a class or room of that by its own code.
fn subject_words(view: &View, change: &FactChange) -> String {
    if change.subject == "county" {
        return labels::text(view.lang, "level.county", &[]);
    }
    let mut parts = change.subject.split('/');
    let code = parts.next().unwrap_or_default();
    let school = if change.school.is_empty() { code } else { &change.school };
    let rest = parts.filter(|part| *part != "room").map(|part| {
        let key = format!("stage.{part}");
        if labels::has(&key) { labels::text(view.lang, &key, &[]) } else { part.to_owned() }
    });
    std::iter::once(school.to_owned()).chain(rest).collect::<Vec<_>>().join(" · ")
}

impl ChangeRow {
    fn of(view: &View, change: &FactChange) -> Self {
        let measures = &view.house.office.measures().by_id;
        let known = junheng_domain::MeasureId::new(&change.measure).ok();
        let known = known.and_then(|id| measures.get(&id));
        let measure = known.map_or(change.measure.as_str(), |known| wording(view.lang, &known.wording));
        let subject = subject_words(view, change);
        Self {
            subject,
            measure: measure.to_owned(),
            before: change.before.clone(),
            after: change.after.clone(),
            cell: change.cell.clone(),
        }
    }
}
