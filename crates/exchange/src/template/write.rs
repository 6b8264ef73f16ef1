//! Writes a template: one sheet a level, guidance, and a hidden sheet of words for the drop-downs.
//!
//! Rows of a sheet: 1 hidden field codes, 2 title, 3 filling unit and date, 4 header, 5 sample, then data.

use std::collections::BTreeMap;
use std::io::{Seek, Write};

use junheng_domain::{CountyCode, SchoolYear, Snapshot};
use junheng_labels::{Lang, text};
use junheng_standards::Standard;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};
use thiserror::Error;

use super::marker::{LAYOUT, Marker};
use super::sheets::{CellPlan, ColumnForm, ColumnPlan, SheetPlan, sheets, unit, word};
use crate::rows::is_national_code;

/// Rows that drop-downs and checks reach beyond the rows filled in.
const SPARE_ROWS: usize = 1_000;
const DATA_ROW: u32 = 5;
const SAMPLE_ROW: u32 = 4;
const HEADER_ROW: u32 = 3;
/// Points: four lines, since the names of measures are long and their columns narrow.
const HEADER_HEIGHT: f64 = 64.0;
/// The title stands over the first columns, where the eye is when the sheet opens.
const TITLE_COLUMNS: u16 = 8;
/// Columns that are still legible on a printed page.
const COLUMNS_A_PAGE: u16 = 24;
/// A3, as spreadsheets number paper sizes.
const A3: u8 = 8;

/// What a template is made for.
#[derive(Debug, Clone, Default)]
pub struct TemplateOptions<'a> {
    pub lang: Option<Lang>,
    pub year: Option<SchoolYear>,
    pub county: Option<CountyCode>,
    /// Facts to fill in: the county's current data.
    pub prefill: Option<&'a Snapshot>,
}

/// The workbook could not be written.
#[derive(Debug, Error)]
pub enum TemplateError {
    #[error("the workbook could not be written")]
    Write(#[from] XlsxError),
}

/// Writes the template of a standard.
///
/// # Errors
/// When the writer fails, or the standard needs more columns than a sheet has.
pub fn write<W: Write + Seek + Send>(
    standard: &Standard,
    options: &TemplateOptions<'_>,
    out: W,
) -> Result<(), TemplateError> {
    let lang = options.lang.unwrap_or(Lang::Zh);
    let plans = sheets(standard, lang, options.prefill);
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let writer = Writer { standard, options, lang, styles: Styles::new(), words: words(&plans) };
    for plan in &plans {
        writer.sheet(book.add_worksheet(), plan)?;
    }
    writer.guidance(book.add_worksheet(), &plans)?;
    writer.dictionary(book.add_worksheet())?;
    book.save_to_writer(out)?;
    Ok(())
}

/// The word lists of all drop-downs, each once, with its column on the hidden sheet.
fn words(plans: &[SheetPlan<'_>]) -> BTreeMap<Vec<String>, u16> {
    let mut lists = BTreeMap::new();
    for column in plans.iter().flat_map(|plan| &plan.columns) {
        if let ColumnForm::Words(words) = &column.form {
            let next = u16::try_from(lists.len()).unwrap_or(u16::MAX);
            lists.entry(words.clone()).or_insert(next);
        }
    }
    lists
}

struct Styles {
    title: Format,
    small: Format,
    header: Format,
    required: Format,
    sample: Format,
    text: Format,
    whole: Format,
    decimal: Format,
    wrapped: Format,
}

impl Styles {
    fn new() -> Self {
        let cell = || Format::new().set_border(FormatBorder::Thin).set_border_color(Color::Silver);
        let header = || {
            cell()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
        };
        let plain = header().set_background_color(Color::RGB(0x00DD_EBF7));
        Self {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            small: Format::new().set_font_color(Color::Gray),
            required: plain.clone().set_font_color(Color::Red),
            header: plain,
            sample: cell()
                .set_font_color(Color::Gray)
                .set_background_color(Color::RGB(0x00F2_F2F2))
                .set_italic(),
            text: cell().set_num_format("@"),
            whole: cell().set_num_format("0"),
            decimal: cell().set_num_format("General"),
            wrapped: cell().set_text_wrap().set_align(FormatAlign::Top),
        }
    }
}

struct Writer<'a> {
    standard: &'a Standard,
    options: &'a TemplateOptions<'a>,
    lang: Lang,
    styles: Styles,
    words: BTreeMap<Vec<String>, u16>,
}

impl Writer<'_> {
    fn text(&self, key: &str) -> String {
        text(self.lang, key, &[])
    }

