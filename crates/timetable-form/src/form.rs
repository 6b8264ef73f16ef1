//! A filled-in form, whichever file it came from: for each sheet its rows, and for each cell its text and its place.

use junheng_domain::Place;

use crate::schema::{SHEETS, Sheet};

/// The rows of all sheets, in the order of [`SHEETS`].
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// The name of the file, for findings.
    pub file: String,
    pub sheets: Vec<Rows>,
}

/// The rows of one sheet and where they stand in the file.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// What the file calls the sheet, if it has sheets.
    pub title: Option<String>,
    /// For each column of the schema the one of the file, from 0.
    pub places: Vec<Option<u16>>,
    pub rows: Vec<Row>,
}

/// A row: for each column of the schema its cell.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub cells: Vec<Cell>,
}

/// A cell; empty when nothing stands there. Words are held by their ids, lists as [`join`] writes them.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    pub text: String,
    /// The row of the sheet or the line of the text, from 1.
    pub row: u32,
}

impl Form {
    /// A form without rows.
    #[must_use]
    pub fn empty(file: &str) -> Self {
        let rows = |sheet: &Sheet| Rows { places: vec![None; sheet.columns.len()], ..Rows::default() };
        Self { file: file.to_owned(), sheets: SHEETS.iter().map(rows).collect() }
    }

    /// The rows of the sheet with this id.
    #[must_use]
    pub fn lines(&self, id: &'static str) -> Vec<Line<'_>> {
        let Some(index) = Sheet::index(id) else { return Vec::new() };
        let (sheet, rows) = (&SHEETS[index], &self.sheets[index]);
        rows.rows.iter().map(|row| Line { form: self, sheet, rows, row }).collect()
    }

    /// Adds a row with these cells to a sheet.
    pub fn push(&mut self, id: &str, cells: &[(&str, String)]) {
        let Some(index) = Sheet::index(id) else { return };
        let mut row = Row { cells: vec![Cell::default(); SHEETS[index].columns.len()] };
        for (column, text) in cells {
            if let Some(place) = SHEETS[index].column(column) {
                row.cells[place].text.clone_from(text);
            }
        }
        self.sheets[index].rows.push(row);
    }

    /// The texts of all cells, without their places.
    #[must_use]
    pub fn texts(&self) -> Vec<Vec<Vec<&str>>> {
        let sheets = self.sheets.iter();
        sheets
            .map(|sheet| {
                let rows = sheet.rows.iter();
                rows.map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect()
            })
            .collect()
    }
}

/// One row with its sheet.
#[derive(Debug, Clone, Copy)]
pub struct Line<'f> {
    form: &'f Form,
    sheet: &'static Sheet,
    rows: &'f Rows,
    row: &'f Row,
}

impl<'f> Line<'f> {
    /// The text of a column; empty when there is none.
    #[must_use]
    pub fn text(&self, column: &str) -> &'f str {
        let cell = self.sheet.column(column).and_then(|index| self.row.cells.get(index));
        cell.map_or("", |cell| cell.text.as_str())
    }

    /// The list in a column.
    #[must_use]
    pub fn list(&self, column: &str) -> Vec<String> {
        split(self.text(column), SEPARATORS)
    }

    /// Where a column of this row stands in the file.
    #[must_use]
    pub fn place(&self, column: &str) -> Place {
        let index = self.sheet.column(column);
        let own = index.and_then(|index| self.row.cells.get(index)).map_or(0, |cell| cell.row);
        let row = if own > 0 { own } else { self.number() };
        let field = match &self.rows.title {
            Some(_) => None,
            None => Some(format!("{}.{column}", self.sheet.id)),
        };
        Place {
            file: Some(self.form.file.clone()),
            sheet: self.rows.title.clone(),
            row: (row > 0).then_some(row),
            column: index.and_then(|index| self.rows.places.get(index).copied().flatten()),
            field,
        }
    }

    /// The sheet and the row, for notes: `任课!5`.
    #[must_use]
    pub fn spot(&self) -> String {
        format!("{}!{}", self.rows.title.as_deref().unwrap_or(self.sheet.id), self.number())
    }

    fn number(&self) -> u32 {
        self.row.cells.iter().map(|cell| cell.row).find(|row| *row > 0).unwrap_or(0)
    }
}

/// What parts the names of a list.
pub(crate) const SEPARATORS: &[char] = &['、', '；', ';', '\n'];

/// The parts of a text between separators; within "…" nothing parts, and "" is a quotation mark.
#[must_use]
pub(crate) fn split(text: &str, separators: &[char]) -> Vec<String> {
    let parts = cut(text, separators).into_iter().map(|part| unquoted(part.trim()));
    parts.filter(|part| !part.is_empty()).collect()
}

/// The pieces between separators that stand outside quotation marks, with their marks.
#[must_use]
pub(crate) fn cut<'t>(text: &'t str, separators: &[char]) -> Vec<&'t str> {
    let (mut pieces, mut from, mut quoted) = (Vec::new(), 0, false);
    for (at, letter) in text.char_indices() {
        if letter == '"' {
            quoted = !quoted;
        } else if !quoted && separators.contains(&letter) {
            pieces.push(&text[from..at]);
            from = at + letter.len_utf8();
        }
    }
    pieces.push(&text[from..]);
    pieces
}

fn unquoted(text: &str) -> String {
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.map_or_else(|| text.to_owned(), |inner| inner.replace("\"\"", "\""))
}

/// A list as a text that [`split`] takes apart again.
#[must_use]
pub(crate) fn join<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| quoted(name.as_ref())).collect();
    names.join("；")
}

/// A name, in quotation marks when something in it would part it.
#[must_use]
pub(crate) fn quoted(name: &str) -> String {
    let parts = |letter: char| SEPARATORS.contains(&letter) || "\"|@*".contains(letter);
    let plain = !name.contains(parts) && name.trim() == name && !name.is_empty();
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_back_whatever_its_names_hold() {
        let names = ["七(1)班", "Doe, John", "a；b", "say \"x\"", "*", " blank", "甲、乙", "p|q@r"];
        assert_eq!(split(&join(names), SEPARATORS), names);
    }

    #[test]
    fn a_list_is_read_as_people_write_it() {
        for (text, expected) in [
            ("七1班、七2班", vec!["七1班", "七2班"]),
            ("a; b ;", vec!["a", "b"]),
            ("a\nb", vec!["a", "b"]),
            ("", vec![]),
            ("\"unclosed;", vec!["\"unclosed;"]),
        ] {
            assert_eq!(split(text, SEPARATORS), expected, "{text}");
        }
    }
}
