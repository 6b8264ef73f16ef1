//! Reads the form from TOML: an array of tables for each sheet, with the ids of the schema as keys.

use junheng_domain::{Finding, Place, Severity};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::cells::held;
use super::{FINDINGS, ROWS};
use crate::form::{Cell, Form, Row, join};
use crate::schema::{SHEETS, Sheet};

/// Reads a form; `file` is its name in findings.
#[must_use]
pub fn read_toml(text: &str, file: &str) -> (Form, Vec<Finding>) {
    let mut reader = Reader { text, form: Form::empty(file), findings: Vec::new(), rows: 0 };
    match DeTable::parse(text) {
        Ok(table) => reader.document(table.get_ref()),
        Err(error) => {
            let row = error.span().map(|span| Lines::new(text).of(span.start));
            let place = Place { row, ..reader.place(0, None) };
            reader.find(Finding::new("form-toml", Severity::Error, place).with_arg("why", error.message()));
        }
    }
    (reader.form, reader.findings)
}

struct Reader<'t> {
    text: &'t str,
    form: Form,
    findings: Vec<Finding>,
    rows: usize,
}

impl Reader<'_> {
    fn find(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS {
            self.findings.push(finding);
        }
    }

    fn place(&self, row: u32, field: Option<String>) -> Place {
        Place { file: Some(self.form.file.clone()), row: (row > 0).then_some(row), field, ..Place::default() }
    }

    fn document(&mut self, table: &DeTable<'_>) {
        let mut lines = Lines::new(self.text);
        let mut keys: Vec<_> = table.iter().collect();
        keys.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in keys {
            let name: &str = key.get_ref();
            let place = self.place(lines.of(key.span().start), Some(name.to_owned()));
            let Some(index) = Sheet::index(name) else {
                self.find(Finding::new("form-sheet-unknown", Severity::Warning, place));
                continue;
            };
            match value.get_ref() {
                DeValue::Table(row) => self.row(index, row, &mut lines),
                DeValue::Array(rows) => {
                    for row in rows.iter() {
                        match row.get_ref() {
                            DeValue::Table(row) => self.row(index, row, &mut lines),
                            _ => {
                                self.find(Finding::new("form-rows-expected", Severity::Error, place.clone()))
                            }
                        }
                    }
                }
                _ => self.find(Finding::new("form-rows-expected", Severity::Error, place)),
            }
        }
    }

    fn row(&mut self, index: usize, table: &DeTable<'_>, lines: &mut Lines<'_>) {
        self.rows += 1;
        if self.rows > ROWS {
            return;
        }
        let sheet = &SHEETS[index];
        let mut row = Row { cells: vec![Cell::default(); sheet.columns.len()] };
        let mut keys: Vec<_> = table.iter().collect();
        keys.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in keys {
            let name: &str = key.get_ref();
            let line = lines.of(key.span().start);
            let place = self.place(line, Some(format!("{}.{name}", sheet.id)));
            let Some(column) = sheet.column(name) else {
                self.find(Finding::new("form-column-unknown", Severity::Warning, place).with_value(name));
                continue;
            };
            let Some(text) = shown(value) else {
                self.find(Finding::new("form-text-expected", Severity::Error, place));
                continue;
            };
            let text = held(&sheet.columns[column], &text).unwrap_or_else(|wrong| {
                let finding = Finding::new(wrong.code, Severity::Error, place).with_value(text);
                self.find(finding.with_arg("words", wrong.words.unwrap_or_default()));
                String::new()
            });
            row.cells[column] = Cell { text, row: line };
        }
        self.form.sheets[index].rows.push(row);
    }
}

/// Counts lines once over the text when it is asked in rising order.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line of a byte, from 1.
    fn of(&mut self, at: usize) -> u32 {
        if at < self.at {
            (self.at, self.line) = (0, 1);
        }
        let passed = self.text.as_bytes().get(self.at..at).unwrap_or_default();
        let lines = passed.iter().filter(|byte| **byte == b'\n').count();
        (self.at, self.line) = (at, self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)));
        self.line
    }
}

/// A value as the text of a cell; `None` for a table and for a list of lists.
fn shown(value: &Spanned<DeValue<'_>>) -> Option<String> {
    Some(match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(true) => "yes".to_owned(),
        DeValue::Boolean(false) => "no".to_owned(),
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Array(parts) => {
            let texts = parts.iter().map(|part| match part.get_ref() {
                DeValue::Array(_) | DeValue::Table(_) => None,
                _ => shown(part),
            });
            join(texts.collect::<Option<Vec<String>>>()?)
        }
        DeValue::Table(_) => return None,
    })
}
