//! The repository's own files, for tests and generators that look over all of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Folders that hold no source of ours.
const SKIPPED: [&str; 5] = [".git", "target", "node_modules", "data", "__pycache__"];

/// The root folder of the repository: the folder with `Cargo.lock` that the working folder lies in. Not a path from
/// compile time, since clones may share a build folder.
#[must_use]
pub fn root() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let root = here.ancestors().find(|folder| folder.join("Cargo.lock").is_file());
    root.unwrap_or(&here).to_path_buf()
}

/// A file of the repository, by its path from the root with `/` between folders.
///
/// # Errors
/// When it cannot be read as UTF-8.
pub fn read(path: &str) -> io::Result<String> {
    fs::read_to_string(root().join(path))
}

/// The files under `folder` (empty for all) whose name ends in `ending`, as sorted paths from the root.
///
/// # Errors
/// When a folder cannot be listed.
pub fn files(folder: &str, ending: &str) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    collect(&root(), folder, ending, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(root: &Path, folder: &str, ending: &str, found: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if entry.file_type()?.is_dir() {
            // `data` is a run's data folder at the root only; elsewhere it may be source.
            let skipped = SKIPPED.contains(&name.as_str()) && (name != "data" || folder.is_empty());
            if !skipped {
                collect(root, &path, ending, found)?;
            }
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
    Ok(())
}
