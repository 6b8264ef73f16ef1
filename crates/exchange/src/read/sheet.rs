//! The rows of one worksheet, cell by cell.

use std::io::Read;

use junheng_domain::{Finding, Place, Severity};

use super::package::damaged;
use super::sink::{Outcome, Sink, Stop};
use super::strings::{Strings, push_unescaped, read_item};
use super::styles::Styles;
use super::xml::{Tag, Token, Xml, XmlStop, is_true};
use super::{Cell, Moment, Row};

/// The last row and column of the file format, counted from 1.
const LAST_ROW: u32 = 1 << 20;
const LAST_COLUMN: u32 = 1 << 14;

/// What the cells of a sheet refer to.
pub(super) struct Context<'w> {
    pub(super) strings: &'w Strings,
    pub(super) styles: &'w Styles,
    pub(super) from_1904: bool,
    pub(super) may_be_stale: bool,
    /// Name of the sheet's part, for findings.
    pub(super) part: &'w str,
}

/// Cells of a kind that is told once a sheet: how many, and where the first one is.
#[derive(Default)]
struct Tally {
    count: u64,
    first: Option<(u32, u32)>,
}

impl Tally {
    fn add(&mut self, row: u32, column: u32) {
        self.count += 1;
        self.first.get_or_insert((row, column));
    }
}

/// Reads a sheet from its first row to its last.
struct SheetReader<'w, R> {
    xml: Xml<R>,
    context: &'w Context<'w>,
    text: String,
    /// Formulas with a stored result, and without.
    valued: Tally,
    unvalued: Tally,
    beyond_columns: Tally,
    /// Length of the last row, as a guess for the next.
    width: usize,
}

/// Where a row or cell breaks the rules of the format.
enum Trouble {
    Xml(XmlStop),
    Refused(Stop),
}

impl From<XmlStop> for Trouble {
    fn from(stop: XmlStop) -> Self {
        Self::Xml(stop)
    }
}

impl From<Stop> for Trouble {
    fn from(stop: Stop) -> Self {
        Self::Refused(stop)
    }
}

/// Delivers the rows of the sheet that the sink has opened last, then what is to be said of its formulas.
pub(super) fn read<R: Read>(xml: Xml<R>, context: &Context<'_>, sink: &mut Sink<'_, '_>) -> Outcome<()> {
    let mut reader = SheetReader {
        xml,
        context,
        text: String::new(),
        valued: Tally::default(),
        unvalued: Tally::default(),
        beyond_columns: Tally::default(),
        width: 0,
    };
    match reader.rows(sink) {
        Ok(()) => reader.conclude(sink),
        Err(Trouble::Xml(stop)) => Err(damaged(stop, context.part, sink)),
        Err(Trouble::Refused(stop)) => Err(stop),
    }
}

impl Context<'_> {
    /// The value that a cell writes as this text.
    fn value(&self, head: &CellHead, written: &str) -> Result<Cell, XmlStop> {
        let text = written.trim();
        Ok(match head.kind {
            _ if text.is_empty() => Cell::Empty,
            Kind::Shared => {
                let index = text.parse().map_err(|_| XmlStop::Damaged)?;
                text_cell(self.strings.get(index).ok_or(XmlStop::Damaged)?)
            }
            Kind::Number => match text.parse::<f64>() {
                Ok(serial) if serial.is_finite() && self.styles.is_date(head.style) => {
                    Cell::Date(Moment { serial, from_1904: self.from_1904 })
                }
                Ok(number) if number.is_finite() => Cell::Number(number),
                _ => Cell::Error(text.into()),
            },
            Kind::Bool => match text {
                "1" | "true" | "TRUE" => Cell::Bool(true),
                "0" | "false" | "FALSE" => Cell::Bool(false),
                _ => Cell::Error(text.into()),
            },
            Kind::Error => Cell::Error(text.into()),
            Kind::Result => {
                let mut plain = String::with_capacity(written.len());
                push_unescaped(&mut plain, written);
                text_cell(&plain)
            }
            Kind::IsoDate | Kind::Inline => text_cell(text),
        })
    }
}

