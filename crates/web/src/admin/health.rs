//! How the machine is: findings, version, backups.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{BackupFile, Maintain};
use junheng_domain::Severity;
use junheng_labels as labels;

use crate::page::Page;
use crate::parts::Mark;
use crate::refusal::Answer;
use crate::view::{View, show};

/// A finding in words.
struct Line {
    class: &'static str,
    severity: String,
    place: String,
    cause: String,
    action: String,
}

#[derive(Template)]
#[template(path = "admin/health.html")]
struct HealthPage {
    page: Page,
    findings: Vec<Line>,
    backups: Vec<BackupFile>,
}

pub(super) async fn show_health(view: View) -> Answer {
    let permit = view.permit::<Maintain>()?;
    let page = view.page("web.health.title", "health");
    let findings = view.house.office.examine(&permit, &view.house.now()).await?;
    let line = |finding: &junheng_domain::Finding| Line {
        class: match finding.severity {
            Severity::Error => Mark::NotMet.class(),
            Severity::Warning => Mark::AtFloor.class(),
            Severity::Note => "plain",
        },
        severity: page.t(match finding.severity {
            Severity::Error => "severity.error",
            Severity::Warning => "severity.warning",
            Severity::Note => "severity.note",
        }),
        place: finding.place.to_string(),
        cause: labels::finding_cause(page.lang, &finding.code, &finding.args),
        action: labels::finding_action(page.lang, &finding.code, &finding.args),
    };
    let findings = findings.iter().map(line).collect();
    let backups = view.house.office.backups_here(&permit)?;
    show(&HealthPage { page, findings, backups })
}

pub(super) async fn back_up(view: View) -> Answer {
    view.house.office.backup_here(&view.permit::<Maintain>()?, &view.house.now()).await?;
    Ok(Redirect::to("/health").into_response())
}
