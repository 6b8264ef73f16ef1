//! XHSTT archives, the exchange format of the high-school timetabling benchmark: reading with findings, judging
//! solutions rule by rule, and writing. Pure: text in, values or text out.

mod evaluate;
mod model;
mod read;
mod write;

pub use evaluate::{Breach, Cost, Point, Verdict, evaluate};
pub use model::{
    Archive, Constraint, CostFunction, Event, EventGroup, EventResource, Instance, LeftOut, Limits, Meet,
    Metadata, OrderedPair, Resource, ResourceGroup, ResourceType, Rule, Selection, Slot, Solution,
    SolutionGroup, SpreadGroup, Time, TimeGroup, TimeGroupKind,
};
pub use read::{Reading, read, read_solutions};
pub use write::write;
