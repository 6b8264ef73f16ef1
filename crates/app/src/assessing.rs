//! Judging a county by a standard, from the store or straight from a file.

use std::ops::RangeInclusive;
use std::sync::Arc;

use junheng_assess::{Assessment, ParamError, Rules, Trend, TrendYear, assess, assess_all, params, trend};
use junheng_domain::{SchoolYear, Snapshot};
use junheng_exchange::Reading;
use junheng_exchange::template::Expected;
use junheng_standards::Standard;

use crate::Office;
use crate::entries::entries;
use crate::intake::{self, FileToRead};
use crate::office::{read_county, read_year};
use crate::permit::{Permit, See};
use crate::standard;
use crate::trouble::Trouble;

/// By what to judge: a standard's id or file, and parameters as `name=value`.
#[derive(Debug, Clone, Copy)]
pub struct Judging<'a> {
    pub standard: &'a str,
    pub params: &'a [String],
}

/// A county judged, with what its standard is.
#[derive(Debug)]
pub struct Judged {
    pub assessment: Assessment,
    pub rules: Arc<Rules>,
}

/// Counties judged straight from a file.
#[derive(Debug)]
pub struct WithoutStore {
    pub assessments: Vec<Assessment>,
    pub rules: Arc<Rules>,
    pub reading: Reading,
}

/// A standard made ready, with parameters put in.
pub(crate) fn rules(standard: Arc<Standard>, params_as_written: &[String]) -> Result<Arc<Rules>, Trouble> {
    let overrides: Vec<(String, String)> = params_as_written
        .iter()
        .map(|text| {
            let (name, value) = text.split_once('=').ok_or_else(|| Trouble::unreadable("param", text))?;
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        })
        .collect::<Result<_, Trouble>>()?;
    let params = params(&standard, &overrides).map_err(param_refused)?;
    Ok(Arc::new(Rules::new(standard, params)))
}

fn param_refused(error: ParamError) -> Trouble {
    match error {
        ParamError::Unknown { name, known } => {
            Trouble::refused("param-unknown", vec![("name", name), ("known", known)])
        }
        ParamError::NotAChoice { name, value, choices } => {
            Trouble::refused("param-choice", vec![("name", name), ("value", value), ("choices", choices)])
        }
        ParamError::NotANumber { name, value } => {
            Trouble::refused("param-number", vec![("name", name), ("value", value)])
        }
    }
}

impl Office {
    /// Judges the county in a school year, on the facts as they stand.
    ///
    /// # Errors
    /// When the year has no facts, or the standard or a parameter cannot be used.
    pub async fn assess(
        &self,
        permit: &Permit<See>,
        year: SchoolYear,
        judging: Judging<'_>,
    ) -> Result<Judged, Trouble> {
        self.judge(self.snapshot(permit, year).await?, judging)
    }

    /// Judges a snapshot, locked or not.
    ///
    /// # Errors
    /// When the standard or a parameter cannot be used.
    pub fn judge(&self, snapshot: Snapshot, judging: Judging<'_>) -> Result<Judged, Trouble> {
        let rules = rules(self.standard(judging.standard)?, judging.params)?;
        let entries = entries(&snapshot, &rules.standard)?;
        let assessment = assess(Arc::new(snapshot), &rules, entries);
        Ok(Judged { assessment, rules })
    }
}

/// Judges the counties of a file without a store.
///
/// # Errors
/// With all findings when a row is refused; when the file, its mapping, the standard or a parameter cannot be used.
pub fn assess_file(
    file: &FileToRead<'_>,
    county: Option<&str>,
    year: Option<SchoolYear>,
    judging: Judging<'_>,
) -> Result<WithoutStore, Trouble> {
    let library = standard::library(None, &[])?;
    let standard = standard::find(&library, judging.standard)?;
    let county = read_county(county.unwrap_or(NAMELESS))?;
    let year = year.map_or_else(|| read_year(UNDATED), Ok)?;
    let reading = intake::read(file, &standard, Expected::default())?;
    if !reading.acceptable() {
        return Err(Trouble::Findings(reading.findings));
    }
    let rules = rules(standard, judging.params)?;
    let snapshots: Vec<Arc<Snapshot>> =
        intake::snapshots(&reading, &county, year).into_iter().map(Arc::new).collect();
    let assessments = assess_all(&snapshots, &rules);
    Ok(WithoutStore { assessments, rules, reading })
}

/// The county of rows that name none, when the caller names none either.
const NAMELESS: &str = "-";

/// The school year of data that is said to be of none.
const UNDATED: &str = "1900";

impl Office {
    /// Figures of every reported school year in a span, and what moved them. `before` judges all but the last year by
    /// another standard, which parts rule change from data change.
    ///
    /// # Errors
    /// When fewer than two years of the span have facts, or a standard or a parameter cannot be used.
    pub async fn trend(
        &self,
        permit: &Permit<See>,
        span: RangeInclusive<SchoolYear>,
        judging: Judging<'_>,
        before: Option<&str>,
    ) -> Result<Trend, Trouble> {
        let mut years = self.years(permit).await?;
        years.retain(|year| span.contains(year));
        if years.len() < 2 {
            return Err(Trouble::not_found("two-years", format!("{}–{}", span.start(), span.end())));
        }
        let now = rules(self.standard(judging.standard)?, judging.params)?;
        let earlier = match before {
            Some(name) => rules(self.standard(name)?, &[])?,
            None => now.clone(),
        };
        let last = years.last().copied();
        let mut points = Vec::new();
        for year in years {
            let snapshot = Arc::new(self.snapshot(permit, year).await?);
            let rules = if Some(year) == last { now.clone() } else { earlier.clone() };
            let entries = entries(&snapshot, &rules.standard)?;
            points.push(TrendYear { snapshot, rules, entries });
        }
        Ok(trend(&points))
    }
}
