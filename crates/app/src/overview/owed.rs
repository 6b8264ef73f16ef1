//! What is missing and who owes it: schools that left facts out, and items of the county that nobody has entered.

use junheng_assess::Standing;
use serde::Serialize;
use utoipa::ToSchema;

use super::StageOfSchool;
use crate::judgement::{Judgement, Seen};
use crate::permit::{Overview, Permit};
use crate::school_table::Row;

/// How many schools are named.
const NAMED: usize = 10;

/// What is missing.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Owed {
    /// Stages of schools in the county that owe facts.
    pub units: usize,
    /// Those inside, by how much they owe.
    pub schools: Vec<OwedBySchool>,
    /// Items of the county without a value or an entry, which the bureau owes.
    pub items: Vec<String>,
}

/// What a stage of a school owes.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OwedBySchool {
    pub school: StageOfSchool,
    /// Ids of the indicators whose facts are missing.
    pub indicators: Vec<String>,
}

pub(super) fn of(judgement: &Judgement, permit: &Permit<Overview>, seen: Option<&Seen<'_>>) -> Owed {
    let owing = |row: &&Row| row.missing().next().is_some();
    let mut schools: Vec<OwedBySchool> =
        seen.into_iter().flat_map(Seen::rows).filter(owing).map(by_school).collect();
    schools.sort_by(|a, b| {
        b.indicators.len().cmp(&a.indicators.len()).then_with(|| a.school.code.cmp(&b.school.code))
    });
    schools.truncate(NAMED);
    Owed {
        units: judgement.all_rows().iter().filter(owing).count(),
        schools,
        items: items(judgement, permit),
    }
}

fn by_school(row: &Row) -> OwedBySchool {
    let shown = row.shown();
    OwedBySchool {
        school: StageOfSchool {
            code: shown.code.clone(),
            name: shown.name.clone(),
            stage: Some(shown.stage),
        },
        indicators: row.missing().map(str::to_owned).collect(),
    }
}

/// Items that no school reports: the county's own figures and what is entered.
fn items(judgement: &Judgement, permit: &Permit<Overview>) -> Vec<String> {
    let missing = judgement.items(permit).iter().filter(|item| item.standing == Standing::Missing);
    let own = missing.filter(|item| matches!(item.level.as_str(), "county" | "entered"));
    own.map(|item| item.indicator.clone()).collect()
}
