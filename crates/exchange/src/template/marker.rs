//! The hidden marker in the first cell of a template's sheet: which standard, year and level it was made for.

use std::fmt;

use junheng_domain::{CountyCode, Level, SchoolYear};

const START: &str = "junheng-template/";
/// The layout of templates that this program writes and reads.
pub(crate) const LAYOUT: u32 = 1;
/// The header stands this many rows below the hidden row.
pub(crate) const HEADER_BELOW: u32 = 3;

/// Codes of key columns in the hidden row; all others are measure ids. A `!` behind a code marks a required column.
pub(crate) const SCHOOL: &str = "@school";
pub(crate) const STAGE: &str = "@stage";
pub(crate) const ITEM: &str = "@item";

/// What the marker says. `level` is `None` on the guidance sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marker {
    pub(crate) layout: u32,
    pub(crate) standard: String,
    pub(crate) version: String,
    pub(crate) year: Option<SchoolYear>,
    pub(crate) county: Option<CountyCode>,
    pub(crate) level: Option<Level>,
    /// School codes need not have the national form.
    pub(crate) any_codes: bool,
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{START}{}|standard={}|version={}", self.layout, self.standard, self.version)?;
        if let Some(year) = self.year {
            write!(f, "|year={year}")?;
        }
        if let Some(county) = &self.county {
            write!(f, "|county={county}")?;
        }
        if let Some(level) = self.level {
            write!(f, "|level={}", level.as_str())?;
        }
        if self.any_codes { write!(f, "|codes=any") } else { Ok(()) }
    }
}

/// Whether a text looks like a marker, sound or not.
pub(crate) fn is_marker(text: &str) -> bool {
    text.starts_with(START)
}

impl Marker {
    /// Reads a marker; `None` when it was damaged.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix(START)?.split('|');
        let layout = parts.next()?.parse().ok()?;
        let mut marker = Self {
            layout,
            standard: String::new(),
            version: String::new(),
            year: None,
            county: None,
            level: None,
            any_codes: false,
        };
        for part in parts {
            match part.split_once('=')? {
                ("standard", value) => value.clone_into(&mut marker.standard),
                ("version", value) => value.clone_into(&mut marker.version),
                ("year", value) => marker.year = Some(SchoolYear::parse(value).ok()?),
                ("county", value) => marker.county = Some(CountyCode::new(value).ok()?),
                ("level", value) => {
                    marker.level = Some(Level::ALL.into_iter().find(|level| level.as_str() == value)?);
                }
                ("codes", value) => marker.any_codes = value == "any",
                _ => {}
            }
        }
        Some(marker)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_read_as_it_was_written() {
        let marker = Marker {
            layout: LAYOUT,
            standard: "national/quality-balance-2017".into(),
            version: "1".into(),
            year: SchoolYear::parse("2026").ok(),
            county: CountyCode::new("140481").ok(),
            level: Some(Level::Unit),
            any_codes: true,
        };
        assert_eq!(Marker::parse(&marker.to_string()), Some(marker));
        assert_eq!(Marker::parse("junheng-template/x|"), None);
        assert_eq!(Marker::parse("junheng-template/1|level=street"), None);
    }
}
