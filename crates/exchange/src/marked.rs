//! A copy of the user's own file with what is wrong written beside each row (CSV: before it) and the cells coloured.
//!
//! Copied are the values of all cells, row heights aside: formulas become their values, and fonts, colours, drop-downs,
//! charts and comments are left behind.

use std::collections::{BTreeMap, HashMap};
use std::io::{Seek, Write};
use std::ops::ControlFlow;

use junheng_domain::{Finding, Place, Severity};
use junheng_labels::{Lang, finding_action, finding_cause, text};
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};
use thiserror::Error;

use crate::read::{Cell, Event, Format as FileFormat, ReadError, Row, SheetInfo};
use crate::source::Source;
use crate::table::{TableError, guarded};
use crate::template::{HEADER_BELOW, is_hidden_row};

/// The copy could not be made.
#[derive(Debug, Error)]
pub enum MarkedError {
    #[error("the file could not be read again")]
    Read(#[from] ReadError),
    #[error("the file was not read to its end")]
    Incomplete,
    #[error("the copy could not be written")]
    Xlsx(#[from] XlsxError),
    #[error("the copy could not be written")]
    Csv(#[from] TableError),
}

/// What is to be written on one sheet.
#[derive(Debug, Default)]
struct Marks {
    /// The words for each row.
    rows: BTreeMap<u32, Vec<String>>,
    /// The worst severity of each cell, by row and column.
    cells: HashMap<(u32, u16), Severity>,
}

/// Writes the marked copy of a file: a workbook for a workbook, CSV for delimited text. Notes are left out.
///
/// # Errors
/// When the file cannot be read again or the copy cannot be written.
pub fn marked_copy<W: Write + Seek + Send>(
    source: &Source,
    findings: &[Finding],
    lang: Lang,
    out: W,
) -> Result<(), MarkedError> {
    let marks = marks(findings, lang);
    let (widths, format) = survey(source)?;
    match format {
        FileFormat::Csv => csv_copy(source, &marks, lang, out),
        FileFormat::Xlsx | FileFormat::Other => xlsx_copy(source, &marks, &widths, lang, out),
    }
}

fn marks(findings: &[Finding], lang: Lang) -> HashMap<String, Marks> {
    let mut sheets: HashMap<String, Marks> = HashMap::new();
    for finding in findings.iter().filter(|finding| finding.severity > Severity::Note) {
        let Place { sheet: Some(sheet), row: Some(row), column, .. } = &finding.place else { continue };
        let marks = sheets.entry(sheet.clone()).or_default();
        marks.rows.entry(*row).or_default().push(words(finding, lang));
        if let Some(column) = column {
            let worst = marks.cells.entry((*row, *column)).or_insert(finding.severity);
            *worst = (*worst).max(finding.severity);
        }
    }
    sheets
}

/// `C5：cause action`.
fn words(finding: &Finding, lang: Lang) -> String {
    let cause = finding_cause(lang, &finding.code, &finding.args);
    let action = finding_action(lang, &finding.code, &finding.args);
    format!("{}: {cause} {action}", finding.place.cell())
}

/// The width of each sheet, so that the words stand to the right of everything.
fn survey(source: &Source) -> Result<(Vec<u16>, FileFormat), MarkedError> {
    let mut widths: Vec<u16> = Vec::new();
    let summary = source.events(&mut |event| {
        match event {
            Event::Sheet(_) => widths.push(0),
            Event::Row(_, row) => {
                let width = u16::try_from(row.cells.len()).unwrap_or(u16::MAX);
                if let Some(widest) = widths.last_mut() {
                    *widest = (*widest).max(width);
                }
            }
            Event::Finding(_) => {}
        }
        ControlFlow::Continue(())
    })?;
    if summary.complete { Ok((widths, summary.format)) } else { Err(MarkedError::Incomplete) }
}

/// Writes the sheets of the copy as the events of the file come.
struct Copier<'a> {
    book: Workbook,
    marks: &'a HashMap<String, Marks>,
    widths: &'a [u16],
    lang: Lang,
    styles: Styles,
    sheet: Option<SheetCopy<'a>>,
    index: usize,
}

struct SheetCopy<'a> {
    marks: Option<&'a Marks>,
    words_column: u16,
    title_row: Option<u32>,
}

struct Styles {
    error: Format,
    warning: Format,
    words: Format,
    date: Format,
}

fn xlsx_copy<W: Write + Seek + Send>(
    source: &Source,
    marks: &HashMap<String, Marks>,
    widths: &[u16],
    lang: Lang,
    out: W,
) -> Result<(), MarkedError> {
    let styles = Styles {
        error: Format::new()
            .set_background_color(Color::RGB(0x00FF_C7CE))
            .set_font_color(Color::RGB(0x009C_0006)),
        warning: Format::new().set_background_color(Color::RGB(0x00FF_EB9C)),
        words: Format::new().set_font_color(Color::RGB(0x009C_0006)).set_text_wrap(),
        date: Format::new().set_num_format("yyyy-mm-dd"),
    };
    let mut copier = Copier { book: Workbook::new(), marks, widths, lang, styles, sheet: None, index: 0 };
    let mut failed = None;
    source.events(&mut |event| match copier.take(event) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    copier.book.save_to_writer(out)?;
    Ok(())
}

impl Copier<'_> {
    fn take(&mut self, event: Event) -> Result<(), XlsxError> {
        match event {
            Event::Finding(_) => Ok(()),
            Event::Sheet(info) => self.open(&info),
            Event::Row(_, row) => self.row(&row),
        }
    }

    fn open(&mut self, info: &SheetInfo) -> Result<(), XlsxError> {
        let sheet = self.book.add_worksheet();
        // A name or merged area that a sound workbook could not have is left out; the values matter.
        sheet.set_name(&info.name).ok();
        sheet.set_hidden(info.hidden);
        for area in &info.merged {
            let (rows, columns) = ((area.first_row, area.last_row), (area.first_column, area.last_column));
            sheet.merge_range(rows.0, columns.0, rows.1, columns.1, "", &Format::new()).ok();
        }
        let words_column = self.widths.get(self.index).copied().unwrap_or_default();
        let marks = self.marks.get(&info.name).filter(|marks| !marks.rows.is_empty());
        if marks.is_some() {
            sheet.set_column_width(words_column, 60)?;
        }
        self.sheet = Some(SheetCopy { marks, words_column, title_row: None });
        self.index += 1;
        Ok(())
    }

    fn row(&mut self, row: &Row) -> Result<(), XlsxError> {
        let Some(copy) = &mut self.sheet else { return Ok(()) };
        let sheet = self.book.worksheet_from_index(self.index - 1)?;
        let line = row.number - 1;
        for (column, cell) in (0_u16..).zip(&row.cells) {
            let severity = copy.marks.and_then(|marks| marks.cells.get(&(row.number, column)));
            let format = match severity {
                Some(Severity::Error) => Some(&self.styles.error),
                Some(_) => Some(&self.styles.warning),
                None => None,
            };
            write_cell(sheet, line, column, cell, format, &self.styles.date)?;
        }
        if row.hidden {
            sheet.set_row_hidden(line)?;
        }
        let Some(marks) = copy.marks else { return Ok(()) };
        let first = if is_hidden_row(row) { row.number + HEADER_BELOW } else { row.number };
        if *copy.title_row.get_or_insert(first) == row.number {
            let title = text(self.lang, "marked.column", &[]);
            sheet.write_string_with_format(line, copy.words_column, title, &self.styles.words)?;
        }
        if let Some(words) = marks.rows.get(&row.number) {
            sheet.write_string_with_format(line, copy.words_column, cell_words(words), &self.styles.words)?;
            mark_blanks(sheet, row, marks, &self.styles)?;
        }
        Ok(())
    }
}

/// The words for a row, within what a cell holds.
fn cell_words(words: &[String]) -> String {
    const CELL_LIMIT: usize = 32_000;
    words.join("\n").chars().take(CELL_LIMIT).collect()
}

/// Colours marked cells to the right of the row's last value.
fn mark_blanks(sheet: &mut Worksheet, row: &Row, marks: &Marks, styles: &Styles) -> Result<(), XlsxError> {
    for ((number, column), severity) in &marks.cells {
        if *number == row.number && usize::from(*column) >= row.cells.len() {
            let format = if *severity == Severity::Error { &styles.error } else { &styles.warning };
            sheet.write_blank(row.number - 1, *column, format)?;
        }
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    mark: Option<&Format>,
    date: &Format,
) -> Result<(), XlsxError> {
    let plain = Format::new();
    let format = mark.unwrap_or(&plain);
    match cell {
        Cell::Empty if mark.is_none() => return Ok(()),
        Cell::Empty => sheet.write_blank(row, column, format)?,
        Cell::Number(number) => sheet.write_number_with_format(row, column, *number, format)?,
        Cell::Text(text) => sheet.write_string_with_format(row, column, text.as_ref(), format)?,
        Cell::Bool(value) => sheet.write_boolean_with_format(row, column, *value, format)?,
        Cell::Date(moment) if !moment.from_1904 => {
            sheet.write_number_with_format(row, column, moment.serial, mark.unwrap_or(date))?
        }
        Cell::Date(moment) => {
            sheet.write_string_with_format(row, column, moment.iso().unwrap_or_default(), format)?
        }
        Cell::Error(text) => sheet.write_string_with_format(row, column, text.as_ref(), format)?,
        Cell::Unvalued => sheet.write_string_with_format(row, column, "=?", format)?,
    };
    Ok(())
}

fn csv_copy<W: Write>(
    source: &Source,
    marks: &HashMap<String, Marks>,
    lang: Lang,
    mut out: W,
) -> Result<(), MarkedError> {
    out.write_all(b"\xEF\xBB\xBF").map_err(TableError::from)?;
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(out);
    let title = text(lang, "marked.column", &[]);
    let mut marks_here: Option<&Marks> = None;
    let mut first = true;
    let mut failed = None;
    source.events(&mut |event| {
        let row = match event {
            Event::Row(_, row) => row,
            Event::Sheet(info) => {
                marks_here = marks.get(&info.name);
                return ControlFlow::Continue(());
            }
            Event::Finding(_) => return ControlFlow::Continue(()),
        };
        let words = marks_here.and_then(|marks| marks.rows.get(&row.number)).map(|words| words.join(" "));
        let extra = if std::mem::take(&mut first) { title.clone() } else { words.unwrap_or_default() };
        let cells = row.cells.iter().map(|cell| crate::rows::shown(cell).into_owned());
        match writer.write_record(std::iter::once(extra).chain(cells).map(|text| guarded(&text))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(TableError::from(error));
                ControlFlow::Break(())
            }
        }
    })?;
    writer.flush().map_err(TableError::from)?;
    failed.map_or(Ok(()), |error| Err(error.into()))
}