impl<R: Read> SheetReader<'_, R> {
    fn rows(&mut self, sink: &mut Sink<'_, '_>) -> Result<(), Trouble> {
        let mut last = 0;
        loop {
            match self.xml.next()? {
                Token::Open(tag) if tag.name == "row" => {
                    let (number, hidden) = row_attributes(&tag);
                    let number = number.unwrap_or(last + 1);
                    if number <= last {
                        return Err(sink.refuse_row("rows-out-of-order", number).into());
                    }
                    if number > LAST_ROW {
                        return Err(sink.refuse_row("cell-out-of-range", LAST_ROW).into());
                    }
                    last = number;
                    let cells = self.cells(number, sink)?;
                    sink.row(Row { number, cells, hidden })?;
                }
                Token::End => return Ok(()),
                _ => {}
            }
        }
    }

    /// The cells of a row up to its end tag.
    fn cells(&mut self, row: u32, sink: &Sink<'_, '_>) -> Result<Vec<Cell>, Trouble> {
        let mut cells: Vec<Cell> = Vec::with_capacity(self.width);
        let mut next_column = 0;
        loop {
            let head = match self.xml.next()? {
                Token::Open(tag) if tag.name == "c" => CellHead::read(&tag),
                Token::Open(_) => {
                    self.xml.skip()?;
                    continue;
                }
                Token::Close => break,
                Token::End => return Err(XmlStop::Damaged.into()),
                _ => continue,
            };
            let column = match head.reference {
                Reference::None => next_column,
                Reference::At(at_row, column) if at_row == row => column,
                Reference::At(..) | Reference::Bad => return Err(XmlStop::Damaged.into()),
            };
            next_column = column + 1;
            if column >= LAST_COLUMN {
                return Err(sink.refuse_row("cell-out-of-range", row).into());
            }
            let cell = self.cell(&head, row, column, sink)?;
            if matches!(cell, Cell::Empty) {
                continue;
            }
            if column >= u32::from(sink.limits.columns) {
                self.beyond_columns.add(row, column);
                continue;
            }
            let index = column as usize;
            if index >= cells.len() {
                cells.resize_with(index, Cell::default);
                cells.push(cell);
            } else if matches!(cells[index], Cell::Empty) {
                cells[index] = cell;
            } else {
                return Err(sink.refuse_row("cell-twice", row).into());
            }
        }
        self.width = cells.len();
        Ok(cells)
    }

    /// The content of a cell up to its end tag.
    fn cell(&mut self, head: &CellHead, row: u32, column: u32, sink: &Sink<'_, '_>) -> Result<Cell, Trouble> {
        if head.kind != Kind::Inline
            && let Some(text) = self.xml.plain_value()
        {
            return within_limit(self.context.value(head, text)?, row, column, sink);
        }
        let mut value = None;
        let mut has_formula = false;
        loop {
            match self.xml.next()? {
                Token::Open(tag) => match tag.name {
                    "v" if head.kind != Kind::Inline => {
                        self.text.clear();
                        self.xml.text_into(&mut self.text)?;
                        value = Some(self.context.value(head, &self.text)?);
                    }
                    "is" => {
                        self.text.clear();
                        read_item(&mut self.xml, &mut self.text)?;
                        value = Some(text_cell(&self.text));
                    }
                    "f" => {
                        has_formula = true;
                        self.xml.skip()?;
                    }
                    _ => self.xml.skip()?,
                },
                Token::Close => break,
                Token::End => return Err(XmlStop::Damaged.into()),
                _ => {}
            }
        }
        let lacks_value = match &value {
            None => true,
            Some(cell) => *cell == Cell::Empty && head.kind == Kind::Number,
        };
        if has_formula && lacks_value {
            self.unvalued.add(row, column);
            return Ok(Cell::Unvalued);
        }
        if has_formula {
            self.valued.add(row, column);
        }
        within_limit(value.unwrap_or_default(), row, column, sink)
    }

    fn conclude(&self, sink: &mut Sink<'_, '_>) -> Outcome<()> {
        if let Some(sheet) = sink.sheets.last_mut() {
            sheet.formulas = self.valued.count + self.unvalued.count;
        }
        let stale = if self.context.may_be_stale { &self.valued } else { &Tally::default() };
        for (code, tally) in [
            ("formula-without-value", &self.unvalued),
            ("formula-may-be-stale", stale),
            ("cells-beyond-columns", &self.beyond_columns),
        ] {
            let Some((row, column)) = tally.first else { continue };
            let place = Place { column: u16::try_from(column).ok(), ..sink.row_place(row) };
            sink.find(Finding::new(code, Severity::Warning, place).with_arg("count", tally.count))?;
        }
        Ok(())
    }
}

