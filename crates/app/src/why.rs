//! Why a figure is what it is: formula, numbers, clause, relaxations and the cells behind it, as pages and programs
//! read it.

use junheng_assess::{Assessment, Explanation, Leaf, NotExplained, Part, RelaxationUse, Split, Standing};
use junheng_domain::{SchoolYear, Snapshot, Stage, Subject, show_exact};
use junheng_standards::expr::Value;
use junheng_standards::{Indicator, IndicatorLevel, Standard};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Office;
use crate::office::read_school;
use crate::permit::{Permit, See};
use crate::trouble::Trouble;
use crate::views::{
    ClauseView, Figure, IndicatorView, ShortfallView, SourceCell, StandardView, SubjectView, value_words,
};
use crate::words::Words;

/// Everything that a figure rests on.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Why {
    pub year: u16,
    pub standard: StandardView,
    pub subject: SubjectView,
    pub indicator: IndicatorView,
    /// As written in the standard; empty for an entered item.
    pub formula: String,
    /// The formula with the numbers put in.
    pub with_numbers: String,
    /// `null` is missing.
    pub value: Option<Figure>,
    /// The threshold in force.
    pub threshold: Option<Figure>,
    /// The value that even a missed indicator must reach.
    pub floor: Option<Figure>,
    #[schema(value_type = String)]
    pub standing: Standing,
    pub shortfall: Option<ShortfallView>,
    pub relaxations: Vec<RelaxationView>,
    pub coefficient: Option<ContributionView>,
    /// What was entered, for an item that the data do not decide.
    pub entry: Option<EntryView>,
    pub cells: Vec<CellUse>,
}

/// A relaxation that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RelaxationView {
    pub reason: Words,
    pub clause: ClauseView,
    /// Whether it applied; `null` when facts for it are missing, and it did not.
    pub holds: Option<bool>,
    pub with_numbers: String,
}

/// What a unit adds to the coefficient of its stage.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ContributionView {
    pub cv: Option<f64>,
    /// Its share in the spread, in percent.
    pub share: Option<String>,
    /// The coefficient if this unit reached the threshold and nothing else changed.
    pub cv_if_met: Option<f64>,
}

/// What was entered for an item, with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EntryView {
    #[schema(value_type = String)]
    pub standing: Standing,
    pub points: Option<String>,
    pub evidence: String,
    pub by: String,
    pub at: String,
}

/// A fact as the formula or a relaxation used it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CellUse {
    pub measure: String,
    pub name: Words,
    /// Whose fact the formula asks for.
    pub of: SubjectView,
    /// What it brings, after a split; `null` is missing.
    pub value: Option<Words>,
    /// Who reported it: another subject after a merger or a split.
    pub reported_of: SubjectView,
    /// `null` when it was never reported.
    pub source: Option<SourceCell>,
    pub split: Option<SplitView>,
    /// Whether only a relaxation used it.
    pub for_relaxation: bool,
}

/// How what a school shares was split over its stages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SplitView {
    /// What the school reported.
    pub whole: String,
    pub parts: Vec<SplitPartView>,
}

/// The share of one stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SplitPartView {
    pub stage: &'static str,
    /// Weight of a pupil.
    pub weight: String,
    pub pupils: String,
    /// In percent.
    pub share: String,
    pub amount: String,
}

impl From<&Split> for SplitView {
    fn from(split: &Split) -> Self {
        let part = |part: &junheng_assess::SplitPart| SplitPartView {
            stage: part.stage.as_str(),
            weight: show_exact(&part.weight, 2),
            pupils: show_exact(&part.pupils, 0),
            share: percent(&part.share),
            amount: show_exact(&part.amount, 2),
        };
        Self { whole: show_exact(&split.whole, 2), parts: split.parts.iter().map(part).collect() }
    }
}

/// A share in percent with two decimals.
pub(crate) fn percent(share: &junheng_domain::Exact) -> String {
    show_exact(&(share * junheng_domain::Exact::from_integer(100.into())), 2)
}

/// Reads whom a figure is of: `county`, a school's code, or a school's code and stage as `2199000001/primary`.
///
/// # Errors
/// When the text is none of them.
pub fn read_subject(text: &str) -> Result<Subject, Trouble> {
    match text.trim().split_once('/') {
        None if text.trim() == "county" => Ok(Subject::County),
        None => Ok(Subject::School(read_school(text)?)),
        Some((school, stage)) => {
            let stage = Stage::parse(stage).ok_or_else(|| Trouble::unreadable("stage", stage))?;
            Ok(Subject::Unit(read_school(school)?, stage))
        }
    }
}

/// Why there is nothing to explain, as trouble that can be told.
#[must_use]
pub fn not_explained(error: NotExplained) -> Trouble {
    match error {
        NotExplained::UnknownIndicator(id) => Trouble::not_found("indicator", id),
        NotExplained::UnknownSubject(subject) => Trouble::not_found("subject", subject),
        NotExplained::LeftOut { subject, into: None, .. } => {
            Trouble::refused("left-out", vec![("name", subject.to_string())])
        }
        NotExplained::LeftOut { subject, into: Some(into), .. } => {
            Trouble::refused("counted-with", vec![("name", subject.to_string()), ("into", into.to_string())])
        }
        NotExplained::NotJudged(subject) => {
            Trouble::refused("not-judged", vec![("name", subject.to_string())])
        }
    }
}

