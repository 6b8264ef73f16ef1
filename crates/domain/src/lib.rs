//! Nouns and rules of the field that every other room shares: codes, stages, numbers, facts,
//! snapshots of a school year, and findings. Pure: no clock, file, network or SQL.

mod codes;
mod columns;
mod fact;
mod finding;
mod lineage;
mod number;
mod numbers;
mod sheet_rows;
mod snapshot;
mod stage;
mod wording;

pub use codes::{CodeError, CountyCode, ItemCode, MeasureId, SchoolCode, SchoolYear};
pub use columns::Columns;
pub use fact::{Fact, ImportInfo, ImportNo, Level, Origin, Subject, Value};
pub use finding::{Finding, Place, Severity};
pub use lineage::{Lineage, LineageError, SchoolEvent, SchoolEventKind};
pub use number::{Exact, Number, NumberError, ceil_to_step, show_exact};
pub use numbers::Numbers;
pub use sheet_rows::{SheetRow, SheetRows};
pub use snapshot::{Column, ColumnSource, Snapshot, SnapshotBuilder, Table};
pub use stage::{SchoolKind, Stage};
pub use wording::Wording;
