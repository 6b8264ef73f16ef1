//! One fact of a school: what it says now, and every import and edit that spoke of it.

use junheng_domain::{ImportNo, Level, MeasureId, SchoolYear, Snapshot, Subject, Value};
use junheng_standards::Measure;
use junheng_store::{ImportKind, LayerStatus, Stated};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Office;
use crate::permit::{Permit, Report, See};
use crate::trouble::Trouble;
use crate::views::{MeasureView, SubjectView, place, value_words};
use crate::words::Words;

/// A fact with its history.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FactPage {
    pub year: u16,
    pub subject: SubjectView,
    pub measure: MeasureView,
    /// `null` is missing.
    pub value: Option<Words>,
    /// The value as it would be typed; empty when it is missing.
    pub typed: String,
    /// The import or edit whose word holds; 0 when nobody has said anything. An edit says which version it saw.
    pub version: u32,
    /// The locked snapshot that keeps the year from being changed.
    pub locked_by: Option<u32>,
    /// Whether the reader may change it: their permit reaches it, and the year is not locked.
    pub editable: bool,
    /// Newest first, those that were taken back too.
    pub layers: Vec<FactLayer>,
}

/// What an import or edit says of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FactLayer {
    pub import: u32,
    /// `import` or `edit`.
    pub kind: &'static str,
    pub file: String,
    pub sheet: Option<String>,
    pub cell: Option<String>,
    pub value: Option<Words>,
    pub by: String,
    pub at: String,
    pub why: String,
    pub undone: Option<Undone>,
    /// Whether its word holds now.
    pub holds: bool,
}

/// Who took an import or edit back, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Undone {
    pub by: String,
    pub at: String,
    pub why: String,
}

impl Office {
    /// A fact with its history; `report` is the reader's permit to change facts, if they have one.
    ///
    /// # Errors
    /// When the subject is not reported or outside of the permit's scope, or the measure is not one of it.
    pub async fn fact(
        &self,
        permit: &Permit<See>,
        report: Option<&Permit<Report>>,
        year: SchoolYear,
        subject: &Subject,
        measure: &str,
    ) -> Result<FactPage, Trouble> {
        let county = self.county().await?;
        let snapshot = self.snapshot(permit, year).await?;
        let (id, measure) = self.measure_of(&snapshot, subject, measure)?;
        if !permit.scope().within(&snapshot).subject(subject) {
            return Err(Trouble::not_found("subject", subject));
        }
        let stated = self.store.fact_history(&county, year, subject, &id).await?;
        let holding = stated.iter().rfind(|stated| stated.layer.status == LayerStatus::Active);
        let version = holding.map_or(ImportNo(0), |stated| stated.layer.info.no);
        let value = snapshot.value(subject, &id);
        let locked_by = self.locked_by(year).await?;
        let reached = report.is_some_and(|report| report.scope().within(&snapshot).subject(subject));
        Ok(FactPage {
            year: year.start(),
            subject: SubjectView::of(&snapshot, subject),
            measure: (&measure).into(),
            value: value_words(Some(&measure), &value),
            typed: if measure.personal { String::new() } else { value.to_string() },
            version: version.0,
            editable: reached && locked_by.is_none(),
            locked_by,
            layers: stated.iter().rev().map(|stated| layer(&measure, stated, version)).collect(),
        })
    }

    /// A measure of the catalogue that may be reported of a subject, which the snapshot must know.
    pub(crate) fn measure_of(
        &self,
        snapshot: &Snapshot,
        subject: &Subject,
        measure: &str,
    ) -> Result<(MeasureId, Measure), Trouble> {
        let unknown = || Trouble::not_found("measure", measure);
        let id = MeasureId::new(measure).map_err(|_| unknown())?;
        let measure = self.measures().by_id.get(&id).cloned().ok_or_else(unknown)?;
        let of_school = measure.level == Level::Unit && subject.level() == Level::School;
        if measure.level != subject.level() && !of_school {
            let level = measure.level.as_str().to_owned();
            return Err(Trouble::refused("wrong-level", vec![("name", id.to_string()), ("level", level)]));
        }
        let known = snapshot.table(subject.level()).row(subject).is_some();
        if !known && *subject != Subject::County {
            return Err(Trouble::not_found("subject", subject));
        }
        Ok((id, measure))
    }

    /// The locked snapshot that keeps a year from being changed.
    pub(crate) async fn locked_by(&self, year: SchoolYear) -> Result<Option<u32>, Trouble> {
        let county = self.county().await?;
        let latest = self.store.locked(&county).await?.into_iter().rfind(|locked| locked.year == year);
        match latest {
            Some(locked) if !self.is_open(&county, year).await? => Ok(Some(locked.no.0)),
            _ => Ok(None),
        }
    }

    /// Whether the edit that somebody else's change refused is the very same one, sent twice: its number.
    pub(crate) async fn same_edit(
        &self,
        year: SchoolYear,
        (subject, measure): (&Subject, &MeasureId),
        (value, by, why): (&Value, &str, &str),
    ) -> Result<Option<ImportNo>, Trouble> {
        let stated = self.store.fact_history(&self.county().await?, year, subject, measure).await?;
        let holding = stated.iter().rfind(|stated| stated.layer.status == LayerStatus::Active);
        let same = |stated: &&Stated| {
            let layer = &stated.layer;
            layer.kind == ImportKind::Edit
                && layer.info.by == by
                && layer.why == why
                && stated.value == *value
        };
        Ok(holding.filter(same).map(|stated| stated.layer.info.no))
    }
}

fn layer(measure: &Measure, stated: &Stated, version: ImportNo) -> FactLayer {
    let Stated { layer, origin, value } = stated;
    let place = place(&layer.info.sheets, *origin);
    FactLayer {
        import: layer.info.no.0,
        kind: layer.kind.as_str(),
        file: layer.info.name.clone(),
        cell: Some(place.cell()).filter(|cell| !cell.is_empty()),
        sheet: place.sheet,
        value: value_words(Some(measure), value),
        by: layer.info.by.clone(),
        at: layer.info.at.clone(),
        why: layer.why.clone(),
        undone: match &layer.status {
            LayerStatus::Active => None,
            LayerStatus::Undone { by, at, why } => {
                Some(Undone { by: by.clone(), at: at.clone(), why: why.clone() })
            }
        },
        holds: layer.info.no == version,
    }
}
