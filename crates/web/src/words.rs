//! Words that several pages put together alike: names of things in the reader's language, sentences of trouble.

use std::fmt::Display;

use junheng_app::Said;
use junheng_app::standards::Measures;
use junheng_domain::{MeasureId, Wording};
use junheng_labels::{self as labels, Lang};

pub(crate) fn wording(lang: Lang, wording: &Wording) -> &str {
    match lang {
        Lang::Zh => &wording.zh,
        Lang::En => &wording.en,
    }
}

/// A formula with measures by their names: `pupils / 2` becomes `在校学生数 / 2`. Codes, which stand in quotes, stay.
pub(crate) fn formula(lang: Lang, measures: &Measures, text: &str) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let length = match first {
            '\'' => rest[1..].find('\'').map_or(rest.len(), |end| end + 2),
            letter if is_word(letter) => rest.find(|letter| !is_word(letter)).unwrap_or(rest.len()),
            letter => letter.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        let measure = MeasureId::new(piece).ok().and_then(|id| measures.by_id.get(&id));
        said.push_str(measure.map_or(piece, |measure| wording(lang, &measure.wording)));
        rest = after;
    }
    said
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_names_its_measures_and_keeps_its_codes() {
        let library = junheng_app::standards::Library::builtin().unwrap();
        let said = |text: &str| formula(Lang::Zh, library.measures(), text);
        assert_eq!(said("(teaching_area - 1.5) / pupils"), "(教学及辅助用房面积 - 1.5) / 在校学生数");
        assert_eq!(
            said("sum(units where stage = 'pupils', pupils_x)"),
            "sum(units where stage = 'pupils', pupils_x)"
        );
        assert_eq!(said("'unfinished"), "'unfinished");
        assert_eq!(formula(Lang::En, library.measures(), "人 pupils"), "人 Pupils");
    }
}
