//! Delimited text (CSV, TSV) as rows, by RFC 4180, saying where a file departs from it.

use std::io::{BufReader, Read, Seek, SeekFrom};

use junheng_domain::{Finding, Severity};
use memchr::{memchr, memchr_iter};

use super::sink::{Outcome, Repeated, Sink, Stop};
use super::text::{Coding, Decoded, NoText, detect};
use super::{Cell, Row, SheetInfo};

const BUFFER_BYTES: usize = 64 << 10;

/// Reads a text file as one sheet of this name.
pub(super) fn read<R: Read + Seek>(mut input: R, sheet: &str, sink: &mut Sink<'_, '_>) -> Outcome<()> {
    input.seek(SeekFrom::Start(0)).map_err(Stop::Io)?;
    let coding = match detect(BufReader::with_capacity(BUFFER_BYTES, &mut input)).map_err(Stop::Io)? {
        Ok(coding) => coding,
        Err(trouble) => return Err(no_text(trouble, sink)),
    };
    input.seek(SeekFrom::Start(0)).map_err(Stop::Io)?;
    sink.open_sheet(SheetInfo { name: sheet.to_owned(), ..SheetInfo::default() })?;
    read_rows(BufReader::with_capacity(BUFFER_BYTES, input), coding, sink)
}

fn no_text(trouble: NoText, sink: &Sink<'_, '_>) -> Stop {
    let finding = |code| Finding::new(code, Severity::Error, sink.file());
    Stop::refused(match trouble {
        NoText::Nul { line } => finding("text-has-nul").with_arg("line", line),
        NoText::Undecodable { offset, line } => {
            finding("text-encoding-unknown").with_arg("line", line).with_arg("offset", offset)
        }
    })
}

fn read_rows<R: Read>(source: BufReader<R>, coding: Coding, sink: &mut Sink<'_, '_>) -> Outcome<()> {
    let mut text = Decoded::new(source, coding).map_err(Stop::Io)?;
    let mut records: Option<Records> = None;
    while let Some(piece) = text.next().map_err(Stop::Io)? {
        records.get_or_insert_with(|| Records::new(sniff_delimiter(piece))).feed(piece, sink)?;
    }
    records.map_or(Ok(()), |records| records.finish(sink))
}

/// The most frequent of comma, semicolon and tab in the first line that holds one, outside quotes; else the comma.
fn sniff_delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted && counts.iter().any(|(_, count)| *count > 0) => break,
            byte if !quoted => {
                if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| *delimiter == byte) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // The first of equals wins.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

/// Where in a field the reading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    Plain,
    Quoted,
    /// Behind a quote within quotes: the end of the field, or the first half of a doubled quote.
    Closed,
}

/// Cuts text into records as it arrives.
struct Records {
    delimiter: u8,
    at: At,
    field: String,
    cells: Vec<Cell>,
    /// Fields of the record so far, also those beyond the limit of columns.
    fields: usize,
    /// Fields that a record must have, known from the first record with more than one.
    width: Option<usize>,
    number: u32,
    line: u64,
    /// Line on which the quotes of the field were opened.
    quote_line: u64,
    after_return: bool,
    has_stray_quote: bool,
    beyond_columns: u64,
    ragged: Repeated,
    stray_quotes: Repeated,
}

