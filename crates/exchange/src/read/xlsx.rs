//! A whole workbook: the archive, the table of contents, then each sheet.
//!
//! Before the first row is read a sheet is unpacked to its end, which proves its length and checksum and finds what is
//! written after its rows: the merged areas. A large one is not kept and unpacked again for its rows.

use std::io::{BufRead, BufReader, Read, Seek};

use junheng_domain::{Finding, Severity};
use memchr::memmem::{find, rfind};

use super::package::{Package, damaged};
use super::sheet::{self, Context, parse_area};
use super::sink::{Outcome, Sink};
use super::strings::Strings;
use super::styles::Styles;
use super::workbook::{self, Sheet, Workbook};
use super::xml::{Tag, Token, Xml, XmlStop};
use super::{Area, SheetInfo};

pub(super) fn read<R: Read + Seek>(input: R, sink: &mut Sink<'_, '_>) -> Outcome<()> {
    let mut package = Package::open(input, sink)?;
    let workbook = workbook::read(&mut package, sink)?;
    let strings = read_strings(&mut package, &workbook, sink)?;
    let styles = read_styles(&mut package, &workbook, sink)?;
    for sheet in &workbook.sheets {
        let context = Context {
            strings: &strings,
            styles: &styles,
            from_1904: workbook.from_1904,
            may_be_stale: workbook.may_be_stale,
            part: &sheet.part,
        };
        read_sheet(&mut package, sheet, &context, sink)?;
    }
    Ok(())
}

fn read_strings<R: Read + Seek>(
    package: &mut Package<R>,
    workbook: &Workbook,
    sink: &Sink<'_, '_>,
) -> Outcome<Strings> {
    let Some(part) = &workbook.shared_strings else { return Ok(Strings::default()) };
    if package.length(part) > sink.limits.shared_strings_bytes {
        return Err(sink.beyond("file-shared-texts-too-large", sink.limits.shared_strings_bytes));
    }
    let Some(xml) = package.xml(part, sink)? else { return Ok(Strings::default()) };
    Strings::read(xml).map_err(|stop| damaged(stop, part, sink))
}

fn read_styles<R: Read + Seek>(
    package: &mut Package<R>,
    workbook: &Workbook,
    sink: &Sink<'_, '_>,
) -> Outcome<Styles> {
    let Some(part) = &workbook.styles else { return Ok(Styles::default()) };
    let Some(xml) = package.xml(part, sink)? else { return Ok(Styles::default()) };
    Styles::read(xml).map_err(|stop| damaged(stop, part, sink))
}

fn read_sheet<R: Read + Seek>(
    package: &mut Package<R>,
    sheet: &Sheet,
    context: &Context<'_>,
    sink: &mut Sink<'_, '_>,
) -> Outcome<()> {
    let missing = |sink: &Sink<'_, '_>| damaged(XmlStop::Damaged, &sheet.part, sink);
    let keeps = package.length(&sheet.part) <= sink.limits.child_memory_bytes / KEPT_SHARE;
    let Some(part) = package.bytes(&sheet.part, sink)? else { return Err(missing(sink)) };
    let unpacked = if keeps { Frame::read_kept(part) } else { Frame::read(part).map(|frame| (frame, None)) };
    let (frame, kept) = unpacked.map_err(|stop| damaged(stop, &sheet.part, sink))?;
    let hides_columns = !frame.hidden_columns.is_empty();
    sink.open_sheet(SheetInfo {
        name: sheet.name.clone(),
        hidden: sheet.hidden,
        merged: frame.merged,
        hidden_columns: frame.hidden_columns,
    })?;
    match (kept, package.xml(&sheet.part, sink)?) {
        (Some(kept), _) => sheet::read(Xml::new(kept.as_slice()), context, sink)?,
        (None, Some(xml)) => sheet::read(xml, context, sink)?,
        (None, None) => return Err(missing(sink)),
    }
    let hidden_rows = sink.sheets.last().map_or(0, |count| count.hidden_rows);
    for (code, is_so) in [("sheet-hidden", sheet.hidden), ("columns-hidden", hides_columns)] {
        if is_so {
            sink.find(Finding::new(code, Severity::Note, sink.sheet()))?;
        }
    }
    if hidden_rows > 0 {
        let finding = Finding::new("rows-hidden", Severity::Note, sink.sheet());
        sink.find(finding.with_arg("count", hidden_rows))?;
    }
    Ok(())
}

