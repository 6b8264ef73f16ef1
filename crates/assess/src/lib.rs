//! Verdicts with explanations: a standard against a snapshot. Pure, deterministic, parallel.

mod assessment;
mod coefficient;
mod composite;
mod drivers;
mod exact;
mod explain;
mod frame;
mod gaps;
mod group;
mod grouping;
mod judge;
mod left_out;
mod outcome;
pub mod report;
mod rules;
mod settings;
mod standing;
mod trend;
mod update;

pub use assessment::{Assessment, CountyResult, SchoolResult, StageResult, assess, assess_all};
pub use coefficient::Coefficient;
pub use composite::CompositeResult;
pub use drivers::Driver;
pub use explain::{Contribution, Explanation, Leaf, NotExplained, Part, RelaxationUse, Split, SplitPart};
pub use gaps::{Gap, GapTotal, Gaps, Need, unit as gap_unit};
pub use group::{GroupRows, grade};
pub use grouping::{GroupFigures, Grouping};
pub use judge::Judged;
pub use left_out::LeftOut;
pub use outcome::{Ground, GroupResult, Members, Outcome, Reason};
pub use rules::Rules;
pub use settings::{Entries, Entry, ParamError, Params, default_params, params};
pub use standing::{Standing, Verdict};
pub use trend::{Change, Movement, Parts, Point, Trend, TrendYear, trend};
pub use update::{Changed, Recomputed};
