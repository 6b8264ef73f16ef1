//! The table of schools as a plain table to be written as CSV or as a workbook: the same rows and columns as on screen.

use junheng_exchange::table::{Table, TableCell};
use junheng_labels::{self as labels, Lang};

use super::{IndicatorCell, SchoolTable, TableColumn, TableRow};

impl SchoolTable {
    /// The rows and chosen columns, each indicator with its word beside it.
    #[must_use]
    pub fn sheet(&self, lang: Lang) -> Table {
        let word = |key: &str| labels::text(lang, &format!("web.schools.column.{key}"), &[]);
        let mut headers: Vec<String> =
            ["name", "code", "township", "kind", "stage", "light", "met"].map(word).into();
        for column in self.chosen() {
            headers.push(header(column, lang));
            headers.push(format!("{} {}", column.indicator, word("standing")));
        }
        Table { name: word("sheet"), headers, rows: self.rows.iter().map(|row| cells(row, lang)).collect() }
    }
}

fn header(column: &TableColumn, lang: Lang) -> String {
    let (name, unit) = (column.name.of(lang), column.unit.of(lang));
    let unit = if unit.is_empty() { String::new() } else { format!(" ({unit})") };
    format!("{} {name}{unit}", column.indicator)
}

fn cells(row: &TableRow, lang: Lang) -> Vec<TableCell> {
    let optional = |text: Option<&str>| text.map_or(TableCell::Blank, TableCell::text);
    let met = row.met.zip(row.of).map(|(met, of)| format!("{met}/{of}"));
    let mut cells = vec![
        TableCell::text(row.name.clone()),
        TableCell::text(row.code.clone()),
        optional(row.township.as_deref()),
        optional(row.kind.as_ref().map(|kind| kind.name.of(lang))),
        TableCell::text(labels::text(lang, &format!("stage.{}", row.stage), &[])),
        TableCell::text(labels::text(lang, &format!("web.schools.light.{}", row.light.as_str()), &[])),
        optional(met.as_deref()),
    ];
    for cell in &row.cells {
        cells.push(value(cell));
        let word =
            cell.standing.map(|standing| labels::text(lang, &format!("standing.{}", standing.as_str()), &[]));
        cells.push(optional(word.as_deref()));
    }
    cells
}

/// As it is shown, as a number that can be reckoned with.
fn value(cell: &IndicatorCell) -> TableCell {
    let Some(text) = &cell.value else { return TableCell::Blank };
    let places = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match (text.parse(), u32::try_from(places)) {
        (Ok(value), Ok(places)) => TableCell::Number { value, places },
        _ => TableCell::text(text.clone()),
    }
}
