//! Texts of TOML → checked tables, or every problem of them with its place. Pure: whoever calls has read the files.

mod chain;
mod example;
mod fields;
mod indicator;
mod measures;
mod parts;
mod place;

use sha2::{Digest, Sha256};

use crate::{Measures, Problem, Standard};
use fields::{Fields, Reader};

/// The form of the files that is read here.
const SCHEMA: u32 = 1;

impl Measures {
    /// Reads the catalogue of measures and the cross-checks between them.
    ///
    /// # Errors
    /// All problems, in the order of the file.
    pub fn read(name: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let reader = Reader::new(name, text);
        let mut read = Self { hash: hash([text]), ..Self::default() };
        if let Some(table) = reader.parse() {
            let fields = Fields::new(&reader, table.get_ref(), 0..0);
            check_schema(&fields);
            measures::add(&mut read, &fields);
            fields.finish();
        }
        let problems = reader.into_problems();
        if problems.is_empty() { Ok(read) } else { Err(problems) }
    }
}

impl Standard {
    /// Reads a standard. `files` are the file itself behind those that it extends, first the one that extends
    /// nothing: entries of later files replace those of the same id, or are added.
    ///
    /// # Errors
    /// All problems, file by file.
    pub fn read(files: &[(&str, &str)], measures: &Measures) -> Result<Self, Vec<Problem>> {
        let readers: Vec<Reader<'_>> = files.iter().map(|(name, text)| Reader::new(name, text)).collect();
        let read = chain::read(&readers, measures);
        let problems: Vec<Problem> = readers.into_iter().flat_map(Reader::into_problems).collect();
        match read {
            Some(mut standard) if problems.is_empty() => {
                let texts = files.iter().map(|(_, text)| *text);
                standard.hash = hash(std::iter::once(measures.hash.as_str()).chain(texts));
                Ok(standard)
            }
            _ => Err(problems),
        }
    }

    /// The id of the standard that a file's text extends, if it says so.
    #[must_use]
    pub fn extends(text: &str) -> Option<String> {
        text_of(text, "extends")
    }

    /// The id that a file's text gives its standard.
    #[must_use]
    pub fn id_of(text: &str) -> Option<String> {
        text_of(text, "id")
    }
}

/// A text at the head of a file; the head ends with its first table.
fn text_of(text: &str, key: &str) -> Option<String> {
    let head =
        text.lines().take_while(|line| !line.trim_start().starts_with('[')).collect::<Vec<_>>().join("\n");
    let table: toml::Table = toml::from_str(&head).ok()?;
    table.get(key)?.as_str().map(str::to_owned)
}

fn check_schema(fields: &Fields<'_>) {
    match fields.count("schema") {
        Some(SCHEMA) => {}
        Some(found) => {
            let args: &[(&str, &dyn std::fmt::Display)] = &[("found", &found), ("expected", &SCHEMA)];
            fields.report(&fields.span_of("schema"), "standard-schema", args);
        }
        None if fields.has("schema") => {}
        None => fields.lacks("schema").unwrap_or_default(),
    }
}

/// Lower-case hex SHA-256 over the texts, each behind its length.
fn hash<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
