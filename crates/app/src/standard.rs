//! Standards by id, from the county's own folder, or from a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use junheng_domain::Finding;
use junheng_standards::{ExampleFailure, Library, Standard};

use crate::trouble::Trouble;

/// Where a county keeps its own standards, below its data folder.
const FOLDER: &str = "standards";

/// Text files below `folder`, as (path below it, text), by path.
fn texts(folder: &Path) -> Result<Vec<(String, String)>, Trouble> {
    let mut texts = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let entries = match std::fs::read_dir(&next) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Trouble::file(&next, error)),
        };
        for entry in entries {
            let path = entry.map_err(|error| Trouble::file(&next, error))?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                let text = std::fs::read_to_string(&path).map_err(|error| Trouble::file(&path, error))?;
                texts.push((path.display().to_string(), text));
            }
        }
    }
    texts.sort();
    Ok(texts)
}

/// The built-in standards with those of the county's data folder.
pub(crate) fn library(data_folder: Option<&Path>) -> Result<Library, Trouble> {
    let own = data_folder.map(|folder| texts(&folder.join(FOLDER))).transpose()?.unwrap_or_default();
    Ok(Library::builtin().with_texts(own))
}
