//! The vault: seals single values, each bound to its place, and computes what may be searched without opening.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::key_file::{self, KeyFileError, MasterKey};
use crate::random::{self, RandomError, hex};
use crate::suite::{NONCE_BYTES, Suite};

/// Why a value could not be sealed or opened.
#[derive(Debug, Error)]
pub enum VaultError {
    #[error(transparent)]
    Random(#[from] RandomError),
    /// It was altered, belongs to another place, or its key is not in the key file.
    #[error("a sealed value cannot be opened")]
    CannotOpen,
    #[error("a value is too long to be sealed")]
    TooLong,
}

/// Where a sealed value stands: it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Table and column, such as `person.name`.
    pub column: &'a str,
    /// The key of the row, county first.
    pub row: &'a [&'a str],
}

impl Place<'_> {
    fn bytes(&self) -> Vec<u8> {
        let parts = std::iter::once(&self.column).chain(self.row);
        parts.flat_map(|part| (part.len() as u64).to_be_bytes().into_iter().chain(part.bytes())).collect()
    }
}

/// The keys of a data folder.
pub struct Vault {
    /// By rising numbers; the last one seals.
    keys: Vec<MasterKey>,
    path: PathBuf,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault")
            .field("path", &self.path)
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}

/// The key of one purpose under a master key.
fn derived(master: &MasterKey, purpose: &str) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(master.suite.authenticate(&master.bytes, &[b"junheng vault 1", purpose.as_bytes()]))
}

impl Vault {
    /// The keys of a file.
    ///
    /// # Errors
    /// When the file is missing, can be read by others than its owner, or cannot be understood.
    pub fn open(path: &Path) -> Result<Self, KeyFileError> {
        let keys = key_file::read(path)?.ok_or_else(|| KeyFileError::Missing(path.to_owned()))?;
        Ok(Self { keys, path: path.to_owned() })
    }

    /// The keys of a file, made if there is none yet.
    ///
    /// # Errors
    /// As [`Self::open`], and when the file cannot be written.
    pub fn open_or_create(path: &Path) -> Result<Self, KeyFileError> {
        if let Some(keys) = key_file::read(path)? {
            return Ok(Self { keys, path: path.to_owned() });
        }
        match key_file::write(path, &[MasterKey::new(1, Suite::default())?], false) {
            // Another program made it in the meantime: its keys hold.
            Err(KeyFileError::File { source, .. }) if source.kind() == std::io::ErrorKind::AlreadyExists => {}
            written => written?,
        }
        Self::open(path)
    }

    /// Adds a key of the suite to the file: from now on it seals, and the others still open.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn renew(&mut self, suite: Suite) -> Result<(), KeyFileError> {
        let number = self.current().number + 1;
        self.keys.push(MasterKey::new(number, suite)?);
        key_file::write(&self.path, &self.keys, true).inspect_err(|_| {
            self.keys.pop();
        })
    }

    /// The suite that seals.
    #[must_use]
    pub fn suite(&self) -> Suite {
        self.current().suite
    }

    fn current(&self) -> &MasterKey {
        self.keys.last().expect("a key file without keys is refused when it is read")
    }

    fn key(&self, number: &str, suite: &str) -> Option<&MasterKey> {
        let number = number.parse().ok()?;
        self.keys.iter().find(|key| key.number == number && key.suite.as_str() == suite)
    }

    /// Seals a text for its place: `<suite><key number>.<base64 of nonce, ciphertext and tag>`. Nothing stays nothing.
    ///
    /// # Errors
    /// When the machine gives no random numbers, or the text is longer than the algorithm can take.
    pub fn seal(&self, place: Place<'_>, plain: &str) -> Result<String, VaultError> {
        if plain.is_empty() {
            return Ok(String::new());
        }
        let master = self.current();
        let nonce = random::bytes::<NONCE_BYTES>()?;
        let sealed = master
            .suite
            .seal(&derived(master, "seal"), &nonce, &place.bytes(), plain.as_bytes())
            .ok_or(VaultError::TooLong)?;
        let whole = [nonce.as_slice(), &sealed].concat();
        Ok(format!("{}.{}.{}", master.suite.as_str(), master.number, STANDARD_NO_PAD.encode(whole)))
    }

    /// Opens what [`Self::seal`] sealed for the same place, with whichever key and suite it names.
    ///
    /// # Errors
    /// When it was altered, belongs elsewhere, or its key is not there.
    pub fn open_sealed(&self, place: Place<'_>, sealed: &str) -> Result<Zeroizing<String>, VaultError> {
        if sealed.is_empty() {
            return Ok(Zeroizing::default());
        }
        self.opened(place, sealed).ok_or(VaultError::CannotOpen)
    }

    fn opened(&self, place: Place<'_>, sealed: &str) -> Option<Zeroizing<String>> {
        let [suite, number, body] = sealed.split('.').collect::<Vec<_>>().try_into().ok()?;
        let master = self.key(number, suite)?;
        let body = STANDARD_NO_PAD.decode(body).ok()?;
        let (nonce, sealed) = body.split_first_chunk::<NONCE_BYTES>()?;
        let plain = master.suite.open(&derived(master, "seal"), nonce, &place.bytes(), sealed)?;
        String::from_utf8(plain.to_vec()).ok().map(Zeroizing::new)
    }

    /// Whether the newest key sealed it.
    #[must_use]
    pub fn is_current(&self, sealed: &str) -> bool {
        let master = self.current();
        sealed.is_empty() || sealed.starts_with(&format!("{}.{}.", master.suite.as_str(), master.number))
    }

    /// A blind index: equal texts of one column have equal indexes, which tell nothing else. Under the newest key.
    #[must_use]
    pub fn index(&self, column: &str, text: &str) -> String {
        self.mark(self.current(), "index", column, &[text])
    }

    /// Authenticates a row that must not be changed behind the program's back, such as a granted post.
    #[must_use]
    pub fn authenticate(&self, table: &str, fields: &[&str]) -> String {
        self.mark(self.current(), "row", table, fields)
    }

    /// Whether the row is still what [`Self::authenticate`] saw.
    #[must_use]
    pub fn is_authentic(&self, table: &str, fields: &[&str], mark: &str) -> bool {
        let mut parts = mark.split('.');
        let (Some(suite), Some(number)) = (parts.next(), parts.next()) else { return false };
        let Some(master) = self.key(number, suite) else { return false };
        self.mark(master, "row", table, fields).as_bytes().ct_eq(mark.as_bytes()).into()
    }

    fn mark(&self, master: &MasterKey, purpose: &str, what: &str, fields: &[&str]) -> String {
        let parts: Vec<&[u8]> =
            std::iter::once(what).chain(fields.iter().copied()).map(str::as_bytes).collect();
        let mark = master.suite.authenticate(&derived(master, purpose), &parts);
        format!("{}.{}.{}", master.suite.as_str(), master.number, hex(&mark))
    }
}
