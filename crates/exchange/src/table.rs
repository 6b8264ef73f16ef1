//! A plain table of results, written as CSV or as a workbook.

use std::io::{self, Seek, Write};

use junheng_domain::{Number, show_exact};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use thiserror::Error;

/// A table with a name (its sheet), headers and rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub name: String,
    pub headers: Vec<String>,
    pub rows: Vec<Vec<TableCell>>,
}

/// One cell of a [`Table`].
#[derive(Debug, Clone, PartialEq)]
pub enum TableCell {
    Blank,
    Text(String),
    /// A number with the decimals to show, rounded half away from zero.
    Number {
        value: f64,
        places: u32,
    },
}

/// The table could not be written.
#[derive(Debug, Error)]
pub enum TableError {
    #[error("the CSV file could not be written")]
    Csv(#[from] csv::Error),
    #[error("the CSV file could not be written")]
    Io(#[from] io::Error),
    #[error("the workbook could not be written")]
    Xlsx(#[from] XlsxError),
}

/// The mark with which spreadsheets know UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
/// A text that starts so could be taken for a formula.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

impl TableCell {
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn csv(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => guarded(text),
            Self::Number { value, places } => Number::from_cell(*value)
                .map_or_else(|_| String::new(), |number| show_exact(&number.exact(), *places)),
        }
    }
}

/// A text for a CSV cell: one that a spreadsheet could run as a formula gets an apostrophe in front, which
/// [`unguarded`] takes away again.
#[must_use]
pub fn guarded(text: &str) -> String {
    let inner = text.trim_start_matches('\'');
    if inner.starts_with(FORMULA_STARTS) { format!("'{text}") } else { text.to_owned() }
}

/// The text behind [`guarded`].
#[must_use]
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA_STARTS) => rest,
        _ => text,
    }
}

impl Table {
    /// Writes UTF-8 with a byte order mark, lines ended as spreadsheets expect, texts safe from formulas.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write_csv(&self, mut out: impl Write) -> Result<(), TableError> {
        out.write_all(BYTE_ORDER_MARK)?;
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(out);
        writer.write_record(self.headers.iter().map(|header| guarded(header)))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(TableCell::csv))?;
        }
        writer.flush()?;
        Ok(())
    }
}

/// Writes tables as the sheets of one workbook, with frozen headers and fitting columns.
///
/// # Errors
/// When writing fails, or a name cannot be that of a sheet.
pub fn write_xlsx<W: Write + Seek + Send>(tables: &[Table], out: W) -> Result<(), TableError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    for table in tables {
        write_sheet(book.add_worksheet(), table)?;
    }
    book.save_to_writer(out)?;
    Ok(())
}

fn write_sheet(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let header = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Center);
    sheet.set_name(&table.name)?;
    for (column, text) in (0..).zip(&table.headers) {
        sheet.write_string_with_format(0, column, text, &header)?;
        let cells = table.rows.iter().take(200).filter_map(|row| row.get(usize::from(column)));
        let widest = cells.map(|cell| places(&cell.csv())).chain([places(text)]).max().unwrap_or(0);
        sheet.set_column_width(column, f64::from(widest.clamp(8, 60)) + 2.0)?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                TableCell::Blank => {}
                TableCell::Text(text) => {
                    sheet.write_string(row, column, text)?;
                }
                TableCell::Number { value, places } => {
                    let format = Format::new().set_num_format(number_format(*places));
                    sheet.write_number_with_format(row, column, *value, &format)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

fn number_format(places: u32) -> String {
    if places == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(places as usize)) }
}

/// Places that a text takes on screen: Chinese characters take two.
fn places(text: &str) -> u32 {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_never_becomes_a_formula_and_comes_back() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("＝1", "'＝1"),
            ("-3人", "'-3人"),
            ("'=x", "''=x"),
            ("第一小学", "第一小学"),
            ("'引号", "'引号"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), expected);
            assert_eq!(unguarded(expected), text);
        }
    }

    #[test]
    fn a_table_is_written_as_csv_with_its_mark() {
        let table = Table {
            name: "表".into(),
            headers: vec!["学校".into(), "值".into()],
            rows: vec![vec![TableCell::text("@甲"), TableCell::Number { value: -1.25, places: 1 }]],
        };
        let mut out = Vec::new();
        table.write_csv(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\u{feff}学校,值\r\n'@甲,-1.3\r\n");
    }
}
