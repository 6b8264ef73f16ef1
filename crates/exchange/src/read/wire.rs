//! How the reading process hands its events over: frames of a mark and its fields, numbers little-endian or in
//! groups of seven bits. The receiver believes no length.

use std::io::{self, BufRead, Read, Write};

use serde::de::DeserializeOwned;

use super::{Cell, Event, FileSummary, Limits, Moment, Row};

/// What travels from the reading process.
#[derive(Debug, PartialEq)]
pub(super) enum Frame {
    /// The first frame: the process has limited itself.
    Ready,
    Event(Event),
    /// The last frame.
    Done(FileSummary),
    /// The disk failed; nothing follows.
    Failed,
    /// The process could not limit itself; nothing follows.
    Unconfined,
}

const SHEET: u8 = 1;
const ROW: u8 = 2;
const FINDING: u8 = 3;
const DONE: u8 = 4;
const FAILED: u8 = 5;
const UNCONFINED: u8 = 6;
const READY: u8 = 7;

const EMPTY: u8 = 0;
const NUMBER: u8 = 1;
const TEXT: u8 = 2;
const FALSE: u8 = 3;
const TRUE: u8 = 4;
const DATE_1900: u8 = 5;
const DATE_1904: u8 = 6;
const ERROR: u8 = 7;
const UNVALUED: u8 = 8;

/// The description of a sheet with all its merged areas, or of a file with all its sheets, is not longer.
const DESCRIPTION_BYTES: u64 = 64 << 20;

pub(super) fn write(frame: &Frame, out: &mut impl Write) -> io::Result<()> {
    match frame {
        Frame::Event(Event::Row(sheet, row)) => write_row(*sheet, row, out),
        Frame::Event(Event::Sheet(info)) => write_description(SHEET, info, out),
        Frame::Event(Event::Finding(finding)) => write_description(FINDING, finding, out),
        Frame::Done(summary) => write_description(DONE, summary, out),
        Frame::Ready => out.write_all(&[READY]),
        Frame::Failed => out.write_all(&[FAILED]),
        Frame::Unconfined => out.write_all(&[UNCONFINED]),
    }
}

fn write_description(mark: u8, value: &impl serde::Serialize, out: &mut impl Write) -> io::Result<()> {
    let text = serde_json::to_vec(value)?;
    out.write_all(&[mark])?;
    write_count(text.len() as u64, out)?;
    out.write_all(&text)
}

fn write_row(sheet: u16, row: &Row, out: &mut impl Write) -> io::Result<()> {
    out.write_all(&[ROW, u8::from(row.hidden)])?;
    for count in [u64::from(sheet), u64::from(row.number), row.cells.len() as u64] {
        write_count(count, out)?;
    }
    row.cells.iter().try_for_each(|cell| write_cell(cell, out))
}

fn write_cell(cell: &Cell, out: &mut impl Write) -> io::Result<()> {
    match cell {
        Cell::Empty => out.write_all(&[EMPTY]),
        Cell::Number(number) => write_double(NUMBER, *number, out),
        Cell::Text(text) => write_text(TEXT, text, out),
        Cell::Bool(truth) => out.write_all(&[if *truth { TRUE } else { FALSE }]),
        Cell::Date(moment) => {
            write_double(if moment.from_1904 { DATE_1904 } else { DATE_1900 }, moment.serial, out)
        }
        Cell::Error(text) => write_text(ERROR, text, out),
        Cell::Unvalued => out.write_all(&[UNVALUED]),
    }
}

fn write_double(mark: u8, number: f64, out: &mut impl Write) -> io::Result<()> {
    let mut bytes = [mark; 9];
    bytes[1..].copy_from_slice(&number.to_le_bytes());
    out.write_all(&bytes)
}

fn write_text(mark: u8, text: &str, out: &mut impl Write) -> io::Result<()> {
    out.write_all(&[mark])?;
    write_count(text.len() as u64, out)?;
    out.write_all(text.as_bytes())
}

fn write_count(mut count: u64, out: &mut impl Write) -> io::Result<()> {
    while count >= 0x80 {
        out.write_all(&[count as u8 | 0x80])?;
        count >>= 7;
    }
    out.write_all(&[count as u8])
}

/// Reads the next frame; `None` when the stream ends before one.
pub(super) fn read(source: &mut impl BufRead, limits: &Limits) -> io::Result<Option<Frame>> {
    if source.fill_buf()?.is_empty() {
        return Ok(None);
    }
    Ok(Some(match read_byte(source)? {
        ROW => Frame::Event(read_row(source, limits)?),
        SHEET => Frame::Event(Event::Sheet(read_description(source)?)),
        FINDING => Frame::Event(Event::Finding(read_description(source)?)),
        DONE => Frame::Done(read_description(source)?),
        READY => Frame::Ready,
        FAILED => Frame::Failed,
        UNCONFINED => Frame::Unconfined,
        _ => return Err(senseless()),
    }))
}