impl Records {
    fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            at: At::Start,
            field: String::new(),
            cells: Vec::new(),
            fields: 0,
            width: None,
            number: 1,
            line: 1,
            quote_line: 1,
            after_return: false,
            has_stray_quote: false,
            beyond_columns: 0,
            ragged: Repeated::default(),
            stray_quotes: Repeated::default(),
        }
    }

    fn feed(&mut self, piece: &str, sink: &mut Sink<'_, '_>) -> Outcome<()> {
        let mut rest = piece;
        while let Some(first) = rest.bytes().next() {
            let taken =
                if self.at == At::Quoted { self.quoted(rest) } else { self.unquoted(rest, first, sink)? };
            rest = &rest[taken..];
            if self.field.len() > sink.limits.text_chars as usize {
                self.check_length(sink)?;
            }
        }
        Ok(())
    }

    /// Takes text within quotes up to the next quote.
    fn quoted(&mut self, rest: &str) -> usize {
        let end = memchr(b'"', rest.as_bytes());
        let text = &rest[..end.unwrap_or(rest.len())];
        self.line += memchr_iter(b'\n', text.as_bytes()).count() as u64;
        self.field.push_str(text);
        if end.is_some() {
            self.at = At::Closed;
        }
        text.len() + usize::from(end.is_some())
    }

    /// Takes what comes next outside quotes: a mark, or text up to the next mark.
    fn unquoted(&mut self, rest: &str, first: u8, sink: &mut Sink<'_, '_>) -> Outcome<usize> {
        let after_return = std::mem::take(&mut self.after_return);
        match first {
            b'\n' if after_return => {}
            b'\n' | b'\r' => {
                self.after_return = first == b'\r';
                self.end_record(sink)?;
                self.line += 1;
            }
            b'"' => self.quote(),
            byte if byte == self.delimiter => self.end_field(sink),
            _ => {
                let is_mark = |byte| matches!(byte, b'\n' | b'\r' | b'"') || byte == self.delimiter;
                let end = rest.bytes().position(is_mark).unwrap_or(rest.len());
                self.has_stray_quote |= self.at == At::Closed;
                self.at = At::Plain;
                self.field.push_str(&rest[..end]);
                return Ok(end);
            }
        }
        Ok(1)
    }

    fn quote(&mut self) {
        match self.at {
            At::Start => {
                self.at = At::Quoted;
                self.quote_line = self.line;
            }
            At::Closed => {
                self.field.push('"');
                self.at = At::Quoted;
            }
            At::Plain | At::Quoted => {
                self.field.push('"');
                self.has_stray_quote = true;
            }
        }
    }

    fn end_field(&mut self, sink: &Sink<'_, '_>) {
        let field = std::mem::take(&mut self.field);
        self.at = At::Start;
        self.fields += 1;
        if self.fields > sink.limits.columns as usize {
            self.beyond_columns += u64::from(!field.is_empty());
        } else {
            self.cells.push(if field.is_empty() { Cell::Empty } else { Cell::Text(field.into_boxed_str()) });
        }
    }

    fn end_record(&mut self, sink: &mut Sink<'_, '_>) -> Outcome<()> {
        self.end_field(sink);
        let mut cells = Vec::with_capacity(self.cells.len());
        std::mem::swap(&mut cells, &mut self.cells);
        let fields = std::mem::take(&mut self.fields);
        let number = self.number;
        self.number = self.number.saturating_add(1);
        if std::mem::take(&mut self.has_stray_quote) {
            let finding = Finding::new("quote-in-field", Severity::Warning, sink.row_place(number));
            self.stray_quotes.report(sink, finding.with_arg("line", self.line))?;
        }
        while cells.last().is_some_and(|cell| *cell == Cell::Empty) {
            cells.pop();
        }
        if self.width.is_none() && fields > 1 {
            self.width = Some(fields);
        }
        let is_ragged = self.width.is_some_and(|width| fields < width || cells.len() > width);
        if is_ragged && cells.iter().any(|cell| !cell.is_blank()) {
            let finding = Finding::new("row-ragged", Severity::Error, sink.row_place(number))
                .with_arg("found", fields)
                .with_arg("expected", self.width.unwrap_or_default())
                .with_arg("line", self.line);
            sink.refuse_one();
            return self.ragged.report(sink, finding);
        }
        sink.row(Row { number, cells, hidden: false })
    }

    /// Called when a field may be too long.
    fn check_length(&self, sink: &Sink<'_, '_>) -> Outcome<()> {
        if self.field.chars().count() <= sink.limits.text_chars as usize {
            return Ok(());
        }
        Err(if self.at == At::Quoted && self.line > self.quote_line {
            self.unclosed(sink)
        } else {
            let finding = Finding::new("text-too-long", Severity::Error, sink.row_place(self.number));
            Stop::refused(finding.with_arg("limit", sink.limits.text_chars))
        })
    }

    fn unclosed(&self, sink: &Sink<'_, '_>) -> Stop {
        let finding = Finding::new("quote-unclosed", Severity::Error, sink.row_place(self.number));
        Stop::refused(finding.with_arg("line", self.quote_line))
    }

    fn finish(mut self, sink: &mut Sink<'_, '_>) -> Outcome<()> {
        if self.at == At::Quoted {
            return Err(self.unclosed(sink));
        }
        if self.at != At::Start || self.fields > 0 {
            self.end_record(sink)?;
        }
        self.ragged.finish(sink)?;
        self.stray_quotes.finish(sink)?;
        if self.beyond_columns > 0 {
            let finding = Finding::new("cells-beyond-columns", Severity::Warning, sink.sheet());
            sink.find(finding.with_arg("count", self.beyond_columns))?;
        }
        Ok(())
    }
}
