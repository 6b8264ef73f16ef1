//! A file on its way into the data folder: written under a generated name, hashed as it comes, gone again when it does not
//! arrive whole.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use crate::trouble::Trouble;

/// The largest file that is taken, as the reader of files takes it.
pub const LARGEST_FILE: u64 = 64 << 20;

/// Characters of a name that are shown.
const LONGEST_NAME: usize = 120;

/// A file that is being received.
#[derive(Debug)]
pub struct Arriving {
    file: File,
    path: PathBuf,
    /// The generated name.
    pub(super) stored: String,
    /// The name to show.
    pub(super) name: String,
    hasher: Sha256,
    pub(super) sha256: String,
    pub(super) bytes: u64,
    kept: bool,
}

impl Arriving {
    pub(super) fn create(folder: &Path) -> Result<Self, Trouble> {
        let failed = |error| Trouble::file(folder, error);
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|error| Trouble::storage("no random numbers", error))?;
        let stored = hex(&random);
        let path = folder.join(&stored);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(failed)?;
        let name = String::new();
        Ok(Self {
            file,
            path,
            stored,
            name,
            hasher: Sha256::new(),
            sha256: String::new(),
            bytes: 0,
            kept: false,
        })
    }

    /// The name that the sender gives it.
    pub fn call(&mut self, name: &str) {
        self.name = shown_name(name);
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// When the file grows too large, or the disk refuses.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.bytes += bytes.len() as u64;
        if self.bytes > LARGEST_FILE {
            let limit = (LARGEST_FILE >> 20).to_string();
            return Err(Trouble::refused("web-file-too-large", vec![("limit", limit)]));
        }
        self.hasher.update(bytes);
        self.file.write_all(bytes).map_err(|error| Trouble::file(&self.path, error))
    }

    pub(super) fn finish(mut self) -> Result<Self, Trouble> {
        if self.bytes == 0 {
            return Err(Trouble::refused("web-file-needed", Vec::new()));
        }
        self.file.sync_all().map_err(|error| Trouble::file(&self.path, error))?;
        self.sha256 = hex(&std::mem::take(&mut self.hasher).finalize());
        Ok(self)
    }

    /// The file stays.
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if !self.kept {
            // What cannot be removed now belongs to no upload, and nobody is led to it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// How long a file may lie that belongs to no upload: one that is just arriving does so.
const STRAY_SECONDS: i64 = 24 * 3600;

/// Files that a crash left behind: no upload names them, and they are not new.
pub(super) fn strays(folder: &Path, waiting: &BTreeSet<String>, now: i64) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let stray = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().ok().filter(|name| !waiting.contains(name))?;
        let written = entry.metadata().ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let written = i64::try_from(written.as_secs()).ok()?;
        (now - written > STRAY_SECONDS).then_some(name)
    };
    entries.filter_map(Result::ok).filter_map(stray).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A sender's file name as it may be shown: without folders and without what would change the direction of the text around
/// it; a long one is cut before its extension.
#[must_use]
pub fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control() && !turns_text(*c)).collect();
    let clean = clean.trim();
    if clean.trim_matches('.').is_empty() {
        return UNNAMED.to_owned();
    }
    let length = clean.chars().count();
    if length <= LONGEST_NAME {
        return clean.to_owned();
    }
    let extension = clean.rsplit_once('.').map_or("", |(_, extension)| extension);
    let extension: String = extension.chars().take(8).collect();
    let kept: String = clean.chars().take(LONGEST_NAME - extension.chars().count() - 2).collect();
    format!("{kept}….{extension}")
}

/// What a file without a name is called.
const UNNAMED: &str = "?";

/// Marks that turn the direction of what follows, or hide.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        assert_eq!(shown_name(name), expected, "{name:?}");
    }

    #[test]
    fn a_name_is_shown_without_what_could_mislead() {
        check("报表.xlsx", "报表.xlsx");
        check("../../etc/passwd", "passwd");
        check("C:\\报表\\一小.xlsx", "一小.xlsx");
        check("a\u{202e}xslx.exe", "axslx.exe");
        check("a\0b\n.csv", "ab.csv");
        check("𠮷田·<b>.xlsx", "𠮷田·<b>.xlsx");
        check("..", "?");
        check("", "?");
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let hundred = format!("{}.xlsx", "学".repeat(100));
        check(&hundred, &hundred);
        let shown = shown_name(&format!("{}.xlsx", "学".repeat(300)));
        assert!(shown.ends_with("….xlsx") && shown.chars().count() <= LONGEST_NAME, "{shown}");
    }

    #[test]
    fn what_a_crash_left_behind_is_found_after_a_day() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["waiting", "stray"] {
            fs::write(folder.path().join(name), b"x").unwrap();
        }
        let waiting = BTreeSet::from(["waiting".to_owned()]);
        let written = fs::metadata(folder.path().join("stray")).unwrap().modified().unwrap();
        let written = i64::try_from(written.duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
        assert!(strays(folder.path(), &waiting, written + 60).is_empty());
        assert_eq!(strays(folder.path(), &waiting, written + STRAY_SECONDS + 1), ["stray"]);
    }

    #[test]
    fn a_file_that_does_not_arrive_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut arriving = Arriving::create(folder.path()).unwrap();
        arriving.take(b"abc").unwrap();
        drop(arriving);
        assert!(Arriving::create(folder.path()).unwrap().finish().is_err(), "an empty file");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let mut arriving = Arriving::create(folder.path()).unwrap();
        arriving.take(b"abc").unwrap();
        let arrived = arriving.finish().unwrap();
        assert_eq!(arrived.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        arrived.keep();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
