//! What became of a school, which branches it has, and what was said to explain its figures.

use junheng_domain::{Level, SchoolCode, SchoolYear, Snapshot, Subject};
use serde::Serialize;
use utoipa::ToSchema;

use super::SchoolHead;
use crate::Office;
use crate::judgement::Seen;
use crate::permit::{Permit, See};
use crate::trouble::Trouble;
use crate::views::{SchoolLink, StandardView, SubjectView, school_text};
use crate::why::percent;
use crate::words::Words;

/// A school's history and documents.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SchoolPast {
    pub year: u16,
    pub standard: StandardView,
    pub school: SchoolHead,
    /// Recorded changes that name the school, the last first.
    pub events: Vec<EventView>,
    /// Schools of the first year on record that make it up.
    pub made_of: Vec<ShareView>,
    pub first_year: u16,
    /// Schools that are counted as branches of this one.
    pub branches: Vec<SchoolLink>,
    pub documents: Vec<Document>,
}

/// What became of a school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EventView {
    pub no: u32,
    /// The first school year in which it holds.
    pub year: u16,
    /// `merge`, `split`, `rename` or `restage`.
    pub kind: &'static str,
    pub from: SchoolLink,
    pub to: SchoolLink,
    /// The part of `from` that goes to `to`, in percent.
    pub share: String,
    pub by: String,
    pub at: String,
    pub why: String,
    pub withdrawn: bool,
}

/// A school of another year and the part of it that is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShareView {
    pub school: SchoolLink,
    /// In percent.
    pub share: String,
}

/// A warning about a school's data that somebody explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Document {
    pub subject: SubjectView,
    /// What the data should fulfil.
    pub rule: Words,
    pub why: String,
    pub by: String,
    pub at: String,
}

impl Office {
    /// What became of a school, its branches, and what was said to explain its figures.
    ///
    /// # Errors
    /// As [`Office::school_standing`]; when the recorded changes contradict each other.
    pub async fn school_past(
        &self,
        permit: &Permit<See>,
        year: SchoolYear,
        standard: &str,
        code: &SchoolCode,
    ) -> Result<SchoolPast, Trouble> {
        let judgement = self.judgement(permit, year, standard).await?;
        let seen = judgement.seen_by(permit);
        seen.school(code)?;
        let (standard, snapshot) = (judgement.standard(), judgement.assessment.snapshot());
        let first = self.years(permit).await?.first().copied().unwrap_or(year);
        let before = self.judgement(permit, first, &standard.id.0).await?;
        let before = before.assessment.snapshot();
        let named = |code: &SchoolCode| named(snapshot, before, code);
        let mut events = self.school_changes(permit).await?;
        events.retain(|recorded| recorded.event.from == *code || recorded.event.to == *code);
        events.sort_by_key(|recorded| std::cmp::Reverse((recorded.event.year, recorded.no)));
        let event = |recorded: junheng_store::RecordedEvent| EventView {
            no: recorded.no,
            year: recorded.event.year.start(),
            kind: recorded.event.kind.as_str(),
            from: named(&recorded.event.from),
            to: named(&recorded.event.to),
            share: percent(&recorded.event.share),
            by: recorded.by,
            at: recorded.at,
            why: recorded.why,
            withdrawn: recorded.withdrawn,
        };
        let lineage = self.lineage(permit).await?;
        let made_of = lineage.ancestors(code, first, year).into_iter();
        let made_of = made_of.filter(|(school, _)| known(before, school));
        let documents = self.documents(year, code, &seen).await?;
        Ok(SchoolPast {
            year: year.start(),
            standard: (&**standard).into(),
            school: SchoolHead::of(standard, snapshot, code),
            made_of: made_of
                .map(|(school, share)| ShareView { school: named(&school), share: percent(&share) })
                .collect(),
            events: events.into_iter().map(event).collect(),
            first_year: first.start(),
            branches: branches(snapshot, code),
            documents,
        })
    }

    async fn documents(
        &self,
        year: SchoolYear,
        code: &SchoolCode,
        seen: &Seen<'_>,
    ) -> Result<Vec<Document>, Trouble> {
        let snapshot = seen.judgement().assessment.snapshot();
        let explained = self.store.explained_findings(&self.county().await?, year).await?;
        let of_school = explained.into_iter().filter(|explained| {
            explained.subject.school() == Some(code) && seen.within().subject(&explained.subject)
        });
        let measures = self.measures();
        let told = of_school.map(|explained| {
            let check = measures.checks.iter().find(|check| check.id == explained.rule);
            Document {
                subject: SubjectView::of(snapshot, &explained.subject),
                rule: check.map_or_else(|| Words::same(&explained.rule), |check| (&check.wording).into()),
                why: explained.why,
                by: explained.by,
                at: explained.at,
            }
        });
        Ok(told.collect())
    }
}

fn known(snapshot: &Snapshot, code: &SchoolCode) -> bool {
    snapshot.table(Level::School).row(&Subject::School(code.clone())).is_some()
}

/// A school by the name that it has now, or had in the first year on record.
fn named(now: &Snapshot, before: &Snapshot, code: &SchoolCode) -> SchoolLink {
    SchoolLink::of(if known(now, code) { now } else { before }, code)
}

fn branches(snapshot: &Snapshot, code: &SchoolCode) -> Vec<SchoolLink> {
    let schools = snapshot.table(Level::School).subjects.iter().filter_map(Subject::school);
    let is_branch = |school: &&SchoolCode| {
        school_text(snapshot, school, "mother_school").is_some_and(|mother| mother == code.as_str())
    };
    schools.filter(is_branch).map(|school| SchoolLink::of(snapshot, school)).collect()
}
