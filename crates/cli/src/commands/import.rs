//! `import`: check a file, show what would change, and save it as one unit.

use junheng_app::{Checked, FileToRead, ImportOptions, read_year};
use junheng_domain::{Place, Severity};
use serde_json::json;

use super::Desk;
use crate::args::ImportArgs;
use crate::failure::{Failure, findings_text};
use crate::page::{Page, Table};
use crate::progress::Progress;

/// Changes that are listed; the counts tell of all.
const CHANGES_SHOWN: usize = 40;

pub(crate) async fn run(desk: &Desk, args: &ImportArgs) -> Result<(), Failure> {
    let year = read_year(&args.year)?;
    let office = desk.office_or_new().await?;
    let standard = office.standard(&args.standard)?;
    let permit = desk.operator.report();
    let reader = std::env::current_exe().map_err(Failure::internal)?;
    let checked = {
        let bar = Progress::rows(desk.say("progress.reading", &[]));
        let file = FileToRead {
            path: &args.file,
            mapping: args.mapping.as_deref(),
            reader: &reader,
            progress: &|rows| bar.at(rows),
        };
        office.check_import(&permit, &file, &standard, year).await?
    };
    if let Some(marked) = &args.marked {
        let file = FileToRead { path: &args.file, mapping: None, reader: &reader, progress: &|_| () };
        junheng_app::write_marked(&file, &checked.reading.findings, desk.lang, marked)?;
    }
    if args.dry_run {
        let errors = checked.reading.findings.iter().any(|finding| finding.severity == Severity::Error);
        preview(desk, &checked, Severity::Note).emit(&args.output)?;
        return if errors { Err(Failure::checked(junheng_app::Kind::Data)) } else { Ok(()) };
    }
    let options = ImportOptions {
        skip_refused: args.skip_refused,
        allow_large_change: args.allow_large_change,
        again: args.again,
        why: args.reason.as_deref().unwrap_or_default(),
    };
    let saved = office.save_import(&permit, checked, options, &desk.now()).await;
    let receipt = saved.map_err(|trouble| Failure::from(trouble).of_a_workbook())?;
    let mut page = preview(desk, &receipt.checked, Severity::Warning);
    page.tables.clear();
    page.notes.push(desk.say("import.saved", &[("no", &receipt.no.0.to_string())]));
    page.json["import"] = json!(receipt.no);
    page.emit(&args.output)
}

/// What the file holds and what importing it changes, with the findings that are at least as severe as `shown`.
fn preview(desk: &Desk, checked: &Checked, shown: Severity) -> Page {
    let Checked { reading, difference, explained, same_file, .. } = checked;
    let counts = reading.counts;
    let mut page = Page::default();
    let findings: Vec<_> =
        reading.findings.iter().filter(|finding| finding.severity >= shown).cloned().collect();
    page.heading.extend(findings_text(&findings, desk.lang).lines().map(str::to_owned));
    for (finding, reason) in explained {
        page.heading.push(desk.say("import.explained", &[("code", &finding.code), ("reason", reason)]));
    }
    let kept = counts.kept - checked.unchanged();
    rows(desk, checked, &mut page);
    let tally = difference.facts;
    let numbers = [tally.added, tally.changed, tally.cleared, tally.unchanged].map(|count| count.to_string());
    let args = [
        ("added", numbers[0].as_str()),
        ("changed", &numbers[1]),
        ("cleared", &numbers[2]),
        ("unchanged", &numbers[3]),
    ];
    page.notes.push(desk.say("import.facts", &args));
    if difference.unmentioned > 0 {
        let count = difference.unmentioned.to_string();
        page.notes.push(desk.say("import.unmentioned", &[("count", &count)]));
    }
    for no in same_file {
        page.notes.push(desk.say("import.same-file", &[("no", &no.0.to_string())]));
    }
    if !difference.changes.is_empty() {
        page.tables.push(changes(desk, checked));
    }
    page.json = json!({
        "schema": "junheng.import/1",
        "file": { "name": reading.file.name, "sha256": reading.file.sha256, "bytes": reading.file.bytes },
        "county": checked.county, "year": checked.year,
        "rows": {
            "read": counts.read, "kept": kept, "unchanged": checked.unchanged(), "refused": counts.refused,
            "skipped": counts.skipped(),
        },
        "facts": {
            "added": tally.added, "changed": tally.changed, "cleared": tally.cleared,
            "unchanged": tally.unchanged,
        },
        "subjects_not_mentioned": difference.unmentioned,
        "same_file": same_file,
        "findings": reading.findings,
    });
    page
}

/// The account of rows: how many were read, and what became of each.
fn rows(desk: &Desk, checked: &Checked, page: &mut Page) {
    let (counts, unchanged) = (checked.reading.counts, checked.unchanged());
    let numbers = [counts.read, counts.kept - unchanged, counts.refused, unchanged, counts.skipped()];
    page.notes.push(counted(
        desk,
        "import.rows",
        &["read", "kept", "refused", "unchanged", "skipped"],
        &numbers,
    ));
    if counts.skipped() > 0 {
        let names = ["filtered", "totals", "samples", "footers", "blank", "repeated"];
        let numbers =
            [counts.filtered, counts.totals, counts.samples, counts.footers, counts.blank, counts.repeated];
        page.notes.push(counted(desk, "import.skipped", &names, &numbers));
    }
}

fn counted(desk: &Desk, key: &str, names: &[&str], numbers: &[u32]) -> String {
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    let args: Vec<(&str, &str)> = names.iter().copied().zip(numbers.iter().map(String::as_str)).collect();
    desk.say(key, &args)
}

/// The facts that are not what they were, the first of them.
fn changes(desk: &Desk, checked: &Checked) -> Table {
    let keys = ["of", "measure", "before", "after", "cell"];
    let mut table = Table::new(desk.say("import.changes", &[]), desk.headers(&keys)).right(&[2, 3]);
    for change in checked.difference.changes.iter().take(CHANGES_SHOWN) {
        let place = Place {
            sheet: checked.reading.sheets.get(usize::from(change.sheet)).cloned(),
            row: Some(change.row),
            column: Some(change.column),
            ..Place::default()
        };
        table.push(vec![
            change.subject.to_string(),
            change.measure.to_string(),
            change.old.to_string(),
            change.new.to_string(),
            place.to_string(),
        ]);
    }
    table
}
