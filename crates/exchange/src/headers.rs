//! Folding and comparing the texts of headers, codes and words, so that small differences of typing do not matter.

use unicode_normalization::UnicodeNormalization;

/// The comparable form of a header or word: full-width forms folded (NFKC), lower case, no blanks.
#[must_use]
pub(crate) fn folded(text: &str) -> String {
    if text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
        return text.to_owned();
    }
    let plain = text.nfkc().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}'));
    plain.flat_map(char::to_lowercase).collect()
}

/// A folded header without the bracketed part at its end, such as a unit.
pub(crate) fn without_bracket(folded: &str) -> &str {
    let opening = match folded.chars().next_back() {
        Some(')') => '(',
        Some(']') => '[',
        Some('】') => '【',
        _ => return folded,
    };
    match folded.rfind(opening) {
        Some(0) | None => folded,
        Some(at) => &folded[..at],
    }
}

/// The candidate most like `text`, when it is like enough to be a hint.
pub(crate) fn nearest<'c>(text: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = folded(text);
    let likeness = |candidate: &str| strsim::normalized_damerau_levenshtein(&wanted, &folded(candidate));
    let best = candidates
        .into_iter()
        .map(|candidate| (likeness(candidate), candidate))
        .max_by(|(a, x), (b, y)| a.total_cmp(b).then_with(|| y.cmp(x)))?;
    (best.0 >= 0.4).then_some(best.1)
}

/// What looking for a header found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    Column(u16),
    Ambiguous(u16, u16),
    Nothing,
}

/// The headers of a table: the joined text of each column, with its folded forms.
#[derive(Debug, Clone, Default)]
pub(crate) struct Headers {
    pub(crate) texts: Vec<String>,
    folded: Vec<String>,
}

impl Headers {
    pub(crate) fn new(texts: Vec<String>) -> Self {
        let folded = texts.iter().map(|text| folded(text)).collect();
        Self { texts, folded }
    }

    pub(crate) fn text(&self, column: u16) -> &str {
        self.texts.get(usize::from(column)).map_or("", String::as_str)
    }

    /// The column with this header: an exact match wins, then one without the bracket at its end, then the last part of
    /// a joined header.
    pub(crate) fn find(&self, name: &str) -> Match {
        let wanted = folded(name);
        if wanted.is_empty() {
            return Match::Nothing;
        }
        let bare = without_bracket(&wanted);
        let last_part = |header: &str| header.rsplit('/').next().map(str::to_owned).unwrap_or_default();
        let attempts: [&dyn Fn(&str) -> bool; 3] =
            [&|header| header == wanted, &|header| without_bracket(header) == bare, &|header| {
                header.contains('/') && without_bracket(&last_part(header)) == bare
            }];
        attempts
            .iter()
            .map(|fits| self.only(fits))
            .find(|found| *found != Match::Nothing)
            .unwrap_or(Match::Nothing)
    }

    fn only(&self, fits: &dyn Fn(&str) -> bool) -> Match {
        let mut columns = self.folded.iter().enumerate().filter(|(_, header)| fits(header));
        let mut next = || columns.next().and_then(|(index, _)| u16::try_from(index).ok());
        match (next(), next()) {
            (Some(first), Some(second)) => Match::Ambiguous(first, second),
            (Some(only), None) => Match::Column(only),
            _ => Match::Nothing,
        }
    }

    pub(crate) fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.texts.iter().map(String::as_str).filter(|text| !text.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_match_after_folding() {
        let headers = Headers::new(
            [
                "学校名称",
                "教学及辅助用房面积（㎡）",
                "在校学生数/小学",
                "在校学生数/初中",
                "Books",
                "备注",
                "备注",
            ]
            .map(String::from)
            .to_vec(),
        );
        for (name, expected) in [
            ("学校 名称", Match::Column(0)),
            ("教学及辅助用房面积", Match::Column(1)),
            ("教学及辅助用房面积(m2)", Match::Column(1)),
            ("小学", Match::Column(2)),
            ("在校学生数 / 初中", Match::Column(3)),
            ("ｂｏｏｋｓ", Match::Column(4)),
            ("备注", Match::Ambiguous(5, 6)),
            ("图书", Match::Nothing),
            ("", Match::Nothing),
        ] {
            assert_eq!(headers.find(name), expected, "{name}");
        }
        assert_eq!(headers.nearest("学校名"), Some("学校名称"));
        assert_eq!(headers.nearest("zzzz"), None);
    }
}
