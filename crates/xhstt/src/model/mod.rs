//! What an archive says, with every reference resolved to a position in its list.

mod constraint;
mod instance;
mod solution;

pub use constraint::{Constraint, CostFunction, Limits, OrderedPair, Rule, Selection, SpreadGroup};
pub use instance::{
    Event, EventGroup, EventResource, Instance, LeftOut, Resource, ResourceGroup, ResourceType, Slot, Time,
    TimeGroup, TimeGroupKind,
};
pub use solution::{Meet, Solution, SolutionGroup};

/// Who made something and when: tags and their texts, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata(pub Vec<(String, String)>);

/// A whole file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Archive {
    pub id: Option<String>,
    pub metadata: Metadata,
    pub instances: Vec<Instance>,
    pub solution_groups: Vec<SolutionGroup>,
}
