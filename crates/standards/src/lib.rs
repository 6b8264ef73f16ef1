//! Standards as data: requirements, thresholds and rules read from TOML into checked tables, and the
//! indicator language in which their formulas are written. Pure: text in, tables or problems out.

pub mod catalogue;
mod difference;
mod examples;
pub mod expr;
mod in_force;
mod library;
mod measure;
mod model;
mod nearest;
mod problem;
mod read;
mod standing;
mod unit;

pub use difference::{Differing, EntryKind, Part, standard_difference};
pub use examples::{Checked, ExampleFailure};
pub use in_force::InForce;
pub use library::{Library, LibraryError, Listed};
pub use measure::{Aggregation, Check, Measure, MeasureKind, Measures, Sharing};
pub use model::{
    Balance, Bound, Clause, Composite, Condition, Effect, Example, Formula, Grade, Group, GroupRule,
    Indicator, IndicatorLevel, Param, PerStage, Relaxation, ScopeRule, Shortfall, Source, Standard,
    StandardId, Status, Target,
};
pub use problem::Problem;
pub use standing::Standing;
pub use unit::{Unit, UnitError};
