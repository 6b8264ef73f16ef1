//! The deadlines of reporting, for the first page: read without the facts of any school.

use junheng_domain::SchoolYear;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Time, time};
use crate::Office;
use crate::permit::{Permit, See};
use crate::trouble::Trouble;

/// When a round of reporting ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Deadline {
    pub round: u32,
    /// `YYYY-MM-DD`.
    pub opens_on: String,
    /// The last day, `YYYY-MM-DD`.
    pub deadline_on: String,
    pub time: Time,
}

impl Office {
    /// The deadlines of a school year's rounds, the nearest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn deadlines(
        &self,
        _permit: &Permit<See>,
        year: SchoolYear,
        at: &str,
    ) -> Result<Vec<Deadline>, Trouble> {
        let rounds = self.store.rounds(&self.county().await?).await?;
        let of_year = rounds.into_iter().filter(|round| round.asks.year == year);
        let deadline = of_year.map(|round| Deadline {
            round: round.no.0,
            time: time(&round, at),
            opens_on: round.asks.opens_on,
            deadline_on: round.asks.deadline_on,
        });
        let mut deadlines: Vec<Deadline> = deadline.collect();
        deadlines.sort_by(|a, b| (&a.deadline_on, a.round).cmp(&(&b.deadline_on, b.round)));
        Ok(deadlines)
    }
}
