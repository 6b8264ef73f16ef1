//! The geometry of a sheet: header rows joined over merged cells, and merged cells among the data.

use std::collections::{HashMap, HashSet};

use super::cell::shown;
use crate::headers::Headers;
use crate::read::{Area, Cell, Row};

/// Joins header rows (numbered from 1) into one text a column; merged cells count for all their columns.
pub(crate) fn headers(rows: &[Row], numbers: &[u32], merged: &[Area]) -> Headers {
    let lines: Vec<Vec<String>> = numbers.iter().map(|number| line(rows, *number, merged)).collect();
    let width = lines.iter().map(Vec::len).max().unwrap_or(0);
    let joined = (0..width).map(|column| {
        let mut parts: Vec<&str> = Vec::new();
        for part in lines.iter().filter_map(|line| line.get(column)).filter(|part| !part.is_empty()) {
            if parts.last() != Some(&part.as_str()) {
                parts.push(part);
            }
        }
        parts.join("/")
    });
    Headers::new(joined.collect())
}

fn line(rows: &[Row], number: u32, merged: &[Area]) -> Vec<String> {
    let Some(row) = rows.iter().find(|row| row.number == number) else { return Vec::new() };
    let mut texts: Vec<String> = row.cells.iter().map(|cell| shown(cell).into_owned()).collect();
    for area in merged.iter().filter(|area| area.first_row + 1 == number) {
        let Some(text) = texts.get(usize::from(area.first_column)).cloned() else { continue };
        let end = usize::from(area.last_column) + 1;
        if texts.len() < end {
            texts.resize(end, String::new());
        }
        texts[usize::from(area.first_column)..end].fill(text);
    }
    texts
}

/// Merged cells below the header. A key (school, stage …) holds for all rows of its merged cell, as a reader sees it; a
/// value holds for the first only.
#[derive(Debug, Default)]
pub(crate) struct MergedCells {
    areas: Vec<Area>,
    keys: HashMap<u16, (u32, Cell)>,
    told: HashSet<usize>,
}

impl MergedCells {
    pub(crate) fn new(merged: &[Area], first_data_row: u32) -> Self {
        let areas = merged.iter().filter(|area| area.last_row + 1 >= first_data_row).copied().collect();
        Self { areas, ..Self::default() }
    }

    /// The cell of a key column, taken from the top of its merged cell where the row's own is blank.
    pub(crate) fn key(&mut self, row: &Row, column: u16) -> Cell {
        let cell = row.cells.get(usize::from(column)).unwrap_or(&Cell::Empty);
        if self.areas.is_empty() {
            return cell.clone();
        }
        if !cell.is_blank() {
            self.keys.insert(column, (row.number, cell.clone()));
            return cell.clone();
        }
        let top = self.area(row.number, column).map(|(_, area)| area.first_row + 1);
        match self.keys.get(&column) {
            Some((number, key)) if Some(*number) == top => key.clone(),
            _ => Cell::Empty,
        }
    }

    /// Whether a blank cell lies in a merged cell that begins elsewhere; told once an area.
    pub(crate) fn hides(&mut self, row: &Row, column: u16) -> bool {
        if self.areas.is_empty() || row.cells.get(usize::from(column)).is_some_and(|cell| !cell.is_blank()) {
            return false;
        }
        self.area(row.number, column).map(|(index, _)| index).is_some_and(|index| self.told.insert(index))
    }

    fn area(&self, row_number: u32, column: u16) -> Option<(usize, Area)> {
        let row = row_number.saturating_sub(1);
        let holds = |area: &Area| {
            (area.first_row..=area.last_row).contains(&row)
                && (area.first_column..=area.last_column).contains(&column)
        };
        self.areas.iter().copied().enumerate().find(|(_, area)| holds(area))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_header_rows_are_joined() {
        let row = |number, cells: &[&str]| Row {
            number,
            cells: cells.iter().map(|text| Cell::text(text)).collect(),
            hidden: false,
        };
        let rows = [
            row(1, &["某县统计表"]),
            row(2, &["学校", "学生数", "", "面积"]),
            row(3, &["", "小学", "初中", "面积"]),
        ];
        let merged = [Area { first_row: 1, first_column: 1, last_row: 1, last_column: 2 }];
        let headers = headers(&rows, &[2, 3], &merged);
        assert_eq!(headers.texts, ["学校", "学生数/小学", "学生数/初中", "面积"]);
    }
}
