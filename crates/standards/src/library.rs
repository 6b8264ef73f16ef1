//! All standards at hand: the built-in ones, and a county's own beside or above them. Files are read when asked for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::nearest::nearest;
use crate::{Measures, Problem, Standard, StandardId};

/// Name below `standards/` and text of each built-in file.
static BUILTIN: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// The name of the file that declares the measures.
const MEASURES: &str = "measures.toml";

/// Longest chain of `extends`.
const CHAIN_LIMIT: usize = 8;

/// Standards by id, as texts; each is read once, when it is first asked for.
#[derive(Debug)]
pub struct Library {
    measures: Arc<Measures>,
    files: BTreeMap<StandardId, File>,
    read: Mutex<BTreeMap<StandardId, Arc<Standard>>>,
}

#[derive(Debug, Clone)]
struct File {
    name: String,
    text: Arc<str>,
    builtin: bool,
}

/// A standard of the library, without reading it whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: StandardId,
    /// Its file, below `standards/` or the county's folder.
    pub file: String,
    pub builtin: bool,
    pub extends: Option<StandardId>,
}

/// Why a standard cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    #[error("there is no standard `{id}`")]
    Unknown { id: String, nearest: Option<String> },
    #[error("`{0}` extends itself, or through too many files")]
    Chain(String),
    #[error("{} problems in the standard's files", .0.len())]
    Problems(Vec<Problem>),
}

impl Library {
    /// The built-in standards.
    ///
    /// # Errors
    /// When the built-in measures do not read, which the tests rule out.
    pub fn builtin() -> Result<Self, Vec<Problem>> {
        let measures = BUILTIN.iter().find(|(name, _)| *name == MEASURES).map_or("", |(_, text)| text);
        let mut library = Self {
            measures: Arc::new(Measures::read(MEASURES, measures)?),
            files: BTreeMap::new(),
            read: Mutex::default(),
        };
        for (name, text) in BUILTIN.iter().filter(|(name, _)| *name != MEASURES) {
            library.add(name, text, true)?;
        }
        Ok(library)
    }

    /// Adds a county's files, each a name and a text. A file with the id of a built-in standard takes its place.
    ///
    /// # Errors
    /// When a file does not say its id, or two of them say the same.
    pub fn with_folder<'t>(
        mut self,
        texts: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        for (name, text) in texts {
            if let Err(found) = self.add(name, text, false) {
                problems.extend(found);
            }
        }
        // What was read before may extend what was now replaced.
        self.read = Mutex::default();
        if problems.is_empty() { Ok(self) } else { Err(problems) }
    }

    fn add(&mut self, name: &str, text: &str, builtin: bool) -> Result<(), Vec<Problem>> {
        let problem = |code: &str, arg: Option<(&str, &str)>| {
            let mut problem = Problem::locate(name, text, &(0..0), code);
            problem.args.extend(arg.map(|(name, value)| (name.to_owned(), value.to_owned())));
            vec![problem]
        };
        let Some(id) = Standard::id_of(text) else {
            return Err(problem("standard-key-missing", Some(("key", "id"))));
        };
        let file = File { name: name.to_owned(), text: text.into(), builtin };
        let id = StandardId(id);
        match self.files.get(&id) {
            Some(known) if known.builtin == builtin => {
                Err(problem("standard-id-twice", Some(("piece", &id.0))))
            }
            _ => {
                self.files.insert(id, file);
                Ok(())
            }
        }
    }

    /// The measures that all standards share.
    #[must_use]
    pub fn measures(&self) -> &Arc<Measures> {
        &self.measures
    }

    /// All standards by id.
    #[must_use]
    pub fn list(&self) -> Vec<Listed> {
        let listed = |(id, file): (&StandardId, &File)| Listed {
            id: id.clone(),
            file: file.name.clone(),
            builtin: file.builtin,
            extends: Standard::extends(&file.text).map(StandardId),
        };
        self.files.iter().map(listed).collect()
    }

    /// The text of a standard's own file.
    #[must_use]
    pub fn text(&self, id: &str) -> Option<&str> {
        self.files.get(&StandardId(id.to_owned())).map(|file| &*file.text)
    }

    /// A standard with all that it extends.
    ///
    /// # Errors
    /// When there is none of this id, its chain does not end, or its files have problems.
    pub fn get(&self, id: &str) -> Result<Arc<Standard>, LibraryError> {
        let id = StandardId(id.to_owned());
        // A standard is stored whole or not at all, so a poisoned lock holds nothing half done.
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(standard) = read.get(&id) {
            return Ok(Arc::clone(standard));
        }
        let chain = self.chain(&id)?;
        let files: Vec<(&str, &str)> = chain.iter().map(|file| (file.name.as_str(), &*file.text)).collect();
        let standard = Arc::new(Standard::read(&files, &self.measures).map_err(LibraryError::Problems)?);
        read.insert(id, Arc::clone(&standard));
        Ok(standard)
    }

    /// Reads a text that is no part of the library, with what it extends of the library.
    ///
    /// # Errors
    /// As for [`Library::get`].
    pub fn read(&self, name: &str, text: &str) -> Result<Standard, LibraryError> {
        let base = match Standard::extends(text) {
            Some(id) => self.chain(&StandardId(id))?,
            None => Vec::new(),
        };
        let mut files: Vec<(&str, &str)> =
            base.iter().map(|file| (file.name.as_str(), &*file.text)).collect();
        files.push((name, text));
        Standard::read(&files, &self.measures).map_err(LibraryError::Problems)
    }

    /// The files from the one that extends nothing to the one asked for.
    fn chain(&self, id: &StandardId) -> Result<Vec<&File>, LibraryError> {
        let mut chain = Vec::new();
        let mut next = Some(id.clone());
        while let Some(id) = next {
            if chain.len() == CHAIN_LIMIT {
                return Err(LibraryError::Chain(id.0));
            }
            let Some(file) = self.files.get(&id) else {
                let nearest =
                    nearest(&id.0, self.files.keys().map(|known| known.0.as_str())).map(str::to_owned);
                return Err(LibraryError::Unknown { id: id.0, nearest });
            };
            chain.push(file);
            next = Standard::extends(&file.text).map(StandardId);
        }
        chain.reverse();
        Ok(chain)
    }
}
