//! Takes the events of a file in order and makes a [`Reading`] of them.

use junheng_domain::{Finding, Place, Severity};
use junheng_standards::{Measures, Standard};

use super::header::HeaderSearch;
use super::plan::{Binder, Plan};
use super::table::TableReader;
use crate::headers::{folded, nearest};
use crate::mapping::{CountySource, Mapping, SchoolCodeRule, TableMapping};
use crate::notes::Notes;
use crate::read::{Event, FileSummary, Row, SheetInfo};
use crate::reading::{Batch, Counts, FileIdentity, Profile, Reading};
use crate::template::{Expected, Recognised, Recogniser, is_hidden_row};

/// Rows in which a header, or the hidden row of a template, is looked for.
const HEADER_SEARCH: usize = 30;

/// Reads a file by a mapping or as a template: give it all events, then [`Intake::finish`].
#[derive(Debug)]
pub struct Intake<'a> {
    layout: Layout<'a>,
    /// The mapping; of a template, what its hidden rows say.
    mapping: Mapping,
    measures: Option<&'a Measures>,
    file: String,
    notes: Notes,
    counts: Counts,
    sheets: Vec<Sheet>,
    batches: Vec<Batch>,
}

#[derive(Debug)]
enum Layout<'a> {
    Mapping {
        /// Whether tables without a sheet name have found their sheet.
        unnamed_placed: bool,
    },
    Template(Recogniser<'a>),
}

/// A sheet and the tables that read it.
#[derive(Debug)]
struct Sheet {
    info: SheetInfo,
    rows: u32,
    slots: Vec<Slot>,
}

/// One table on one sheet, by its index in the mapping.
#[derive(Debug)]
struct Slot {
    table: usize,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Until the hidden row of a template is found.
    Seeking(Vec<Row>),
    /// Until the header is found.
    Waiting(Vec<Row>),
    Reading(Box<TableReader>),
    /// The header lacks what is needed; all rows are refused.
    Refused,
    /// Not a table: the guidance of a template.
    Ignored,
}

impl Slot {
    fn waiting(table: usize) -> Self {
        Self { table, state: State::Waiting(Vec::new()) }
    }
}

impl<'a> Intake<'a> {
    /// An intake of the file called `file`, by a mapping.
    #[must_use]
    pub fn by_mapping(file: &str, mapping: &Mapping, measures: &'a Measures) -> Self {
        Self::new(file, Layout::Mapping { unnamed_placed: false }, mapping.clone(), Some(measures))
    }

