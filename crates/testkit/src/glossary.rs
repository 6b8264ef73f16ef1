//! The words of the field: `glossary.toml`.

use serde::Deserialize;

use crate::repository;

/// All terms, grouped by area in the order of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Glossary {
    #[serde(rename = "area")]
    pub areas: Vec<Area>,
    #[serde(rename = "term")]
    pub terms: Vec<Term>,
}

/// A group of terms.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    pub id: String,
    pub zh: String,
    pub en: String,
}

/// One term. The id never changes; the wording may.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    pub id: String,
    pub area: String,
    pub zh: String,
    pub en: String,
    pub definition: String,
    /// Words that must not stand for this term.
    #[serde(default)]
    pub avoid: Vec<String>,
    /// The document that uses the term.
    pub source: String,
}

impl Glossary {
    /// Reads `glossary.toml`.
    ///
    /// # Errors
    /// When the file cannot be read or does not have the shape of a glossary.
    pub fn read() -> Result<Self, String> {
        let text = repository::read("glossary.toml").map_err(|error| format!("glossary.toml: {error}"))?;
        toml::from_str(&text).map_err(|error| format!("glossary.toml: {error}"))
    }
}
