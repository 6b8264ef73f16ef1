//! The words of a judgement.

use serde::{Deserialize, Serialize};

pub use junheng_standards::Standing;

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
    /// The requirement of one indicator taken as an obligation; `None` where nothing was required.
    #[must_use]
    pub fn of(standing: Standing) -> Option<Self> {
        match standing {
            Standing::Met | Standing::NotJudged => Some(Self::Met),
            Standing::AtFloor | Standing::NotMet => Some(Self::NotMet),
            Standing::Missing => Some(Self::Incomplete),
            Standing::Shown => None,
        }
    }

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
