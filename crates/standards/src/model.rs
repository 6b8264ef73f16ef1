//! A standard as the checked tables that `assess` works on.

use std::collections::BTreeMap;
use std::fmt::Display;

use junheng_domain::{Exact, MeasureId, Stage, Wording};

use crate::expr::{Collection, Typed, Value};
use crate::{Measures, Standing, Unit};

/// Path-like name of a standard, such as `national/quality-balance-2017`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StandardId(pub String);

/// One document's requirements, in one version.
#[derive(Debug, Clone)]
pub struct Standard {
    pub id: StandardId,
    pub version: String,
    /// Lower-case hex SHA-256 of the files it was read from (the standard, its overrides and the measures).
    pub hash: String,
    pub wording: Wording,
    pub source: Source,
    /// First and last day in force, `YYYY-MM-DD`.
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
    pub params: Vec<Param>,
    /// Weight of a pupil of each stage when shared resources are split (1 : 1.1 : 1.32).
    pub split_weights: BTreeMap<Stage, Exact>,
    /// Pupils of a unit: the weight in means and coefficients, and the base of splits.
    pub pupils: MeasureId,
    pub scope: Vec<ScopeRule>,
    pub groups: Vec<Group>,
    pub indicators: Vec<Indicator>,
    pub composites: Vec<Composite>,
    pub measures: Measures,
}

/// Where a rule or number comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub document: String,
    pub number: String,
    pub status: Status,
}

/// How well a figure is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Stood in a page that quotes the document.
    Seen,
    /// Seen only in public code.
    PublicCode,
    /// From memory.
    Memory,
    /// Set by a county or an example itself.
    Local,
}

impl Status {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::PublicCode => "public_code",
            Self::Memory => "memory",
            Self::Local => "local",
        }
    }
}

/// The place in a document that an entry rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    pub source: Source,
    /// Article or item, such as `第五条（三）`; may be empty.
    pub article: String,
}

/// A setting of a standard that `--param name=value` overrides; printed in each result.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    pub name: String,
    pub default: Value,
    /// Allowed codes when the value is a code; empty for a number.
    pub choices: Vec<String>,
    pub wording: Wording,
}

/// Decides whether, and as what, a unit is counted. Rules are tried in order; the first that holds decides.
#[derive(Debug, Clone)]
pub struct ScopeRule {
    pub id: String,
    pub when: Condition,
    pub effect: Effect,
    /// Printed for each unit that it leaves out.
    pub reason: Wording,
    pub clause: Clause,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    LeaveOut,
    /// Pupils and resources are added to the school named by the measure `mother_school`.
    MergeIntoMother,
    /// Counts, whatever later rules say.
    Keep,
}

/// A set of indicators with a common rule for passing.
#[derive(Debug, Clone)]
pub struct Group {
    pub id: String,
    pub wording: Wording,
    pub rule: GroupRule,
    pub clause: Clause,
}

/// When a group of indicators is passed.
#[derive(Debug, Clone, PartialEq)]
pub enum GroupRule {
    /// Every indicator is met.
    All,
    /// Each unit meets at least `met_at_least` indicators and none is below its floor (6 of 7, the rest at 85 %).
    CountMet { met_at_least: u32 },
    /// Each unit gets the first grade whose count it reaches; `passing` names the lowest grade that passes.
    Grades { grades: Vec<Grade>, passing: String },
    /// Points of the items add up to at least `pass` out of `full`.
    Score { pass: Exact, full: Exact },
    /// At least this share of the indicators, or of the schools, is met (coverage).
    Share { at_least: Exact },
    /// Any indicator of the group that is `met` stops recognition (一票否决): its formula or entry says that it happened.
    Veto,
    /// Shown, not judged.
    Show,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Grade {
    pub id: String,
    pub wording: Wording,
    pub met_at_least: u32,
}

/// One requirement that is measured or entered.
#[derive(Debug, Clone)]
pub struct Indicator {
    pub id: String,
    pub wording: Wording,
    pub group: String,
    pub level: IndicatorLevel,
    pub clause: Clause,
    /// Stages it judges; empty for county and school level.
    pub stages: Vec<Stage>,
    /// Unit of its value, such as `m2/pupil`.
    pub unit: Unit,
    /// Decimals shown.
    pub places: u32,
    /// The indicators whose coefficients decide, for [`IndicatorLevel::Coefficients`].
    pub of: Vec<String>,
    /// `None` for an item that is entered with evidence or decided by coefficients.
    pub formula: Option<PerStage<Formula>>,
    pub target: Option<Target>,
    /// Later relaxations win over earlier ones; each is printed where it applied.
    pub relaxations: Vec<Relaxation>,
    pub shortfall: Option<Shortfall>,
    /// Set when the difference coefficient is judged.
    pub balance: Option<Balance>,
    /// Points it brings in a scored group.
    pub points: Option<Exact>,
    pub examples: Vec<Example>,
    pub note: Option<Wording>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IndicatorLevel {
    /// Each stage of each school.
    Unit,
    /// Each school as a whole; the county meets it when every school does.
    School,
    /// Once for the county, from county measures and sums over schools.
    County,
    /// Once for the county, by whether the coefficients of other indicators keep their limits at every stage.
    Coefficients,
    /// Entered with evidence and a status; never computed.
    Entered,
}

/// A value that may differ by stage.
#[derive(Debug, Clone, PartialEq)]
pub enum PerStage<T> {
    Same(T),
    By(BTreeMap<Stage, T>),
}

impl<T> PerStage<T> {
    /// The value for a stage; for `Same`, also without one.
    #[must_use]
    pub fn get(&self, stage: Option<Stage>) -> Option<&T> {
        match (self, stage) {
            (Self::Same(value), _) => Some(value),
            (Self::By(map), Some(stage)) => map.get(&stage),
            (Self::By(_), None) => None,
        }
    }

