//! Standards by id, from the county's own folder, or from a file.

use std::path::Path;
use std::sync::Arc;

use junheng_standards::{ExampleFailure, Library, LibraryError, Standard};

use crate::trouble::{Kind, Trouble};

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

/// The built-in standards with those of the county's data folder, and those that it approved, as (name, text).
/// What was approved takes the place of a file of the folder.
pub(crate) fn library(data_folder: Option<&Path>, approved: &[(String, String)]) -> Result<Library, Trouble> {
    let mut own = data_folder.map(|folder| texts(&folder.join(FOLDER))).transpose()?.unwrap_or_default();
    let ids: Vec<Option<String>> = approved.iter().map(|(_, text)| Standard::id_of(text)).collect();
    own.retain(|(_, text)| Standard::id_of(text).is_none_or(|id| !ids.contains(&Some(id))));
    let own = own.iter().chain(approved).map(|(name, text)| (name.as_str(), text.as_str()));
    Library::builtin().and_then(|library| library.with_folder(own)).map_err(Trouble::Standard)
}

/// The standards that hold for a data folder, without its data.
#[derive(Debug)]
pub struct Shelf(Library);

impl Shelf {
    /// The built-in standards with those of the data folder.
    ///
    /// # Errors
    /// When a standard of the folder has problems.
    pub fn of(data_folder: &Path) -> Result<Self, Trouble> {
        Self::with(data_folder, &[])
    }

    /// The same, and what the county approved, as (name, text).
    pub(crate) fn with(data_folder: &Path, approved: &[(String, String)]) -> Result<Self, Trouble> {
        library(Some(data_folder), approved).map(Self)
    }

    /// Reads a standard's text, which is not put on the shelf.
    pub(crate) fn read(&self, name: &str, text: &str) -> Result<Standard, Trouble> {
        self.0.read(name, text).map_err(not_had)
    }

    #[must_use]
    pub fn library(&self) -> &Library {
        &self.0
    }

    /// A standard of the shelf by its id. Never opens a file that a name leads to, so the name may come from anybody.
    ///
    /// # Errors
    /// When there is none of that id, or its file has problems.
    pub fn by_id(&self, id: &str) -> Result<Arc<Standard>, Trouble> {
        self.0.get(id).map_err(not_had)
    }

    /// A standard by id or from a file.
    ///
    /// # Errors
    /// When there is none of that name, or its file has problems.
    pub fn standard(&self, name: &str) -> Result<Arc<Standard>, Trouble> {
        find(&self.0, name)
    }
}

/// A standard by its id, or, when the name ends in `.toml`, from that file.
pub(crate) fn find(library: &Library, name: &str) -> Result<Arc<Standard>, Trouble> {
    let found = match name.strip_suffix(".toml") {
        None => library.get(name),
        Some(_) => {
            let path = Path::new(name);
            let text = std::fs::read_to_string(path).map_err(|error| Trouble::file(path, error))?;
            library.read(name, &text).map(Arc::new)
        }
    };
    found.map_err(not_had)
}

fn not_had(error: LibraryError) -> Trouble {
    match error {
        LibraryError::Unknown { id, nearest } => match nearest {
            Some(nearest) => Trouble::Said {
                kind: Kind::NotFound,
                key: "standard-near",
                args: vec![("name", id), ("near", nearest)],
            },
            None => Trouble::not_found("standard", id),
        },
        LibraryError::Chain(id) => Trouble::unreadable("standard-chain", id),
        LibraryError::Problems(problems) => Trouble::Standard(problems),
    }
}

/// Checks a standard's file and runs its worked examples: the standard, and the examples that fail.
///
/// # Errors
/// When the file cannot be read, or with all its problems.
pub fn check_file(path: &Path) -> Result<(Arc<Standard>, Vec<ExampleFailure>), Trouble> {
    let library = library(None, &[])?;
    let text = std::fs::read_to_string(path).map_err(|error| Trouble::file(path, error))?;
    let standard = library.read(&path.display().to_string(), &text);
    let standard = standard.map_err(not_had)?;
    let failures = standard.run_examples();
    Ok((Arc::new(standard), failures))
}
