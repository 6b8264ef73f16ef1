//! Looks for the header of a table among the first rows of a sheet.

use junheng_standards::{Measure, Measures};

use super::grid;
use crate::headers::{Headers, Match};
use crate::mapping::{ColumnRef, ColumnSource, CountySource, Mapping, StageSource, TableMapping};
use crate::read::{Row, SheetInfo};

/// What is looked for, and where.
pub(crate) struct HeaderSearch<'s> {
    pub(crate) mapping: &'s Mapping,
    pub(crate) table: &'s TableMapping,
    pub(crate) measures: &'s Measures,
    pub(crate) rows: &'s [Row],
    pub(crate) info: &'s SheetInfo,
}

/// A header and how many of the wanted names it holds.
pub(crate) struct FoundHeader {
    pub(crate) numbers: Vec<u32>,
    pub(crate) headers: Headers,
    pub(crate) score: usize,
}

impl HeaderSearch<'_> {
    /// The stated header rows, or the row (or two rows) that hold most of the wanted names; the upper wins a tie.
    pub(crate) fn find(&self) -> FoundHeader {
        if !self.table.header_rows.is_empty() {
            return self.judge(self.table.header_rows.clone());
        }
        let single = self.rows.iter().map(|row| vec![row.number]);
        let pairs = self.rows.windows(2).map(|pair| vec![pair[0].number, pair[1].number]);
        let candidates = single.chain(pairs).map(|numbers| self.judge(numbers));
        let none = FoundHeader { numbers: Vec::new(), headers: Headers::default(), score: 0 };
        candidates.fold(none, |best, next| if next.score > best.score { next } else { best })
    }

    fn judge(&self, numbers: Vec<u32>) -> FoundHeader {
        let headers = grid::headers(self.rows, &numbers, &self.info.merged);
        let score = self.wanted().iter().filter(|names| self.holds(&headers, names)).count();
        FoundHeader { numbers, headers, score }
    }

    fn holds(&self, headers: &Headers, names: &[&str]) -> bool {
        names.iter().any(|name| matches!(headers.find(name), Match::Column(_)))
    }

    pub(crate) fn names(&self) -> usize {
        self.wanted().len()
    }

    pub(crate) fn first_names(&self) -> String {
        let wanted = self.wanted();
        wanted.iter().filter_map(|names| names.first().copied()).take(5).collect::<Vec<_>>().join("、")
    }

    /// The names that each needed column may have.
    fn wanted(&self) -> Vec<Vec<&str>> {
        let table = self.table;
        let mut keys: Vec<&ColumnRef> = [&table.school, &table.item].into_iter().flatten().collect();
        if let CountySource::Column(column) = &self.mapping.county {
            keys.push(column);
        }
        if let StageSource::Column { column, .. } = &table.stage {
            keys.push(column);
        }
        keys.extend(table.only.iter().map(|filter| &filter.column));
        let mut wanted: Vec<Vec<&str>> =
            keys.into_iter().filter_map(header_name).map(|name| vec![name]).collect();
        for column in &table.columns {
            match &column.source {
                ColumnSource::Column(reference) => {
                    wanted.extend(header_name(reference).map(|name| vec![name]))
                }
                ColumnSource::Computed { arithmetic, .. } => {
                    wanted.extend(arithmetic.names().iter().map(|name| vec![name.as_str()]));
                }
                ColumnSource::Measure => {
                    wanted.extend(self.measures.by_id.get(&column.measure).map(measure_names))
                }
            }
        }
        wanted
    }
}

fn header_name(column: &ColumnRef) -> Option<&str> {
    match column {
        ColumnRef::Header(name) => Some(name),
        ColumnRef::Index(_) => None,
    }
}

fn measure_names(measure: &Measure) -> Vec<&str> {
    let names = [measure.wording.zh.as_str(), measure.id.as_str(), measure.wording.en.as_str()];
    names.into_iter().chain(measure.aliases.iter().map(String::as_str)).collect()
}
