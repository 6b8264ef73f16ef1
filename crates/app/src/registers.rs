//! Single facts changed by hand, and warnings explained away: each with its reason.

use junheng_domain::{ImportNo, SchoolYear, Stage, Subject};
use junheng_exchange::read_value;
use junheng_store::FactSeen;

use crate::Office;
use crate::office::read_school;
use crate::permit::{Permit, Report};
use crate::trouble::Trouble;

/// A fact as it was typed in.
#[derive(Debug, Clone, Copy)]
pub struct NewFact<'a> {
    pub year: SchoolYear,
    pub school: Option<&'a str>,
    pub stage: Option<&'a str>,
    pub measure: &'a str,
    /// Empty means not reported.
    pub value: &'a str,
    pub why: &'a str,
    /// The import or edit whose word was seen to hold, 0 when there was none: a change by somebody else since then is
    /// not overwritten. `None` overwrites.
    pub seen: Option<u32>,
}

/// Whom a fact or a warning is about: the county, a school, or a stage of a school.
fn subject(school: Option<&str>, stage: Option<&str>) -> Result<Subject, Trouble> {
    Ok(match (school, stage) {
        (None, None) => Subject::County,
        (None, Some(_)) => return Err(Trouble::refused("school-needed", Vec::new())),
        (Some(school), None) => Subject::School(read_school(school)?),
        (Some(school), Some(stage)) => {
            let stage = Stage::parse(stage).ok_or_else(|| Trouble::unreadable("stage", stage))?;
            Subject::Unit(read_school(school)?, stage)
        }
    })
}

impl Office {
    /// Changes one fact, as a layer that can be undone.
    ///
    /// # Errors
    /// When the school, the measure or the value cannot be read, the measure is not one of that subject, the subject is
    /// outside of the permit's scope, no reason is given, somebody else changed the fact since it was seen, or the year
    /// is locked. The same edit sent twice has one effect.
    pub async fn edit(
        &self,
        permit: &Permit<Report>,
        new: NewFact<'_>,
        at: &str,
    ) -> Result<ImportNo, Trouble> {
        if new.why.trim().is_empty() {
            return Err(Trouble::refused("reason-needed", Vec::new()));
        }
        let subject = subject(new.school, new.stage)?;
        let snapshot = self.store.snapshot(&self.county().await?, new.year).await?;
        let (id, measure) = self.measure_of(&snapshot, &subject, new.measure)?;
        if !permit.scope().within(&snapshot).subject(&subject) {
            return Err(Trouble::not_found("subject", &subject));
        }
        let value = read_value(&measure, new.value).map_err(Trouble::Value)?;
        let change = self.change(new.year, permit, at, new.why.trim()).await?;
        let name = format!("{subject} {}", new.measure);
        let fact = [(id.clone(), value.clone())];
        let layer = |no: u32| (no > 0).then_some(ImportNo(no));
        let seen = new.seen.map(|no| FactSeen { subject: &subject, measure: &id, layer: layer(no) });
        match self.save_edit(new.year, name, &subject, &fact, &change, seen).await {
            Err(changed @ Trouble::Said { key: "fact-changed", .. }) => {
                let sent_twice =
                    self.same_edit(new.year, (&subject, &id), (&value, permit.by(), &change.why)).await?;
                sent_twice.ok_or(changed)
            }
            other => other,
        }
    }

    /// Explains the warning of a cross-check away: it is not shown again for this subject and year.
    ///
    /// # Errors
    /// When there is no such cross-check, the school cannot be read, or no reason is given.
    pub async fn accept(
        &self,
        permit: &Permit<Report>,
        (year, check): (SchoolYear, &str),
        (school, stage): (Option<&str>, Option<&str>),
        at: &str,
        why: &str,
    ) -> Result<(), Trouble> {
        if !self.measures().checks.iter().any(|known| known.id == check) {
            return Err(Trouble::not_found("check", check));
        }
        let subject = subject(school, stage)?;
        if !self.within(permit.scope(), year).await?.subject(&subject) {
            return Err(Trouble::not_found("subject", &subject));
        }
        let change = self.change(year, permit, at, why).await?;
        Ok(self.store.explain_finding(&self.county().await?, year, check, &subject, &change).await?)
    }
}
