//! What people read: help pages and the main results of the sample county, in both languages. After a wanted change:
//! `INSTA_UPDATE=always cargo test -p junheng-cli --test snapshots`, and look at the difference.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod support;

use insta::Settings;
use support::{COUNTY, Desk, workbook};

/// Compares a text with the kept one, but for what differs from run to run.
#[track_caller]
fn check(name: &str, text: &str) {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", "(time)                   ");
    settings.add_filter(r"\b[0-9a-f]{64}\b", "(hash)");
    settings.add_filter(r"\([0-9a-f]{12}\)", "(hash)");
    settings.add_filter(r" [0-9a-f]{12}\b", " (hash)      ");
    settings.add_filter(r"SQLite [0-9.]+", "SQLite (version)");
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// The help of the program and of three of its commands, one after the other.
fn help(lang: &'static str) -> String {
    let desk = Desk::empty().speaking(lang);
    let page = |line: &&str| format!("$ junheng {line}\n\n{}", desk.junheng(line).exits(0).out);
    ["--help", "import --help", "assess --help", "school merge --help"]
        .iter()
        .map(page)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The results of some commands on the sample county, one after the other.
fn results(lang: &'static str, lines: &[&str]) -> String {
    let desk = Desk::with_sample_county().speaking(lang);
    let result = |line: &&str| format!("$ junheng {line}\n\n{}", desk.junheng(line).exits(0).out);
    lines.iter().map(result).collect::<Vec<_>>().join("\n")
}

#[test]
fn help_pages() {
    check("help-en", &help("en"));
    check("help-zh", &help("zh"));
}

#[test]
fn the_verdict_on_the_sample_county() {
    check("assess-en", &results("en", &["assess --year 2026"]));
    check("assess-zh", &results("zh", &["assess --year 2026"]));
}

#[test]
fn why_and_what_is_lacking() {
    let lines = [
        "explain --school 2199000008 --indicator R4",
        "explain --school 3199000005 --stage primary --indicator R5",
        "explain --indicator R5 --stage primary",
        "gaps --school 2199000008",
        "gaps --school 2199000006",
    ];
    check("why-en", &results("en", &lines));
    check("why-zh", &results("zh", &lines));
}

#[test]
fn what_was_recorded() {
    let lines = ["school history", "doctor", "standards list", "trend --from 2025 --to 2026"];
    check("records-en", &results("en", &lines));
}

#[test]
fn a_refused_workbook() {
    for lang in ["en", "zh"] {
        let desk = Desk::empty().speaking(lang);
        desk.sample_workbook("county.xlsx");
        workbook::set_text(&desk.path("county.xlsx"), "Stages", "AH13", "about 3590");
        workbook::set_number(&desk.path("county.xlsx"), "Stages", "E14", "900");
        let said = desk.junheng(&format!("--county {COUNTY} import county.xlsx --year 2026")).exits(1);
        check(&format!("refused-{lang}"), &said.err);
    }
}