impl Office {
    /// Why the value of an indicator for a unit, a school or the county is what it is.
    ///
    /// # Errors
    /// When there is no such indicator; when the subject is not there or outside of the permit's scope; when the
    /// indicator does not judge it.
    pub async fn why(
        &self,
        permit: &Permit<See>,
        year: SchoolYear,
        standard: &str,
        (subject, indicator): (&Subject, &str),
    ) -> Result<Why, Trouble> {
        let judgement = self.judgement(permit, year, standard).await?;
        let seen = judgement.seen_by(permit);
        let explanation = seen.explain(subject, indicator)?.map_err(not_explained)?;
        Ok(Why::of(&judgement.assessment, &explanation))
    }
}

impl Why {
    /// An explanation as it is shown.
    #[must_use]
    pub fn of(assessment: &Assessment, found: &Explanation) -> Self {
        let (snapshot, standard) = (assessment.snapshot(), &assessment.rules().standard);
        let indicator = &standard.indicators[found.indicator];
        let places = indicator.places;
        let teller = Teller { snapshot, standard };
        let mut cells = teller.cells(&found.leaves, false);
        for used in &found.relaxations {
            let more = teller.cells(&used.leaves, true);
            let new = |cell: &CellUse| !cells.iter().any(|known| known.is_of(cell));
            let more: Vec<CellUse> = more.into_iter().filter(new).collect();
            cells.extend(more);
        }
        Self {
            year: snapshot.year.start(),
            standard: (&**standard).into(),
            subject: SubjectView::of(snapshot, &found.subject),
            indicator: IndicatorView::of(standard, indicator),
            formula: found.formula.clone(),
            with_numbers: found.with_numbers.clone(),
            value: found.value.as_ref().map(|value| Figure::new(value, places)),
            threshold: found.threshold.as_ref().map(|value| Figure::threshold(value, places)),
            floor: found.floor.as_ref().map(|value| Figure::threshold(value, places)),
            standing: found.standing,
            shortfall: found.gap.as_ref().map(|gap| ShortfallView::of(indicator, gap)),
            relaxations: found.relaxations.iter().map(|used| relaxation(indicator, used)).collect(),
            coefficient: found.in_coefficient.as_ref().map(|contribution| ContributionView {
                cv: contribution.coefficient.cv,
                share: contribution.share.as_ref().map(percent),
                cv_if_met: contribution.cv_if_met,
            }),
            entry: found.entry.as_ref().map(EntryView::from),
            cells,
        }
    }
}

impl From<&junheng_assess::Entry> for EntryView {
    fn from(entry: &junheng_assess::Entry) -> Self {
        Self {
            standing: entry.standing,
            points: entry.points.as_ref().map(|points| show_exact(points, 2)),
            evidence: entry.evidence.clone(),
            by: entry.by.clone(),
            at: entry.at.clone(),
        }
    }
}

fn relaxation(indicator: &Indicator, used: &RelaxationUse) -> RelaxationView {
    let relaxation = &indicator.relaxations[used.relaxation];
    RelaxationView {
        reason: (&relaxation.reason).into(),
        clause: (&relaxation.clause).into(),
        holds: used.holds,
        with_numbers: used.with_numbers.clone(),
    }
}

impl CellUse {
    /// Whether it is the same fact of the same cell.
    fn is_of(&self, other: &Self) -> bool {
        self.measure == other.measure && self.reported_of == other.reported_of && self.source == other.source
    }
}

/// What the words of a cell are taken from.
struct Teller<'a> {
    snapshot: &'a Snapshot,
    standard: &'a Standard,
}

impl Teller<'_> {
    fn cells(&self, leaves: &[Leaf], for_relaxation: bool) -> Vec<CellUse> {
        let told = |leaf| {
            let leaf: &Leaf = leaf;
            leaf.parts.iter().map(move |part| self.cell(leaf, part, for_relaxation))
        };
        leaves.iter().flat_map(told).collect()
    }

    fn cell(&self, leaf: &Leaf, part: &Part, for_relaxation: bool) -> CellUse {
        let measure = self.standard.measures.by_id.get(&leaf.measure);
        let name =
            measure.map_or_else(|| Words::same(leaf.measure.as_str()), |known| (&known.wording).into());
        CellUse {
            measure: leaf.measure.to_string(),
            name,
            of: SubjectView::of(self.snapshot, &leaf.subject),
            value: self.value(leaf, part),
            reported_of: SubjectView::of(self.snapshot, &part.subject),
            source: part.origin.map(|origin| SourceCell::of(self.snapshot, origin)),
            split: part.split.as_ref().map(SplitView::from),
            for_relaxation,
        }
    }

    fn value(&self, leaf: &Leaf, part: &Part) -> Option<Words> {
        let measure = self.standard.measures.by_id.get(&leaf.measure);
        match (&part.value, &part.text, &leaf.value) {
            (Some(value), ..) if value.is_integer() => Some(Words::same(value.to_integer().to_string())),
            (Some(value), ..) => Some(Words::same(show_exact(value, 4))),
            (None, Some(text), _) => value_words(measure, &junheng_domain::Value::Text(text.clone())),
            (None, None, Value::Code(code)) => value_words(measure, &junheng_domain::Value::text(code)),
            _ => None,
        }
    }
}

/// Whom an indicator judges of a school: its stages, or the school as a whole.
#[must_use]
pub fn judged_subjects(
    assessment: &Assessment,
    indicator: &Indicator,
    school: &junheng_domain::SchoolCode,
) -> Vec<Subject> {
    if indicator.level != IndicatorLevel::Unit {
        return vec![Subject::School(school.clone())];
    }
    let units = assessment.snapshot().table(junheng_domain::Level::Unit);
    let judged = |subject: &&Subject| subject.stage().is_some_and(|stage| indicator.stages.contains(&stage));
    units.subjects[units.rows_of_school(school)].iter().filter(judged).cloned().collect()
}
