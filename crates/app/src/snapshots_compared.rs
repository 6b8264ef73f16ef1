//! Two school years side by side, each by a standard of one's choice: which verdicts and coefficients moved, and whether the
//! data moved them or the rules. The same year twice asks what another standard would have said of it.

use std::sync::Arc;

use junheng_assess::{Assessment, Movement, Parts, Rules, TrendYear, assess, trend};
use junheng_domain::{SchoolCode, SchoolYear};
use junheng_store::LockedSnapshot;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Office;
use crate::assessing::rules;
use crate::entries::entries;
use crate::permit::{Permit, See};
use crate::trouble::Trouble;
use crate::uploads::{VerdictChange, changed, school_name};

/// A school year, and by what it is judged.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    pub year: SchoolYear,
    pub standard: &'a str,
}

/// What moved from one side to the other.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Comparison {
    /// Schools of both sides judged otherwise, within the viewer's scope.
    pub verdicts: Vec<VerdictChange>,
    /// Of the whole county.
    pub coefficients: Vec<CoefficientMove>,
    /// Schools that came or went, within the viewer's scope.
    pub movements: Vec<SchoolMove>,
}

/// A coefficient on both sides, and what moved it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CoefficientMove {
    pub stage: String,
    pub indicator: String,
    pub before: f64,
    pub after: f64,
    pub by_data: f64,
    pub by_rules: f64,
    /// Units that meet the indicator, on both sides.
    pub met_before: f64,
    pub met_after: f64,
}

/// A school that came to a stage, or left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SchoolMove {
    pub stage: String,
    pub school: String,
    pub name: String,
    pub came: bool,
}

/// How a school year stands with regard to locking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearLock {
    /// The latest locked snapshot of it.
    pub locked: Option<LockedSnapshot>,
    /// It was reopened for corrections since.
    pub reopened: bool,
}

impl Office {
    /// Compares two sides.
    ///
    /// # Errors
    /// When a year has no facts, or there is no such standard.
    pub async fn compare_sides(
        &self,
        permit: &Permit<See>,
        from: Side<'_>,
        to: Side<'_>,
    ) -> Result<Comparison, Trouble> {
        let (before, after) = (self.side(permit, from).await?, self.side(permit, to).await?);
        let judge = |side: &TrendYear| assess(side.snapshot.clone(), &side.rules, side.entries.clone());
        let (old, new) = (judge(&before), judge(&after));
        let within = permit.scope().within(&after.snapshot);
        let moved = trend(&[before, after]);
        let coefficients = moved.changes.iter().filter_map(|change| {
            let Parts { before, after, by_data, by_rules } = change.cv?;
            let met = change.met?;
            Some(CoefficientMove {
                stage: change.stage.as_str().to_owned(),
                indicator: change.indicator.clone(),
                before,
                after,
                by_data,
                by_rules,
                met_before: met.before,
                met_after: met.after,
            })
        });
        let movements = moved.movements.iter().flat_map(|movement| moves(movement, &old, &new));
        let inside = |code: &str| SchoolCode::new(code).is_ok_and(|code| within.school(&code));
        Ok(Comparison {
            coefficients: coefficients.collect(),
            movements: movements.filter(|one| inside(&one.school)).collect(),
            verdicts: changed(&old, &new, &within),
        })
    }

    async fn side(&self, permit: &Permit<See>, side: Side<'_>) -> Result<TrendYear, Trouble> {
        let rules: Arc<Rules> = rules(self.standard_by_id(side.standard)?, &[])?;
        let snapshot = Arc::new(self.snapshot(permit, side.year).await?);
        let entries = entries(&snapshot, &rules.standard)?;
        Ok(TrendYear { snapshot, rules, entries })
    }

    /// Whether a school year is locked, and whether it was reopened since.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn year_lock(&self, permit: &Permit<See>, year: SchoolYear) -> Result<YearLock, Trouble> {
        let locked = self.locked(permit).await?.into_iter().rfind(|snapshot| snapshot.year == year);
        Ok(YearLock { locked, reopened: self.is_open(&self.county().await?, year).await? })
    }
}

fn moves(movement: &Movement, old: &Assessment, new: &Assessment) -> Vec<SchoolMove> {
    let one = |school: &String, came: bool, side: &Assessment| SchoolMove {
        stage: movement.stage.as_str().to_owned(),
        school: school.clone(),
        name: school_name(side.snapshot(), SchoolCode::new(school).ok().as_ref()),
        came,
    };
    let came = movement.entered.iter().map(|school| one(school, true, new));
    came.chain(movement.left.iter().map(|school| one(school, false, old))).collect()
}
