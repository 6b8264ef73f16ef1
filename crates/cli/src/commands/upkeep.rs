//! `audit`, `backup`, `restore`, `doctor`.

use std::path::Path;

use junheng_app::{Capacity, Kind, acting_posts, acting_through};
use junheng_domain::{Finding, Severity};
use serde_json::json;

use super::Desk;
use crate::args::{Output, RestoreArgs};
use crate::failure::{Failure, findings_text, severity_key};
use crate::page::{Page, Table, print};

pub(crate) async fn verify(desk: &Desk) -> Result<(), Failure> {
    let verified = desk.office().await?.verify_audit(&desk.operator.see()).await?;
    match verified {
        Ok(count) => {
            let said = desk.say("audit.whole", &[("count", &count.to_string())]);
            print(format!("{said}\n").as_bytes())
        }
        Err(finding) => {
            print(findings_text(&[finding], desk.lang).as_bytes())?;
            Err(Failure::checked(Kind::Integrity))
        }
    }
}

pub(crate) async fn audit(desk: &Desk, output: &Output) -> Result<(), Failure> {
    let entries = desk.office().await?.audit(&desk.operator.see()).await?;
    let mut table = Table::new(
        desk.say("audit.title", &[]),
        desk.headers(&["no", "at", "by", "capacity", "address", "action", "object", "why", "hash"]),
    )
    .right(&[0]);
    for entry in &entries {
        table.push(vec![
            entry.seq.to_string(),
            entry.at.clone(),
            entry.by.clone(),
            acting_posts(desk.lang, &entry.capacity).join(desk.lang.comma()),
            from(desk, &entry.capacity),
            desk.say(&format!("audit-action.{}", entry.action), &[]),
            entry.object.clone(),
            entry.why.clone(),
            entry.hash.chars().take(12).collect(),
        ]);
    }
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| json!({ "county": entry.county, "seq": entry.seq, "hash": entry.hash, "entry": entry }))
        .collect();
    let json = json!({ "schema": "junheng.audit/1", "entries": rows });
    Page { tables: vec![table], json, ..Page::default() }.emit(output)
}

/// From where something was done, and through what.
fn from(desk: &Desk, capacity: &Capacity) -> String {
    let told = [capacity.address.clone(), acting_through(desk.lang, capacity)];
    told.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(crate) async fn backup(desk: &Desk, file: &Path) -> Result<(), Failure> {
    let rows = desk.office().await?.backup(&desk.operator.maintain(), file, &desk.now()).await?;
    let said = desk.say("backup.done", &[("file", &file.display().to_string()), ("rows", &rows.to_string())]);
    print(format!("{said}\n").as_bytes())
}

pub(crate) async fn restore(desk: &Desk, args: &RestoreArgs) -> Result<(), Failure> {
    let rows = junheng_app::restore(
        &desk.operator.maintain(),
        (desk.folder(), desk.global.database.as_deref()),
        &args.file,
        args.replace,
        &desk.now(),
    )
    .await?;
    let said =
        desk.say("restore.done", &[("file", &args.file.display().to_string()), ("rows", &rows.to_string())]);
    print(format!("{said}\n").as_bytes())
}

pub(crate) async fn doctor(desk: &Desk, output: &Output) -> Result<(), Failure> {
    let findings = desk.office().await?.examine(&desk.operator.maintain(), &desk.now()).await?;
    let page = findings_page(desk, "doctor.title", "junheng.doctor/1", &findings);
    page.emit(output)?;
    let broken = findings.iter().any(|finding| finding.severity == Severity::Error);
    if broken { Err(Failure::checked(Kind::Integrity)) } else { Ok(()) }
}

/// Findings as a table.
pub(crate) fn findings_page(desk: &Desk, title: &str, schema: &str, findings: &[Finding]) -> Page {
    let mut table = Table::new(
        desk.say(title, &[]),
        desk.headers(&["severity", "code", "place", "value", "cause", "to-do"]),
    );
    for finding in findings {
        table.push(vec![
            desk.say(severity_key(finding.severity), &[]),
            finding.code.clone(),
            finding.place.to_string(),
            finding.value.clone().unwrap_or_default(),
            junheng_labels::finding_cause(desk.lang, &finding.code, &finding.args),
            junheng_labels::finding_action(desk.lang, &finding.code, &finding.args),
        ]);
    }
    let mut page = Page { json: json!({ "schema": schema, "findings": findings }), ..Page::default() };
    if findings.is_empty() {
        page.heading.push(desk.say("findings.none", &[]));
    } else {
        page.tables.push(table);
    }
    page
}