fn text_cell(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
}

/// The value, unless it is a text longer than any spreadsheet allows.
fn within_limit(value: Cell, row: u32, column: u32, sink: &Sink<'_, '_>) -> Result<Cell, Trouble> {
    match value {
        Cell::Text(text) if is_longer(&text, sink.limits.text_chars) => {
            let place = Place { column: u16::try_from(column).ok(), ..sink.row_place(row) };
            let finding = Finding::new("text-too-long", Severity::Error, place);
            Err(Stop::refused(finding.with_arg("limit", sink.limits.text_chars)).into())
        }
        value => Ok(value),
    }
}

fn is_longer(text: &str, chars: u32) -> bool {
    text.len() > chars as usize && text.chars().count() > chars as usize
}

/// The number of a row, from 1, and whether it is hidden.
fn row_attributes(tag: &Tag<'_>) -> (Option<u32>, bool) {
    let (mut number, mut hidden) = (None, false);
    for (key, value) in tag.attributes() {
        match key {
            "r" => number = Some(value.parse().unwrap_or(u32::MAX)),
            "hidden" => hidden = is_true(value),
            _ => {}
        }
    }
    (number, hidden)
}

/// How the value of a cell is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Inline,
    Bool,
    Error,
    /// The text result of a formula.
    Result,
    IsoDate,
}

/// Where a cell says that it is: row from 1, column from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reference {
    None,
    At(u32, u32),
    Bad,
}

struct CellHead {
    reference: Reference,
    style: usize,
    kind: Kind,
}

impl CellHead {
    fn read(tag: &Tag<'_>) -> Self {
        let mut head = Self { reference: Reference::None, style: 0, kind: Kind::Number };
        for (key, value) in tag.attributes() {
            match key {
                "r" => head.reference = parse_reference(value),
                "s" => head.style = value.parse().unwrap_or(0),
                "t" => {
                    head.kind = match value {
                        "s" => Kind::Shared,
                        "inlineStr" => Kind::Inline,
                        "b" => Kind::Bool,
                        "e" => Kind::Error,
                        "str" => Kind::Result,
                        "d" => Kind::IsoDate,
                        _ => Kind::Number,
                    };
                }
                _ => {}
            }
        }
        head
    }
}

/// Reads `AB12`.
fn parse_reference(text: &str) -> Reference {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 || letters > 3 {
        return Reference::Bad;
    }
    let column = text
        .bytes()
        .take(letters)
        .fold(0, |column, letter| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    match text[letters..].parse() {
        Ok(row) => Reference::At(row, column - 1),
        Err(_) => Reference::Bad,
    }
}

/// Reads `A1:C3` or `A1` as an area counted from 0.
pub(super) fn parse_area(text: &str) -> Option<super::Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (Reference::At(first_row, first_column), Reference::At(last_row, last_column)) =
        (parse_reference(first), parse_reference(last))
    else {
        return None;
    };
    let is_sound = first_row >= 1
        && first_row <= last_row
        && last_row <= LAST_ROW
        && first_column <= last_column
        && last_column < LAST_COLUMN;
    is_sound.then_some(super::Area {
        first_row: first_row - 1,
        first_column: u16::try_from(first_column).ok()?,
        last_row: last_row - 1,
        last_column: u16::try_from(last_column).ok()?,
    })
}
