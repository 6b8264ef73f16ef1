//! The documents tell the truth: what they name exists, and what is generated is up to date.

use std::collections::BTreeSet;

use junheng_testkit::documents::{Mention, Mentions, exists};
use junheng_testkit::generated::DOCUMENTS;
use junheng_testkit::repository;

/// The mentions that fail, as `file:line: text`.
fn failing(mentions: impl IntoIterator<Item = Mention>, holds: impl Fn(&Mention) -> bool) -> Vec<String> {
    let failing = mentions.into_iter().filter(|mention| !holds(mention));
    failing.map(|mention| format!("{}:{}: {}", mention.document, mention.line, mention.text)).collect()
}

#[test]
fn every_path_that_a_document_names_exists() {
    let mentions = Mentions::read().unwrap();
    let missing = failing(mentions.paths().unwrap(), |path| exists(&path.document, &path.text));
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_link_leads_to_a_file() {
    let broken = failing(Mentions::read().unwrap().links, |link| exists(&link.document, &link.text));
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_make_target_that_a_document_names_exists() {
    let makefile = repository::read("Makefile").unwrap();
    let targets: BTreeSet<&str> = makefile
        .lines()
        .filter(|line| !line.starts_with(['\t', '#', '.']))
        .filter_map(|line| {
            let (target, rest) = line.split_once(':')?;
            (!rest.starts_with('=')).then_some(target.trim())
        })
        .collect();
    let mentions = Mentions::read().unwrap();
    let unknown = failing(mentions.commands("make"), |command| {
        let mut words = command.text.split_whitespace();
        words.next().is_some_and(|target| targets.contains(target))
    });
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn every_script_that_the_makefile_or_ci_calls_exists() {
    for document in ["Makefile", ".ci/run"] {
        let text = repository::read(document).unwrap();
        for word in text.split_whitespace().map(|word| word.trim_start_matches('@')) {
            assert!(!word.starts_with("scripts/") || exists("", word), "{document} calls {word}");
        }
    }
}

#[test]
fn every_crate_that_a_cargo_command_names_exists() {
    let mentions = Mentions::read().unwrap();
    let unknown = failing(mentions.commands("cargo"), |command| {
        let words: Vec<&str> = command.text.split_whitespace().collect();
        words.windows(2).filter(|pair| pair[0] == "-p").all(|pair| {
            pair[1]
                .strip_prefix("junheng-")
                .is_some_and(|room| exists("", &format!("crates/{room}/Cargo.toml")))
        })
    });
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn every_generated_document_is_what_its_data_say() {
    for document in DOCUMENTS {
        let expected = (document.make)().unwrap();
        let found = repository::read(document.path).unwrap_or_default();
        assert!(found == expected, "{} is out of date: run `make generate`", document.path);
    }
}

#[test]
fn the_changelog_has_a_place_for_what_is_not_released() {
    let changelog = repository::read("CHANGELOG.md").unwrap();
    assert!(changelog.lines().any(|line| line == "## [Unreleased]"));
}

#[test]
fn decision_records_are_numbered_without_gaps() {
    let records = repository::files("docs/adr", ".md").unwrap();
    for (index, path) in records.iter().enumerate() {
        let number = format!("docs/adr/{:04}-", index + 1);
        assert!(path.starts_with(&number), "{path} should start with {number}");
    }
    assert!(!records.is_empty());
}

/// `ARCHITECTURE.md` gives each invariant its tests: a path, then the names of tests in that file.
#[test]
fn every_test_that_an_invariant_names_exists() {
    let mut file = String::new();
    let mut named = 0;
    for mention in
        Mentions::read().unwrap().code.iter().filter(|mention| mention.document == "ARCHITECTURE.md")
    {
        if mention.text.ends_with(".rs") {
            file = mention.text.clone();
        } else if mention.text.matches('_').count() >= 2 && !mention.text.contains(['.', ' ']) {
            let source = repository::read(&file).unwrap();
            assert!(
                source.contains(&format!("fn {}(", mention.text)),
                "{file} has no test `{}`",
                mention.text
            );
            named += 1;
        }
    }
    assert!(named > 0, "no invariant names a test");
}
