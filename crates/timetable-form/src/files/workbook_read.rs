//! Gathers the form from the events of a workbook. A sheet is known by its name, a column by its header, in Chinese or
//! English; the header is the row among the first that has most of them.

use std::ops::ControlFlow;
use std::path::Path;

use junheng_domain::{Finding, Place, Severity};
use junheng_exchange::Source;
use junheng_exchange::read::{Area, Cell as Read, Event, FileSummary, ReadError, Row as ReadRow, SheetInfo};
use junheng_labels::{Lang, text};

use super::cells::{folded, held};
use super::{FINDINGS, ROWS};
use crate::form::{Cell, Form, Row};
use crate::schema::{Holds, SHEETS, Sheet};

/// Reads the form of a workbook; `reader` is the program that reads foreign files in a process of its own.
///
/// # Errors
/// When the file cannot be read at all; what is wrong with it is a finding.
pub fn read_workbook(path: &Path, reader: &Path) -> Result<(Form, Vec<Finding>), ReadError> {
    let source = Source::isolated(path, reader);
    let mut workbook = Workbook::new(&source.name());
    let summary = source.events(&mut |event| {
        workbook.take(event);
        ControlFlow::Continue(())
    })?;
    Ok(workbook.finish(&summary))
}

/// Rows among which the header is looked for.
const HEADER_WITHIN: u32 = 12;

/// Takes the events of a workbook one by one.
#[derive(Debug)]
pub struct Workbook {
    form: Form,
    findings: Vec<Finding>,
    sheet: Option<Open>,
    rows: usize,
    known: usize,
}

/// The sheet that is being read.
#[derive(Debug)]
struct Open {
    /// Where it stands in [`SHEETS`].
    index: usize,
    info: SheetInfo,
    /// Rows in which the header may stand, until it is found.
    before: Vec<ReadRow>,
    /// For each column of the file the one of the schema.
    columns: Option<Vec<Option<usize>>>,
    /// The values of merged areas.
    merged: Vec<(Area, Read)>,
}

fn labels(key: &str) -> Vec<String> {
    Lang::ALL.iter().map(|lang| folded(&text(*lang, key, &[]))).collect()
}

/// Whether a name is that of the sheet with guidance.
fn is_guidance(name: &str) -> bool {
    labels("form.guide").contains(&folded(name))
}

impl Workbook {
    /// Begins to read; `file` is the name of the file in findings.
    #[must_use]
    pub fn new(file: &str) -> Self {
        Self { form: Form::empty(file), findings: Vec::new(), sheet: None, rows: 0, known: 0 }
    }

    pub fn take(&mut self, event: Event) {
        match event {
            Event::Finding(finding) => self.find(finding),
            Event::Sheet(info) => {
                self.close();
                self.open(info);
            }
            Event::Row(_, row) => self.row(row),
        }
    }

    /// The form and everything that is wrong with its cells.
    #[must_use]
    pub fn finish(mut self, summary: &FileSummary) -> (Form, Vec<Finding>) {
        self.close();
        let whole = summary.complete;
        if whole && self.known == 0 {
            let place = Place { file: Some(self.form.file.clone()), ..Place::default() };
            self.find(Finding::new("form-no-sheets", Severity::Error, place));
        }
        (self.form, self.findings)
    }

    fn find(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS {
            self.findings.push(finding);
        }
    }

    fn open(&mut self, info: SheetInfo) {
        let wanted = folded(&info.name);
        let named = |sheet: &Sheet| {
            sheet.id == wanted || Lang::ALL.iter().any(|lang| folded(&sheet.title(*lang)) == wanted)
        };
        match SHEETS.iter().position(named) {
            Some(index) => {
                self.known += 1;
                self.form.sheets[index].title = Some(info.name.clone());
                self.sheet =
                    Some(Open { index, info, before: Vec::new(), columns: None, merged: Vec::new() });
            }
            None => {
                if !is_guidance(&info.name) {
                    let place = self.place(&info.name, None, None);
                    self.find(Finding::new("form-sheet-unknown", Severity::Warning, place));
                }
            }
        }
    }

    fn place(&self, sheet: &str, row: Option<u32>, column: Option<u16>) -> Place {
        let file = Some(self.form.file.clone());
        Place { file, sheet: Some(sheet.to_owned()), row, column, field: None }
    }

    fn row(&mut self, row: ReadRow) {
        let Some(mut open) = self.sheet.take() else { return };
        if open.columns.is_some() {
            self.data(&mut open, &row);
        } else if row.number <= HEADER_WITHIN {
            open.before.push(row);
        } else {
            self.header(&mut open);
            if open.columns.is_some() {
                self.data(&mut open, &row);
            }
        }
        self.sheet = Some(open);
    }

    fn close(&mut self) {
        if let Some(mut open) = self.sheet.take()
            && open.columns.is_none()
        {
            self.header(&mut open);
        }
    }

    /// Finds the header among the first rows, and reads those that stand below it.
    fn header(&mut self, open: &mut Open) {
        let sheet = &SHEETS[open.index];
        let rows = std::mem::take(&mut open.before);
        let columns = |row: &ReadRow| -> Vec<Option<usize>> {
            row.cells
                .iter()
                .map(|cell| column_of(sheet, &shown(cell, Holds::Text).unwrap_or_default()))
                .collect()
        };
        let known = |columns: &Vec<Option<usize>>| columns.iter().flatten().count();
        let best = rows.iter().map(|row| known(&columns(row))).max().unwrap_or(0);
        let Some(at) = rows.iter().position(|row| best > 0 && known(&columns(row)) == best) else {
            open.columns = Some(Vec::new());
            if !rows.is_empty() {
                let place = self.place(&open.info.name, None, None);
                self.find(Finding::new("form-header-missing", Severity::Error, place));
            }
            return;
        };
        self.columns(open, &rows[at], columns(&rows[at]));
        for row in rows.into_iter().skip(at + 1) {
            self.data(open, &row);
        }
    }