/// What stands around the rows of a sheet.
#[derive(Debug, Default)]
struct Frame {
    merged: Vec<Area>,
    hidden_columns: Vec<(u16, u16)>,
}

/// What is looked at of the start and of the end of a sheet. After the rows stand merged areas, links, conditions and
/// print settings; a megabyte of them is already absurd.
const HEAD_BYTES: usize = 1 << 20;
const TAIL_BYTES: usize = 4 << 20;
/// A sheet that takes at most this share of the memory of the reading process is kept once it is unpacked: growing, it
/// may take twice its length, beside the shared texts.
const KEPT_SHARE: u64 = 4;
const BUFFER_BYTES: usize = 64 << 10;
/// The tag around all rows: its first mention begins them, its last ends them.
const ROWS_TAG: &[u8] = b"sheetData";

impl Frame {
    /// Unpacks a whole sheet into memory.
    fn read_kept(mut source: impl Read) -> Result<(Self, Option<Vec<u8>>), XmlStop> {
        let mut sheet = Vec::new();
        source.read_to_end(&mut sheet)?;
        let head = &sheet[..sheet.len().min(HEAD_BYTES)];
        let tail = &sheet[sheet.len().saturating_sub(TAIL_BYTES)..];
        Ok((Self::around(head, tail)?, Some(sheet)))
    }

    /// Unpacks a whole sheet and lets go of its rows.
    fn read(source: impl Read) -> Result<Self, XmlStop> {
        let mut source = BufReader::with_capacity(BUFFER_BYTES, source);
        let mut head = Vec::new();
        source.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
        let mut tail = head.clone();
        loop {
            let chunk = source.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            let length = chunk.len();
            if tail.len() > 2 * TAIL_BYTES {
                tail.drain(..tail.len() - TAIL_BYTES);
            }
            tail.extend_from_slice(chunk);
            source.consume(length);
        }
        Self::around(&head, &tail)
    }

    /// What the start and the end of a sheet say.
    fn around(head: &[u8], tail: &[u8]) -> Result<Self, XmlStop> {
        let mut frame = Self::default();
        let start = find(head, ROWS_TAG).unwrap_or(head.len());
        let end = rfind(tail, ROWS_TAG).ok_or(XmlStop::Damaged)?;
        each_tag(&head[..start], |tag| frame.column(tag));
        each_tag(&tail[end..], |tag| frame.merge(tag));
        Ok(frame)
    }

    fn column(&mut self, tag: &Tag<'_>) {
        let value = |name| tag.attributes().find(|(key, _)| *key == name).map(|(_, value)| value);
        if tag.name == "col" && tag.says("hidden") {
            let bound = |name| value(name)?.parse::<u16>().ok()?.checked_sub(1);
            self.hidden_columns.extend(bound("min").zip(bound("max")));
        }
    }

    fn merge(&mut self, tag: &Tag<'_>) {
        if tag.name == "mergeCell" {
            let area = tag.attributes().find(|(key, _)| *key == "ref");
            self.merged.extend(area.and_then(|(_, area)| parse_area(area)));
        }
    }
}

/// Visits the opening tags of a piece of XML up to where it is cut.
fn each_tag(piece: &[u8], mut visit: impl FnMut(&Tag<'_>)) {
    let mut xml = Xml::new(piece);
    while let Ok(token) = xml.next() {
        match token {
            Token::Open(tag) => visit(&tag),
            Token::End => break,
            _ => {}
        }
    }
}
