//! Findings: what is wrong with a user's data, where, and what to do. All are found and returned together.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a finding hinders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Note,
    /// May be right; can be explained away with a recorded reason.
    Warning,
    /// The row or the file is not taken.
    Error,
}

/// Where a finding is. Parts that are not known are left out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Place {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sheet: Option<String>,
    /// From 1, as a spreadsheet counts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub row: Option<u32>,
    /// From 0 (column A).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub column: Option<u16>,
    /// The field, measure, record or path within a file that has no cells.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
}

/// The letters of a spreadsheet column: 0 is `A`, 27 is `AB`.
fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

impl Place {
    /// The cell as a spreadsheet names it: `C5`, `C`, `5`, or empty.
    #[must_use]
    pub fn cell(&self) -> String {
        let column = self.column.map(column_letters).unwrap_or_default();
        let row = self.row.map(|row| row.to_string()).unwrap_or_default();
        column + &row
    }
}

/// `county.xlsx · Schools!C5 · pupils`, leaving out what is not known.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cell = self.cell();
        let spot = match (&self.sheet, cell.is_empty()) {
            (Some(sheet), false) => Some(format!("{sheet}!{cell}")),
            (Some(sheet), true) => Some(sheet.clone()),
            (None, false) => Some(cell),
            (None, true) => None,
        };
        let parts: Vec<&str> =
            [self.file.as_deref(), spot.as_deref(), self.field.as_deref()].into_iter().flatten().collect();
        f.write_str(&parts.join(" · "))
    }
}

/// Something wrong, or worth knowing, in a user's data. The words come from the label files: for code `c`,
/// `finding.c.cause` and `finding.c.action`, with `args` put into their `%{name}` places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A stable kebab-case code, such as `number-expected`.
    pub code: String,
    pub severity: Severity,
    pub place: Place,
    /// What stood there, masked where the column is personal.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub args: Vec<(String, String)>,
}

impl Finding {
    #[must_use]
    pub fn new(code: &str, severity: Severity, place: Place) -> Self {
        Self { code: code.to_owned(), severity, place, value: None, args: Vec::new() }
    }

    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    #[must_use]
    pub fn with_arg(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_its_cell_as_a_spreadsheet_does() {
        let place =
            Place { sheet: Some("学校".into()), row: Some(5), column: Some(27), ..Place::default() };
        assert_eq!(place.to_string(), "学校!AB5");
        assert_eq!(column_letters(0), "A");
        assert_eq!(column_letters(25), "Z");
        assert_eq!(column_letters(16383), "XFD");
    }
}
