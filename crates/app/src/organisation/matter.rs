//! What somebody can answer for: a requirement, an indicator, or a form of a standard.

use std::fmt;

use junheng_domain::{Level, Wording};
use junheng_exchange::template;
use junheng_standards::Standard;

/// A matter of a standard.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// A group of indicators with its rule: who answers for it answers for those that nobody else does.
    Requirement(String),
    Indicator(String),
    /// A sheet of the standard's template, by its level: who collects it.
    Form(Level),
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Requirement(id) => write!(f, "requirement:{id}"),
            Self::Indicator(id) => write!(f, "indicator:{id}"),
            Self::Form(level) => write!(f, "form:{}", level.as_str()),
        }
    }
}

impl Matter {
    /// Reads `indicator:A1`, `requirement:balance` or `form:school`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':')? {
            ("requirement", id) => Some(Self::Requirement(id.to_owned())),
            ("indicator", id) => Some(Self::Indicator(id.to_owned())),
            ("form", level) => Level::ALL.into_iter().find(|one| one.as_str() == level).map(Self::Form),
            _ => None,
        }
    }

    /// The forms of a standard, in the order of its template.
    pub(super) fn forms(standard: &Standard) -> impl Iterator<Item = Self> {
        template::asked_levels(standard).into_iter().map(Self::Form)
    }

    /// Whether the standard has it.
    pub(super) fn is_of(&self, standard: &Standard) -> bool {
        match self {
            Self::Requirement(id) => standard.groups.iter().any(|group| group.id == *id),
            Self::Indicator(id) => standard.indicators.iter().any(|one| one.id == *id),
            Self::Form(_) => Self::forms(standard).any(|form| form == *self),
        }
    }

    /// What the standard calls it; a form has a label instead.
    pub(super) fn wording<'s>(&self, standard: &'s Standard) -> Option<&'s Wording> {
        match self {
            Self::Requirement(id) => standard.groups.iter().find(|one| one.id == *id).map(|one| &one.wording),
            Self::Indicator(id) => {
                standard.indicators.iter().find(|one| one.id == *id).map(|one| &one.wording)
            }
            Self::Form(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matter_is_read_as_it_is_written() {
        for text in ["requirement:balance", "indicator:A1", "indicator:a:b", "form:school"] {
            assert_eq!(Matter::parse(text).map(|matter| matter.to_string()).as_deref(), Some(text));
        }
        for text in ["", "indicator", "form:nothing", "clause:1"] {
            assert_eq!(Matter::parse(text), None, "{text}");
        }
    }
}
