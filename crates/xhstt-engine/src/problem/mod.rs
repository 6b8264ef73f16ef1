//! An instance laid out for the search: bundles of linked events, and monitors that watch times and resources.

mod bundles;
mod compile;
mod domains;
mod finish;
mod general;
mod monitor;
mod partition;
mod resource_rules;
mod watch;

pub(crate) use bundles::Bundle;
pub(crate) use compile::compile;
pub(crate) use domains::Domains;
pub(crate) use general::General;
pub(crate) use monitor::{Monitor, Part, PartKind, excess};
pub(crate) use watch::Watch;

/// No time, or no resource.
pub(crate) const NONE: u32 = u32::MAX;

/// What the search knows of an instance. Positions of times and resources are those of the instance.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) times: usize,
    pub(crate) resources: usize,
    pub(crate) bundles: Vec<Bundle>,
    pub(crate) domains: Domains,
    pub(crate) monitors: Vec<Monitor>,
    pub(crate) parts: Vec<Part>,
    /// By resource and time: the parts that change when the resource becomes busy or free, with the position of the
    /// time in the part's group.
    pub(crate) resource_watch: Watch<(u32, u8)>,
    /// By bundle and time: the parts that count a meet that starts there.
    pub(crate) start_watch: Watch<u32>,
    /// By resource: its clash monitors.
    pub(crate) clashes: Vec<Vec<u32>>,
    /// By resource: its workload monitors.
    pub(crate) workloads: Vec<Vec<u32>>,
    /// Workload is counted in parts of this.
    pub(crate) workload_unit: i64,
    pub(crate) general: Vec<General>,
    /// By bundle: the general rules that look at it.
    pub(crate) general_of: Vec<Vec<u32>>,
    /// By resource: the bundles that it is given to.
    pub(crate) bundles_of: Vec<Vec<u32>>,
    /// The largest weight of a constraint that is not required.
    pub(crate) heaviest_soft: i64,
}