    /// An intake of the file called `file`, which was made as a template of one of these standards.
    #[must_use]
    pub fn by_template(file: &str, standards: &'a [&'a Standard], expected: Expected) -> Self {
        let mapping = Mapping {
            id: "template".to_owned(),
            version: String::new(),
            school_code: SchoolCodeRule::National,
            county: CountySource::Given,
            missing: Vec::new(),
            tables: Vec::new(),
        };
        Self::new(file, Layout::Template(Recogniser::new(standards, expected)), mapping, None)
    }

    fn new(file: &str, layout: Layout<'a>, mapping: Mapping, measures: Option<&'a Measures>) -> Self {
        Self {
            layout,
            mapping,
            measures,
            file: file.to_owned(),
            notes: Notes::new(file),
            counts: Counts::default(),
            sheets: Vec::new(),
            batches: Vec::new(),
        }
    }

    /// Takes the next event of the file.
    pub fn take(&mut self, event: Event) {
        match event {
            Event::Finding(finding) => self.notes.push(finding),
            Event::Sheet(info) => {
                self.close_sheet();
                let slots = self.slots(&info);
                self.sheets.push(Sheet { info, rows: 0, slots });
            }
            Event::Row(_, row) => self.row(&row),
        }
    }

    fn slots(&self, info: &SheetInfo) -> Vec<Slot> {
        if matches!(self.layout, Layout::Template(_)) {
            return vec![Slot { table: 0, state: State::Seeking(Vec::new()) }];
        }
        let named = |table: &TableMapping| table.sheets.iter().any(|name| folded(name) == folded(&info.name));
        let here = self.mapping.tables.iter().enumerate().filter(|(_, table)| named(table));
        here.map(|(index, _)| Slot::waiting(index)).collect()
    }

    fn row(&mut self, row: &Row) {
        let Some(sheet) = self.sheets.last_mut() else { return };
        sheet.rows += 1;
        if let Layout::Mapping { unnamed_placed } = &mut self.layout
            && !*unnamed_placed
            && !sheet.info.hidden
            && sheet.slots.is_empty()
        {
            let unnamed = self.mapping.tables.iter().enumerate().filter(|(_, table)| table.sheets.is_empty());
            sheet.slots.extend(unnamed.map(|(index, _)| Slot::waiting(index)));
            *unnamed_placed = true;
        }
        let index = self.sheets.len() - 1;
        for slot in 0..self.sheets[index].slots.len() {
            self.slot_row(index, slot, row);
        }
    }

    fn slot_row(&mut self, sheet: usize, slot: usize, row: &Row) {
        let Slot { table, state } = &mut self.sheets[sheet].slots[slot];
        match state {
            State::Reading(reader) => reader.take(row, &mut self.counts, &mut self.notes),
            State::Ignored => {}
            State::Refused => {
                self.counts.read += 1;
                self.counts.refused += 1;
            }
            State::Seeking(rows) => {
                rows.push(row.clone());
                if is_hidden_row(row) || rows.len() >= HEADER_SEARCH {
                    self.recognise(sheet, slot);
                }
            }
            State::Waiting(rows) => {
                rows.push(row.clone());
                let last_header = self.mapping.tables[*table].header_rows.iter().max().copied();
                let known = last_header.is_some_and(|last| row.number >= last);
                if known || (last_header.is_none() && rows.len() >= HEADER_SEARCH) {
                    self.open(sheet, slot);
                }
            }
        }
    }

    /// Asks the recogniser of templates what the sheet is.
    fn recognise(&mut self, sheet: usize, slot: usize) {
        let Layout::Template(recogniser) = &mut self.layout else { return };
        let Sheet { info, slots, .. } = &mut self.sheets[sheet];
        let State::Seeking(rows) = std::mem::replace(&mut slots[slot].state, State::Ignored) else { return };
        let Some(marked) = rows.iter().find(|row| is_hidden_row(row)) else { return };
        match recogniser.recognise(marked, &info.name, &mut self.notes) {
            Recognised::Table { table, measures, any_codes, profile } => {
                self.mapping.id = profile.id;
                self.mapping.version = profile.version;
                if any_codes {
                    self.mapping.school_code = SchoolCodeRule::Any;
                }
                self.measures = Some(measures);
                self.mapping.tables.push(*table);
                slots[slot] = Slot { table: self.mapping.tables.len() - 1, state: State::Waiting(rows) };
            }
            Recognised::Guidance => {}
            Recognised::Refused => slots[slot].state = State::Refused,
        }
    }

    /// Finds the header among the waiting rows, binds the table, and reads the rows that came after the header.
    fn open(&mut self, sheet: usize, slot: usize) {
        let Slot { table, state } = &mut self.sheets[sheet].slots[slot];
        let table = *table;
        let State::Waiting(rows) = std::mem::replace(state, State::Refused) else { return };
        let (header_row, plan) = self.bind(sheet, table, &rows);
        let after = rows.iter().filter(|row| row.number > header_row);
        let Some(plan) = plan else {
            let refused = u32::try_from(after.count()).unwrap_or(u32::MAX);
            self.counts.read += refused;
            self.counts.refused += refused;
            return;
        };
        let info = &self.sheets[sheet].info;
        let position = (u16::try_from(sheet).unwrap_or(u16::MAX), info.name.as_str());
        let (number, level) = (u16::try_from(table).unwrap_or(u16::MAX), self.mapping.tables[table].level);
        let code_rule = self.mapping.school_code;
        let mut reader = TableReader::new(plan, level, code_rule, position, number, &info.merged);
        for row in after {
            reader.take(row, &mut self.counts, &mut self.notes);
        }
        self.sheets[sheet].slots[slot].state = State::Reading(Box::new(reader));
    }

    /// The last header row and the bound table, when all that it needs is there.
    fn bind(&mut self, sheet: usize, table: usize, rows: &[Row]) -> (u32, Option<Plan>) {
        let Some(measures) = self.measures else { return (0, None) };
        let info = &self.sheets[sheet].info;
        let table = &self.mapping.tables[table];
        let search = HeaderSearch { mapping: &self.mapping, table, measures, rows, info };
        let found = search.find();
        let header_row = found.numbers.last().copied().unwrap_or(0);
        if found.score == 0 && search.names() > 0 {
            let finding =
                Finding::new("header-not-found", Severity::Error, self.notes.place(&info.name, None, None));
            self.notes.push(finding.with_arg("names", search.first_names()));
            return (header_row, None);
        }
        let binder = Binder {
            mapping: &self.mapping,
            table,
            measures,
            headers: &found.headers,
            sheet: &info.name,
            header_row,
            notes: &mut self.notes,
        };
        (header_row, binder.bind())
    }

    /// Ends the sheet that was read last.
    fn close_sheet(&mut self) {
        let Some(index) = self.sheets.len().checked_sub(1) else { return };
        for slot in 0..self.sheets[index].slots.len() {
            if matches!(self.sheets[index].slots[slot].state, State::Seeking(_)) {
                self.recognise(index, slot);
            }
            if matches!(self.sheets[index].slots[slot].state, State::Waiting(_)) {
                self.open(index, slot);
            }
            let state = &mut self.sheets[index].slots[slot].state;
            if matches!(state, State::Reading(_))
                && let State::Reading(reader) = std::mem::replace(state, State::Refused)
            {
                self.batches.extend(reader.finish(&mut self.counts));
            }
        }
    }

    /// The reading, with what the file itself says of its end.
    #[must_use]
    pub fn finish(mut self, summary: &FileSummary) -> Reading {
        self.close_sheet();
        self.note_sheets();
        self.count_undelivered(summary);
        if summary.complete && self.counts.read == 0 {
            let place = Place { file: Some(self.file.clone()), ..Place::default() };
            let unrecognised = matches!(self.layout, Layout::Template(_)) && self.mapping.tables.is_empty();
            let code = if unrecognised { "template-not-recognised" } else { "no-rows" };
            self.notes.push(Finding::new(code, Severity::Error, place));
        }
        let mut findings = self.notes.finish();
        if matches!(self.layout, Layout::Template(_)) && !self.mapping.tables.is_empty() {
            findings.retain(|finding| !is_the_templates_own(finding));
        }
        Reading {
            file: FileIdentity { name: self.file, sha256: summary.sha256.clone(), bytes: summary.bytes },
            sheets: self.sheets.into_iter().map(|sheet| sheet.info.name).collect(),
            batches: self.batches,
            findings,
            counts: self.counts,
            profile: Profile { id: self.mapping.id, version: self.mapping.version },
            complete: summary.complete,
        }
    }

    /// Rows that the reader refused never came here; each table of their sheet would have read them.
    fn count_undelivered(&mut self, summary: &FileSummary) {
        for (sheet, count) in self.sheets.iter().zip(&summary.sheets) {
            let tables = sheet.slots.iter().filter(|slot| !matches!(slot.state, State::Ignored)).count();
            let rows = count.refused_rows.saturating_mul(u32::try_from(tables).unwrap_or(u32::MAX));
            self.counts.read = self.counts.read.saturating_add(rows);
            self.counts.refused = self.counts.refused.saturating_add(rows);
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
        for sheet in self.sheets.iter().filter(|sheet| sheet.slots.is_empty() && sheet.rows > 0) {
            let place = self.notes.place(&sheet.info.name, None, None);
            self.notes
                .push(Finding::new("sheet-not-read", Severity::Note, place).with_arg("rows", sheet.rows));
        }
    }
}

/// Whether a note is about what a template hides itself: the row of codes of each sheet, and the sheet of word lists.
fn is_the_templates_own(note: &Finding) -> bool {
    match note.code.as_str() {
        "rows-hidden" => note.args.iter().any(|(name, value)| name == "count" && value == "1"),
        "sheet-hidden" => true,
        _ => false,
    }
}
