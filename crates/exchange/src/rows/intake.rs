//! Takes the events of a file in order and makes a [`Reading`] of them.

use junheng_domain::{Finding, Place, Severity};
use junheng_standards::{Measure, Measures};

use super::grid;
use super::plan::Binder;
use super::table::TableReader;
use crate::headers::{Headers, Match, folded, nearest};
use crate::mapping::{ColumnRef, ColumnSource, CountySource, Mapping, StageSource, TableMapping};
use crate::notes::Notes;
use crate::read::{Event, FileSummary, Row, SheetInfo};
use crate::reading::{Batch, Counts, FileIdentity, Profile, Reading};

/// Rows in which a header is looked for.
const HEADER_SEARCH: usize = 30;

/// Reads a file by a mapping: give it all events, then [`Intake::finish`].
#[derive(Debug)]
pub struct Intake<'a> {
    mapping: &'a Mapping,
    measures: &'a Measures,
    file: String,
    notes: Notes,
    counts: Counts,
    sheets: Vec<Sheet>,
    batches: Vec<Batch>,
    /// Whether tables without a sheet name have found their sheet.
    unnamed_placed: bool,
}

/// A sheet and the tables that read it.
#[derive(Debug)]
struct Sheet {
    info: SheetInfo,
    rows: u32,
    tables: Vec<(usize, State)>,
}

#[derive(Debug)]
enum State {
    /// Until the header is found.
    Waiting(Vec<Row>),
    Reading(Box<TableReader>),
    /// The header lacks what is needed; all rows are refused.
    Refused,
}

impl<'a> Intake<'a> {
    /// An intake of the file called `file`.
    #[must_use]
    pub fn new(file: &str, mapping: &'a Mapping, measures: &'a Measures) -> Self {
        Self {
            mapping,
            measures,
            file: file.to_owned(),
            notes: Notes::new(file),
            counts: Counts::default(),
            sheets: Vec::new(),
            batches: Vec::new(),
            unnamed_placed: false,
        }
    }

    pub fn take(&mut self, event: Event) {
        match event {
            Event::Finding(finding) => self.notes.push(finding),
            Event::Sheet(info) => {
                self.close_sheet();
                let named =
                    |table: &TableMapping| table.sheets.iter().any(|name| folded(name) == folded(&info.name));
                let tables = &self.mapping.tables;
                let here = tables.iter().enumerate().filter(|(_, table)| named(table));
                let tables = here.map(|(index, _)| (index, State::Waiting(Vec::new()))).collect();
                self.sheets.push(Sheet { info, rows: 0, tables });
            }
            Event::Row(_, row) => self.row(row),
        }
    }

    fn row(&mut self, row: Row) {
        let Some(sheet) = self.sheets.last_mut() else { return };
        sheet.rows += 1;
        if !self.unnamed_placed && !sheet.info.hidden && sheet.tables.is_empty() {
            let unnamed = self.mapping.tables.iter().enumerate().filter(|(_, table)| table.sheets.is_empty());
            sheet.tables.extend(unnamed.map(|(index, _)| (index, State::Waiting(Vec::new()))));
            self.unnamed_placed = true;
        }
        let index = self.sheets.len() - 1;
        for slot in 0..self.sheets[index].tables.len() {
            let (table, state) = &mut self.sheets[index].tables[slot];
            match state {
                State::Reading(reader) => reader.take(&row, &mut self.counts, &mut self.notes),
                State::Refused => {
                    self.counts.read += 1;
                    self.counts.refused += 1;
                }
                State::Waiting(rows) => {
                    rows.push(row.clone());
                    let table = &self.mapping.tables[*table];
                    let last_header = table.header_rows.iter().max().copied();
                    let known = last_header.is_some_and(|last| row.number >= last);
                    if known || (last_header.is_none() && rows.len() >= HEADER_SEARCH) {
                        self.open(index, slot);
                    }
                }
            }
        }
    }

