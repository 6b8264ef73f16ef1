//! The county's public page: figures of a locked school year, checked for what must not be public, and kept as they
//! were published.

use std::sync::Arc;

use junheng_assess::{Assessment, Verdict, assess};
use junheng_domain::{SchoolYear, Snapshot, Stage, Wording};
use junheng_standards::Standard;
use junheng_store::Publication;
use serde::{Deserialize, Serialize};

use super::unfit;
use crate::Office;
use crate::assessing::rules;
use crate::entries::entries;
use crate::permit::{Operator, Overview, Permit, Publish};
use crate::trouble::{Kind, Trouble};

/// What the public may read of a school year: figures of the county and its stages, of no single school or person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicPage {
    pub county: String,
    /// By its first calendar year.
    pub year: u16,
    pub standard: Wording,
    /// Number of the standard's document.
    pub number: String,
    /// The locked snapshot that the figures are of.
    pub snapshot: u32,
    /// What the county says to it.
    pub statement: String,
    /// `met`, `not_met` or `incomplete`.
    pub verdict: String,
    pub stages: Vec<PublicStage>,
    pub groups: Vec<PublicGroup>,
    pub coefficients: Vec<PublicCoefficient>,
}

/// How many schools of a stage are counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicStage {
    pub stage: Stage,
    pub schools: u32,
}

/// A part of the standard, and how many meet it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicGroup {
    pub name: Wording,
    pub verdict: Option<String>,
    pub met: u32,
    pub not_met: u32,
    pub incomplete: u32,
}

/// A coefficient beside its limit, rounded for reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicCoefficient {
    pub stage: Stage,
    pub indicator: Wording,
    /// `None` when it cannot be computed.
    pub value: Option<String>,
    pub limit: Option<String>,
    pub verdict: Option<String>,
}

/// A publication that stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    pub no: u32,
    pub at: String,
    pub page: PublicPage,
}

impl Office {
    /// What would be published of a school year, by its latest locked snapshot.
    ///
    /// # Errors
    /// When the permit does not reach the whole county, the year is not locked, or the standard cannot be used.
    pub async fn public_preview(
        &self,
        permit: &Permit<Publish>,
        year: SchoolYear,
        standard: &str,
        statement: &str,
    ) -> Result<PublicPage, Trouble> {
        if !permit.scope().is_county() {
            return Err(Trouble::refused("county-scope-needed", Vec::new()));
        }
        let county = self.county().await?;
        let locked = self.store.locked(&county).await?.into_iter().rfind(|one| one.year == year);
        let locked = locked.ok_or_else(|| Trouble::not_found("locked-year", year))?;
        let snapshot = self.store.locked_snapshot(&county, locked.no).await?;
        let overview = Operator::at_the_machine(permit.by()).permit::<Overview>();
        let name = self.county_name(&overview).await?;
        let assessment = self.judge_whole(snapshot, standard)?;
        Ok(page(&assessment, name, locked.no.0, statement.trim().to_owned()))
    }

    fn judge_whole(&self, snapshot: Snapshot, standard: &str) -> Result<Assessment, Trouble> {
        let rules = rules(self.standard(standard)?, &[])?;
        let entries = entries(&snapshot, &rules.standard)?;
        Ok(assess(Arc::new(snapshot), &rules, entries))
    }

    /// Publishes a school year's page.
    ///
    /// # Errors
    /// When something in it must not be public, the year is not locked, or no reason is given.
    pub async fn publish(
        &self,
        permit: &Permit<Publish>,
        year: SchoolYear,
        standard: &str,
        statement: &str,
        why: &str,
        at: &str,
    ) -> Result<u32, Trouble> {
        let page = self.public_preview(permit, year, standard, statement).await?;
        let findings = unfit(&page.statement);
        if !findings.is_empty() {
            return Err(Trouble::Findings(findings));
        }
        let body = serde_json::to_string(&page).map_err(unwritable)?;
        let change = permit.change(at, why);
        Ok(self.store.publish(&self.county().await?, year, &body, &change).await?)
    }

