//! One file from its first byte: opened, measured, told apart by content, and read in this process.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use junheng_domain::{Finding, Severity};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::detect::{HEAD_BYTES, Kind, kind_of};
use super::sink::{Outcome, Sink, Stop};
use super::{FileSummary, Format, Limits, Visitor, delimited, xlsx};

/// A reading that could not be carried out; what is wrong with the file itself is a finding.
#[derive(Debug, Error)]
pub enum ReadError {
    #[error("the file could not be opened")]
    Open(#[source] io::Error),
    #[error("this is not a file but a folder or a device")]
    NotAFile,
    #[error("the file could not be read")]
    Read(#[source] io::Error),
    #[error("the reading process could not be started")]
    Start(#[source] io::Error),
    #[error("the reading process could not limit itself")]
    Confine,
    #[error("the reading process answered what no reader answers")]
    Protocol,
}

/// Reads a file in this process. For files that nobody vouches for, use [`super::read_isolated`].
///
/// # Errors
/// When the file cannot be opened or read from its disk.
pub fn read_file(path: &Path, limits: &Limits, visit: &mut Visitor<'_>) -> Result<FileSummary, ReadError> {
    let sha256 = hash_within(open(path)?, limits)?;
    let mut summary = read_stream(open(path)?, &display_name(path), limits, visit)?;
    summary.sha256 = sha256;
    Ok(summary)
}

/// Reads the bytes of a file that has this name.
///
/// # Errors
/// None that is expected: there is no disk to fail.
pub fn read_bytes(
    bytes: &[u8],
    name: &str,
    limits: &Limits,
    visit: &mut Visitor<'_>,
) -> Result<FileSummary, ReadError> {
    let mut summary = read_stream(Cursor::new(bytes), name, limits, visit)?;
    summary.sha256 = hash(bytes).map_err(ReadError::Read)?;
    Ok(summary)
}

/// Opens a file that is one.
pub(super) fn open(path: &Path) -> Result<File, ReadError> {
    let is_file = std::fs::metadata(path).map_err(ReadError::Open)?.is_file();
    if is_file { File::open(path).map_err(ReadError::Open) } else { Err(ReadError::NotAFile) }
}

/// The name without its folder.
pub(super) fn display_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The hash of a file, or nothing when it is too large to be read at all.
pub(super) fn hash_within(file: File, limits: &Limits) -> Result<String, ReadError> {
    let bytes = file.metadata().map_err(ReadError::Read)?.len();
    if bytes > limits.file_bytes { Ok(String::new()) } else { hash(file).map_err(ReadError::Read) }
}

/// Lower-case hex SHA-256 of what is left of `source`.
fn hash(mut source: impl Read) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match source.read(&mut buffer)? {
            0 => break,
            read => digest.update(&buffer[..read]),
        }
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Reads a file from its bytes; the summary lacks the hash.
pub(super) fn read_stream<R: Read + Seek>(
    mut input: R,
    name: &str,
    limits: &Limits,
    visit: &mut Visitor<'_>,
) -> Result<FileSummary, ReadError> {
    let bytes = input.seek(SeekFrom::End(0)).map_err(ReadError::Read)?;
    let mut sink = Sink::new(name, limits, visit);
    let mut format = Format::Other;
    let outcome = read_checked(input, bytes, name, &mut format, &mut sink);
    let complete = match outcome {
        Ok(()) => true,
        Err(Stop::Refused(finding)) => {
            // The reading ends here whatever the visitor says.
            let _ = sink.find(*finding);
            false
        }
        Err(Stop::Visitor) => false,
        Err(Stop::Io(error)) => return Err(ReadError::Read(error)),
    };
    Ok(FileSummary { format, bytes, sha256: String::new(), sheets: sink.sheets, complete })
}

fn read_checked<R: Read + Seek>(
    mut input: R,
    bytes: u64,
    name: &str,
    format: &mut Format,
    sink: &mut Sink<'_, '_>,
) -> Outcome<()> {
    if bytes > sink.limits.file_bytes {
        return Err(sink.beyond("file-too-large", sink.limits.file_bytes));
    }
    let mut head = Vec::with_capacity(HEAD_BYTES);
    input.seek(SeekFrom::Start(0)).map_err(Stop::Io)?;
    input.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(Stop::Io)?;
    let kind = kind_of(&head);
    let extension = Path::new(name).extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let extension = extension.as_deref().unwrap_or_default();
    let is_named_workbook = matches!(extension, "xlsx" | "xlsm" | "xls" | "xlsb" | "et" | "ods");
    match kind {
        Kind::Zip => {
            *format = Format::Xlsx;
            if !is_named_workbook {
                sink.find(Finding::new("file-name-misleads", Severity::Note, sink.file()))?;
            }
            xlsx::read(input, sink)
        }
        Kind::Text if is_named_workbook && head.contains(&0) => Err(sink.refuse("file-is-not-a-table")),
        Kind::Text if is_named_workbook => Err(sink.refuse("file-is-text")),
        Kind::Text => {
            *format = Format::Csv;
            let sheet = Path::new(name).file_stem().unwrap_or_default().to_string_lossy().into_owned();
            delimited::read(input, &sheet, sink)
        }
        Kind::Compound if holds_encrypted(&mut input).map_err(Stop::Io)? => {
            Err(sink.refuse("file-encrypted"))
        }
        Kind::Compound | Kind::Biff => Err(sink.refuse("file-is-old-workbook")),
        Kind::Empty => Err(sink.refuse("file-empty")),
        Kind::Markup => Err(sink.refuse("file-is-web-page")),
        Kind::Foreign => Err(sink.refuse("file-is-not-a-table")),
    }
}

/// Whether an OLE container holds a workbook under a password: its directory then names `EncryptedPackage`, in UTF-16.
fn holds_encrypted<R: Read + Seek>(input: &mut R) -> io::Result<bool> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    input.seek(SeekFrom::Start(0))?;
    let mut window = Vec::new();
    loop {
        let kept = window.len().min(name.len());
        window.drain(..window.len() - kept);
        if input.by_ref().take(1 << 20).read_to_end(&mut window)? == 0 {
            return Ok(false);
        }
        if memchr::memmem::find(&window, &name).is_some() {
            return Ok(true);
        }
    }
}
