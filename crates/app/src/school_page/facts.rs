//! What is reported of a school and its stages, fact by fact, each with its cell.

use junheng_domain::{Level, MeasureId, SchoolCode, SchoolYear, Snapshot, Subject};
use junheng_standards::{Measure, PerStage, Sharing, Standard};
use serde::Serialize;
use utoipa::ToSchema;

use super::SchoolHead;
use crate::Office;
use crate::permit::{Permit, See};
use crate::trouble::Trouble;
use crate::views::{MeasureView, SourceCell, StandardView, SubjectView, value_words};
use crate::words::Words;

/// The facts of a school in a school year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SchoolFacts {
    pub year: u16,
    pub standard: StandardView,
    pub school: SchoolHead,
    /// Of the school, then of each stage.
    pub groups: Vec<FactGroup>,
}

/// The facts of a school or of one of its stages.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FactGroup {
    pub subject: SubjectView,
    pub rows: Vec<FactRow>,
}

/// A fact that is reported, or that the standard asks for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FactRow {
    pub measure: MeasureView,
    /// `null` is missing.
    pub value: Option<Words>,
    /// `null` when it was never reported.
    pub source: Option<SourceCell>,
}

impl Office {
    /// What is reported of a school, and what the standard asks for and is missing.
    ///
    /// # Errors
    /// As [`Office::school_standing`].
    pub async fn school_facts(
        &self,
        permit: &Permit<See>,
        year: SchoolYear,
        standard: &str,
        code: &SchoolCode,
    ) -> Result<SchoolFacts, Trouble> {
        let judgement = self.judgement(permit, year, standard).await?;
        let seen = judgement.seen_by(permit);
        seen.school(code)?;
        let (standard, snapshot) = (judgement.standard(), judgement.assessment.snapshot());
        let units = snapshot.table(Level::Unit);
        let stages = units.subjects[units.rows_of_school(code)].iter().cloned();
        let stages = stages.filter(|unit| seen.within().subject(unit));
        let subjects = std::iter::once(Subject::School(code.clone())).chain(stages);
        let groups = subjects.map(|subject| FactGroup {
            rows: rows(standard, snapshot, &subject),
            subject: SubjectView::of(snapshot, &subject),
        });
        Ok(SchoolFacts {
            year: year.start(),
            standard: (&**standard).into(),
            school: SchoolHead::of(standard, snapshot, code),
            groups: groups.collect(),
        })
    }
}

fn rows(standard: &Standard, snapshot: &Snapshot, subject: &Subject) -> Vec<FactRow> {
    let shown = |id: &&MeasureId| {
        let measure = standard.measures.by_id.get(id)?;
        let origin = snapshot.origin(subject, id);
        let asked = measure.level == subject.level()
            && (measure.level == Level::School || asks_for(standard, id))
            && !is_shared(snapshot, subject, measure);
        (origin.is_some() || asked).then_some((measure, origin))
    };
    let rows = standard.measures.order.iter().filter_map(|id| shown(&id));
    rows.map(|(measure, origin)| FactRow {
        value: value_words(Some(measure), &snapshot.value(subject, &measure.id)),
        source: origin.map(|origin| SourceCell::of(snapshot, origin)),
        measure: measure.into(),
    })
    .collect()
}

/// Whether an indicator, a relaxation or a rule of the scope reads a measure.
fn asks_for(standard: &Standard, id: &MeasureId) -> bool {
    let formulas = standard.indicators.iter().filter_map(|indicator| indicator.formula.as_ref());
    let mut formulas = formulas.flat_map(|formula| match formula {
        PerStage::Same(formula) => vec![formula],
        PerStage::By(map) => map.values().collect(),
    });
    formulas.any(|formula| formula.measures().iter().any(|(_, known)| known == id)) || *id == standard.pupils
}

/// Whether the school reports it as a whole for all its stages.
fn is_shared(snapshot: &Snapshot, subject: &Subject, measure: &Measure) -> bool {
    let school = subject.school().cloned().map(Subject::School);
    measure.sharing == Sharing::WeightedPupils
        && school.is_some_and(|school| school != *subject && snapshot.origin(&school, &measure.id).is_some())
}
