//! The catalogue of measures: what may be reported, of what, in which unit.

use std::collections::BTreeMap;

use junheng_domain::{Level, MeasureId, Wording};

use crate::{Condition, Unit};

/// All measures that standards, templates and mappings may name, by id. Read from `standards/measures.toml`; a
/// standard's file may declare more.
#[derive(Debug, Clone, Default)]
pub struct Measures {
    pub by_id: BTreeMap<MeasureId, Measure>,
    /// The ids in the order of the files, which is the order in which people expect to be asked.
    pub order: Vec<MeasureId>,
    /// Rules between measures, shown as warnings that can be explained away.
    pub checks: Vec<Check>,
    /// Lower-case hex SHA-256 of the file; part of the hash of every standard that is read with it.
    pub hash: String,
}

/// One thing that can be reported.
#[derive(Debug, Clone)]
pub struct Measure {
    pub id: MeasureId,
    pub wording: Wording,
    /// What it is reported of. A `Unit` measure may also be reported of a whole school: `sharing` says how it is split.
    pub level: Level,
    pub kind: MeasureKind,
    /// Other spellings of the codes of a code measure, each with its code.
    pub code_aliases: BTreeMap<String, String>,
    pub sharing: Sharing,
    /// How it adds up when a branch is merged into its mother school, or units into a township.
    pub aggregation: Aggregation,
    /// Other names under which workbooks carry it, Chinese or English.
    pub aliases: Vec<String>,
    /// Identity of persons: masked wherever it is shown.
    pub personal: bool,
    pub note: Option<Wording>,
}

/// What values a measure takes.
#[derive(Debug, Clone, PartialEq)]
pub enum MeasureKind {
    /// A number in a unit; `whole` numbers have no decimals. Negative numbers are refused.
    Number { unit: Unit, whole: bool },
    /// One of a list of codes, each with its wording (a school's kind, setting, owner).
    Code(Vec<(String, Wording)>),
    /// A calendar year such as the year of building.
    Year,
    /// Free text: a name, a township.
    Text,
}

/// How a number reported of a whole school reaches its stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// It must be reported of each stage.
    None,
    /// It is split by pupils with the standard's stage weights (1 : 1.1 : 1.32).
    WeightedPupils,
}

/// How a measure adds up over subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregation {
    Sum,
    Max,
    /// Does not add up: the mother school's, or the first, holds.
    Keep,
}

/// A cross-check of a row, such as `teachers_degree <= teachers`.
#[derive(Debug, Clone)]
pub struct Check {
    pub id: String,
    pub level: Level,
    /// The condition that sound data fulfils; a missing operand passes.
    pub holds: Condition,
    /// The same, over this year's and last year's value: `abs(pupils - last(pupils)) <= 0.3 * last(pupils)`.
    pub compares_years: bool,
    pub wording: Wording,
}
