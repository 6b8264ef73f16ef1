//! Stages of schooling and kinds of school.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A stage of schooling 学段. `Senior` is outside compulsory education; it is known because complete
/// secondary and twelve-year schools share rooms and equipment with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Primary,
    Junior,
    Senior,
}

impl Stage {
    pub const ALL: [Self; 3] = [Self::Primary, Self::Junior, Self::Senior];
    /// The stages of compulsory education 义务教育.
    pub const COMPULSORY: [Self; 2] = [Self::Primary, Self::Junior];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Junior => "junior",
            Self::Senior => "senior",
        }
    }

    /// Reads the English id or the Chinese name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "primary" | "小学" | "小学部" => Some(Self::Primary),
            "junior" | "初中" | "初中部" => Some(Self::Junior),
            "senior" | "高中" | "高中部" => Some(Self::Senior),
            _ => None,
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What kind of school 办学类型 it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchoolKind {
    Primary,
    TeachingPoint,
    Junior,
    NineYear,
    TwelveYear,
    CompleteSecondary,
    Senior,
    Special,
    Vocational,
}

impl SchoolKind {
    pub const ALL: [Self; 9] = [
        Self::Primary,
        Self::TeachingPoint,
        Self::Junior,
        Self::NineYear,
        Self::TwelveYear,
        Self::CompleteSecondary,
        Self::Senior,
        Self::Special,
        Self::Vocational,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::TeachingPoint => "teaching_point",
            Self::Junior => "junior",
            Self::NineYear => "nine_year",
            Self::TwelveYear => "twelve_year",
            Self::CompleteSecondary => "complete_secondary",
            Self::Senior => "senior",
            Self::Special => "special",
            Self::Vocational => "vocational",
        }
    }

    /// The stages that a school of this kind teaches.
    #[must_use]
    pub fn stages(self) -> &'static [Stage] {
        match self {
            Self::Primary | Self::TeachingPoint => &[Stage::Primary],
            Self::Junior => &[Stage::Junior],
            Self::NineYear => &[Stage::Primary, Stage::Junior],
            Self::TwelveYear => &Stage::ALL,
            Self::CompleteSecondary => &[Stage::Junior, Stage::Senior],
            Self::Senior | Self::Vocational => &[Stage::Senior],
            Self::Special => &[Stage::Primary, Stage::Junior],
        }
    }
}
