//! What is wrong in a standard's file: where, which piece, and how it is shown.

use std::fmt::Write as _;
use std::ops::Range;

use junheng_domain::{Finding, Place, Severity};

/// A mistake in a file of standards or measures. The words come from the label files, as for every finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The text that offends, at most to the end of its line.
    pub piece: String,
    /// The whole line that it stands in.
    pub source_line: String,
    /// A finding code, `standard-…`.
    pub code: String,
    pub args: Vec<(String, String)>,
}

impl Problem {
    /// A problem at bytes of a text.
    pub(crate) fn locate(file: &str, text: &str, span: &Range<usize>, code: &str) -> Self {
        let start = floor_boundary(text, span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find(['\r', '\n']).map_or(text.len(), |at| start + at);
        let end = floor_boundary(text, span.end).clamp(start, line_end);
        Self {
            file: file.to_owned(),
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            piece: text[start..end].to_owned(),
            source_line: text[line_start..line_end].trim_end().to_owned(),
            code: code.to_owned(),
            args: Vec::new(),
        }
    }

    /// As a finding, with file, line and column among its arguments. `column` of a finding's place counts from 0.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let place = Place {
            file: Some(self.file.clone()),
            row: u32::try_from(self.line).ok(),
            field: Some(format!("{}:{}", self.line, self.column)),
            ..Place::default()
        };
        let mut finding = Finding::new(&self.code, Severity::Error, place).with_value(self.piece.clone());
        for (name, value) in &self.args {
            finding = finding.with_arg(name, value);
        }
        finding
    }

    /// The line with carets below the piece, under `cause` and above `action`, both already in the reader's language.
    #[must_use]
    pub fn render(&self, cause: &str, action: &str) -> String {
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        let before: String = self.source_line.chars().take(self.column - 1).collect();
        let carets = "^".repeat(width(&self.piece).max(1));
        let mut shown = format!("{}: {cause}\n", self.code);
        // Writing to a string cannot fail.
        let _ = writeln!(shown, "{margin}--> {}:{}:{}", self.file, self.line, self.column);
        let _ = writeln!(shown, "{margin} |");
        let _ = writeln!(shown, "{number} | {}", self.source_line);
        let _ = writeln!(shown, "{margin} | {}{carets}", " ".repeat(width(&before)));
        if !action.is_empty() {
            let _ = writeln!(shown, "{margin} = {action}");
        }
        shown
    }
}

/// The boundary of a character at or before a byte.
fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Columns on a terminal: Chinese letters and full-width signs take two.
fn width(text: &str) -> usize {
    let wide = |letter: char| matches!(u32::from(letter), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD);
    text.chars().map(|letter| if wide(letter) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_below_the_piece_also_behind_chinese_letters() {
        let text = "schema = 1\nzh = \"小学\" oops\n";
        let at = text.find("oops").unwrap();
        let problem = Problem::locate("a.toml", text, &(at..at + 4), "standard-toml");
        assert_eq!((problem.line, problem.column), (2, 11));
        let shown = "standard-toml: cause\n --> a.toml:2:11\n  |\n2 | zh = \"小学\" oops\n  |             ^^^^\n  = action\n";
        assert_eq!(problem.render("cause", "action"), shown);
    }

    #[test]
    fn a_piece_ends_with_its_line() {
        let problem = Problem::locate("a.toml", "a\nbc\r\nd", &(2..6), "standard-toml");
        assert_eq!((problem.piece.as_str(), problem.line), ("bc", 2));
        assert_eq!(Problem::locate("a.toml", "", &(5..9), "standard-toml").line, 1);
    }
}
