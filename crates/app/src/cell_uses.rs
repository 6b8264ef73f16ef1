//! From a cell of an imported file to the facts that it states and the figures that rest on them.

use std::collections::BTreeSet;

use junheng_assess::{Assessment, Leaf, Standing};
use junheng_domain::{ImportNo, Level, MeasureId, Origin, SchoolCode, Subject, Value};
use junheng_standards::{Indicator, IndicatorLevel, PerStage};
use junheng_store::{ImportRecord, LayerStatus};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Office;
use crate::judgement::Seen;
use crate::permit::{Permit, See};
use crate::trouble::Trouble;
use crate::views::{Figure, IndicatorView, MeasureView, SubjectView, place, school_text, value_words};
use crate::words::Words;

/// A cell with all that rests on it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CellPage {
    pub year: u16,
    pub import: u32,
    pub file: String,
    pub by: String,
    pub at: String,
    /// Whether the import counts: not taken back.
    pub active: bool,
    pub sheet: Option<String>,
    pub cell: String,
    pub facts: Vec<CellFact>,
}

/// A fact that the cell states.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CellFact {
    pub subject: SubjectView,
    pub measure: MeasureView,
    /// As the cell says it; `null` is missing.
    pub value: Option<Words>,
    /// Whether this cell's word holds: no later import or edit says otherwise.
    pub holds: bool,
    pub uses: Vec<FigureUse>,
}

/// A figure that rests on a fact.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FigureUse {
    pub subject: SubjectView,
    pub indicator: IndicatorView,
    pub value: Option<Figure>,
    #[schema(value_type = String)]
    pub standing: Standing,
}

/// A cell as an address names it: `C5`.
///
/// # Errors
/// When the text is no cell.
pub fn read_cell(text: &str) -> Result<(u32, u16), Trouble> {
    let unreadable = || Trouble::unreadable("cell-text", text);
    let text = text.trim();
    let digits = text.find(|c: char| c.is_ascii_digit()).ok_or_else(unreadable)?;
    let (letters, row) = text.split_at(digits);
    let known = (1..=3).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_alphabetic());
    let row: u32 = row.parse().map_err(|_| unreadable())?;
    if !known || row == 0 {
        return Err(unreadable());
    }
    let column = letters
        .bytes()
        .fold(0_u32, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    Ok((row, u16::try_from(column - 1).map_err(|_| unreadable())?))
}

impl Office {
    /// The facts that a cell of an import states, and the figures of a standard that rest on them. The sheet is named;
    /// an import of one sheet need not name it.
    ///
    /// # Errors
    /// When there is no such import or sheet, the cell cannot be read, or the cell states nothing of what the permit
    /// reaches.
    pub async fn cell_page(
        &self,
        permit: &Permit<See>,
        import: u32,
        (sheet, cell): (&str, &str),
        standard: &str,
    ) -> Result<CellPage, Trouble> {
        let county = self.county().await?;
        let layer = self.store.import(&county, ImportNo(import)).await?;
        let origin = origin(&layer, sheet, cell)?;
        let facts = self.store.facts_of_cell(&county, origin).await?;
        let judgement = self.judgement(permit, layer.year, standard).await?;
        let seen = judgement.seen_by(permit);
        let inside = facts.into_iter().filter(|(subject, ..)| seen.within().subject(subject));
        let facts: Vec<CellFact> = inside.map(|fact| self.cell_fact(&seen, origin, fact)).collect();
        if facts.is_empty() {
            return Err(Trouble::not_found("cell", cell));
        }
        let place = place(&layer.info.sheets, origin);
        Ok(CellPage {
            year: layer.year.start(),
            import,
            file: layer.info.name,
            by: layer.info.by,
            at: layer.info.at,
            active: layer.status == LayerStatus::Active,
            cell: place.cell(),
            sheet: place.sheet,
            facts,
        })
    }

    fn cell_fact(
        &self,
        seen: &Seen<'_>,
        origin: Origin,
        (subject, id, value): (Subject, MeasureId, Value),
    ) -> CellFact {
        let assessment = &seen.judgement().assessment;
        let snapshot = assessment.snapshot();
        let holds = snapshot.origin(&subject, &id) == Some(origin);
        let measures = self.measures();
        let measure = assessment.rules().standard.measures.by_id.get(&id).or_else(|| measures.by_id.get(&id));
        let uses = if holds { uses(seen, &subject, &id) } else { Vec::new() };
        CellFact {
            measure: measure.map_or_else(|| unknown_measure(&id), MeasureView::from),
            value: value_words(measure, &value),
            subject: SubjectView::of(snapshot, &subject),
            holds,
            uses,
        }
    }
}

