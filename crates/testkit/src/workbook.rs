//! A made-up workbook of any number of rows and columns, as a large county's registers would fill it.

use std::path::Path;

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::Random;
use crate::nation::{self, Shape};

/// Writes a sheet with a header row and `rows` rows: school code, stage, then `columns - 2` measures whose headers are
/// their ids, with `_2`, `_3` … where the measures run out.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, rows: u32, columns: u16, seed: u64) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name("units")?;
    for (column, header) in (0..).zip(headers(columns)) {
        sheet.write_string(0, column, header)?;
    }
    let shape = Shape { schools: rows, missing: 0.003, ..Shape::county(seed, rows, 2026) };
    let mut random = Random::new(seed, u64::MAX);
    let units = nation::units(&shape, 0).take(rows as usize);
    for (row, unit) in (1..).zip(units) {
        sheet.write_string(row, 0, &unit.school)?;
        sheet.write_string(row, 1, unit.stage.as_str())?;
        for column in 2..columns {
            let place = usize::from(column - 2);
            let value = unit.values.get(place).map_or_else(
                || Some(f64::from(random.below(100_000)) / 10.0),
                |value| value.number().map(junheng_domain::Number::approx),
            );
            if let Some(number) = value {
                sheet.write_number(row, column, number)?;
            }
        }
    }
    book.save(path)
}

/// The header of each column.
pub fn headers(columns: u16) -> impl Iterator<Item = String> {
    (0..usize::from(columns)).map(|column| match column {
        0 => "school".to_owned(),
        1 => "stage".to_owned(),
        _ => {
            let place = column - 2;
            let round = place / nation::MEASURES.len();
            let measure = nation::MEASURES[place % nation::MEASURES.len()];
            if round == 0 { measure.to_owned() } else { format!("{measure}_{}", round + 1) }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_its_own_header() {
        let all: std::collections::BTreeSet<String> = headers(30).collect();
        assert_eq!(all.len(), 30);
    }
}
