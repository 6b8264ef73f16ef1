//! How a stage of a school stands at a glance.
//!
//! 1. What decides are the groups of the standard that ask each unit for a count of indicators (6 of 7) or a grade; a
//!    standard without such a group decides by all its groups.
//! 2. All passed: met. Facts missing that could decide: incomplete.
//! 3. Otherwise it is counted how many indicators must be improved to pass. One: nearly met. More: not met.

use junheng_assess::report::{RowReport, UnitGroupReport};
use junheng_assess::{Standing, Verdict};
use junheng_standards::{Group, GroupRule, Standard};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a stage of a school stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    Met,
    /// Not met, and one indicator decides.
    Near,
    NotMet,
    /// Facts are missing that could still decide it either way.
    Incomplete,
    /// The standard judges no single unit.
    NotJudged,
    /// A scope rule leaves the stage out.
    NotCounted,
}

impl Light {
    pub const ALL: [Self; 6] =
        [Self::Met, Self::Near, Self::NotMet, Self::Incomplete, Self::NotJudged, Self::NotCounted];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Near => "near",
            Self::NotMet => "not_met",
            Self::Incomplete => "incomplete",
            Self::NotJudged => "not_judged",
            Self::NotCounted => "not_counted",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|light| light.as_str() == text)
    }
}

/// How a counted stage stands, and by how many indicators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stand {
    pub(crate) light: Light,
    /// Indicators met of those that decide.
    pub(crate) met: usize,
    pub(crate) of: usize,
}

/// The groups that decide how units stand.
pub(crate) fn deciding(standard: &Standard) -> Vec<&Group> {
    let counts = |group: &&Group| matches!(group.rule, GroupRule::CountMet { .. } | GroupRule::Grades { .. });
    let counting: Vec<&Group> = standard.groups.iter().filter(counts).collect();
    if counting.is_empty() { standard.groups.iter().collect() } else { counting }
}

pub(crate) fn stand(standard: &Standard, unit: &RowReport) -> Stand {
    let groups = deciding(standard);
    let mut verdict: Option<Verdict> = None;
    let (mut met, mut of, mut to_improve) = (0, 0, 0);
    for group in groups {
        let Some(result) = unit.groups.iter().find(|result| result.group == group.id) else { continue };
        let standings = standings(standard, unit, group);
        verdict = Some(verdict.map_or(result.verdict, |all| all.and(result.verdict)));
        met += standings.iter().filter(|standing| Verdict::of(**standing) == Some(Verdict::Met)).count();
        of += standings.iter().filter(|standing| **standing != Standing::Shown).count();
        to_improve += improvements(group, result, &standings, standard, unit);
    }
    let light = match verdict {
        None => Light::NotJudged,
        Some(Verdict::Met) => Light::Met,
        Some(Verdict::Incomplete) => Light::Incomplete,
        Some(Verdict::NotMet) if to_improve == 1 => Light::Near,
        Some(Verdict::NotMet) => Light::NotMet,
    };
    Stand { light, met, of }
}

fn standings(standard: &Standard, unit: &RowReport, group: &Group) -> Vec<Standing> {
    let of_group = |id: &str| {
        standard.indicators.iter().any(|indicator| indicator.id == id && indicator.group == group.id)
    };
    unit.values.iter().filter(|value| of_group(&value.indicator)).map(|value| value.standing).collect()
}

/// How many indicators of a group must at the least be improved for the group to pass.
fn improvements(
    group: &Group,
    result: &UnitGroupReport,
    standings: &[Standing],
    standard: &Standard,
    unit: &RowReport,
) -> usize {
    if result.verdict != Verdict::NotMet {
        return 0;
    }
    let lacking = |needed: u32| needed.saturating_sub(result.met) as usize;
    match &group.rule {
        GroupRule::CountMet { met_at_least } => {
            lacking(*met_at_least).max(below_floor(standard, unit, group))
        }
        GroupRule::Grades { grades, passing } => {
            grades.iter().find(|grade| grade.id == *passing).map_or(0, |grade| lacking(grade.met_at_least))
        }
        _ => {
            let missed = |standing: &&Standing| matches!(standing, Standing::NotMet | Standing::AtFloor);
            standings.iter().filter(missed).count()
        }
    }
}

/// Indicators below the share of the threshold that every one must reach.
fn below_floor(standard: &Standard, unit: &RowReport, group: &Group) -> usize {
    let has_floor = |id: &str| {
        let indicator = standard.indicators.iter().find(|indicator| indicator.id == id);
        let target = indicator.filter(|indicator| indicator.group == group.id);
        target.and_then(|indicator| indicator.target.as_ref()).is_some_and(|target| target.floor.is_some())
    };
    let below = unit.values.iter().filter(|value| value.standing == Standing::NotMet);
    below.filter(|value| has_floor(&value.indicator)).count()
}
