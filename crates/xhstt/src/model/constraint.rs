//! The sixteen kinds of constraints, as the file states them.

/// Something asked of a timetable. A required one that is broken makes it infeasible, another one worse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    pub id: String,
    pub name: String,
    pub required: bool,
    pub weight: u32,
    pub cost_function: CostFunction,
    pub rule: Rule,
}

/// How the deviations of a point of application become its cost. The names before 2014 (`Sum`, `SquareSum`, `StepSum`)
/// mean `Linear`, `Quadratic` and `Step`; the other two have no successor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CostFunction {
    /// Their sum.
    Linear,
    /// The square of their sum.
    Quadratic,
    /// 1 unless all are 0.
    Step,
    /// The sum of their squares.
    SumSquares,
    /// How many are not 0.
    SumSteps,
}

/// From `minimum` to `maximum`, both allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub minimum: u32,
    pub maximum: Option<u32>,
}

impl Limits {
    /// How far a number is outside.
    #[must_use]
    pub fn excess(self, number: u64) -> u64 {
        let below = u64::from(self.minimum).saturating_sub(number);
        below + self.maximum.map_or(0, |maximum| number.saturating_sub(u64::from(maximum)))
    }
}

/// Groups and single members of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    pub groups: Vec<usize>,
    pub members: Vec<usize>,
}

impl Selection {
    /// Every member once, in the order of the file.
    pub fn all<'g>(&self, members_of: impl Fn(usize) -> &'g [usize]) -> Vec<usize> {
        let mut seen = std::collections::HashSet::new();
        let grouped = self.groups.iter().flat_map(|group| members_of(*group)).copied();
        grouped.chain(self.members.iter().copied()).filter(|member| seen.insert(*member)).collect()
    }
}

/// A time group with the number of meets that may start in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpreadGroup {
    pub time_group: usize,
    pub limits: Limits,
}

/// `separation`: the times between the end of the first event and the start of the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderedPair {
    pub first: usize,
    pub second: usize,
    pub separation: Limits,
}

/// What is asked, and of whom. Points of application: events, event groups (`groups`), event pairs, or resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    AssignResource { events: Selection, role: String },
    AssignTime { events: Selection },
    SplitEvents { events: Selection, duration: Limits, amount: Limits },
    DistributeSplitEvents { events: Selection, duration: u32, amount: Limits },
    PreferResources { events: Selection, role: String, resources: Selection },
    PreferTimes { events: Selection, times: Selection, duration: Option<u32> },
    AvoidSplitAssignments { groups: Vec<usize>, role: String },
    SpreadEvents { groups: Vec<usize>, spread: Vec<SpreadGroup> },
    LinkEvents { groups: Vec<usize> },
    OrderEvents { pairs: Vec<OrderedPair> },
    AvoidClashes { resources: Selection },
    AvoidUnavailableTimes { resources: Selection, times: Selection },
    LimitIdleTimes { resources: Selection, time_groups: Vec<usize>, limits: Limits },
    ClusterBusyTimes { resources: Selection, time_groups: Vec<usize>, limits: Limits },
    LimitBusyTimes { resources: Selection, time_groups: Vec<usize>, limits: Limits },
    LimitWorkload { resources: Selection, limits: Limits },
}

impl Rule {
    /// The name of the kind, as the format has it without `Constraint`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::AssignResource { .. } => "AssignResource",
            Self::AssignTime { .. } => "AssignTime",
            Self::SplitEvents { .. } => "SplitEvents",
            Self::DistributeSplitEvents { .. } => "DistributeSplitEvents",
            Self::PreferResources { .. } => "PreferResources",
            Self::PreferTimes { .. } => "PreferTimes",
            Self::AvoidSplitAssignments { .. } => "AvoidSplitAssignments",
            Self::SpreadEvents { .. } => "SpreadEvents",
            Self::LinkEvents { .. } => "LinkEvents",
            Self::OrderEvents { .. } => "OrderEvents",
            Self::AvoidClashes { .. } => "AvoidClashes",
            Self::AvoidUnavailableTimes { .. } => "AvoidUnavailableTimes",
            Self::LimitIdleTimes { .. } => "LimitIdleTimes",
            Self::ClusterBusyTimes { .. } => "ClusterBusyTimes",
            Self::LimitBusyTimes { .. } => "LimitBusyTimes",
            Self::LimitWorkload { .. } => "LimitWorkload",
        }
    }
}
