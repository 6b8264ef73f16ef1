//! Parses a part of the file into runs: rows that stand together and belong to one county.

use junheng_domain::{Finding, Place, SchoolCode, Severity, Stage, Subject};

use super::decimal::{self, NotADecimal};
use super::header::{Header, Role};

/// Rows of one county that stand together in the file.
#[derive(Debug)]
pub(super) struct Run<'a> {
    pub(super) county: &'a [u8],
    pub(super) subjects: Vec<Subject>,
    /// Line within the chunk of each row, from 0.
    pub(super) lines: Vec<u32>,
    /// The columns of the measures, one after the other.
    pub(super) block: Vec<f64>,
}

impl Run<'_> {
    /// The numbers of the measure in this place of the header.
    pub(super) fn column(&self, place: usize) -> &[f64] {
        let rows = self.subjects.len();
        &self.block[place * rows..(place + 1) * rows]
    }
}

#[derive(Debug, Default)]
pub(super) struct Chunk<'a> {
    pub(super) runs: Vec<Run<'a>>,
    /// Places hold the line within the chunk, from 0, as their row.
    pub(super) findings: Vec<Finding>,
    pub(super) refused: usize,
    pub(super) lines: u32,
}

/// A row's fields before they are known to be sound.
struct Fields<'a> {
    county: &'a [u8],
    school: &'a [u8],
    stage: &'a [u8],
    numbers: Vec<f64>,
}

/// Rows of the run that is being read, row by row; its columns are made when the run ends.
#[derive(Default)]
struct Open<'a> {
    county: &'a [u8],
    subjects: Vec<Subject>,
    lines: Vec<u32>,
    numbers: Vec<f64>,
}

pub(super) fn parse<'a>(mut bytes: &'a [u8], header: &Header) -> Chunk<'a> {
    let mut chunk = Chunk::default();
    let mut open = Open::default();
    let width = header.measures.len();
    let mut fields = Fields { county: b"", school: b"", stage: b"", numbers: vec![f64::NAN; width] };
    while !bytes.is_empty() {
        let (end, trouble) = read_row(bytes, header, &mut fields);
        let row = &bytes[..end];
        bytes = bytes.get(end + 1..).unwrap_or(b"");
        let line = chunk.lines;
        chunk.lines += 1;
        if row.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let kept = match trouble {
            None => open.take(&fields, line, width, &mut chunk.runs),
            Some(trouble) => Err(trouble),
        };
        if let Err(trouble) = kept {
            chunk.refused += 1;
            chunk.findings.push(trouble.finding(line));
        }
    }
    open.close(width, &mut chunk.runs);
    chunk
}

/// Why a row is refused.
struct Trouble {
    code: &'static str,
    column: Option<usize>,
    value: String,
}

impl Trouble {
    fn at(code: &'static str, column: usize, value: &[u8]) -> Self {
        let value = String::from_utf8_lossy(value).chars().take(40).collect();
        Self { code, column: Some(column), value }
    }

    fn finding(self, line: u32) -> Finding {
        let column = self.column.and_then(|column| u16::try_from(column).ok());
        let place = Place { row: Some(line), column, ..Place::default() };
        Finding::new(self.code, Severity::Error, place).with_value(self.value)
    }
}

