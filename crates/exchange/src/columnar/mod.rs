//! The flat form: one CSV file of any number of counties, a row a unit and a column a measure, read in parallel straight
//! into the columns of snapshots. The header names `county`, `school`, `stage` and measures by their ids; fields are
//! plain, without quotes. Everything else is read by a mapping file.

mod decimal;
mod gather;
mod header;
mod rows;

use junheng_domain::{Finding, ImportInfo, Place, SchoolYear, Severity, Snapshot};
use junheng_standards::Measures;
use rayon::prelude::*;

use header::Header;

/// Findings about rows that are kept; the rest are only counted.
const FINDINGS_KEPT: usize = 1_000;
/// Bytes that one task parses: small enough to spread well, large enough to cost nothing.
const CHUNK_BYTES: usize = 1 << 20;

/// What a flat file held: a snapshot for each county, sorted by county code.
#[derive(Debug)]
pub struct Flat {
    pub snapshots: Vec<Snapshot>,
    pub findings: Vec<Finding>,
    /// Rows below the header that were not blank: kept and refused ones.
    pub rows_kept: usize,
    pub rows_refused: usize,
}

/// Whether the first line is the header of a flat file.
#[must_use]
pub fn is_flat(first_line: &[u8]) -> bool {
    let fields = header::fields(first_line);
    header::KEYS.iter().all(|key| fields.iter().any(|field| field == key))
}

/// Reads a flat file. `info` names the file; each fact's origin is its row and column there.
///
/// A row with a field that is wrong in any way is refused as a whole, with a finding. An empty field is missing.
#[must_use]
pub fn read_flat(bytes: &[u8], info: &ImportInfo, year: SchoolYear, measures: &Measures) -> Flat {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let (first, body) = split_line(bytes);
    let (header, mut findings) = Header::read(first, measures);
    let Some(header) = header else {
        return finished(Vec::new(), findings, info, (0, 0));
    };
    let chunks: Vec<rows::Chunk<'_>> =
        chunks(body).into_par_iter().map(|part| rows::parse(part, &header)).collect();
    let gathered = gather::gather(chunks, &header, info, year);
    findings.extend(gathered.findings);
    finished(gathered.snapshots, findings, info, (gathered.kept, gathered.refused))
}

/// Names the file in each finding, keeps the first thousand and says how many more there are.
fn finished(
    snapshots: Vec<Snapshot>,
    mut findings: Vec<Finding>,
    info: &ImportInfo,
    (rows_kept, rows_refused): (usize, usize),
) -> Flat {
    findings.sort_by_key(|finding| finding.place.row);
    let more = findings.len().saturating_sub(FINDINGS_KEPT);
    findings.truncate(FINDINGS_KEPT);
    if more > 0 {
        findings.push(Finding::new("flat-more", Severity::Note, Place::default()).with_arg("count", more));
    }
    for finding in &mut findings {
        finding.place.file = Some(info.name.clone());
    }
    Flat { snapshots, findings, rows_kept, rows_refused }
}

/// The line without its end, and what follows it.
fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memchr(b'\n', bytes) {
        Some(end) => (bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]), &bytes[end + 1..]),
        None => (bytes, &[]),
    }
}

/// Parts of about [`CHUNK_BYTES`] that end with a line.
fn chunks(mut body: &[u8]) -> Vec<&[u8]> {
    let mut chunks = Vec::with_capacity(body.len() / CHUNK_BYTES + 1);
    while !body.is_empty() {
        let least = body.len().min(CHUNK_BYTES);
        let end = memchr::memchr(b'\n', &body[least..]).map_or(body.len(), |found| least + found + 1);
        let (chunk, rest) = body.split_at(end);
        chunks.push(chunk);
        body = rest;
    }
    chunks
}

#[cfg(test)]
mod tests;
