//! Single facts changed by hand, and warnings explained away: each with its reason.

use junheng_domain::{ImportNo, Level, MeasureId, SchoolYear, Subject};
use junheng_exchange::read_value;

use crate::Office;
use crate::office::{read_school, read_stage};
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
}

/// Whom a fact or a warning is about: the county, a school, or a stage of a school.
fn subject(school: Option<&str>, stage: Option<&str>) -> Result<Subject, Trouble> {
    Ok(match (school, stage) {
        (None, None) => Subject::County,
        (None, Some(_)) => return Err(Trouble::refused("school-needed", Vec::new())),
        (Some(school), None) => Subject::School(read_school(school)?),
        (Some(school), Some(stage)) => Subject::Unit(read_school(school)?, read_stage(stage)?),
    })
}

impl Office {
    /// Changes one fact, as a layer that can be undone.
    ///
    /// # Errors
    /// When the school, the measure or the value cannot be read, the measure is not one of that subject, no reason is
    /// given, or the year is locked.
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
        let id = MeasureId::new(new.measure).map_err(|_| Trouble::not_found("measure", new.measure))?;
        let measures = self.measures();
        let measure = measures.by_id.get(&id).ok_or_else(|| Trouble::not_found("measure", new.measure))?;
        let of_school = measure.level == Level::Unit && subject.level() == Level::School;
        if measure.level != subject.level() && !of_school {
            let level = measure.level.as_str().to_owned();
            return Err(Trouble::refused(
                "wrong-level",
                vec![("name", new.measure.to_owned()), ("level", level)],
            ));
        }
        let snapshot = self.store.snapshot(&self.county().await?, new.year).await?;
        let known = snapshot.table(subject.level()).row(&subject).is_some() || subject == Subject::County;
        if !known || !permit.scope().within(&snapshot).subject(&subject) {
            return Err(Trouble::not_found("subject", &subject));
        }
        let value = read_value(measure, new.value).map_err(Trouble::Value)?;
        let change = self.change(new.year, permit.by(), at, new.why).await?;
        let name = format!("{subject} {}", new.measure);
        self.save_edit(new.year, name, &subject, &[(id, value)], &change).await
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
        let change = self.change(year, permit.by(), at, why).await?;
        Ok(self.store.explain_finding(&self.county().await?, year, check, &subject, &change).await?)
    }
}
