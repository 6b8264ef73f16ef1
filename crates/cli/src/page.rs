//! A result as people and programs take it: notes and tables for eyes, CSV and Excel for further work, JSON
//! for programs.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table as Grid, TableStyle};
use junheng_app::table::{self, TableCell};
use junheng_domain::Number;
use serde_json::Value as Json;

use crate::args::{Format, Output};
use crate::failure::Failure;

/// A line below the headers and nothing else: it copies well and fits on paper.
const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

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

    fn cells(&self, row: &[String]) -> Vec<TableCell> {
        let cell = |(column, text): (usize, &String)| match Number::parse(text) {
            Ok(number) if self.numbers.contains(&column) => {
                let places = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
                TableCell::Number { value: number.approx(), places: u32::try_from(places).unwrap_or(0) }
            }
            _ if text.is_empty() => TableCell::Blank,
            _ => TableCell::text(text),
        };
        row.iter().enumerate().map(cell).collect()
    }

    fn text(&self) -> String {
        let mut grid = Grid::new();
        grid.load_style(RULED)
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

    /// The tables as sheets: cells that hold a plain number become numbers in number columns.
    fn sheets(&self) -> Vec<table::Table> {
        let sheet = |of: &Table| table::Table {
            name: of.title.clone(),
            headers: of.headers.clone(),
            rows: of.rows.iter().map(|row| of.cells(row)).collect(),
        };
        self.tables.iter().map(sheet).collect()
    }

    fn bytes(&self, format: Format) -> Result<Vec<u8>, Failure> {
        match format {
            Format::Table => Ok(self.text().into_bytes()),
            Format::Json => {
                let mut bytes = serde_json::to_vec_pretty(&self.json).map_err(Failure::internal)?;
                bytes.push(b'\n');
                Ok(bytes)
            }
            Format::Csv => {
                let mut bytes = Vec::new();
                for sheet in self.sheets() {
                    sheet.write_csv(&mut bytes).map_err(Failure::internal)?;
                }
                Ok(bytes)
            }
            Format::Xlsx => {
                let mut bytes = Cursor::new(Vec::new());
                table::write_xlsx(&self.sheets(), &mut bytes).map_err(Failure::internal)?;
                Ok(bytes.into_inner())
            }
        }
    }

    /// Writes the page where `output` says: to a file, or to standard output.
    pub(crate) fn emit(&self, output: &Output) -> Result<(), Failure> {
        match (&output.out, output.format) {
            (None, Format::Xlsx) => Err(Failure::usage("xlsx-needs-out", &[])),
            (None, format) => print(&self.bytes(format)?),
            (Some(path), format) => {
                std::fs::write(path, self.bytes(format)?).map_err(|source| Failure::file(path, &source))
            }
        }
    }
}

/// Writes to standard output; a reader that has left (`| head`) is no failure.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::file(std::path::Path::new("-"), &error))
        }
        _ => Ok(()),
    }
}

/// Says something beside the result, on standard error.
pub(crate) fn warn(text: &str) -> Result<(), Failure> {
    std::io::stderr()
        .write_all(text.as_bytes())
        .map_err(|error| Failure::file(std::path::Path::new("-"), &error))
}