    fn marker(&self, plan: Option<&SheetPlan<'_>>) -> Marker {
        let schools = self.options.prefill.map(|snapshot| snapshot.table(junheng_domain::Level::School));
        let codes =
            schools.into_iter().flat_map(|table| &table.subjects).filter_map(|subject| subject.school());
        let any_codes = codes.into_iter().any(|school| !is_national_code(school.as_str()));
        Marker {
            layout: LAYOUT,
            standard: self.standard.id.0.clone(),
            version: self.standard.version.clone(),
            year: self.options.year,
            county: self.options.county.clone(),
            level: plan.map(|plan| plan.level),
            any_codes,
        }
    }

    fn sheet(&self, sheet: &mut Worksheet, plan: &SheetPlan<'_>) -> Result<(), XlsxError> {
        let last = u16::try_from(plan.columns.len()).unwrap_or(u16::MAX);
        sheet.set_name(&plan.name)?;
        sheet.write_string(0, 0, self.marker(Some(plan)).to_string())?;
        sheet.set_row_hidden(0)?;
        let title = word(&self.standard.wording, self.lang);
        let title = format!("{title} · {}", plan.name);
        sheet.merge_range(1, 0, 1, last.min(TITLE_COLUMNS), &title, &self.styles.title)?;
        sheet.set_row_height(HEADER_ROW, HEADER_HEIGHT)?;
        sheet.write_string_with_format(2, 0, self.filled_by(), &self.styles.small)?;
        sheet.write_string_with_format(
            HEADER_ROW,
            0,
            self.text("template.key.number"),
            &self.styles.header,
        )?;
        sheet.write_string_with_format(SAMPLE_ROW, 0, self.text("template.sample"), &self.styles.sample)?;
        sheet.set_column_width(0, 6)?;
        for (index, column) in (1..).zip(&plan.columns) {
            self.column(sheet, plan, index, column)?;
        }
        for (row, cells) in (DATA_ROW..).zip(&plan.rows) {
            self.row(sheet, row, plan, cells)?;
        }
        let keys = plan.columns.iter().filter(|column| column.field.is_none()).count();
        let keys = u16::try_from(keys + 1).unwrap_or(1);
        sheet.set_freeze_panes(HEADER_ROW + 1, keys)?;
        let end = DATA_ROW + u32::try_from(plan.rows.len()).unwrap_or(u32::MAX / 2);
        sheet.set_print_area(1, 0, end, last)?.set_repeat_rows(1, HEADER_ROW)?.set_repeat_columns(0, keys)?;
        sheet.set_landscape().set_paper_size(A3).set_print_fit_to_pages(last / COLUMNS_A_PAGE + 1, 0);
        Ok(())
    }

    fn filled_by(&self) -> String {
        let county = self.options.county.as_ref().map(ToString::to_string).unwrap_or_default();
        let year = self.options.year.map(|year| year.to_string()).unwrap_or_default();
        text(self.lang, "template.filled-by", &[("county", &county), ("year", &year)])
    }

    fn column(
        &self,
        sheet: &mut Worksheet,
        plan: &SheetPlan<'_>,
        index: u16,
        column: &ColumnPlan<'_>,
    ) -> Result<(), XlsxError> {
        let mark = if column.required { "!" } else { "" };
        sheet.write_string(0, index, format!("{}{mark}", column.code))?;
        let header = if column.required { &self.styles.required } else { &self.styles.header };
        sheet.write_string_with_format(HEADER_ROW, index, &column.header, header)?;
        write_cell(sheet, SAMPLE_ROW, index, &column.sample, &self.styles.sample)?;
        sheet.set_column_width(index, width(column))?;
        sheet.set_column_format(index, self.style(&column.form))?;
        let end = DATA_ROW + u32::try_from(plan.rows.len() + SPARE_ROWS).unwrap_or(u32::MAX / 2);
        if let Some(check) = self.validation(&column.form)? {
            sheet.add_data_validation(DATA_ROW, index, end, index, &check)?;
        }
        Ok(())
    }

    fn style(&self, form: &ColumnForm) -> &Format {
        match form {
            ColumnForm::Text | ColumnForm::Words(_) => &self.styles.text,
            ColumnForm::Whole | ColumnForm::Year => &self.styles.whole,
            ColumnForm::Decimal => &self.styles.decimal,
        }
    }

