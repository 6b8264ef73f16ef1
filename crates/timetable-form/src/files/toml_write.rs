//! Writes the form as TOML.

use std::fmt::Write as _;

use toml::Value;

use crate::form::{Form, SEPARATORS, split};
use crate::schema::{Column, Holds, SHEETS};

/// The form as a text; empty cells are left out.
#[must_use]
pub fn write_toml(form: &Form) -> String {
    let mut text = String::new();
    for (sheet, rows) in SHEETS.iter().zip(&form.sheets) {
        for row in &rows.rows {
            let brackets = if sheet.id == "school" { ["[", "]"] } else { ["[[", "]]"] };
            let start = if text.is_empty() { "" } else { "\n" };
            // Writing into a text does not fail.
            let _ = writeln!(text, "{start}{}{}{}", brackets[0], sheet.id, brackets[1]);
            for (column, cell) in
                sheet.columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.text.is_empty())
            {
                let _ = writeln!(text, "{} = {}", column.id, value(column, &cell.text));
            }
        }
    }
    text
}

fn value(column: &Column, text: &str) -> Value {
    match column.holds {
        Holds::Names => Value::Array(split(text, SEPARATORS).into_iter().map(Value::String).collect()),
        Holds::Whole => text.parse().map_or_else(|_| Value::String(text.to_owned()), Value::Integer),
        _ => Value::String(text.to_owned()),
    }
}
