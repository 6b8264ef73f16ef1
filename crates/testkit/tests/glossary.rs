//! The glossary is whole, and the label files keep to its words.

use std::collections::BTreeSet;

use junheng_labels::{Lang, keys, raw};
use junheng_testkit::glossary::Glossary;
use junheng_testkit::sources::has_word;

#[test]
fn every_term_has_its_own_id_and_is_complete() {
    let glossary = Glossary::read().unwrap();
    let areas: BTreeSet<_> = glossary.areas.iter().map(|area| area.id.as_str()).collect();
    let mut ids = BTreeSet::new();
    for term in &glossary.terms {
        assert!(ids.insert(term.id.as_str()), "`{}` stands twice", term.id);
        assert!(areas.contains(term.area.as_str()), "`{}` is of an unknown area", term.id);
        assert!(
            term.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
            "{}",
            term.id
        );
        for text in [&term.zh, &term.en, &term.definition, &term.source] {
            assert!(!text.trim().is_empty(), "`{}` has an empty part", term.id);
        }
        assert!(term.definition.ends_with('.'), "the definition of `{}` is a sentence", term.id);
    }
}

#[test]
fn no_two_terms_share_a_chinese_word_within_an_area() {
    let glossary = Glossary::read().unwrap();
    let mut words = BTreeSet::new();
    for term in &glossary.terms {
        assert!(words.insert((term.area.as_str(), term.zh.as_str())), "{} stands for two terms", term.zh);
    }
}

#[test]
fn a_word_to_avoid_is_not_a_term_itself() {
    let glossary = Glossary::read().unwrap();
    let terms: BTreeSet<_> =
        glossary.terms.iter().flat_map(|term| [term.zh.as_str(), term.en.as_str()]).collect();
    for term in &glossary.terms {
        for word in &term.avoid {
            assert!(!terms.contains(word.as_str()), "`{}` avoids `{word}`, which is a term", term.id);
        }
    }
}

#[test]
fn no_label_uses_a_word_to_avoid() {
    let glossary = Glossary::read().unwrap();
    let mut found = Vec::new();
    for term in &glossary.terms {
        for word in &term.avoid {
            for lang in Lang::ALL {
                let uses = |text: &str| {
                    let text = text.to_lowercase();
                    if word.is_ascii() {
                        has_word(&text, &word.to_lowercase())
                    } else {
                        text.contains(word.as_str())
                    }
                };
                let labels = keys(lang).filter(|key| raw(lang, key).is_some_and(uses));
                found.extend(labels.map(|key| format!("{key} ({lang}): `{word}` stands for {}", term.id)));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
