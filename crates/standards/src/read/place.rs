//! From a place within a TOML string's value to the place within the file: quotes, escapes and line continuations
//! lie between them.

use std::ops::Range;

/// `string` is the span of the string with its quotes; `inside` counts bytes of its value.
pub(super) fn within_string(file: &str, string: &Range<usize>, inside: &Range<usize>) -> Range<usize> {
    let raw = file.get(string.clone()).unwrap_or_default();
    let start = behind_continuation(raw, raw_offset(raw, inside.start));
    let end = if inside.end == inside.start { start } else { raw_offset(raw, inside.end).max(start) };
    string.start + start..string.start + end
}

/// The offset in the raw text at which the value's byte `wanted` begins.
fn raw_offset(raw: &str, wanted: usize) -> usize {
    let quote = raw.chars().next().filter(|quote| matches!(quote, '"' | '\'')).unwrap_or('"');
    let triple: String = [quote; 3].iter().collect();
    let mut at = if raw.starts_with(&triple) { 3 } else { quote.len_utf8() };
    if at == 3 {
        at += if raw[at..].starts_with("\r\n") { 2 } else { usize::from(raw[at..].starts_with('\n')) };
    }
    let mut value = 0;
    while value < wanted {
        let rest = raw.get(at..).unwrap_or_default();
        let Some(letter) = rest.chars().next() else { break };
        let (taken, given) = if letter == '\\' && quote == '"' {
            escape(rest)
        } else {
            (letter.len_utf8(), letter.len_utf8())
        };
        at += taken;
        value += given;
    }
    at.min(raw.len())
}

/// A line continuation gives nothing, so what follows it begins behind it.
fn behind_continuation(raw: &str, at: usize) -> usize {
    let rest = raw.get(at..).unwrap_or_default();
    match rest.starts_with('\\').then(|| escape(rest)) {
        Some((taken, 0)) if raw.starts_with('"') => (at + taken).min(raw.len()),
        _ => at,
    }
}

/// How many bytes an escape takes in the file, and how many it gives to the value.
fn escape(rest: &str) -> (usize, usize) {
    let coded = |digits: usize| {
        let code = rest.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        (2 + digits, code.and_then(char::from_u32).map_or(1, char::len_utf8))
    };
    match rest.chars().nth(1) {
        Some('x') => coded(2),
        Some('u') => coded(4),
        Some('U') => coded(8),
        Some(letter) if letter.is_whitespace() => {
            let blanks = rest[1..].len() - rest[1..].trim_start().len();
            (1 + blanks, 0)
        }
        Some(letter) => (1 + letter.len_utf8(), 1),
        None => (1, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::within_string;

    /// The piece of `file` that stands for `piece` of the value of its one string.
    fn check(file: &str, value: &str, piece: &str) {
        let table = toml::de::DeTable::parse(file).unwrap();
        let item = &table.get_ref()["a"];
        assert_eq!(item.get_ref().as_str(), Some(value));
        let at = value.find(piece).unwrap();
        let span = within_string(file, &item.span(), &(at..at + piece.len()));
        assert_eq!(&file[span], piece, "{file}");
    }

    #[test]
    fn a_place_in_a_value_is_found_in_its_file() {
        check("a = 'pupils + oops'", "pupils + oops", "oops");
        check("b = 1\na = \"小学 oops\"", "小学 oops", "oops");
        check(r#"a = "\t\u4e2d oops""#, "\t中 oops", "oops");
        check("a = '''\npupils\n + oops'''", "pupils\n + oops", "oops");
        check("a = \"\"\"\\\n   pupils + \\\n   oops\"\"\"", "pupils + oops", "oops");
    }
}
