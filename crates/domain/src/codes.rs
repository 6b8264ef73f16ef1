//! Identifiers: short tokens that name counties, schools, measures and school years.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is not a code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CodeError {
    #[error("a code may not be empty")]
    Empty,
    #[error("a code has at most {limit} characters, this one has {found}")]
    TooLong { limit: usize, found: usize },
    #[error("`{0}` may not stand in a code")]
    BadCharacter(char),
    #[error("`{0}` is not a school year such as 2026 or 2026-2027")]
    BadYear(String),
}

const CODE_LIMIT: usize = 64;

/// Codes come from many registers, so their alphabet is wide; only what would break a table, a path
/// or a terminal is refused.
fn checked(text: &str) -> Result<Arc<str>, CodeError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(CodeError::Empty);
    }
    // Most codes are digits and letters, and a nation has many.
    if text.len() <= CODE_LIMIT && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(text.into());
    }
    let found = text.chars().count();
    if found > CODE_LIMIT {
        return Err(CodeError::TooLong { limit: CODE_LIMIT, found });
    }
    match text.chars().find(|c| c.is_control() || matches!(c, '/' | '\\' | '|')) {
        Some(c) => Err(CodeError::BadCharacter(c)),
        None => Ok(text.into()),
    }
}

macro_rules! code {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes `text` without the blanks around it.
            ///
            /// # Errors
            /// When the text is empty, over 64 characters, or holds a control character, `/`, `\` or `|`.
            pub fn new(text: &str) -> Result<Self, CodeError> {
                checked(text).map(Self)
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = CodeError;
            fn try_from(text: String) -> Result<Self, CodeError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0.as_ref().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

code! {
    /// A county: GB/T 2260 six digits at home, any token elsewhere.
    CountyCode
}
code! {
    /// A school: the ten-digit 学校（机构）标识码 at home, any token elsewhere.
    SchoolCode
}
code! {
    /// A class or a room within a school.
    ItemCode
}
code! {
    /// A measure of the catalogue, such as `pupils` or `teaching_area`.
    MeasureId
}

/// A school year, named by the year in which it starts: 2026 is 2026—2027 (1 September to 31 August).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SchoolYear(u16);

impl SchoolYear {
    /// Reads `2026`, `2026-2027` or `2026—2027`.
    ///
    /// # Errors
    /// When the text is neither, or the second year does not follow the first.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let bad = || CodeError::BadYear(text.to_owned());
        let mut parts = text.trim().split(['-', '—', '–']).filter(|part| !part.is_empty());
        let start: u16 = parts.next().ok_or_else(bad)?.trim().parse().map_err(|_| bad())?;
        let next: Option<u16> = parts.next().map(|p| p.trim().parse().map_err(|_| bad())).transpose()?;
        let follows = next.is_none_or(|year| year == start + 1);
        if parts.next().is_some() || !follows || !(1900..=2200).contains(&start) {
            return Err(bad());
        }
        Ok(Self(start))
    }

    /// The year in which it starts.
    #[must_use]
    pub fn start(self) -> u16 {
        self.0
    }

    /// The school year before this one.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        (self.0 > 1900).then(|| Self(self.0 - 1))
    }

    /// The school year after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_year_reads_both_spellings_and_refuses_a_gap() {
        assert_eq!(SchoolYear::parse("2026").unwrap().start(), 2026);
        assert_eq!(SchoolYear::parse("2026—2027").unwrap().start(), 2026);
        assert!(SchoolYear::parse("2026-2028").is_err());
        assert!(SchoolYear::parse("26").is_err());
    }

    #[test]
    fn a_code_is_trimmed_and_may_not_hold_a_line_break() {
        assert_eq!(SchoolCode::new(" 2114000001 ").unwrap().as_str(), "2114000001");
        assert_eq!(SchoolCode::new("a\nb"), Err(CodeError::BadCharacter('\n')));
        assert_eq!(SchoolCode::new("  "), Err(CodeError::Empty));
    }
}
