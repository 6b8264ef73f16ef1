//! Files that are there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Marks a file that is still being written. One that a crash left behind is nobody's backup.
pub(crate) const PARTIAL: &str = ".partial";

/// A file that gets its name when it is complete and on the disk. Dropped before that, it is gone.
pub(crate) struct NewFile {
    writer: BufWriter<File>,
    partial: PathBuf,
    target: PathBuf,
    kept: bool,
}

impl NewFile {
    pub(crate) fn create(target: &Path) -> io::Result<Self> {
        if target.exists() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        let mut name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
        name.push(format!(".{}{PARTIAL}", std::process::id()));
        let partial = target.with_file_name(name);
        // A backup holds everything: only its owner reads it.
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
        let writer = BufWriter::with_capacity(1 << 16, file);
        Ok(Self { writer, partial, target: target.to_owned(), kept: false })
    }

    /// Brings all that was written to the disk, still under the partial name.
    pub(crate) fn sync(&mut self) -> io::Result<&Path> {
        self.writer.flush()?;
        self.writer.get_ref().sync_all()?;
        Ok(&self.partial)
    }

    /// Gives the file its name.
    pub(crate) fn keep(mut self) -> io::Result<()> {
        fs::rename(&self.partial, &self.target)?;
        self.kept = true;
        match self.target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) => sync_folder(folder),
            None => sync_folder(Path::new(".")),
        }
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing more can be done about a partial file that cannot be removed; `doctor` will name it.
            let _ = fs::remove_file(&self.partial);
        }
    }
}

/// Makes a rename or a new file in `folder` last through a power cut.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// `folder/stem-N.extension` with the first number that is free. Makes the folder.
pub(crate) fn next_free(folder: &Path, stem: &str, extension: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let mut number = 1_u32;
    loop {
        let path = folder.join(format!("{stem}-{number}.{extension}"));
        if !path.exists() {
            return Ok(path);
        }
        number += 1;
    }
}
