//! Items that are judged by documents, and warnings that are explained.

use libtest_mimic::Trial;
use serde_json::Value as Json;

use crate::story;
use crate::support::{COUNTY, Desk, workbook};

pub(crate) fn stories() -> Vec<Trial> {
    vec![
        story("an_item_is_entered_with_its_evidence", entered),
        story("a_warning_is_explained_away_with_a_reason", explained),
    ]
}

fn item(assessment: &Json, id: &str) -> Json {
    let items = assessment["items"].as_array().unwrap();
    items.iter().find(|item| item["indicator"] == id).unwrap().clone()
}

fn entered() {
    let desk = Desk::empty();
    desk.import_sample_workbook();
    assert_eq!(item(&desk.data(), "G1")["standing"], "missing");
    let enter = "enter --year 2026 --indicator G1 --status";
    desk.junheng(&format!("{enter} met --evidence \" \"")).exits(4).says("evidence");
    desk.junheng(&format!("{enter} good --evidence x")).exits(2).says("not_applicable");
    desk.junheng("enter --year 2026 --indicator R1 --status met --evidence x").exits(4).says("computed");
    desk.junheng(&format!("{enter} met --evidence \"Plan of 3 March 2026\"")).exits(0);
    let found = item(&desk.data(), "G1");
    assert_eq!(
        (&found["standing"], &found["entered"]["evidence"]),
        (&"met".into(), &"Plan of 3 March 2026".into())
    );
    assert_eq!(found["entered"]["by"], "officer");
    desk.junheng("undo 2 --reason \"the plan was withdrawn\"").exits(0);
    assert_eq!(item(&desk.data(), "G1")["standing"], "missing");
}

fn explained() {
    let desk = Desk::empty();
    desk.sample_workbook("county.xlsx");
    // More boarders than there are pupils.
    workbook::set_number(&desk.path("county.xlsx"), "Stages", "E13", "900");
    let import = format!("--county {COUNTY} import county.xlsx --year 2026 --dry-run");
    let warnings = |preview: &Json| -> Vec<Json> {
        let findings = preview["findings"].as_array().unwrap().iter();
        findings.filter(|finding| finding["severity"] == "warning").cloned().collect()
    };
    let before = warnings(&desk.json(&import));
    let check = "boarders-within-pupils";
    assert!(before.iter().any(|finding| finding.to_string().contains(check)), "{before:?}");
    let accept = format!("--county {COUNTY} accept --year 2026 --school 2199000008 --stage primary");
    desk.junheng(&format!("{accept} --check {check} --reason \"boarders of the junior stage are counted\""))
        .exits(0);
    desk.junheng(&import).exits(0).says("boarders of the junior stage are counted");
    assert_eq!(warnings(&desk.json(&import)).len(), before.len() - 1);
}
