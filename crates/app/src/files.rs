//! Files that are written for the user.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::trouble::Trouble;

/// Writes a file that is not there yet: what the user keeps under that name is never lost.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let file = match File::create_new(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(Trouble::refused("path-exists", vec![("path", path.display().to_string())]));
        }
        file => file,
    };
    file.and_then(|mut file| file.write_all(bytes)).map_err(|error| Trouble::file(path, error))
}
