//! The key file of a data folder: the master keys, outside the database and readable by its owner alone.
//!
//! A line a key, `<number> <suite> <256 bits in base64>`; the highest number seals, the others still open.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::random::{self, RandomError};
use crate::suite::Suite;

const HEADER: &str = "# Junheng: keys of the sealed columns. Keep a copy apart from the backups; without it, names and \
     second factors cannot be read.";

/// Why the keys cannot be used.
#[derive(Debug, Error)]
pub enum KeyFileError {
    #[error("the key file {path} cannot be used")]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("others than its owner can read the key file {0}")]
    OpenToOthers(PathBuf),
    #[error("the key file {path} cannot be understood at line {line}")]
    Unreadable { path: PathBuf, line: usize },
    #[error("the key file {0} is missing, but there is data that it sealed")]
    Missing(PathBuf),
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// A master key, from which those for each purpose are derived.
pub(crate) struct MasterKey {
    pub(crate) number: u32,
    pub(crate) suite: Suite,
    pub(crate) bytes: Zeroizing<[u8; 32]>,
}

impl MasterKey {
    pub(crate) fn new(number: u32, suite: Suite) -> Result<Self, RandomError> {
        Ok(Self { number, suite, bytes: random::bytes()? })
    }
}

fn file_error(path: &Path) -> impl FnOnce(io::Error) -> KeyFileError + '_ {
    move |source| KeyFileError::File { path: path.to_owned(), source }
}

/// The keys of a file, by rising numbers; `None` when there is no such file.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<MasterKey>>, KeyFileError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(file_error(path)(error)),
    };
    let mode = fs::metadata(path).map_err(file_error(path))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeyFileError::OpenToOthers(path.to_owned()));
    }
    let mut keys = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let unreadable = || KeyFileError::Unreadable { path: path.to_owned(), line: at + 1 };
        keys.push(parse(line).ok_or_else(unreadable)?);
    }
    keys.sort_by_key(|key| key.number);
    if keys.is_empty() {
        return Err(KeyFileError::Unreadable { path: path.to_owned(), line: 1 });
    }
    Ok(Some(keys))
}

fn parse(line: &str) -> Option<MasterKey> {
    let [number, suite, secret] = line.split_whitespace().collect::<Vec<_>>().try_into().ok()?;
    let secret = Zeroizing::new(STANDARD.decode(secret).ok()?);
    let bytes = Zeroizing::new(secret.as_slice().try_into().ok()?);
    Some(MasterKey { number: number.parse().ok()?, suite: Suite::parse(suite)?, bytes })
}

fn text(keys: &[MasterKey]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(format!("{HEADER}\n"));
    for key in keys {
        let secret = Zeroizing::new(STANDARD.encode(*key.bytes));
        text.push_str(&format!("{} {} {}\n", key.number, key.suite.as_str(), *secret));
    }
    text
}

/// Writes the keys so that the file is whole or not there. With `replace` it takes the place of an older one; else it
/// fails when another program was quicker.
pub(crate) fn write(path: &Path, keys: &[MasterKey], replace: bool) -> Result<(), KeyFileError> {
    let name = format!("{}.{}.partial", path.display(), std::process::id());
    let partial = PathBuf::from(name);
    let done = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial)?;
        file.write_all(text(keys).as_bytes())?;
        file.sync_all()?;
        if replace { fs::rename(&partial, path) } else { fs::hard_link(&partial, path) }
    })();
    // Gone already when it was renamed; what is left of a failure is of no use.
    let _ = fs::remove_file(&partial);
    done.map_err(file_error(path))
}