/// Reads one row into `fields`; tells where its line ends, and the first thing that is wrong with it.
fn read_row<'a>(bytes: &'a [u8], header: &Header, fields: &mut Fields<'a>) -> (usize, Option<Trouble>) {
    let mut at = 0;
    let mut trouble = None;
    for (column, role) in header.roles.iter().enumerate() {
        let start = at;
        match role {
            Role::Measure { place, whole } => {
                let (value, length) = decimal::leading(&bytes[at..]);
                at += length;
                match value {
                    Ok(value) if *whole && !is_whole(value) => {
                        trouble
                            .get_or_insert_with(|| Trouble::at("flat-not-whole", column, &bytes[start..at]));
                    }
                    Ok(value) => fields.numbers[*place] = value,
                    Err(why) => {
                        trouble.get_or_insert_with(|| Trouble::at(code(why), column, &bytes[start..at]));
                    }
                }
            }
            Role::County => at += text(&bytes[at..], &mut fields.county),
            Role::School => at += text(&bytes[at..], &mut fields.school),
            Role::Stage => at += text(&bytes[at..], &mut fields.stage),
            Role::PassedOver => at += text_length(&bytes[at..]),
        }
        if bytes.get(at) == Some(&b'\r') {
            at += 1;
        }
        let last = column + 1 == header.roles.len();
        let ended = matches!(bytes.get(at), None | Some(b'\n'));
        if last != ended {
            let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found);
            return (end, Some(Trouble::at("flat-row-length", column, b"")));
        }
        if !last {
            at += 1;
        }
    }
    (at, trouble)
}

/// Takes the text that `bytes` begin with into `field`, which holds that of the row before; tells its length.
fn text<'a>(bytes: &'a [u8], field: &mut &'a [u8]) -> usize {
    let length = repeated(bytes, field).unwrap_or_else(|| text_length(bytes));
    *field = bytes[..length].trim_ascii();
    length
}

fn text_length(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| !matches!(byte, b',' | b'\n')).count()
}

/// The length of a field that says the same as in the row before, as county and school mostly do.
fn repeated(bytes: &[u8], before: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(before)?;
    (!before.is_empty() && rest.first() == Some(&b',')).then_some(before.len())
}

/// Whether a number of a flat file, which is below 10¹⁵, has no fraction; a missing one has none.
fn is_whole(value: f64) -> bool {
    value.is_nan() || value as i64 as f64 == value
}

fn code(why: NotADecimal) -> &'static str {
    match why {
        NotADecimal::NotANumber => "flat-not-a-number",
        NotADecimal::TooManyDigits => "flat-too-many-digits",
        NotADecimal::OutOfRange => "flat-out-of-range",
        NotADecimal::Negative => "flat-negative",
    }
}

impl<'a> Open<'a> {
    /// Adds a row; a row of another county ends the run.
    fn take(
        &mut self,
        fields: &Fields<'a>,
        line: u32,
        width: usize,
        runs: &mut Vec<Run<'a>>,
    ) -> Result<(), Trouble> {
        let text = |bytes: &'a [u8]| std::str::from_utf8(bytes).unwrap_or_default();
        let stage = match fields.stage {
            b"primary" => Some(Stage::Primary),
            b"junior" => Some(Stage::Junior),
            other => Stage::parse(text(other)),
        };
        let trouble =
            |code, value| Trouble { code, column: None, value: String::from_utf8_lossy(value).into_owned() };
        let stage = stage.ok_or_else(|| trouble("flat-stage", fields.stage))?;
        let before = self.subjects.last().and_then(Subject::school);
        let school = match before {
            Some(before) if before.as_str().as_bytes() == fields.school => before.clone(),
            _ => SchoolCode::new(text(fields.school)).map_err(|_| trouble("flat-code", fields.school))?,
        };
        if fields.county != self.county {
            self.close(width, runs);
            self.county = fields.county;
        }
        self.subjects.push(Subject::Unit(school, stage));
        self.lines.push(line);
        self.numbers.extend_from_slice(&fields.numbers);
        Ok(())
    }

    fn close(&mut self, width: usize, runs: &mut Vec<Run<'a>>) {
        if self.subjects.is_empty() {
            return;
        }
        let mut block = Vec::with_capacity(self.numbers.len());
        for place in 0..width {
            block.extend(self.numbers.chunks_exact(width).map(|row| row[place]));
        }
        runs.push(Run {
            county: self.county,
            block,
            subjects: self.subjects.split_off(0),
            lines: self.lines.split_off(0),
        });
        self.numbers.clear();
    }
}
