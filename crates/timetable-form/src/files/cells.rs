//! What stands in a cell, as the form holds it: words by their ids, lists as one text.

use junheng_labels::Lang;
use unicode_normalization::UnicodeNormalization;

use crate::schema::{Column, Holds, word};

/// The comparable form of headers and words: full-width forms folded, small letters, no blanks.
pub(super) fn folded(text: &str) -> String {
    let plain = text.nfkc().filter(|letter| !letter.is_whitespace());
    plain.flat_map(char::to_lowercase).collect()
}

/// What is wrong with a cell: the code of a finding, and the words that could stand there.
pub(super) struct Wrong {
    pub(super) code: &'static str,
    pub(super) words: Option<String>,
}

/// The text as the form holds it.
pub(super) fn held(column: &Column, text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    match column.holds {
        Holds::Word(words) if !text.is_empty() => {
            let wanted = folded(text);
            let means =
                |id: &str| id == text || Lang::ALL.iter().any(|lang| folded(&word(id, *lang)) == wanted);
            let found = words.iter().find(|id| means(id));
            found.map(|id| (*id).to_owned()).ok_or_else(|| {
                let known: Vec<String> = words.iter().map(|id| word(id, Lang::Zh)).collect();
                Wrong { code: "form-word-expected", words: Some(known.join("、")) }
            })
        }
        _ => Ok(text.to_owned()),
    }
}
