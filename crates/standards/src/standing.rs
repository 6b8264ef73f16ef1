//! Where a value stands against a threshold, decided on exact numbers.

use junheng_domain::{Exact, Stage};
use serde::{Deserialize, Serialize};

use crate::{Bound, Target};

/// How a value stands by an indicator.
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
    /// The indicator has no threshold; the value is only shown.
    Shown,
}

impl Standing {
    pub const ALL: [Self; 6] =
        [Self::Met, Self::AtFloor, Self::NotMet, Self::Missing, Self::NotJudged, Self::Shown];

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

impl Bound {
    /// Whether a value keeps to the bound; `at_least` and `at_most` include the threshold itself.
    #[must_use]
    pub fn keeps(self, value: &Exact, threshold: &Exact) -> bool {
        match self {
            Self::AtLeast => value >= threshold,
            Self::AtMost => value <= threshold,
            Self::MoreThan => value > threshold,
            Self::LessThan => value < threshold,
        }
    }
}

impl Target {
    /// Judges a value against the threshold in force, which a relaxation may have set. Exact: 4.196 is not 4.2.
    #[must_use]
    pub fn judge(&self, value: Option<&Exact>, threshold: &Exact) -> Standing {
        let Some(value) = value else { return Standing::Missing };
        if self.bound.keeps(value, threshold) {
            return Standing::Met;
        }
        match self.floor_at(threshold) {
            Some(floor) if *value >= floor => Standing::AtFloor,
            _ => Standing::NotMet,
        }
    }

    /// The least value that a missed indicator must still have: the floor's share of the threshold in force. Only
    /// what must be reached has one.
    #[must_use]
    pub fn floor_at(&self, threshold: &Exact) -> Option<Exact> {
        let floor = self.floor.as_ref().filter(|_| self.bound == Bound::AtLeast);
        floor.map(|floor| floor * threshold)
    }

    /// The threshold of a stage before any relaxation.
    #[must_use]
    pub fn threshold(&self, stage: Option<Stage>) -> Option<&Exact> {
        self.value.get(stage)
    }
}

#[cfg(test)]
mod tests {
    use junheng_domain::Number;

    use super::*;
    use crate::PerStage;

    fn check(bound: Bound, value: &str, expected: Standing) {
        let exact = |text: &str| Number::parse(text).unwrap().exact();
        let target = Target { bound, value: PerStage::Same(exact("4.2")), floor: Some(exact("0.85")) };
        let value = (value != "missing").then(|| exact(value));
        assert_eq!(target.judge(value.as_ref(), &exact("4.2")), expected);
    }

    #[test]
    fn a_threshold_is_met_exactly_or_not_at_all() {
        check(Bound::AtLeast, "4.2", Standing::Met);
        check(Bound::AtLeast, "4.196", Standing::AtFloor);
        check(Bound::AtLeast, "3.57", Standing::AtFloor);
        check(Bound::AtLeast, "3.5699", Standing::NotMet);
        check(Bound::AtLeast, "missing", Standing::Missing);
        check(Bound::AtMost, "4.2", Standing::Met);
        check(Bound::AtMost, "4.2001", Standing::NotMet);
        check(Bound::MoreThan, "4.2", Standing::NotMet);
        check(Bound::LessThan, "4.2", Standing::NotMet);
        check(Bound::LessThan, "4.1", Standing::Met);
    }
}