    /// Finds the header among the waiting rows, binds the table, and reads the rows that came after the header.
    fn open(&mut self, sheet: usize, slot: usize) {
        let (table, state) = &mut self.sheets[sheet].tables[slot];
        let State::Waiting(rows) = std::mem::replace(state, State::Refused) else { return };
        let table = &self.mapping.tables[*table];
        let info = &self.sheets[sheet].info;
        let search =
            HeaderSearch { mapping: self.mapping, table, measures: self.measures, rows: &rows, info };
        let found = search.find();
        let header_row = found.numbers.last().copied().unwrap_or(0);
        let bound = if found.score == 0 && search.names() > 0 {
            let place = self.notes.place(&info.name, None, None);
            self.notes.push(
                Finding::new("header-not-found", Severity::Error, place)
                    .with_arg("names", search.first_names()),
            );
            None
        } else {
            Binder {
                mapping: self.mapping,
                table,
                measures: self.measures,
                headers: &found.headers,
                sheet: &info.name,
                header_row,
                notes: &mut self.notes,
            }
            .bind()
        };
        let after = rows.iter().filter(|row| row.number > header_row);
        match bound {
            Some(plan) => {
                let position = (u16::try_from(sheet).unwrap_or(u16::MAX), info.name.as_str());
                let mut reader =
                    TableReader::new(plan, table.level, self.mapping.school_code, position, &info.merged);
                for row in after {
                    reader.take(row, &mut self.counts, &mut self.notes);
                }
                self.sheets[sheet].tables[slot].1 = State::Reading(Box::new(reader));
            }
            None => {
                let rows = u32::try_from(after.count()).unwrap_or(u32::MAX);
                self.counts.read += rows;
                self.counts.refused += rows;
            }
        }
    }

    /// Ends the sheet that was read last.
    fn close_sheet(&mut self) {
        let Some(index) = self.sheets.len().checked_sub(1) else { return };
        for slot in 0..self.sheets[index].tables.len() {
            if matches!(self.sheets[index].tables[slot].1, State::Waiting(_)) {
                self.open(index, slot);
            }
            let state = &mut self.sheets[index].tables[slot].1;
            if let State::Reading(reader) = std::mem::replace(state, State::Refused) {
                self.batches.extend(reader.finish(&mut self.counts));
            }
        }
    }

    /// The reading, with what the file itself says of its end.
    #[must_use]
    pub fn finish(mut self, summary: &FileSummary) -> Reading {
        self.close_sheet();
        self.note_sheets();
        if summary.complete && self.counts.read == 0 && self.batches.is_empty() {
            let place = Place { file: Some(self.file.clone()), ..Place::default() };
            self.notes.push(Finding::new("no-rows", Severity::Error, place));
        }
        Reading {
            file: FileIdentity { name: self.file, sha256: summary.sha256.clone(), bytes: summary.bytes },
            sheets: self.sheets.into_iter().map(|sheet| sheet.info.name).collect(),
            batches: self.batches,
            findings: self.notes.finish(),
            counts: self.counts,
            profile: Profile { id: self.mapping.id.clone(), version: self.mapping.version.clone() },
            complete: summary.complete,
        }
    }

    /// Sheets that a table names and the file lacks, and sheets with rows that no table reads.
    fn note_sheets(&mut self) {
        let names: Vec<&str> = self.sheets.iter().map(|sheet| sheet.info.name.as_str()).collect();
        for wanted in self.mapping.tables.iter().flat_map(|table| &table.sheets) {
            if !names.iter().any(|name| folded(name) == folded(wanted)) {
                let hint = nearest(wanted, names.iter().copied()).unwrap_or("—");
                let place = self.notes.place(wanted, None, None);
                let finding = Finding::new("sheet-not-found", Severity::Error, place);
                self.notes.push(finding.with_arg("name", wanted).with_arg("hint", hint));
            }
        }
        for sheet in self.sheets.iter().filter(|sheet| sheet.tables.is_empty() && sheet.rows > 0) {
            let place = self.notes.place(&sheet.info.name, None, None);
            self.notes
                .push(Finding::new("sheet-not-read", Severity::Note, place).with_arg("rows", sheet.rows));
        }
    }
}

/// Looks for the header of a table among the first rows of a sheet.
struct HeaderSearch<'s> {
    mapping: &'s Mapping,
    table: &'s TableMapping,
    measures: &'s Measures,
    rows: &'s [Row],
    info: &'s SheetInfo,
}

/// A header and how many of the wanted names it holds.
struct FoundHeader {
    numbers: Vec<u32>,
    headers: Headers,
    score: usize,
}

impl HeaderSearch<'_> {
    /// The stated header rows, or the row (or two rows) that hold most of the wanted names; the upper wins a tie.
    fn find(&self) -> FoundHeader {
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

    fn names(&self) -> usize {
        self.wanted().len()
    }

    fn first_names(&self) -> String {
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