fn origin(layer: &ImportRecord, sheet: &str, cell: &str) -> Result<Origin, Trouble> {
    let sheets = &layer.info.sheets;
    let at = match sheet.is_empty() && sheets.len() == 1 {
        true => Some(0),
        false => sheets.iter().position(|known| known == sheet),
    };
    let at = at.and_then(|at| u16::try_from(at).ok()).ok_or_else(|| Trouble::not_found("sheet", sheet))?;
    let (row, column) = read_cell(cell)?;
    Ok(Origin { import: layer.info.no, row, sheet: at, column })
}

/// A measure that no file knows any more, such as the parts of an entry.
fn unknown_measure(id: &MeasureId) -> MeasureView {
    MeasureView {
        id: id.to_string(),
        name: Words::same(id.as_str()),
        unit: None,
        kind: "text",
        codes: Vec::new(),
        note: None,
        personal: false,
        level: Level::County.as_str(),
    }
}

/// The figures inside the scope that use a fact that holds.
///
/// 1. An indicator is looked at only when a formula or relaxation of it names the measure.
/// 2. Its subjects are those near the fact: the school, its stages, and the school that it was merged into.
/// 3. The figure counts when its explanation cites the very fact.
fn uses(seen: &Seen<'_>, subject: &Subject, measure: &MeasureId) -> Vec<FigureUse> {
    let assessment = &seen.judgement().assessment;
    let standard = &assessment.rules().standard;
    let near = near(assessment, subject);
    let mut found = Vec::new();
    for indicator in standard.indicators.iter().filter(|indicator| reads(indicator, measure)) {
        for candidate in near.iter().filter(|candidate| is_level(indicator, candidate)) {
            let Ok(Ok(explanation)) = seen.explain(candidate, &indicator.id) else { continue };
            let relaxations = explanation.relaxations.iter().flat_map(|used| &used.leaves);
            if !explanation.leaves.iter().chain(relaxations).any(|leaf| cites(leaf, subject, measure)) {
                continue;
            }
            found.push(FigureUse {
                subject: SubjectView::of(assessment.snapshot(), candidate),
                indicator: IndicatorView::of(standard, indicator),
                value: explanation.value.as_ref().map(|value| Figure::new(value, indicator.places)),
                standing: explanation.standing,
            });
        }
    }
    found
}

fn reads(indicator: &Indicator, measure: &MeasureId) -> bool {
    let plain = indicator.formula.iter();
    let relaxed = indicator.relaxations.iter().filter_map(|relaxation| relaxation.formula.as_ref());
    let formulas = plain.chain(relaxed).flat_map(|formula| match formula {
        PerStage::Same(formula) => vec![formula],
        PerStage::By(map) => map.values().collect(),
    });
    let mut conditions = indicator.relaxations.iter().map(|relaxation| relaxation.when.measures());
    let mut formulas = formulas.map(|formula| formula.measures());
    let named = |measures: &BTreeSet<(_, MeasureId)>| measures.iter().any(|(_, id)| id == measure);
    formulas.any(named) || conditions.any(named)
}

fn is_level(indicator: &Indicator, subject: &Subject) -> bool {
    matches!(
        (indicator.level, subject.level()),
        (IndicatorLevel::Unit, Level::Unit)
            | (IndicatorLevel::School, Level::School)
            | (IndicatorLevel::County, Level::County)
    )
}

fn cites(leaf: &Leaf, subject: &Subject, measure: &MeasureId) -> bool {
    leaf.measure == *measure && leaf.parts.iter().any(|part| part.subject == *subject)
}

/// Longest way from a branch to the school that it is counted with.
const MOST_MOTHERS: usize = 4;

fn near(assessment: &Assessment, subject: &Subject) -> Vec<Subject> {
    let snapshot = assessment.snapshot();
    let mut schools: Vec<SchoolCode> = subject.school().into_iter().cloned().collect();
    while let Some(last) = schools.last()
        && schools.len() <= MOST_MOTHERS
    {
        let mother = school_text(snapshot, last, "mother_school");
        let mother = mother.and_then(|code| SchoolCode::new(&code).ok());
        match mother.filter(|mother| !schools.contains(mother)) {
            Some(mother) => schools.push(mother),
            None => break,
        }
    }
    let units = snapshot.table(Level::Unit);
    let of_school = |school: &SchoolCode| {
        let stages = units.subjects[units.rows_of_school(school)].iter().cloned();
        stages.chain([Subject::School(school.clone())]).collect::<Vec<_>>()
    };
    schools.iter().flat_map(of_school).chain([Subject::County]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_as_a_spreadsheet_names_it() {
        for (text, expected) in [
            ("A1", Some((1, 0))),
            ("c5", Some((5, 2))),
            ("AB12", Some((12, 27))),
            ("XFD1048576", Some((1_048_576, 16383))),
        ] {
            assert_eq!(read_cell(text).ok(), expected, "{text}");
        }
        for text in ["", "A", "5", "A0", "ABCD1", "Ａ1", "A1B", "A-1", "<A1>"] {
            assert!(read_cell(text).is_err(), "{text}");
        }
    }
}
