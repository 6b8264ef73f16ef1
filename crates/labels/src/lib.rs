//! Every word that a user reads, Chinese and English, from the files of `labels/`, which are part of
//! the program. A key is dotted (`verdict.met`); a text may hold places such as `%{name}`.

mod lang;
mod template;

pub use lang::Lang;
pub use template::places;

mod tables {
    include!(concat!(env!("OUT_DIR"), "/tables.rs"));
}

/// Sorted by key.
fn table(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::Zh => tables::ZH,
        Lang::En => tables::EN,
    }
}

/// The text of a key as its label file has it, with its places unfilled.
#[must_use]
pub fn raw(lang: Lang, key: &str) -> Option<&'static str> {
    let table = table(lang);
    let at = table.binary_search_by_key(&key, |(key, _)| key).ok()?;
    Some(table[at].1)
}

/// Whether a key is known.
#[must_use]
pub fn has(key: &str) -> bool {
    raw(Lang::En, key).is_some()
}

/// All keys of a language, sorted.
pub fn keys(lang: Lang) -> impl Iterator<Item = &'static str> {
    table(lang).iter().map(|(key, _)| *key)
}

/// The text of a key with `args` in its places. A place without an argument stays as it is, and a key that no
/// file has is shown in brackets, so that neither goes unseen; tests keep both from happening.
#[must_use]
pub fn text(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    raw(lang, key).map_or_else(|| format!("[{key}]"), |text| template::fill(text, args))
}

/// What is wrong: the cause of a finding, with the finding's arguments in its places.
#[must_use]
pub fn finding_cause(lang: Lang, code: &str, args: &[(String, String)]) -> String {
    finding_text(lang, code, "cause", args)
}

/// What to do about a finding, with the finding's arguments in its places.
#[must_use]
pub fn finding_action(lang: Lang, code: &str, args: &[(String, String)]) -> String {
    finding_text(lang, code, "action", args)
}

fn finding_text(lang: Lang, code: &str, part: &str, args: &[(String, String)]) -> String {
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    text(lang, &format!("finding.{code}.{part}"), &args)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn both_languages_have_the_same_keys() {
        let zh: BTreeSet<_> = keys(Lang::Zh).collect();
        let en: BTreeSet<_> = keys(Lang::En).collect();
        let only_one: Vec<_> = zh.symmetric_difference(&en).collect();
        assert!(only_one.is_empty(), "in one language only: {only_one:?}");
    }

    #[test]
    fn both_languages_have_the_same_places() {
        for key in keys(Lang::Zh) {
            let in_lang = |lang| raw(lang, key).map(|text| places(text).collect::<BTreeSet<_>>());
            assert_eq!(in_lang(Lang::Zh), in_lang(Lang::En), "{key}");
        }
    }

    #[test]
    fn no_label_is_empty_or_has_blanks_around_it() {
        for lang in Lang::ALL {
            for key in keys(lang) {
                let text = raw(lang, key).unwrap();
                assert!(!text.is_empty() && text == text.trim(), "{key} in {lang}: {text:?}");
            }
        }
    }

    #[test]
    fn a_known_key_has_its_text_in_each_language() {
        assert_eq!(text(Lang::Zh, "verdict.met", &[]), "达标");
        assert_eq!(text(Lang::En, "verdict.met", &[]), "met");
    }

    #[test]
    fn an_unknown_key_is_shown_not_hidden() {
        assert_eq!(text(Lang::En, "no.such.key", &[]), "[no.such.key]");
        assert_eq!(finding_cause(Lang::Zh, "no-such-code", &[]), "[finding.no-such-code.cause]");
        assert!(!has("no.such.key"));
    }
}
