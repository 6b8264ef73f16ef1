//! Where readers put what they find: it names the place of each finding, counts, and stops at the limits.

use junheng_domain::{Finding, Place, Severity};

use super::{Event, Limits, Row, SheetCount, SheetInfo, Visitor};

/// Why reading ended before the end of the file.
#[derive(Debug)]
pub(super) enum Stop {
    /// The file is not taken; the finding says why.
    Refused(Box<Finding>),
    /// The visitor has seen enough.
    Visitor,
    /// The file could not be read from its disk.
    Io(std::io::Error),
}

pub(super) type Outcome<T> = Result<T, Stop>;

/// Findings of one code after which only their number is told.
const FINDINGS_OF_ONE_CODE: u64 = 500;

/// The visitor together with the account of what it was given.
pub(super) struct Sink<'s, 'v> {
    pub(super) limits: &'s Limits,
    pub(super) sheets: Vec<SheetCount>,
    file: String,
    visit: &'s mut Visitor<'v>,
    rows: u32,
    cells: u64,
}

impl<'s, 'v> Sink<'s, 'v> {
    pub(super) fn new(file: &str, limits: &'s Limits, visit: &'s mut Visitor<'v>) -> Self {
        Self { limits, sheets: Vec::new(), file: file.to_owned(), visit, rows: 0, cells: 0 }
    }

    /// The file itself.
    pub(super) fn file(&self) -> Place {
        Place { file: Some(self.file.clone()), ..Place::default() }
    }

    /// The sheet being read.
    pub(super) fn sheet(&self) -> Place {
        Place { sheet: self.sheets.last().map(|sheet| sheet.name.clone()), ..self.file() }
    }

    /// A row of the sheet being read, from 1.
    pub(super) fn row_place(&self, row: u32) -> Place {
        Place { row: Some(row), ..self.sheet() }
    }

    /// A refusal of the file as a whole.
    pub(super) fn refuse(&self, code: &str) -> Stop {
        Stop::refused(Finding::new(code, Severity::Error, self.file()))
    }

    /// A refusal because a limit is passed.
    pub(super) fn beyond(&self, code: &str, limit: u64) -> Stop {
        Stop::refused(Finding::new(code, Severity::Error, self.file()).with_arg("limit", limit))
    }

    /// A refusal at a row of the sheet being read.
    pub(super) fn refuse_row(&self, code: &str, row: u32) -> Stop {
        Stop::refused(Finding::new(code, Severity::Error, self.row_place(row)))
    }

    pub(super) fn send(&mut self, event: Event) -> Outcome<()> {
        if (self.visit)(event).is_break() { Err(Stop::Visitor) } else { Ok(()) }
    }

    pub(super) fn find(&mut self, finding: Finding) -> Outcome<()> {
        self.send(Event::Finding(finding))
    }

    pub(super) fn open_sheet(&mut self, info: SheetInfo) -> Outcome<()> {
        self.sheets.push(SheetCount { name: info.name.clone(), ..SheetCount::default() });
        self.send(Event::Sheet(info))
    }

    /// Delivers a row of the last opened sheet; one without a value is only counted.
    pub(super) fn row(&mut self, row: Row) -> Outcome<()> {
        let index = self.sheets.len().saturating_sub(1);
        let filled = row.cells.iter().filter(|cell| !cell.is_blank()).count() as u64;
        let Some(count) = self.sheets.last_mut() else { return Ok(()) };
        if filled == 0 {
            count.blank_rows += 1;
            return Ok(());
        }
        count.rows += 1;
        count.hidden_rows += u32::from(row.hidden);
        count.cells += filled;
        self.rows += 1;
        self.cells += filled;
        if self.rows > self.limits.rows {
            return Err(self.beyond("file-too-many-rows", self.limits.rows.into()));
        }
        if self.cells > self.limits.cells {
            return Err(self.beyond("file-too-many-cells", self.limits.cells));
        }
        self.send(Event::Row(u16::try_from(index).unwrap_or(u16::MAX), row))
    }
}

impl Sink<'_, '_> {
    /// Counts a row that is not delivered.
    pub(super) fn refuse_one(&mut self) {
        if let Some(count) = self.sheets.last_mut() {
            count.refused_rows += 1;
        }
    }
}

impl Stop {
    pub(super) fn refused(finding: Finding) -> Self {
        Self::Refused(Box::new(finding))
    }
}

/// Findings of one code: each is reported until there are too many, then only counted.
#[derive(Default)]
pub(super) struct Repeated {
    seen: u64,
}

impl Repeated {
    pub(super) fn report(&mut self, sink: &mut Sink<'_, '_>, finding: Finding) -> Outcome<()> {
        self.seen += 1;
        if self.seen > FINDINGS_OF_ONE_CODE { Ok(()) } else { sink.find(finding) }
    }

    /// Says how many were not listed.
    pub(super) fn finish(&self, sink: &mut Sink<'_, '_>) -> Outcome<()> {
        match self.seen.checked_sub(FINDINGS_OF_ONE_CODE) {
            Some(rest @ 1..) => {
                let finding = Finding::new("findings-cut", Severity::Error, sink.sheet());
                sink.find(finding.with_arg("count", rest))
            }
            _ => Ok(()),
        }
    }
}
