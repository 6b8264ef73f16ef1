//! A made-up workbook of any number of rows and thirty columns, as a large county's registers would fill it.

use std::path::Path;

use junheng_domain::Number;
use rust_xlsxwriter::{Workbook, XlsxError};

use crate::Random;
use crate::nation::{self, NationUnit, Shape};

/// Columns that tell whom a row is about.
const KEYS: [&str; 2] = ["school", "stage"];

/// Measures beside those of [`nation::MEASURES`], in the order of [`others`].
const OTHERS: [&str; 16] = [
    "teachers",
    "staff",
    "teachers_qualified_degree",
    "teachers_certified",
    "teachers_mid_title",
    "teachers_trained_360",
    "classes",
    "equipped_classes",
    "boarders",
    "pupils_in_zone",
    "books",
    "computers",
    "laboratories",
    "computer_rooms",
    "building_area",
    "dormitory_area",
];

/// The header of each column: school, stage, then ids of measures.
pub fn headers() -> impl Iterator<Item = &'static str> {
    KEYS.into_iter().chain(nation::MEASURES).chain(OTHERS)
}

/// Writes a sheet with a header row and `rows` rows: school code, stage, and 28 measures.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, rows: u32, seed: u64) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name("units")?;
    for (column, header) in (0..).zip(headers()) {
        sheet.write_string(0, column, header)?;
    }
    let shape = Shape { schools: rows, missing: 0.003, ..Shape::county(seed, rows, 2026) };
    let mut random = Random::new(seed, u64::MAX);
    for (row, unit) in (1..).zip(nation::units(&shape, 0).take(rows as usize)) {
        sheet.write_string(row, 0, &unit.school)?;
        sheet.write_string(row, 1, unit.stage.as_str())?;
        let own = unit.values.iter().map(|value| value.number().map(Number::approx));
        for (column, number) in (2..).zip(own.chain(others(&unit, &mut random).map(Some))) {
            if let Some(number) = number {
                sheet.write_number(row, column, number)?;
            }
        }
    }
    book.save(path)
}

/// What a unit of this size has besides.
fn others(unit: &NationUnit, random: &mut Random) -> impl Iterator<Item = f64> + use<> {
    let known = |measure: &str| {
        let place = nation::MEASURES.iter().position(|known| *known == measure);
        place.and_then(|place| unit.values[place].number()).map_or(0.0, Number::approx)
    };
    let pupils = known("pupils");
    let degrees = known("teachers_college") + known("teachers_bachelor") + known("teachers_graduate");
    let teachers = degrees.max(known("backbone_teachers")) + (pupils / 60.0).ceil();
    let classes = (pupils / 42.0).ceil();
    let boarders = (pupils / 6.0).floor();
    [
        teachers,
        teachers + (teachers / 10.0).ceil(),
        teachers,
        teachers - f64::from(random.below(2)),
        (teachers / 2.0).floor(),
        (teachers * 0.75).floor(),
        classes,
        classes,
        boarders,
        (pupils * 0.9).floor(),
        pupils * f64::from(15 + random.below(30)),
        (pupils / 8.0).floor(),
        f64::from(1 + random.below(6)),
        1.0 + (pupils / 600.0).floor(),
        (known("teaching_area") * 17.0).round() / 10.0 + boarders * 4.5,
        boarders * 4.5,
    ]
    .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_its_own_header() {
        let all: std::collections::BTreeSet<&str> = headers().collect();
        assert_eq!((headers().count(), all.len()), (30, 30));
    }
}
