//! Labels and code agree: what the code asks for exists, and nothing is kept that nobody asks for.

use std::collections::{BTreeMap, BTreeSet};

use junheng_domain::{Level, SchoolKind, Stage};
use junheng_labels::{Lang, has, keys, places, raw};
use junheng_testkit::repository;
use junheng_testkit::sources::{self, literal_arguments, literals, matches};

/// Keys that the code puts together from parts of which none begins the key, with what asks for them.
const PUT_TOGETHER: [(&str, &str); 8] = [
    ("stage.*", "junheng_domain::Stage"),
    ("level.*", "junheng_domain::Level"),
    ("school-kind.*", "junheng_domain::SchoolKind"),
    ("severity.*", "junheng_domain::Severity"),
    ("cli.about", "crates/cli/src/localise.rs: the words of the command line"),
    ("cli.*.about", "crates/cli/src/localise.rs: the words of a command"),
    ("cli.*arg.*", "crates/cli/src/localise.rs: the words of an argument"),
    ("language.*", "names of the languages themselves"),
];

/// Whether a literal has the form of a finding's code: words of small letters with hyphens between them.
fn is_code(literal: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    literal.contains('-') && literal.split('-').all(is_word)
}

/// The codes that a source emits: what it gives to `Finding::new`, or names in one statement with a severity.
fn codes(code: &str) -> BTreeSet<&str> {
    let with_severity = code.split([';', '{', '}']).filter(|statement| statement.contains("Severity::"));
    let near = with_severity.flat_map(literals).filter(|literal| is_code(literal));
    literal_arguments(code, "Finding::new", 0).into_iter().chain(near).collect()
}

