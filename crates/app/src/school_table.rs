//! The table of schools: stages of schools by indicators, narrowed, ordered and cut into pages as somebody asks.

mod order;
mod rows;
mod sheet;

use std::collections::{BTreeMap, BTreeSet};

use junheng_domain::Stage;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use rows::{Row, columns, of as rows_of};

use crate::judgement::Seen;
use crate::light::Light;
use crate::names::Typed;
use crate::words::Words;

/// Rows on a page of the table.
pub const PAGE: usize = 200;

/// What is asked of the table. What is empty narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableAsk {
    /// A part of the name or code, in Chinese, pinyin or initials.
    pub search: String,
    pub township: String,
    pub stage: Option<Stage>,
    /// A code of the measure `kind`.
    pub kind: String,
    pub light: Option<Light>,
    /// `name`, `code`, `township`, `stage`, `light` or the id of an indicator; anything else is the order of names.
    pub sort: String,
    pub descending: bool,
    /// Ids of indicators; empty for those that decide. What the standard does not have is passed over.
    pub columns: Vec<String>,
    /// From 1.
    pub page: usize,
    /// All rows at once, as for printing and export.
    pub whole: bool,
}

/// A column of the table: an indicator.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TableColumn {
    pub indicator: String,
    pub name: Words,
    pub group: Words,
    pub unit: Words,
    /// The threshold at each stage before relaxations, as text.
    pub thresholds: BTreeMap<String, String>,
    /// `at_least`, `at_most`, `more_than` or `less_than`; none for an indicator that is only shown.
    pub bound: Option<&'static str>,
    /// Whether it is one of those that decide how a unit stands.
    pub decides: bool,
    pub chosen: bool,
}

/// What a unit lacks by an indicator.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Lacking {
    /// In whole pieces.
    pub amount: String,
    pub unit: Words,
}

/// A value in the table.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct IndicatorCell {
    pub indicator: String,
    /// Whether it judges the school as a whole, so that all its stages show the same.
    pub of_school: bool,
    /// `met`, `at_floor`, `not_met`, `missing`, `not_judged` or `shown`; none where the indicator does not judge the row.
    #[schema(value_type = Option<String>)]
    pub standing: Option<junheng_assess::Standing>,
    /// Rounded for eyes; none is missing.
    pub value: Option<String>,
    /// The fraction that was decided on.
    pub exact: Option<String>,
    /// The threshold in force.
    pub threshold: Option<String>,
    /// Whether a relaxation applied.
    pub relaxed: bool,
    pub lacking: Option<Lacking>,
}

/// A stage of a school in the table.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TableRow {
    pub code: String,
    pub name: String,
    pub township: Option<String>,
    /// Code and words of its kind.
    pub kind: Option<Coded>,
    #[schema(value_type = String)]
    pub stage: Stage,
    pub light: Light,
    /// Indicators met, and of how many that decide; none for a stage that is not counted.
    pub met: Option<usize>,
    pub of: Option<usize>,
    /// Why it is not counted.
    pub left_out: Option<Words>,
    /// One a column.
    pub cells: Vec<IndicatorCell>,
}

/// A code with its words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct Coded {
    pub code: String,
    pub name: Words,
}

/// How many rows stand how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct LightCount {
    pub light: Light,
    pub rows: usize,
}

/// The table as it was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SchoolTable {
    /// Rows that fit what was asked, on all pages.
    pub total: usize,
    /// Schools among them.
    pub schools: usize,
    pub page: usize,
    pub pages: usize,
    pub lights: Vec<LightCount>,
    /// All that can be chosen.
    pub columns: Vec<TableColumn>,
    pub rows: Vec<TableRow>,
    /// The townships and kinds inside the scope, for those who narrow the table.
    pub townships: Vec<String>,
    pub kinds: Vec<Coded>,
}

impl SchoolTable {
    /// The columns that are shown, in the order of the cells.
    pub fn chosen(&self) -> impl Iterator<Item = &TableColumn> {
        self.columns.iter().filter(|column| column.chosen)
    }
}

impl Seen<'_> {
    /// The table of the schools inside.
    #[must_use]
    pub fn table(&self, ask: &TableAsk) -> SchoolTable {
        let inside: Vec<&Row> = self.rows().collect();
        let typed = Typed::new(&ask.search);
        let mut found: Vec<&Row> = inside.iter().copied().filter(|row| row.fits(ask, &typed)).collect();
        order::sort(&mut found, ask);
        let columns = self.judgement().columns(&ask.columns);
        let pages = if ask.whole { 1 } else { found.len().div_ceil(PAGE).max(1) };
        let page = ask.page.clamp(1, pages);
        let (skip, take) = if ask.whole { (0, usize::MAX) } else { ((page - 1) * PAGE, PAGE) };
        let on_page = found.iter().skip(skip).take(take);
        let schools: BTreeSet<&str> = found.iter().map(|row| row.shown.code.as_str()).collect();
        let count = |light| found.iter().filter(|row| row.shown.light == light).count();
        let townships: BTreeSet<&String> =
            inside.iter().filter_map(|row| row.shown.township.as_ref()).collect();
        let kinds: BTreeSet<&Coded> = inside.iter().filter_map(|row| row.shown.kind.as_ref()).collect();
        SchoolTable {
            total: found.len(),
            schools: schools.len(),
            page,
            pages,
            lights: Light::ALL.map(|light| LightCount { light, rows: count(light) }).into(),
            rows: on_page.map(|row| row.with_columns(&columns)).collect(),
            columns,
            townships: townships.into_iter().cloned().collect(),
            kinds: kinds.into_iter().cloned().collect(),
        }
    }
}