    /// Takes a publication back.
    ///
    /// # Errors
    /// When there is none of that number that stands, or no reason is given.
    pub async fn withdraw_publication(
        &self,
        permit: &Permit<Publish>,
        no: u32,
        why: &str,
        at: &str,
    ) -> Result<(), Trouble> {
        let change = permit.change(at, why);
        Ok(self.store.withdraw_publication(&self.county().await?, no, &change).await?)
    }

    /// All publications, withdrawn ones too, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn publications(&self, _permit: &Permit<Publish>) -> Result<Vec<Publication>, Trouble> {
        let mut publications = self.store.publications(&self.county().await?).await?;
        publications.reverse();
        Ok(publications)
    }

    /// What stands before the public, the newest first. Needs no permit: it is public.
    ///
    /// # Errors
    /// When the store fails or a stored page cannot be read.
    pub async fn published(&self) -> Result<Vec<Published>, Trouble> {
        let county = match self.county().await {
            Err(trouble) if trouble.kind() == Kind::NotFound => return Ok(Vec::new()),
            other => other?,
        };
        let standing = self.store.publications(&county).await?.into_iter().rev();
        let standing = standing.filter(|one| one.withdrawn.is_none());
        standing
            .map(|one| {
                let page = serde_json::from_str(&one.body).map_err(unwritable)?;
                Ok(Published { no: one.no, at: one.at, page })
            })
            .collect()
    }

    /// Whether a publication stood once and was withdrawn.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn was_withdrawn(&self, no: u32) -> Result<bool, Trouble> {
        let publications = self.store.publications(&self.county().await?).await?;
        Ok(publications.iter().any(|one| one.no == no && one.withdrawn.is_some()))
    }
}

fn unwritable(error: serde_json::Error) -> Trouble {
    Trouble::Failed {
        kind: Kind::Internal,
        what: "a publication cannot be read or written",
        source: error.into(),
    }
}

fn word(verdict: Verdict) -> String {
    verdict.as_str().to_owned()
}

fn page(assessment: &Assessment, county: String, snapshot: u32, statement: String) -> PublicPage {
    let standard: &Standard = &assessment.rules().standard;
    let outcome = assessment.outcome();
    let stage = |result: &junheng_assess::StageResult| PublicStage {
        stage: result.stage(),
        schools: u32::try_from(result.units()).unwrap_or(u32::MAX),
    };
    let group = |group: &junheng_assess::GroupResult| PublicGroup {
        name: standard.groups[group.group].wording.clone(),
        verdict: group.verdict.map(word),
        met: group.met,
        not_met: group.not_met,
        incomplete: group.incomplete,
    };
    PublicPage {
        county,
        year: assessment.snapshot().year.start(),
        standard: standard.wording.clone(),
        number: standard.source.number.clone(),
        snapshot,
        statement,
        verdict: word(outcome.verdict),
        stages: assessment.stages().iter().map(stage).collect(),
        groups: outcome.groups.iter().map(group).collect(),
        coefficients: coefficients(assessment, standard),
    }
}

/// Those that have a limit.
fn coefficients(assessment: &Assessment, standard: &Standard) -> Vec<PublicCoefficient> {
    let mut coefficients = Vec::new();
    for result in assessment.stages() {
        for judged in result.judged() {
            let indicator = &standard.indicators[judged.indicator];
            let limit =
                indicator.balance.as_ref().and_then(|balance| balance.at_most.get(Some(result.stage())));
            let (Some(coefficient), Some(limit)) = (judged.coefficient, limit) else { continue };
            coefficients.push(PublicCoefficient {
                stage: result.stage(),
                indicator: indicator.wording.clone(),
                value: coefficient.cv.map(|cv| format!("{cv:.3}")),
                limit: Some(junheng_domain::show_exact(limit, 2)),
                verdict: coefficient.verdict.map(word),
            });
        }
    }
    coefficients
}
