//! The words of a judgement.

use serde::{Deserialize, Serialize};

/// How a unit stands by one indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Standing {
    Met,
    /// Missed, but not below the share of the threshold that every indicator must reach (85 %).
    AtFloor,
    NotMet,
    /// A fact that the value needs was not reported. Never met.
    Missing,
    /// A relaxation says that the threshold does not apply.
    NotJudged,
    /// The indicator has no threshold for a unit; the value is only shown.
    Shown,
}

/// How a group of indicators, a coefficient or a county comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Verdict {
    Met,
    NotMet,
    /// Facts are missing that could still decide it either way. Never met.
    Incomplete,
}

impl Verdict {
    /// Both must hold: one that is not met decides, else one that is incomplete.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::NotMet, _) | (_, Self::NotMet) => Self::NotMet,
            (Self::Incomplete, _) | (_, Self::Incomplete) => Self::Incomplete,
            (Self::Met, Self::Met) => Self::Met,
        }
    }
}

impl Standing {
    pub const ALL: [Self; 6] =
        [Self::Met, Self::AtFloor, Self::NotMet, Self::Missing, Self::NotJudged, Self::Shown];

    /// The requirement of this one indicator taken as an obligation; `None` where nothing was required.
    #[must_use]
    pub fn verdict(self) -> Option<Verdict> {
        match self {
            Self::Met | Self::NotJudged => Some(Verdict::Met),
            Self::AtFloor | Self::NotMet => Some(Verdict::NotMet),
            Self::Missing => Some(Verdict::Incomplete),
            Self::Shown => None,
        }
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::AtFloor => "at_floor",
            Self::NotMet => "not_met",
            Self::Missing => "missing",
            Self::NotJudged => "not_judged",
            Self::Shown => "shown",
        }
    }
}

impl Verdict {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::Incomplete => "incomplete",
        }
    }
}
