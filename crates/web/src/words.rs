//! Words that several pages put together alike: names of things in the reader's language, sentences of trouble.

use std::fmt::Display;

use junheng_app::Said;
use junheng_domain::Wording;
use junheng_labels::{self as labels, Lang};

pub(crate) fn wording(lang: Lang, wording: &Wording) -> &str {
    match lang {
        Lang::Zh => &wording.zh,
        Lang::En => &wording.en,
    }
}

/// The sentence of a trouble: in a browser's words where there are such, else in those of the command line.
pub(crate) fn trouble(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    let here = format!("web.trouble.{key}");
    let key = if labels::has(&here) { here } else { format!("trouble.{key}") };
    labels::text(lang, &key, args)
}

pub(crate) fn said(lang: Lang, said: &Said) -> String {
    let args: Vec<(&str, &str)> =
        said.args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    trouble(lang, &said.key, &args)
}

/// A sentence with numbers put in.
pub(crate) fn counted<N: Display>(lang: Lang, key: &str, counts: &[(&str, N)]) -> String {
    let counts: Vec<(&str, String)> = counts.iter().map(|(name, count)| (*name, count.to_string())).collect();
    let args: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    labels::text(lang, key, &args)
}
