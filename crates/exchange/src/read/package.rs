//! The archive of a workbook, checked as a whole before any part of it is unpacked.

use std::collections::HashMap;
use std::io::{Read, Seek};

use junheng_domain::{Finding, Severity};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::guard::Measured;
use super::sink::{Outcome, Sink, Stop};
use super::xml::{Xml, XmlStop};

/// A checked archive. Parts are found without regard to case, as the format wants.
pub(super) struct Package<R> {
    archive: ZipArchive<R>,
    parts: HashMap<String, usize>,
}

/// A part as a stream of bytes.
pub(super) type Part<'p, R> = Measured<zip::read::ZipFile<'p, R>>;

/// Unpacked size from which a part's ratio is looked at; small parts of equal lines pack very well.
const RATIO_FROM_BYTES: u64 = 1 << 20;

impl<R: Read + Seek> Package<R> {
    /// Opens an archive and refuses what no honest workbook has.
    pub(super) fn open(input: R, sink: &Sink<'_, '_>) -> Outcome<Self> {
        let mut archive = ZipArchive::new(input).map_err(|error| unreadable(error, sink))?;
        if archive.len() > sink.limits.entries as usize {
            return Err(sink.beyond("archive-too-many-parts", sink.limits.entries.into()));
        }
        let parts = check_entries(&mut archive, sink)?;
        let inconsistent = |error| match error {
            ZipError::Io(error) if error.raw_os_error().is_some() => Stop::Io(error),
            _ => sink.refuse("archive-inconsistent"),
        };
        archive.validate_header_consistency().map_err(inconsistent)?;
        Ok(Self { archive, parts })
    }

    /// Names of the parts, in lower case.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&name.to_lowercase())
    }

    /// Length of a part, unpacked; 0 when there is none of this name.
    pub(super) fn length(&self, name: &str) -> u64 {
        let index = self.parts.get(&name.to_lowercase());
        index.and_then(|index| self.archive.by_index_data(*index).ok()).map_or(0, |entry| entry.size())
    }

    /// A part as bytes, or `None` when there is none of this name.
    pub(super) fn bytes(&mut self, name: &str, sink: &Sink<'_, '_>) -> Outcome<Option<Part<'_, R>>> {
        let Some(index) = self.parts.get(&name.to_lowercase()) else { return Ok(None) };
        let part = self.archive.by_index(*index).map_err(|error| unreadable(error, sink))?;
        let length = part.size();
        Ok(Some(Measured::new(part, length)))
    }

    /// A part as tags and texts, or `None` when there is none of this name.
    pub(super) fn xml(&mut self, name: &str, sink: &Sink<'_, '_>) -> Outcome<Option<Xml<Part<'_, R>>>> {
        Ok(self.bytes(name, sink)?.map(Xml::new))
    }
}

/// The refusal of a part that cannot be read.
pub(super) fn damaged(stop: XmlStop, part: &str, sink: &Sink<'_, '_>) -> Stop {
    let code = match stop {
        XmlStop::Doctype => "xml-has-doctype",
        XmlStop::Damaged => "file-damaged",
        XmlStop::Length => "archive-inconsistent",
        XmlStop::Io(error) => return Stop::Io(error),
    };
    let mut place = sink.file();
    place.field = Some(part.to_owned());
    Stop::refused(Finding::new(code, Severity::Error, place))
}

fn unreadable(error: ZipError, sink: &Sink<'_, '_>) -> Stop {
    match error {
        ZipError::Io(error) if error.raw_os_error().is_some() => Stop::Io(error),
        ZipError::UnsupportedArchive(_) => sink.refuse("archive-unknown-method"),
        _ => sink.refuse("file-damaged"),
    }
}

/// Looks at each entry of the directory, and returns the parts by name.
fn check_entries<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    sink: &Sink<'_, '_>,
) -> Outcome<HashMap<String, usize>> {
    if archive.has_duplicate_names() {
        return Err(sink.refuse("archive-inconsistent"));
    }
    let mut parts = HashMap::new();
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(|error| unreadable(error, sink))?;
        let name = entry.name().map_err(|error| unreadable(error, sink))?.into_owned();
        if entry.encrypted() {
            return Err(sink.refuse("file-encrypted"));
        }
        if entry.is_symlink() || !is_plain_name(&name) {
            return Err(sink.refuse("archive-unsafe-name"));
        }
        if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(sink.refuse("archive-unknown-method"));
        }
        let (size, packed) = (entry.size(), entry.compressed_size());
        if size >= RATIO_FROM_BYTES && size / packed.max(1) > sink.limits.ratio {
            return Err(sink.beyond("archive-too-dense", sink.limits.ratio));
        }
        unpacked = unpacked.saturating_add(size);
        let is_new = parts.insert(name.trim_start_matches('/').to_lowercase(), index).is_none();
        if !is_new {
            return Err(sink.refuse("archive-inconsistent"));
        }
    }
    if unpacked > sink.limits.unpacked_bytes {
        return Err(sink.beyond("file-unpacks-too-large", sink.limits.unpacked_bytes));
    }
    Ok(parts)
}

/// Whether a name stays inside the archive on every system.
fn is_plain_name(name: &str) -> bool {
    !name.contains(['\\', ':', '\0']) && !name.split('/').any(|step| step == "..") && !name.starts_with("//")
}
