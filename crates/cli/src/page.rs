//! A result as people and programs take it: notes and tables for eyes, CSV and Excel for further work, JSON
//! for programs.

use std::fmt::Write as _;
use std::io::Write;

use comfy_table::{CellAlignment, ContentArrangement, Table as Grid, presets};
use serde_json::Value as Json;

use crate::args::{Format, Output};
use crate::failure::Failure;

/// One result.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) heading: Vec<String>,
    pub(crate) tables: Vec<Table>,
    pub(crate) notes: Vec<String>,
    pub(crate) json: Json,
}

/// A table with a title; its rows are as long as its headers.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) title: String,
    pub(crate) headers: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    /// Which columns hold numbers: they stand to the right.
    pub(crate) numbers: Vec<usize>,
}

impl Table {
    pub(crate) fn new(title: impl Into<String>, headers: Vec<String>) -> Self {
        Self { title: title.into(), headers, ..Self::default() }
    }

    pub(crate) fn right(mut self, numbers: &[usize]) -> Self {
        self.numbers = numbers.to_vec();
        self
    }

    pub(crate) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    fn text(&self) -> String {
        let mut grid = Grid::new();
        grid.load_style(presets::UTF8_HORIZONTAL_ONLY)
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(&self.headers);
        for row in &self.rows {
            grid.add_row(row);
        }
        for number in &self.numbers {
            if let Some(column) = grid.column_mut(*number) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        grid.trim_fmt()
    }
}

impl Page {
    fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.heading {
            let _ = writeln!(text, "{line}");
        }
        for table in &self.tables {
            let _ = writeln!(text, "\n{}\n{}", table.title, table.text());
        }
        if !self.notes.is_empty() {
            text.push('\n');
        }
        for line in &self.notes {
            let _ = writeln!(text, "{line}");
        }
        text
    }

    fn csv(&self) -> Result<Vec<u8>, Failure> {
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        for (at, table) in self.tables.iter().enumerate() {
            if at > 0 {
                bytes.extend_from_slice(b"\r\n");
            }
            let rows = std::iter::once(&table.headers).chain(&table.rows);
            junheng_app::write_csv(rows, &mut bytes)?;
        }
        Ok(bytes)
    }

    fn bytes(&self, format: Format) -> Result<Vec<u8>, Failure> {
        match format {
            Format::Table => Ok(self.text().into_bytes()),
            Format::Json => {
                let mut bytes = serde_json::to_vec_pretty(&self.json).map_err(Failure::internal)?;
                bytes.push(b'\n');
                Ok(bytes)
            }
            Format::Csv => self.csv(),
            Format::Xlsx => {
                let sheets = self.tables.iter().map(|t| (t.title.as_str(), t.headers.as_slice(), t.rows.as_slice()));
                Ok(junheng_app::write_workbook(sheets)?)
            }
        }
    }

    /// Writes the page where `output` says: to a file, or to standard output.
    pub(crate) fn emit(&self, output: &Output) -> Result<(), Failure> {
        match (&output.out, output.format) {
            (None, Format::Xlsx) => Err(Failure::usage("xlsx-needs-out", &[])),
            (None, format) => print(&self.bytes(format)?),
            (Some(path), format) => {
                std::fs::write(path, self.bytes(format)?).map_err(|source| Failure::file(path, source))
            }
        }
    }
}

/// Writes to standard output; a reader that has left (`| head`) is no failure.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::file(std::path::Path::new("-"), error))
        }
        _ => Ok(()),
    }
}

/// Says something beside the result, on standard error.
pub(crate) fn warn(text: &str) -> Result<(), Failure> {
    std::io::stderr().write_all(text.as_bytes()).map_err(|error| Failure::file(std::path::Path::new("-"), error))
}
