//! Writes the form as a workbook: a sheet each, drop-downs for words, a sample row where a sheet is empty, and guidance.

use std::io::{Seek, Write};

use junheng_labels::{Lang, text};
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook,
    Worksheet, XlsxError,
};

use crate::form::{Form, Rows};
use crate::schema::{Column, Holds, SHEETS, Sheet, word};

/// Rows that drop-downs reach beyond those filled in.
const SPARE_ROWS: u32 = 1_000;
const TITLE_ROW: u32 = 0;
const HEADER_ROW: u32 = 1;
const FIRST_ROW: u32 = 2;

/// Writes a form, filled in or empty.
///
/// # Errors
/// When the writer fails.
pub fn write_workbook<W: Write + Seek + Send>(form: &Form, lang: Lang, out: W) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    let writer = Writer { lang, styles: Styles::new() };
    for (sheet, rows) in SHEETS.iter().zip(&form.sheets) {
        writer.sheet(book.add_worksheet(), sheet, rows)?;
    }
    writer.guidance(book.add_worksheet())?;
    book.save_to_writer(out)
}

struct Styles {
    title: Format,
    header: Format,
    required: Format,
    sample: Format,
    cell: Format,
    wrapped: Format,
}

impl Styles {
    fn new() -> Self {
        let cell = || Format::new().set_border(FormatBorder::Thin).set_border_color(Color::Silver);
        let header = cell().set_bold().set_text_wrap().set_align(FormatAlign::Center);
        let header =
            header.set_align(FormatAlign::VerticalCenter).set_background_color(Color::RGB(0x00DD_EBF7));
        let grey = cell().set_font_color(Color::Gray).set_background_color(Color::RGB(0x00F2_F2F2));
        Self {
            title: Format::new().set_font_color(Color::Gray),
            required: header.clone().set_font_color(Color::Red),
            header,
            sample: grey.set_italic(),
            cell: cell().set_num_format("@"),
            wrapped: cell().set_text_wrap().set_align(FormatAlign::Top),
        }
    }
}

struct Writer {
    lang: Lang,
    styles: Styles,
}

impl Writer {
    fn text(&self, key: &str) -> String {
        text(self.lang, key, &[])
    }

    fn sheet(&self, out: &mut Worksheet, sheet: &Sheet, rows: &Rows) -> Result<(), XlsxError> {
        out.set_name(sheet.title(self.lang))?;
        out.write_string_with_format(TITLE_ROW, 0, sheet.about(self.lang), &self.styles.title)?;
        out.write_string_with_format(HEADER_ROW, 0, self.text("form.number"), &self.styles.header)?;
        out.set_row_height(HEADER_ROW, 32.0)?;
        out.set_column_width(0, 6)?;
        let last = FIRST_ROW + u32::try_from(rows.rows.len()).unwrap_or(0) + SPARE_ROWS;
        for (at, column) in (1..).zip(sheet.columns) {
            let style = if column.required { &self.styles.required } else { &self.styles.header };
            out.write_string_with_format(HEADER_ROW, at, sheet.header(column, self.lang), style)?;
            out.set_column_width(at, width(column))?.set_column_format(at, &self.styles.cell)?;
            if let Holds::Word(words) = column.holds {
                let words: Vec<String> = words.iter().map(|id| word(id, self.lang)).collect();
                let check = DataValidation::new().allow_list_strings(&words)?;
                out.add_data_validation(FIRST_ROW, at, last, at, &check)?;
            }
        }
        if rows.rows.is_empty() {
            self.sample(out, sheet)?;
        }
        for ((row, number), filled) in (FIRST_ROW..).zip(1_u32..).zip(&rows.rows) {
            out.write_number(row, 0, number)?;
            for ((at, column), cell) in (1..).zip(sheet.columns).zip(&filled.cells) {
                if !cell.text.is_empty() {
                    self.cell(out, (row, at), column, &cell.text)?;
                }
            }
        }
        out.set_freeze_panes(FIRST_ROW, 2)?;
        out.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
        out.set_landscape().set_print_fit_to_pages(1, 0);
        Ok(())
    }

    fn cell(
        &self,
        out: &mut Worksheet,
        at: (u32, u16),
        column: &Column,
        text: &str,
    ) -> Result<(), XlsxError> {
        let number = if column.holds == Holds::Whole { text.parse::<u32>().ok() } else { None };
        match (number, column.holds) {
            (Some(number), _) => out.write_number(at.0, at.1, number)?,
            (None, Holds::Word(_)) => {
                out.write_string_with_format(at.0, at.1, word(text, self.lang), &self.styles.cell)?
            }
            (None, _) => out.write_string_with_format(at.0, at.1, text, &self.styles.cell)?,
        };
        Ok(())
    }

    /// A grey row that shows how one is filled in; it is not read.
    fn sample(&self, out: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
        out.write_string_with_format(FIRST_ROW, 0, self.text("form.sample"), &self.styles.sample)?;
        let key = format!("form.samples.{}", sheet.id);
        let samples = self.text(&key);
        for ((at, _), sample) in (1..).zip(sheet.columns).zip(samples.split('|')) {
            out.write_string_with_format(FIRST_ROW, at, sample.trim(), &self.styles.sample)?;
        }
        Ok(())
    }

    /// The sheet 填表说明.
    fn guidance(&self, out: &mut Worksheet) -> Result<(), XlsxError> {
        out.set_name(self.text("form.guide"))?;
        for (row, key) in (0..).zip(["order", "lists", "empty", "sample"]) {
            out.write_string(row, 0, self.text(&format!("form.rules.{key}")))?;
        }
        let mut row = 5;
        for (at, key) in (0..).zip(["sheet", "column", "required", "holds"]) {
            out.write_string_with_format(
                row,
                at,
                self.text(&format!("form.guidance.{key}")),
                &self.styles.header,
            )?;
        }
        for (sheet, column) in
            SHEETS.iter().flat_map(|sheet| sheet.columns.iter().map(move |column| (sheet, column)))
        {
            row += 1;
            let required = if column.required { word("yes", self.lang) } else { String::new() };
            let cells =
                [sheet.title(self.lang), sheet.header(column, self.lang), required, self.holds(column)];
            for (at, cell) in (0..).zip(cells) {
                out.write_string_with_format(row, at, cell, &self.styles.wrapped)?;
            }
        }
        for (at, width) in (0..).zip([14.0, 26.0, 8.0, 60.0]) {
            out.set_column_width(at, width)?;
        }
        Ok(())
    }

    fn holds(&self, column: &Column) -> String {
        let key = match column.holds {
            Holds::Word(words) => {
                let words: Vec<String> = words.iter().map(|id| word(id, self.lang)).collect();
                return words.join(" / ");
            }
            Holds::Text => "text",
            Holds::Names => "names",
            Holds::Sets => "sets",
            Holds::Whole => "whole",
            Holds::Weight => "weight",
            Holds::Time => "time",
        };
        self.text(&format!("form.holds.{key}"))
    }
}

fn width(column: &Column) -> f64 {
    match column.holds {
        Holds::Names | Holds::Sets => 28.0,
        Holds::Text => 16.0,
        Holds::Whole | Holds::Weight | Holds::Time | Holds::Word(_) => 11.0,
    }
}
