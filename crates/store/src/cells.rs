//! The text form of values and subjects in a record: one line of tab-joined cells.
//!
//! A number stands as its shortest decimal, a text behind a `'`, a reported blank as `\N`. Backslash, tab,
//! line breaks and NUL in texts are escaped, so a line splits at its tabs without looking inside.

use std::fmt::Write as _;

use junheng_domain::{ItemCode, SchoolCode, Stage, Subject, Value};

use crate::StoreError;

pub(crate) const MISSING: &str = "\\N";
const TEXT_MARK: char = '\'';

/// A cell as it stands in a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    Missing,
    Number(f64),
    /// Still escaped; see [`unescape`].
    Text(&'a str),
}

pub(crate) fn push_value(line: &mut String, value: &Value) {
    match value {
        Value::Missing => line.push_str(MISSING),
        Value::Number(number) => push_display(line, number),
        Value::Text(text) => push_cell(line, Some(text), f64::NAN),
    }
}

/// The same for a cell of a snapshot's column, whose numbers are doubles already.
pub(crate) fn push_cell(line: &mut String, words: Option<&str>, number: f64) {
    match words {
        Some(words) => {
            line.push(TEXT_MARK);
            push_escaped(line, words);
        }
        None if number.is_nan() => line.push_str(MISSING),
        None => push_display(line, number),
    }
}

fn push_display(line: &mut String, shown: impl std::fmt::Display) {
    // Writing to a String cannot fail.
    let _ = write!(line, "{shown}");
}

fn push_escaped(line: &mut String, text: &str) {
    if !text.contains(['\\', '\t', '\n', '\r', '\0']) {
        return line.push_str(text);
    }
    for c in text.chars() {
        match c {
            '\\' => line.push_str("\\\\"),
            '\t' => line.push_str("\\t"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\0' => line.push_str("\\0"),
            c => line.push(c),
        }
    }
}

/// Tab-joined values.
pub(crate) fn join(line: &mut String, values: &[Value]) {
    for (position, value) in values.iter().enumerate() {
        if position > 0 {
            line.push('\t');
        }
        push_value(line, value);
    }
}

pub(crate) fn parse_cell(text: &str) -> Result<Cell<'_>, StoreError> {
    if text == MISSING {
        return Ok(Cell::Missing);
    }
    if let Some(text) = text.strip_prefix(TEXT_MARK) {
        return Ok(Cell::Text(text));
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(Cell::Number(number)),
        _ => Err(StoreError::Unreadable(format!("`{text}` is not a stored value"))),
    }
}

pub(crate) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('t')) => plain.push('\t'),
            ('\\', Some('n')) => plain.push('\n'),
            ('\\', Some('r')) => plain.push('\r'),
            ('\\', Some('0')) => plain.push('\0'),
            ('\\', Some(other)) => plain.push(other),
            (c, _) => plain.push(c),
        }
    }
    plain
}

/// `county`, `school/CODE`, `unit/CODE/primary`, `class/CODE/primary/ITEM`, `room/CODE/ITEM`: codes hold no `/`.
pub(crate) fn subject_key(subject: &Subject) -> String {
    match subject {
        Subject::County => "county".to_owned(),
        Subject::School(school) => format!("school/{school}"),
        Subject::Unit(school, stage) => format!("unit/{school}/{stage}"),
        Subject::Class(school, stage, class) => format!("class/{school}/{stage}/{class}"),
        Subject::Room(school, room) => format!("room/{school}/{room}"),
    }
}

pub(crate) fn parse_subject(key: &str) -> Result<Subject, StoreError> {
    let unreadable = || StoreError::Unreadable(format!("`{key}` is not a subject"));
    let school = |code: &str| SchoolCode::new(code).map_err(|_| unreadable());
    let stage = |id: &str| Stage::parse(id).ok_or_else(unreadable);
    let item = |code: &str| ItemCode::new(code).map_err(|_| unreadable());
    let parts: Vec<&str> = key.split('/').collect();
    match parts.as_slice() {
        ["county"] => Ok(Subject::County),
        ["school", code] => Ok(Subject::School(school(code)?)),
        ["unit", code, id] => Ok(Subject::Unit(school(code)?, stage(id)?)),
        ["class", code, id, class] => Ok(Subject::Class(school(code)?, stage(id)?, item(class)?)),
        ["room", code, room] => Ok(Subject::Room(school(code)?, item(room)?)),
        _ => Err(unreadable()),
    }
}

#[cfg(test)]
mod tests {
    use junheng_domain::Number;

    use super::*;

    fn check(value: &Value, line: &str) {
        let mut written = String::new();
        push_value(&mut written, value);
        assert_eq!(written, line);
        let read = match parse_cell(&written).unwrap() {
            Cell::Missing => Value::Missing,
            Cell::Number(number) => Value::Number(Number::from_cell(number).unwrap()),
            Cell::Text(text) => Value::text(&unescape(text)),
        };
        assert_eq!(&read, value);
    }

    #[test]
    fn a_value_keeps_its_kind_in_a_line() {
        check(&Value::Missing, "\\N");
        check(&Value::Number(Number::ZERO), "0");
        check(&Value::Number(Number::parse("-4.25").unwrap()), "-4.25");
        check(&Value::Number(Number::parse("0.000000001").unwrap()), "0.000000001");
        check(&Value::text("5"), "'5");
        check(&Value::text(""), "'");
        check(&Value::text("\\N"), "'\\\\N");
        check(&Value::text("一\t二\n三\r\0\\t"), "'一\\t二\\n三\\r\\0\\\\t");
    }

    #[test]
    fn what_is_no_value_is_refused() {
        for text in ["", "NaN", "inf", "five"] {
            assert!(parse_cell(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_subject_is_read_back_from_its_key() {
        let school = SchoolCode::new("2114000001").unwrap();
        let item = ItemCode::new("三年级 1班").unwrap();
        for subject in [
            Subject::County,
            Subject::School(school.clone()),
            Subject::Unit(school.clone(), Stage::Junior),
            Subject::Class(school.clone(), Stage::Primary, item.clone()),
            Subject::Room(school, item),
        ] {
            assert_eq!(parse_subject(&subject_key(&subject)).unwrap(), subject);
        }
        assert!(parse_subject("school/").is_err());
    }
}