fn read_description<T: DeserializeOwned>(source: &mut impl BufRead) -> io::Result<T> {
    let length = read_length(source, DESCRIPTION_BYTES)?;
    // Grows with what arrives, not with what is claimed.
    let mut text = Vec::new();
    source.take(length).read_to_end(&mut text)?;
    Ok(serde_json::from_slice(&text)?)
}

fn read_row(source: &mut impl BufRead, limits: &Limits) -> io::Result<Event> {
    let hidden = read_byte(source)? != 0;
    let sheet = u16::try_from(read_count(source)?).map_err(|_| senseless())?;
    let number = u32::try_from(read_count(source)?).map_err(|_| senseless())?;
    let length = usize::try_from(read_count(source)?).map_err(|_| senseless())?;
    if length > usize::from(limits.columns) {
        return Err(senseless());
    }
    let mut cells = Vec::with_capacity(length);
    for _ in 0..length {
        cells.push(read_cell(source, limits)?);
    }
    Ok(Event::Row(sheet, Row { number, cells, hidden }))
}

fn read_cell(source: &mut impl BufRead, limits: &Limits) -> io::Result<Cell> {
    Ok(match read_byte(source)? {
        EMPTY => Cell::Empty,
        NUMBER => Cell::Number(read_double(source)?),
        TEXT => Cell::Text(read_text(source, limits)?),
        FALSE => Cell::Bool(false),
        TRUE => Cell::Bool(true),
        DATE_1900 => Cell::Date(Moment { serial: read_double(source)?, from_1904: false }),
        DATE_1904 => Cell::Date(Moment { serial: read_double(source)?, from_1904: true }),
        ERROR => Cell::Error(read_text(source, limits)?),
        UNVALUED => Cell::Unvalued,
        _ => return Err(senseless()),
    })
}

fn read_text(source: &mut impl BufRead, limits: &Limits) -> io::Result<Box<str>> {
    let length = read_length(source, 4 * u64::from(limits.text_chars))?;
    let mut bytes = vec![0; usize::try_from(length).map_err(|_| senseless())?];
    source.read_exact(&mut bytes)?;
    String::from_utf8(bytes).map(String::into_boxed_str).map_err(|_| senseless())
}

fn read_length(source: &mut impl BufRead, limit: u64) -> io::Result<u64> {
    let length = read_count(source)?;
    if length > limit { Err(senseless()) } else { Ok(length) }
}

fn read_byte(source: &mut impl BufRead) -> io::Result<u8> {
    let mut byte = [0];
    source.read_exact(&mut byte)?;
    Ok(byte[0])
}

fn read_double(source: &mut impl BufRead) -> io::Result<f64> {
    let mut bytes = [0; 8];
    source.read_exact(&mut bytes)?;
    Ok(f64::from_le_bytes(bytes))
}

fn read_count(source: &mut impl BufRead) -> io::Result<u64> {
    let mut count = 0;
    for shift in (0..63).step_by(7) {
        let byte = read_byte(source)?;
        count |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Ok(count);
        }
    }
    Err(senseless())
}

fn senseless() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests {
    use junheng_domain::{Finding, Place, Severity};
    use proptest::prelude::*;

    use super::super::{Area, Format, SheetCount, SheetInfo};
    use super::*;

    fn frames() -> Vec<Frame> {
        let row = Row {
            number: 1 << 20,
            cells: vec![
                Cell::Empty,
                Cell::Number(-0.1),
                Cell::text("第一小学"),
                Cell::Bool(true),
                Cell::Bool(false),
                Cell::Date(Moment { serial: 1.5, from_1904: true }),
                Cell::Date(Moment { serial: 1.5, from_1904: false }),
                Cell::Error("#N/A".into()),
                Cell::Unvalued,
            ],
            hidden: true,
        };
        let area = Area { first_row: 0, first_column: 1, last_row: 2, last_column: 3 };
        vec![
            Frame::Ready,
            Frame::Event(Event::Sheet(SheetInfo {
                name: "学校".into(),
                hidden: true,
                merged: vec![area],
                hidden_columns: vec![(1, 2)],
            })),
            Frame::Event(Event::Row(300, row)),
            Frame::Event(Event::Finding(
                Finding::new("row-ragged", Severity::Error, Place::default()).with_arg("found", 2),
            )),
            Frame::Done(FileSummary {
                format: Format::Xlsx,
                bytes: 5,
                sha256: "ab".into(),
                sheets: vec![SheetCount { name: "学校".into(), rows: 3, ..SheetCount::default() }],
                complete: true,
            }),
            Frame::Failed,
            Frame::Unconfined,
        ]
    }

    #[test]
    fn frames_come_back_as_they_were() {
        let mut bytes = Vec::new();
        for frame in frames() {
            write(&frame, &mut bytes).unwrap();
        }
        let mut source = &bytes[..];
        for frame in frames() {
            assert_eq!(read(&mut source, &Limits::default()).unwrap(), Some(frame));
        }
        assert_eq!(read(&mut source, &Limits::default()).unwrap(), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_receiver_panic_or_grow(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut source = &bytes[..];
            while let Ok(Some(_)) = read(&mut source, &Limits::default()) {}
        }
    }
}