    /// Drop-downs refer to the hidden sheet: a list within a cell may not be longer than 255 characters.
    fn validation(&self, form: &ColumnForm) -> Result<Option<DataValidation>, XlsxError> {
        let check = DataValidation::new().set_error_title(self.text("template.wrong.title"))?;
        let check = match form {
            ColumnForm::Text => return Ok(None),
            ColumnForm::Words(words) => {
                let Some(column) = self.words.get(words) else { return Ok(None) };
                let letter = rust_xlsxwriter::utility::column_number_to_name(*column);
                let list =
                    format!("='{}'!${letter}$1:${letter}${}", self.text("template.sheet.words"), words.len());
                check
                    .allow_list_formula(Formula::new(list))
                    .set_error_message(self.text("template.wrong.word"))?
            }
            ColumnForm::Whole => check
                .allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0))
                .set_error_message(self.text("template.wrong.whole"))?,
            ColumnForm::Decimal => check
                .allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
                .set_error_message(self.text("template.wrong.number"))?,
            ColumnForm::Year => check
                .allow_whole_number(DataValidationRule::Between(1850, 2100))
                .set_error_message(self.text("template.wrong.year"))?,
        };
        Ok(Some(check.set_error_style(DataValidationErrorStyle::Stop)))
    }

    fn row(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        plan: &SheetPlan<'_>,
        cells: &[CellPlan],
    ) -> Result<(), XlsxError> {
        sheet.write_number_with_format(row, 0, f64::from(row - DATA_ROW + 1), &self.styles.whole)?;
        for (index, (column, cell)) in (1..).zip(plan.columns.iter().zip(cells)) {
            write_cell(sheet, row, index, cell, self.style(&column.form))?;
        }
        Ok(())
    }

    /// The sheet 填表说明: what each field means.
    fn guidance(&self, sheet: &mut Worksheet, plans: &[SheetPlan<'_>]) -> Result<(), XlsxError> {
        sheet.set_name(self.text("template.sheet.guide"))?;
        sheet.write_string(0, 0, self.marker(None).to_string())?;
        sheet.set_row_hidden(0)?;
        sheet.merge_range(1, 0, 1, 5, word(&self.standard.wording, self.lang), &self.styles.title)?;
        let source = &self.standard.source;
        sheet.write_string_with_format(
            2,
            0,
            format!("{} {}", source.document, source.number),
            &self.styles.small,
        )?;
        let mut row = 3;
        for key in ["blank", "zero", "codes", "sample", "columns"] {
            sheet.write_string(row, 0, self.text(&format!("template.rule.{key}")))?;
            row += 1;
        }
        row += 1;
        for (column, key) in (0..).zip(["sheet", "field", "unit", "required", "meaning", "words"]) {
            sheet.write_string_with_format(
                row,
                column,
                self.text(&format!("template.guide.{key}")),
                &self.styles.header,
            )?;
        }
        for plan in plans {
            for column in &plan.columns {
                row += 1;
                self.guidance_row(sheet, row, plan, column)?;
            }
        }
        for (column, width) in (0..).zip([12.0, 36.0, 14.0, 8.0, 60.0, 60.0]) {
            sheet.set_column_width(column, width)?;
        }
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
        Ok(())
    }

    fn guidance_row(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        plan: &SheetPlan<'_>,
        column: &ColumnPlan<'_>,
    ) -> Result<(), XlsxError> {
        let measure = column.field.map(|field| field.measure);
        let required = if column.required { self.text("template.guide.yes") } else { String::new() };
        let whole = matches!(column.form, ColumnForm::Whole);
        let note =
            measure.and_then(|measure| measure.note.as_ref()).map(|note| word(note, self.lang).to_owned());
        let meaning = match (note, &column.form) {
            (Some(note), _) => note,
            (None, ColumnForm::Text) if measure.is_none() => self.text("template.guide.code"),
            (None, _) if whole => self.text("template.guide.whole"),
            (None, _) => String::new(),
        };
        let words = match &column.form {
            ColumnForm::Words(words) => words.join("、"),
            _ => String::new(),
        };
        let unit = measure.map(|measure| unit(&measure.kind, self.lang)).unwrap_or_default();
        let cells = [plan.name.clone(), column.header.clone(), unit, required, meaning, words];
        for (index, cell) in (0..).zip(cells) {
            sheet.write_string_with_format(row, index, cell, &self.styles.wrapped)?;
        }
        Ok(())
    }

    /// The hidden sheet 字典 that the drop-downs refer to.
    fn dictionary(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(self.text("template.sheet.words"))?.set_hidden(true);
        for (words, column) in &self.words {
            for (row, word) in (0..).zip(words) {
                sheet.write_string(row, *column, word)?;
            }
        }
        Ok(())
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &CellPlan,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        CellPlan::Blank => sheet.write_blank(row, column, format)?,
        CellPlan::Text(text) => sheet.write_string_with_format(row, column, text, format)?,
        CellPlan::Number(number) => sheet.write_number_with_format(row, column, *number, format)?,
    };
    Ok(())
}

/// Names get room; numbers stand below headers of several lines.
fn width(column: &ColumnPlan<'_>) -> f64 {
    match column.form {
        ColumnForm::Text => 20.0,
        ColumnForm::Words(_) => 14.0,
        ColumnForm::Whole | ColumnForm::Decimal | ColumnForm::Year => 12.0,
    }
}