    /// Notes where each column stands, and tells of headers that are not known, twice there, or missing.
    fn columns(&mut self, open: &mut Open, header: &ReadRow, mut columns: Vec<Option<usize>>) {
        let sheet = &SHEETS[open.index];
        for (at, cell) in (0_u16..).zip(&header.cells) {
            let name = shown(cell, Holds::Text).unwrap_or_default();
            let place = self.place(&open.info.name, Some(header.number), Some(at));
            let places = &mut self.form.sheets[open.index].places;
            match columns[usize::from(at)] {
                Some(column) if places[column].is_some() => {
                    columns[usize::from(at)] = None;
                    self.find(Finding::new("form-column-twice", Severity::Error, place).with_value(name));
                }
                Some(column) => places[column] = Some(at),
                None if name.trim().is_empty() || labels("form.number").contains(&folded(&name)) => {}
                None => {
                    self.find(Finding::new("form-column-unknown", Severity::Warning, place).with_value(name))
                }
            }
        }
        for column in sheet.columns.iter().enumerate().filter(|(_, column)| column.required) {
            if self.form.sheets[open.index].places[column.0].is_none() {
                let place = self.place(&open.info.name, Some(header.number), None);
                let header = sheet.header(column.1, Lang::Zh);
                self.find(Finding::new("form-column-missing", Severity::Error, place).with_value(header));
            }
        }
        open.columns = Some(columns);
    }

    fn data(&mut self, open: &mut Open, row: &ReadRow) {
        let first = row.cells.first().and_then(|cell| shown(cell, Holds::Text)).unwrap_or_default();
        if row.cells.iter().all(Read::is_blank) || labels("form.sample").contains(&folded(&first)) {
            return;
        }
        self.rows += 1;
        if self.rows > ROWS {
            return;
        }
        let sheet = &SHEETS[open.index];
        let mut filled = Row { cells: vec![Cell::default(); sheet.columns.len()] };
        let columns = open.columns.clone().unwrap_or_default();
        for (at, column) in (0_u16..).zip(&columns) {
            let Some(index) = *column else { continue };
            let cell = own_or_merged(open, row, at);
            let column = &sheet.columns[index];
            let place = self.place(&open.info.name, Some(row.number), Some(at));
            let text = match shown(&cell, column.holds) {
                Some(text) => held(column, &text).unwrap_or_else(|wrong| {
                    let finding = Finding::new(wrong.code, Severity::Error, place).with_value(text);
                    self.find(finding.with_arg("words", wrong.words.unwrap_or_default()));
                    String::new()
                }),
                None => {
                    self.find(Finding::new("form-cell-broken", Severity::Error, place));
                    String::new()
                }
            };
            filled.cells[index] = Cell { text, row: row.number };
        }
        if filled.cells.iter().any(|cell| !cell.text.is_empty()) {
            self.form.sheets[open.index].rows.push(filled);
        }
    }
}

/// The column of the schema that a header names.
fn column_of(sheet: &Sheet, header: &str) -> Option<usize> {
    let wanted = folded(header);
    let named = |column: &crate::schema::Column| {
        column.id == wanted || Lang::ALL.iter().any(|lang| folded(&sheet.header(column, *lang)) == wanted)
    };
    if wanted.is_empty() { None } else { sheet.columns.iter().position(named) }
}

/// The cell, or the one that begins the merged area in which it lies.
fn own_or_merged(open: &mut Open, row: &ReadRow, at: u16) -> Read {
    let own = row.cells.get(usize::from(at)).unwrap_or(&Read::Empty);
    let at_row = row.number.saturating_sub(1);
    let holds = |area: &Area| {
        (area.first_row..=area.last_row).contains(&at_row)
            && (area.first_column..=area.last_column).contains(&at)
    };
    let Some(area) = open.info.merged.iter().copied().find(holds) else { return own.clone() };
    if !own.is_blank() {
        open.merged.retain(|(known, _)| known.last_row >= at_row);
        open.merged.push((area, own.clone()));
        return own.clone();
    }
    open.merged.iter().find(|(known, _)| *known == area).map_or(Read::Empty, |(_, cell)| cell.clone())
}

/// The text of a cell; `None` when it holds an error or a formula without a value.
fn shown(cell: &Read, holds: Holds) -> Option<String> {
    Some(match cell {
        Read::Empty => String::new(),
        Read::Text(text) => text.to_string(),
        Read::Bool(true) => "yes".to_owned(),
        Read::Bool(false) => "no".to_owned(),
        Read::Number(number) if holds == Holds::Time && (0.0..1.0).contains(number) => clock(*number),
        Read::Number(number) => number.to_string(),
        Read::Date(moment) if moment.serial < 1.0 => clock(moment.serial),
        Read::Date(moment) => moment.iso()?,
        Read::Error(_) | Read::Unvalued => return None,
    })
}

/// A share of a day as a time: `08:20`.
fn clock(share: f64) -> String {
    let minutes = (share * 24.0 * 60.0).round() as u32;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