    /// In one line, each value as `show` shows it with the stage that it is of.
    pub(crate) fn shown<S: Display>(&self, show: impl Fn(&T) -> S) -> String {
        match self {
            Self::Same(value) => show(value).to_string(),
            Self::By(by) => {
                let each = by.iter().map(|(stage, value)| format!("{} ({stage})", show(value)));
                each.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// The threshold of an indicator.
#[derive(Debug, Clone)]
pub struct Target {
    pub bound: Bound,
    pub value: PerStage<Exact>,
    /// Share of the threshold that a missed indicator must still reach (0.85); for `AtLeast` only.
    pub floor: Option<Exact>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
}

impl Bound {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtLeast => "at_least",
            Self::AtMost => "at_most",
            Self::MoreThan => "more_than",
            Self::LessThan => "less_than",
        }
    }

    /// The mathematical sign before a threshold.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::AtMost => "≤",
            Self::MoreThan => ">",
            Self::LessThan => "<",
        }
    }
}

/// A known relaxation: when the condition holds, another threshold, formula, or no judgement applies.
#[derive(Debug, Clone)]
pub struct Relaxation {
    pub id: String,
    pub when: Condition,
    pub value: Option<PerStage<Exact>>,
    pub formula: Option<PerStage<Formula>>,
    /// The indicator is not judged for this unit.
    pub exempt: bool,
    pub reason: Wording,
    pub clause: Clause,
}

/// How a gap is said in what a builder or buyer understands: `threshold × base − amount`, rounded up to `step`.
#[derive(Debug, Clone)]
pub struct Shortfall {
    /// How much more is needed, in `unit`; written in the indicator language with `target` as a name for the
    /// threshold in force: `target * pupils / 100 - teachers_above_degree`.
    pub formula: PerStage<Formula>,
    pub unit: Unit,
    /// The smallest piece that can be bought or built, in `unit`.
    pub step: Exact,
    /// What is lacking: 教学及辅助用房 / teaching rooms.
    pub wording: Wording,
}

/// The judged difference coefficient 差异系数 of an indicator over the units of a stage.
#[derive(Debug, Clone)]
pub struct Balance {
    pub at_most: PerStage<Exact>,
    pub clause: Clause,
}

/// The plain mean of the coefficients of several indicators (综合差异系数, 2012).
#[derive(Debug, Clone)]
pub struct Composite {
    pub id: String,
    pub wording: Wording,
    pub of: Vec<String>,
    pub at_most: PerStage<Exact>,
    pub clause: Clause,
}

/// A worked example: runs as a test of its indicator.
#[derive(Debug, Clone)]
pub struct Example {
    pub stage: Option<Stage>,
    pub given: BTreeMap<MeasureId, Value>,
    /// Child rows; a row's stage stands under the id `stage`.
    pub children: BTreeMap<Collection, Vec<BTreeMap<MeasureId, Value>>>,
    /// Parameters that differ from their defaults.
    pub params: BTreeMap<String, Value>,
    /// The exact value, or `None` when it must come out missing.
    pub value: Option<Exact>,
    pub verdict: Option<Standing>,
    /// The shortfall, rounded up.
    pub shortfall: Option<Exact>,
    pub source: String,
}

/// A checked expression that yields a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// As written in the standard.
    pub text: String,
    pub typed: Typed,
}

/// A checked expression that yields true, false or missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub text: String,
    pub typed: Typed,
}
