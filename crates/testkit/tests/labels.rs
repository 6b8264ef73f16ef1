//! Labels and code agree: what the code asks for exists, and nothing is kept that nobody asks for.

use std::collections::BTreeSet;

use junheng_domain::{Level, SchoolKind, Stage};
use junheng_labels::{Lang, has, keys};
use junheng_testkit::repository;
use junheng_testkit::sources::{self, literal_arguments};

/// Families of keys that the code puts together, with what makes the last part.
const DYNAMIC: [(&str, &str); 6] = [
    ("verdict.", "the id of a verdict"),
    ("stage.", "Stage::as_str"),
    ("level.", "Level::as_str"),
    ("school-kind.", "SchoolKind::as_str"),
    ("severity.", "the id of a severity"),
    ("language.", "Lang::as_str"),
];

#[test]
fn every_finding_that_the_code_emits_has_its_words() {
    let mut missing = BTreeSet::new();
    for source in sources::all().unwrap() {
        for code in literal_arguments(&source.code, "Finding::new", 0) {
            for part in ["cause", "action"] {
                let key = format!("finding.{code}.{part}");
                if !has(&key) {
                    missing.insert(format!("{key} ({})", source.path));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_key_that_the_code_names_exists() {
    let mut missing = BTreeSet::new();
    for source in sources::all().unwrap() {
        for key in literal_arguments(&source.code, "text", 1) {
            if key.contains('.') && !has(key) {
                missing.insert(format!("{key} ({})", source.path));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_cause_has_its_action() {
    for key in keys(Lang::En) {
        if let Some(code) = key.strip_prefix("finding.").and_then(|rest| rest.strip_suffix(".cause")) {
            assert!(has(&format!("finding.{code}.action")), "finding.{code} says no action");
        }
    }
}

#[test]
fn the_nouns_of_the_field_have_names() {
    for stage in Stage::ALL {
        assert!(has(&format!("stage.{stage}")), "{stage}");
    }
    for level in Level::ALL {
        assert!(has(&format!("level.{}", level.as_str())), "{level:?}");
    }
    for kind in SchoolKind::ALL {
        assert!(has(&format!("school-kind.{}", kind.as_str())), "{kind:?}");
    }
}

/// A key is used when a source or a standard names it; a finding's key, when its code is named.
#[test]
fn no_label_is_kept_that_nobody_asks_for() {
    let mut text: String = sources::all().unwrap().into_iter().map(|source| source.code).collect();
    for path in repository::files("", ".toml").unwrap().iter().filter(|path| path.starts_with("standards/")) {
        text.push_str(&repository::read(path).unwrap());
    }
    let unused: Vec<_> = keys(Lang::En)
        .filter(|key| !DYNAMIC.iter().any(|(prefix, _)| key.starts_with(prefix)))
        .filter(|key| {
            let code =
                key.strip_prefix("finding.").and_then(|rest| rest.rsplit_once('.')).map(|(code, _)| code);
            !text.contains(&format!("\"{}\"", code.unwrap_or(key)))
        })
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}