#[test]
fn every_finding_that_the_code_emits_has_its_words() {
    let mut missing = BTreeSet::new();
    for source in sources::all().unwrap() {
        for code in codes(&source.code) {
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

/// Words with hyphens in the sources that are no labels.
const NOT_LABELS: [(&str, &str); 4] = [
    ("not-met", "a class of the styles"),
    ("junheng-*", "names of folders and files of our own"),
    ("read-file", "the hidden command that reads a file in a child process"),
    ("yyyy-mm-dd", "a form of dates in workbooks"),
];

/// Codes reach `Finding::new` through helpers too; so each word with hyphens is held to be a label until it is listed.
#[test]
fn every_word_with_hyphens_is_a_label_or_listed() {
    let last_parts: BTreeSet<&str> = keys(Lang::En).flat_map(|key| key.split('.')).collect();
    let listed = |word: &str| NOT_LABELS.iter().any(|(pattern, _)| matches(pattern, word));
    let mut unknown = BTreeSet::new();
    for source in sources::all()
        .unwrap()
        .iter()
        .filter(|source| !["testkit", "bench", "web"].contains(&source.room.as_str()))
    {
        let words = literals(&source.code).into_iter().filter(|literal| is_code(literal));
        let words = words.filter(|word| !last_parts.contains(word) && !listed(word));
        unknown.extend(words.map(|word| format!("{word} ({})", source.path)));
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// The keys that a page asks for: `page.t("…")` and `page.tx("…", …)`.
fn keys_of_page(code: &str) -> Vec<&str> {
    ["t", "tx"].into_iter().flat_map(|function| literal_arguments(code, function, 0)).collect()
}

/// What fills a place has its name as a literal in a room that names the key, or the finding's code.
#[test]
fn every_place_in_a_label_is_filled_by_the_code() {
    let mut said: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources::all().unwrap() {
        let words = said.entry(source.room).or_default();
        words.extend(literals(&source.code).into_iter().map(str::to_owned));
    }
    for template in sources::templates().unwrap() {
        let words = said.entry(template.room).or_default();
        words.extend(literals(&template.code).into_iter().map(str::to_owned));
    }
    let mut unfilled = BTreeSet::new();
    for key in keys(Lang::En) {
        let named =
            key.strip_prefix("finding.").and_then(|rest| rest.rsplit_once('.')).map_or(key, |(code, _)| code);
        let mut rooms = said.values().filter(|words| words.contains(named)).peekable();
        if rooms.peek().is_none() {
            continue;
        }
        let known: BTreeSet<_> = rooms.flatten().map(String::as_str).collect();
        let places = places(raw(Lang::En, key).unwrap());
        unfilled.extend(
            places.filter(|place| !known.contains(place)).map(|place| format!("{key}: %{{{place}}}")),
        );
    }
    assert!(unfilled.is_empty(), "{unfilled:#?}");
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
    let pages = sources::all().unwrap().into_iter().filter(|source| source.room == "web");
    for source in pages.chain(sources::templates().unwrap()) {
        for key in keys_of_page(&source.code).into_iter().filter(|key| key.contains('.') && !has(key)) {
            missing.insert(format!("{key} ({})", source.path));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The rooms that tell of trouble: `app` says what happened, `cli` and `web` also what was not understood.
const ROOMS_OF_TROUBLE: [&str; 3] = ["app", "cli", "web"];

/// The keys below `trouble.` that a source names: it gives them to a constructor, to a field, or writes them out.
fn troubles(code: &str) -> BTreeSet<&str> {
    let given = [
        "refused",
        "not_found",
        "unreadable",
        "Failure::usage",
        "Failure::unavailable",
        "Refusal::forbidden",
    ]
    .into_iter()
    .flat_map(|function| literal_arguments(code, function, 0));
    let after_status =
        ["Refusal::new", "Self::new", "trouble"].into_iter().flat_map(|function| literal_arguments(code, function, 1));
    let fields = ["key: \"", "key = \""]
        .into_iter()
        .flat_map(|field| code.split(field).skip(1).filter_map(|rest| rest.split('"').next()));
    let whole = literals(code).into_iter().filter_map(|literal| literal.strip_prefix("trouble."));
    given
        .chain(after_status.filter(|key| key.starts_with("web-")))
        .chain(fields)
        .chain(whole.filter(|key| !key.contains('{')))
        .collect()
}

/// The keys below `column.` that a source names: the lists that it gives to `headers`, directly or as `keys`.
fn columns(code: &str) -> BTreeSet<&str> {
    let lists = ["headers(&[", "keys = [", "keys = vec!["]
        .into_iter()
        .flat_map(|opening| code.split(opening).skip(1).filter_map(|rest| rest.split(']').next()));
    let inserted = code.split("keys.insert(").skip(1).filter_map(|rest| rest.split(')').next());
    lists.chain(inserted).flat_map(literals).collect()
}

/// The actions that a source writes into the audit records.
fn audit_actions(code: &str) -> BTreeSet<&str> {
    code.split("action: \"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Keys that are put together from a prefix and a word: `named` finds the words in a source of one of the `rooms`.
fn words_below(
    prefix: &str,
    rooms: &[&str],
    named: fn(&str) -> BTreeSet<&str>,
) -> std::io::Result<BTreeSet<String>> {
    let sources = sources::all()?;
    let sources = sources.iter().filter(|source| rooms.contains(&source.room.as_str()));
    let squeezed: Vec<String> =
        sources.map(|source| source.code.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    Ok(squeezed.iter().flat_map(|code| named(code)).map(|word| format!("{prefix}.{word}")).collect())
}

fn keys_below(prefix: &str) -> BTreeSet<String> {
    let prefix = format!("{prefix}.");
    keys(Lang::En).filter(|key| key.starts_with(&prefix)).map(str::to_owned).collect()
}

#[test]
fn every_trouble_has_its_sentence_and_no_sentence_is_idle() {
    let (said, known) = (words_below("trouble", &ROOMS_OF_TROUBLE, troubles).unwrap(), keys_below("trouble"));
    let one_sided: Vec<_> = said.symmetric_difference(&known).collect();
    assert!(one_sided.is_empty(), "said but without a sentence, or the other way round: {one_sided:#?}");
}

#[test]
fn every_column_has_its_header_and_no_header_is_idle() {
    assert_eq!(words_below("column", &["cli"], columns).unwrap(), keys_below("column"));
}

#[test]
fn every_action_in_the_audit_records_has_its_word() {
    let written = words_below("audit-action", &["store"], audit_actions).unwrap();
    let missing: Vec<_> = written.iter().filter(|key| !has(key)).collect();
    assert!(written.len() > 5 && missing.is_empty(), "{missing:?}");
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

/// What a literal asks for: itself, with each `{…}` as a star. Findings are asked for by their code.
fn asked_for(literal: &str) -> Option<String> {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-*".contains(c);
    let pattern: String = literal.split('{').enumerate().fold(String::new(), |pattern, (index, piece)| {
        let plain = if index == 0 { Some(piece) } else { piece.split_once('}').map(|(_, plain)| plain) };
        pattern + if index == 0 { "" } else { "*" } + plain.unwrap_or("?")
    });
    (pattern.chars().all(letters) && !pattern.starts_with(['*', '.']) && !pattern.starts_with("finding."))
        .then_some(pattern)
}

#[test]
fn a_literal_asks_for_keys() {
    for (literal, expected) in [
        ("verdict.met", Some("verdict.met")),
        ("verdict.{}", Some("verdict.*")),
        ("a.{id}.b", Some("a.*.b")),
        ("{path}.about", None),
        ("finding.{code}.cause", None),
        ("Two words", None),
    ] {
        assert_eq!(asked_for(literal).as_deref(), expected, "{literal}");
    }
}

/// A key is asked for by a source, or a finding's key by a source or standard that names its code.
#[test]
fn no_label_is_kept_that_nobody_asks_for() {
    let sources = sources::all().unwrap();
    let templates = sources::templates().unwrap();
    let all = sources.iter().chain(&templates);
    let patterns: BTreeSet<String> =
        all.flat_map(|source| literals(&source.code)).filter_map(asked_for).collect();
    let standards: String = repository::files("", ".toml")
        .unwrap()
        .iter()
        .filter(|path| path.starts_with("standards/"))
        .map(|path| repository::read(path).unwrap())
        .collect();
    let unused: Vec<_> = keys(Lang::En)
        .filter(|key| {
            let code =
                key.strip_prefix("finding.").and_then(|rest| rest.rsplit_once('.')).map(|(code, _)| code);
            let name = code.unwrap_or(key);
            let put_together = PUT_TOGETHER.iter().map(|(pattern, _)| *pattern);
            !patterns.iter().map(String::as_str).chain(put_together).any(|pattern| matches(pattern, name))
                && !standards.contains(&format!("\"{name}\""))
        })
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}
